"""Who approves a step: an account of the office that heads it, or a name without an account."""

from dataclasses import dataclass, field

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.roles import Actor, Role, roles_of
from ca_desktop.domain.text import clean_line, fold
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View

HEADS = frozenset({Role.DESK_HEAD, Role.LEADER})
"""Who approves; a step that one of them takes needs no other name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who approved.

    Attributes:
        name: as it was then; that stays on paper.
        user_id: of the account; empty: a name was typed that has none here.
    """

    name: str = field(default="", repr=False)
    user_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproversOffered:
    """Whom a window offers.

    Attributes:
        names: of the accounts that may approve.
        own: of the person signed in, where they may; empty otherwise.
    """

    names: tuple[str, ...] = field(repr=False)
    own: str = field(default="", repr=False)


def approvers_offered(ports: Ports) -> ApproversOffered:
    """Return the accounts of the office that may approve."""
    with ports.reading() as view:
        return offered(view, ports.actor)


def offered(view: View, actor: Actor) -> ApproversOffered:
    """Return whom a window offers, the person signed in first."""
    own = actor.name if may_approve(actor) else ""
    others = (x.name for x in view.offices.users() if HEADS.intersection(roles_of(x.roles)))
    names = (own, *(name for name in others if name != own))
    return ApproversOffered(names=tuple(name for name in names if name), own=own)


def may_approve(actor: Actor) -> bool:
    """Tell whether the person signed in approves in their own name."""
    return not actor.roles.isdisjoint(HEADS)


def approver_of(view: View, actor: Actor, typed: object, *, needed: bool) -> Approver:
    """Return who approves.

    Args:
        view: of the office.
        actor: who is signed in; approves where nobody else was named and they may.
        typed: the name of an account, or of a person who has none.
        needed: somebody has to.

    Raises:
        InvalidField: nobody is named and somebody has to be, the name does not hold, or it is
            that of an account that may not approve.
    """
    name = clean_line("approver", typed if isinstance(typed, str) else "")
    if may_approve(actor) and fold(name) in {"", fold(actor.name)}:
        return Approver(name=actor.name, user_id=actor.user_id)
    if not name:
        if needed:
            raise InvalidField("approver", "REQ-FIELD")
        return Approver()
    account = next((x for x in view.offices.users() if fold(x.name) == fold(name)), None)
    if account is None:
        return Approver(name=name)
    if HEADS.isdisjoint(roles_of(account.roles)):
        raise InvalidField("approver", "APPROVER-ROLE", name=account.name)
    return Approver(name=account.name, user_id=account.user_id)
