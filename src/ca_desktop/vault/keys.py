"""The key file: one random database key, wrapped in a slot for each way to open it.

A clerk's slot needs passphrase and machine; the recovery slot needs the printed code alone.
The file is not secret and goes into every backup. Its checksum proves nothing: it tells damage
from a wrong passphrase. One damaged slot does not close the others.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import (
    CaError,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    WrongPassphrase,
)
from ca_desktop.domain.secret_codes import read_code
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.passphrases import Cost
from ca_desktop.vault.slots import CLERK, ESCROW, RECOVERY, VERSION, Secret, Slot, unwrap, wrap

FORMAT = 1
KEY_BYTES = 32
_LARGEST = 1024**2

Write = Callable[[Path, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedKeys:
    """What a key file gave.

    Attributes:
        user_id: whose slot opened; None for the recovery code.
    """

    database_key: bytes = field(repr=False)
    user_id: str | None

    @property
    def by_recovery(self) -> bool:
        """True when the recovery code opened it."""
        return self.user_id is None


def new_key_file(  # noqa: PLR0913 everything the two slots are made of
    path: Path,
    *,
    user_id: str,
    passphrase: str,
    recovery_code: str,
    cost: Cost,
    machine_secret: bytes | None,
    write: Write,
) -> bytes:
    """Make a database key and the file that opens it; return the key.

    Args:
        path: where the file goes.
        user_id: of the first account.
        passphrase: of the first account.
        recovery_code: as `domain.secret_codes` writes it.
        cost: of stretching the passphrase.
        machine_secret: None for training offices, which open on any machine.
        write: the safe carrier.
    """
    key = secrets.token_bytes(KEY_BYTES)
    person = Secret(typed=passphrase, machine=machine_secret)
    slots = [
        wrap(CLERK, user_id, person, cost, key),
        wrap(RECOVERY, "", Secret(typed=read_code(recovery_code)), cost, key),
    ]
    write(path, _file(slots, machine_bound=machine_secret is not None))
    return key


def open_key_file(
    path: Path, secret: str, *, user_id: str | None, machine_secret: bytes | None
) -> OpenedKeys:
    """Open a key file with a passphrase, or with the recovery code.

    Args:
        path: the file.
        secret: what was typed.
        user_id: whose passphrase; None tries every clerk.
        machine_secret: None when it is not here; the recovery code does without.

    Raises:
        WrongPassphrase: no slot opens; MACHINE-SECRET-LOST where no passphrase could.
        DatabaseMissing, DatabaseDamaged, DatabaseTooNew: there is no such file, it is none or
            a slot of it is damaged, or a later version wrote it.
    """
    slots = _slots(path)
    code = _as_code(secret)
    person = Secret(typed=secret, machine=machine_secret)
    tries = [(slot, Secret(typed=code)) for slot in slots if code and slot.get("kind") == RECOVERY]
    tries += [
        (slot, person)
        for slot in slots
        if slot.get("kind") == CLERK and (user_id is None or slot.get("id") == user_id)
    ]
    for slot, opens in tries:
        key = unwrap(slot, opens)
        if key is not None:
            return OpenedKeys(
                database_key=key, user_id=slot["id"] if slot["kind"] == CLERK else None
            )
    raise _nothing_opens(_read(path), machine_secret)


def add_clerk_slot(  # noqa: PLR0913 everything a slot is made of
    path: Path,
    *,
    user_id: str,
    passphrase: str,
    key: bytes,
    cost: Cost,
    machine_secret: bytes | None,
    write: Write,
) -> None:
    """Give a person a slot, replacing an earlier one: a new passphrase, or a new machine.

    Args:
        path: the file.
        user_id: whose slot.
        passphrase: the new one.
        key: the database key, as `open_key_file` gave it.
        cost: of stretching the passphrase.
        machine_secret: None for training offices.
        write: the safe carrier.
    """
    kept = [slot for slot in _slots(path) if not _belongs(slot, user_id)]
    person = Secret(typed=passphrase, machine=machine_secret)
    added = wrap(CLERK, user_id, person, cost, key)
    write(path, _file([*kept, added], machine_bound=is_machine_bound(path)))


def rebind(  # noqa: PLR0913 everything a slot is made of
    path: Path,
    *,
    user_id: str,
    passphrase: str,
    key: bytes,
    cost: Cost,
    machine_secret: bytes | None,
    write: Write,
) -> None:
    """Bind a key file that came from another machine to this one; the recovery code stays.

    Args:
        path: the file.
        user_id: the one clerk who can open it from now on; the others had slots that only the
            other machine opens, and get new ones from `add_clerk_slot`.
        passphrase: the new one.
        key: the database key, as the recovery code opened it.
        cost: of stretching the passphrase.
        machine_secret: of this machine; None for training offices.
        write: the safe carrier.
    """
    kept = [slot for slot in _slots(path) if slot.get("kind") != CLERK]
    person = Secret(typed=passphrase, machine=machine_secret)
    added = wrap(CLERK, user_id, person, cost, key)
    write(path, _file([*kept, added], machine_bound=is_machine_bound(path)))


def put_escrow_slot(path: Path, owner: str, sealed: bytes, *, write: Write) -> None:
    """Give the organisation a slot: the key, sealed to the root's escrow key.

    Args:
        path: the file.
        owner: fingerprint of the escrow key.
        sealed: the database key as an age file.
        write: the safe carrier.
    """
    kept = [slot for slot in _slots(path) if slot.get("kind") != ESCROW]
    added = {"kind": ESCROW, "version": VERSION, "id": owner, "wrapped": sealed.hex()}
    write(path, _file([*kept, added], machine_bound=is_machine_bound(path)))


def escrow_slot(path: Path) -> tuple[str, bytes]:
    """Return the fingerprint of the escrow key and what is sealed to it; empty for no slot."""
    for slot in _slots(path):
        if (slot.get("kind"), slot.get("version")) == (ESCROW, VERSION):
            try:
                return str(slot.get("id")), bytes.fromhex(str(slot.get("wrapped")))
            except ValueError as error:
                raise DatabaseDamaged(check="keys.json") from error
    return "", b""


def renew_recovery(path: Path, key: bytes, recovery_code: str, cost: Cost, *, write: Write) -> None:
    """Let a new recovery code open the file; the former one no longer does.

    Args:
        path: the file.
        key: the database key.
        recovery_code: as `domain.secret_codes` writes it.
        cost: of stretching it.
        write: the safe carrier.
    """
    kept = [slot for slot in _slots(path) if slot.get("kind") != RECOVERY]
    added = wrap(RECOVERY, "", Secret(typed=read_code(recovery_code)), cost, key)
    write(path, _file([*kept, added], machine_bound=is_machine_bound(path)))


def remove_clerk_slot(path: Path, user_id: str, *, write: Write) -> None:
    """Take a person's slot away. An earlier backup still holds it."""
    kept = [slot for slot in _slots(path) if not _belongs(slot, user_id)]
    write(path, _file(kept, machine_bound=is_machine_bound(path)))


