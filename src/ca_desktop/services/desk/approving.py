"""Who approves a step: an account of the office that heads it, or a name without an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ca_desktop.domain.actors import HEADS, in_order
from ca_desktop.domain.errors import InvalidField, WrongPassphrase
from ca_desktop.domain.roles import Actor, Role, roles_of
from ca_desktop.domain.stations import BY_PIN, SIGNED_IN
from ca_desktop.domain.text import clean_line, fold
from ca_desktop.services.office.accounts import pin_opens
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import UserRow
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who approved.

    Attributes:
        name: as it was then; that stays on paper.
        user_id: of the account; empty: a name was typed that has none here.
        confirmed: how the account itself said so; empty: it is only named.
    """

    name: str = field(default="", repr=False)
    user_id: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """An account typed its PIN beside whoever takes the step; made by `confirm_approver`."""

    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproversOffered:
    """Whom a window offers.

    Attributes:
        names: of the accounts that may approve.
        own: of the person signed in, where they may; empty otherwise.
        usual: whom the office names as a rule; empty for nobody.
        pins: names of the others who have a PIN, with the ids of their accounts.
    """

    names: tuple[str, ...] = field(repr=False)
    own: str = field(default="", repr=False)
    usual: str = field(default="", repr=False)
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)


def approvers_offered(
    ports: Ports, heads: frozenset[Role] = HEADS, usual: str = ""
) -> ApproversOffered:
    """Return the accounts of the office that may approve.

    Args:
        ports: the outside world.
        heads: the roles that may.
        usual: whom the office names as a rule.
    """
    with ports.reading() as view:
        return replace(offered(view, ports.actor, heads), usual=usual)


def offered(view: View, actor: Actor, heads: frozenset[Role] = HEADS) -> ApproversOffered:
    """Return whom a window offers, the person signed in first."""
    own = actor.name if may_approve(actor, heads) else ""
    may = [x for x in view.offices.users() if _heads(x, heads)]
    others = [x for x in may if x.name != own]
    names = (own, *(x.name for x in others))
    held = view.pins.owners()
    return ApproversOffered(
        names=tuple(name for name in names if name),
        own=own,
        pins={x.name: x.user_id for x in others if x.user_id in held},
    )


def may_approve(actor: Actor, heads: frozenset[Role] = HEADS) -> bool:
    """Tell whether the person signed in approves in their own name."""
    return not actor.roles.isdisjoint(heads)


def confirm_approver(ports: Ports, name: str, pin: str) -> Confirmation:
    """Return that an account of the office agrees: it typed its own PIN.

    Raises:
        InvalidField: no account of that name, or one that may not approve.
        WrongPassphrase: APPROVER-PIN it is not the PIN of that account, or it has none.
    """
    with ports.reading() as view:
        account = _account(view, clean_line("approver", name, required=True), HEADS)
    if account is None:
        raise InvalidField("approver", "NO-SUCH-USER", name=name[:60])
    if not pin_opens(ports, account.user_id, pin):
        raise WrongPassphrase("APPROVER-PIN")
    return Confirmation(user_id=account.user_id)


def approver_of(
    view: View,
    actor: Actor,
    typed: object,
    *,
    needed: bool,
    confirmation: Confirmation | None = None,
    heads: frozenset[Role] = HEADS,
) -> Approver:
    """Return who approves.

    Args:
        view: of the office.
        actor: who is signed in; approves where nobody else was named and they may.
        typed: the name of an account, or of a person who has none.
        needed: somebody has to.
        confirmation: of the account, where it gave one.
        heads: the roles that may approve this.

    Raises:
        InvalidField: nobody is named and somebody has to be, the name does not hold, or it is
            that of an account that may not approve.
    """
    name = clean_line("approver", typed if isinstance(typed, str) else "")
    if may_approve(actor, heads) and fold(name) in {"", fold(actor.name)}:
        return Approver(name=actor.name, user_id=actor.user_id, confirmed=SIGNED_IN)
    if not name:
        if needed:
            raise InvalidField("approver", "REQ-FIELD")
        return Approver()
    account = _account(view, name, heads)
    if account is None:
        return Approver(name=name)
    proved = confirmation is not None and confirmation.user_id == account.user_id
    return Approver(name=account.name, user_id=account.user_id, confirmed=BY_PIN if proved else "")


def may_be_named(view: View, name: str, heads: frozenset[Role]) -> bool:
    """Tell whether a name is of somebody who may approve, or of nobody with an account."""
    account = _named(view, name)
    return account is None or _heads(account, heads)


def _account(view: View, name: str, heads: frozenset[Role]) -> UserRow | None:
    account = _named(view, name)
    if account is not None and not _heads(account, heads):
        raise InvalidField("approver", "APPROVER-ROLE", name=account.name, roles=in_order(heads))
    return account


def _named(view: View, name: str) -> UserRow | None:
    return next((x for x in view.offices.users() if fold(x.name) == fold(name)), None)


def _heads(account: UserRow, heads: frozenset[Role]) -> bool:
    return not heads.isdisjoint(roles_of(account.roles))
