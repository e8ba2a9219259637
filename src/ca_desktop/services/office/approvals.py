"""What one person alone may not do: a second one agrees by typing a passphrase of their own."""

from ca_desktop.domain.errors import Forbidden, NotAllowedNow, WrongPassphrase
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.keys import SecondAgreed
from ca_desktop.domain.roles import Role, require, roles_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import UnitOfWork, View

REVOKE, CERTIFY, NEW_ROOT = "revoke", "certify", "new_root"


def second_person(ports: Ports, view: View, secret: str) -> str:
    """Return who agrees: the user id of another administrator or leader.

    The recovery code speaks for whoever keeps its envelope, unless it opened this session.

    Returns:
        A user id; empty for the recovery code.

    Raises:
        WrongPassphrase: SECOND-WRONG nobody's.
        NotAllowedNow: SECOND-SAME the person who is signed in.
        Forbidden: SECOND-ROLE neither administrator nor leader.
    """
    require(ports.actor.roles, Role.ADMIN)
    user_id = ports.key_file.whose(secret)
    if user_id is None:
        raise WrongPassphrase("SECOND-WRONG")
    if user_id == ports.actor.user_id:
        raise NotAllowedNow("SECOND-SAME")
    person = next((user for user in view.offices.users() if user.user_id == user_id), None)
    held = roles_of(person.roles) if person else frozenset()
    if user_id and not held & {Role.ADMIN, Role.LEADER}:
        raise Forbidden("SECOND-ROLE")
    return user_id


def note_agreed(uow: UnitOfWork, user_id: str, to: str) -> None:
    """Keep who agreed."""
    uow.record(SecondAgreed(user_id=user_id, to=to), Standing(audience=LOCAL))