def clerks_in(path: Path) -> tuple[str, ...]:
    """Return the user ids that have a slot."""
    return tuple(str(slot.get("id")) for slot in _slots(path) if slot.get("kind") == CLERK)


def is_machine_bound(path: Path) -> bool:
    """Tell whether clerks also need the machine's secret (not in training offices)."""
    return bool(_read(path).get("machine_bound", True))


def _nothing_opens(value: dict[str, Any], machine_secret: bytes | None) -> CaError:
    if value.get("check") != _checksum(value):
        return DatabaseDamaged(check="keys.json")
    if machine_secret is None and value.get("machine_bound"):
        return WrongPassphrase("MACHINE-SECRET-LOST")
    return WrongPassphrase()


def _file(slots: Sequence[Slot], *, machine_bound: bool) -> bytes:
    value: dict[str, Any] = {"format": FORMAT, "machine_bound": machine_bound, "slots": slots}
    value["check"] = _checksum(value)
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _checksum(value: dict[str, Any]) -> str:
    kept = {name: part for name, part in value.items() if name != "check"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise DatabaseMissing(path=str(path.parent))
    with told_as_machine_error(path), path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    try:
        value = json.loads(data) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError) as error:
        raise DatabaseDamaged(check="keys.json") from error
    if not isinstance(value, dict) or not isinstance(value.get("format"), int):
        raise DatabaseDamaged(check="keys.json")
    if value["format"] > FORMAT:
        raise DatabaseTooNew(revision=value["format"])
    return value


def _slots(path: Path) -> list[Slot]:
    slots = _read(path).get("slots")
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise DatabaseDamaged(check="keys.json")
    return slots


def _belongs(slot: Slot, user_id: str) -> bool:
    return (slot.get("kind"), slot.get("id")) == (CLERK, user_id)


def _as_code(secret: str) -> str | None:
    try:
        return read_code(secret)
    except WrongPassphrase:
        return None
