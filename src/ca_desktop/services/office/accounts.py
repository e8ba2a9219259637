"""Accounts: who may sign in, with which roles, and how their secrets are set anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound, WrongPassphrase
from ca_desktop.domain.events.accounts import SecretSet, UserLeft, UserRolesSet
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import UserEnrolled
from ca_desktop.domain.pins import check_pin, is_pin
from ca_desktop.domain.roles import Actor, Role, require, roles_of
from ca_desktop.domain.text import clean_line, fold
from ca_desktop.services.office.offices import MAX_NAME
from ca_desktop.services.office.sign_in import SETTING
from ca_desktop.services.ports.accounts import PinRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import UserRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

SALT_BYTES = 16
PASSPHRASE, PIN = "passphrase", "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in.

    Attributes:
        has_pin: the person has a PIN for the lock of the screen.
        has_slot: the person has a passphrase on this machine.
        own: it is who is signed in.
    """

    user: UserRow
    has_pin: bool
    has_slot: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An account that was added or changed."""

    user_id: str
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWish:
    """What is to become of an account; empty secrets stay as they are.

    Attributes:
        user_id: empty for somebody new.
        roles: only an administrator changes them.
    """

    user_id: str
    name: str = field(repr=False)
    roles: tuple[str, ...]
    passphrase: str = field(repr=False)
    pin: str = field(repr=False)


def accounts(ports: Ports) -> Sequence[Account]:
    """Return everybody who may sign in, by name."""
    slots = ports.key_file.owners()
    with ports.reading() as view:
        pins = view.pins.owners()
        return [
            Account(
                user=user,
                has_pin=user.user_id in pins,
                has_slot=user.user_id in slots,
                own=user.user_id == ports.actor.user_id,
            )
            for user in view.offices.users()
        ]


def keep_people(ports: Ports) -> None:
    """Keep who may sign in, for the next start; a training office asks nobody.

    Raises:
        MachineError: the disk refused.
    """
    with ports.reading() as view:
        if view.offices.node().training:
            return
        unit = view.offices.own().name
        people = {user.user_id: user.name for user in view.offices.users()}
    wanted = {"unit": unit, "people": people}
    if ports.pc.read(SETTING) != wanted:
        ports.pc.keep(SETTING, wanted)


def account_named(ports: Ports, name: str) -> UserRow:
    """Return the person with this name.

    Raises:
        NotFound: NO-SUCH-USER.
    """
    with ports.reading() as view:
        return _one(view, name=name.strip())


def keep_account(ports: Ports, wish: AccountWish) -> Changed:
    """Add or change an account as it was asked for; one secret that is weak leaves all as it was.

    Raises:
        Forbidden, InvalidField, NotAllowedNow, NotFound: as those that do one thing alone.
    """
    if wish.pin:
        check_pin(wish.pin)
    if not wish.user_id:
        done = add_account(ports, wish.name, wish.roles, wish.passphrase)
    else:
        done = _changed(ports, wish)
    return set_pin(ports, done.user_id, wish.pin) if wish.pin else done


def _changed(ports: Ports, wish: AccountWish) -> Changed:
    done = Changed(user_id=wish.user_id, touched=frozenset({Topic.OFFICE}))
    if wish.passphrase:
        _check_passphrase(ports, wish.passphrase)
    if Role.ADMIN in ports.actor.roles:
        done = set_roles(ports, wish.user_id, wish.roles)
    if wish.passphrase:
        done = reset_passphrase(ports, wish.user_id, wish.passphrase)
    return done


def add_account(ports: Ports, name: str, roles: Iterable[str], passphrase: str) -> Changed:
    """Let another person sign in.

    Raises:
        Forbidden: not an administrator.
        InvalidField: the name is taken or empty, no such role, or the passphrase is weak.
    """
    require(ports.actor.roles, Role.ADMIN)
    clean = clean_line("user", name, limit=MAX_NAME, required=True)
    held = _roles(roles)
    _check_passphrase(ports, passphrase)
    with ports.writing() as uow:
        if any(fold(user.name) == fold(clean) for user in uow.offices.users()):
            raise InvalidField("user", "NAME-TAKEN", name=clean)
        user_id = ports.new_id()
        _record(uow, user_id, UserEnrolled(user_id=user_id, name=clean, roles=held))
        uow.commit()
    # A person without a passphrase can be given one later; a passphrase without a person opens.
    ports.key_file.give_slot(user_id, passphrase)
    return Changed(user_id=user_id, touched=uow.touched)


def set_roles(ports: Ports, user_id: str, roles: Iterable[str]) -> Changed:
    """Say what a person may do from now on; it holds from their next sign-in.

    Raises:
        Forbidden: not an administrator.
        NotAllowedNow: LAST-ADMIN nobody else could change accounts any more.
        InvalidField, NotFound.
    """
    require(ports.actor.roles, Role.ADMIN)
    held = _roles(roles)
    with ports.writing() as uow:
        _one(uow, user_id=user_id)
        if Role.ADMIN.value not in held:
            _require_other_admin(uow, user_id)
        _record(uow, user_id, UserRolesSet(user_id=user_id, roles=held))
        uow.commit()
    return Changed(user_id=user_id, touched=uow.touched)


def reset_passphrase(ports: Ports, user_id: str, passphrase: str) -> Changed:
    """Give a person a new passphrase; their PIN goes with the old one.

    Raises:
        Forbidden: neither an administrator nor the person.
        InvalidField, NotFound.
    """
    _require_own_or_admin(ports, user_id)
    with ports.reading() as view:
        _one(view, user_id=user_id)
    _check_passphrase(ports, passphrase)
    ports.key_file.give_slot(user_id, passphrase)
    with ports.writing() as uow:
        uow.pins.put(user_id, None)
        _record(uow, user_id, SecretSet(user_id=user_id, what=PASSPHRASE))
        uow.commit()
    return Changed(user_id=user_id, touched=uow.touched | {Topic.OFFICE})


def set_pin(ports: Ports, user_id: str, pin: str) -> Changed:
    """Set the PIN that unlocks the screen for a person; an empty one takes it away.

    Raises:
        Forbidden: neither an administrator nor the person.
        InvalidField: PIN-WEAK.
        NotFound: NO-SUCH-USER.
    """
    _require_own_or_admin(ports, user_id)
    row = _stretched(ports, check_pin(pin)) if pin.strip() else None
    with ports.writing() as uow:
        _one(uow, user_id=user_id)
        uow.pins.put(user_id, row)
        _record(uow, user_id, SecretSet(user_id=user_id, what=PIN))
        uow.commit()
    return Changed(user_id=user_id, touched=uow.touched | {Topic.OFFICE})


def remove_account(ports: Ports, user_id: str) -> Changed:
    """Close an account: it opens nothing any more; what the person did keeps their name.

    Raises:
        Forbidden: not an administrator.
        NotAllowedNow: LAST-ADMIN nobody else could change accounts; ACCOUNT-OWN it is one's own.
        NotFound: NO-SUCH-USER.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.writing() as uow:
        _one(uow, user_id=user_id)
        _require_other_admin(uow, user_id)
        if user_id == ports.actor.user_id:
            raise NotAllowedNow("ACCOUNT-OWN")
        uow.pins.put(user_id, None)
        _record(uow, user_id, UserLeft(user_id=user_id))
        ports.key_file.drop_slot(user_id)
        uow.commit()
    return Changed(user_id=user_id, touched=uow.touched)


def unlock(ports: Ports, user_id: str, secret: str) -> Actor:
    """Return who unlocks the screen of the open office, by PIN or passphrase.

    Raises:
        WrongPassphrase: it is neither.
        NotFound: NO-SUCH-USER.
    """
    with ports.reading() as view:
        user, pin = _one(view, user_id=user_id), view.pins.of(user_id)
    if not _holds(ports, pin, secret) and not ports.key_file.opens(user_id, secret):
        raise WrongPassphrase
    return Actor(user_id=user.user_id, name=user.name, roles=roles_of(user.roles))


def pin_opens(ports: Ports, user_id: str, typed: str) -> bool:
    """Tell whether a text is the PIN of a person of the open office."""
    with ports.reading() as view:
        pin = view.pins.of(user_id)
    return _holds(ports, pin, typed)


def _holds(ports: Ports, pin: PinRow | None, typed: str) -> bool:
    if pin is None or not is_pin(typed):
        return False
    return ports.key_file.stretch_pin(typed, pin.salt) == pin.hash


def _stretched(ports: Ports, pin: str) -> PinRow:
    salt = ports.random(SALT_BYTES)
    return PinRow(salt=salt, hash=ports.key_file.stretch_pin(pin, salt))


def _check_passphrase(ports: Ports, passphrase: str) -> None:
    with ports.reading() as view:
        own = view.offices.own()
    ports.key_file.check_passphrase(passphrase, (own.name, own.code))


def _roles(names: Iterable[str]) -> tuple[str, ...]:
    known = {role.value for role in Role}
    held = tuple(sorted(set(names)))
    if not held:
        raise InvalidField("roles", "REQ-FIELD")
    if not known.issuperset(held):
        raise InvalidField("roles", "BAD-CHOICE", choices=", ".join(sorted(known)))
    return held


def _one(view: View, *, user_id: str = "", name: str = "") -> UserRow:
    for user in view.offices.users():
        if user.user_id == user_id or (name and user.name == name):
            return user
    raise NotFound("NO-SUCH-USER")


def _require_other_admin(view: View, user_id: str) -> None:
    others = [user for user in view.offices.users() if user.user_id != user_id]
    if not any(Role.ADMIN.value in user.roles for user in others):
        raise NotAllowedNow("LAST-ADMIN")


def _require_own_or_admin(ports: Ports, user_id: str) -> None:
    if user_id != ports.actor.user_id:
        require(ports.actor.roles, Role.ADMIN)


def _record(uow: UnitOfWork, user_id: str, event: Event) -> None:
    uow.record(event, Standing(audience=LOCAL, subject=user_id))
