"""The key file: one random database key, wrapped in a slot for each way to open it.

A clerk's slot needs passphrase and machine; the recovery slot needs the printed code alone.
The file is not secret and goes into every backup. Its checksum proves nothing: it tells damage
from a wrong passphrase. One damaged slot does not close the others.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import CaError, DatabaseDamaged, WrongPassphrase
from ca_desktop.domain.secret_codes import read_code
from ca_desktop.vault.key_files import (
    CLERK,
    ESCROW,
    RECOVERY,
    VERSION,
    Slot,
    checksum,
    contents,
    is_machine_bound,
    read_key_file,
    slots_in,
)
from ca_desktop.vault.passphrases import Cost
from ca_desktop.vault.slots import Secret, unwrap, wrap

KEY_BYTES = 32

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
    write(path, contents(slots, machine_bound=machine_secret is not None))
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
    slots = slots_in(path)
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
    raise _nothing_opens(read_key_file(path), machine_secret)


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
    kept = [slot for slot in slots_in(path) if not _belongs(slot, user_id)]
    person = Secret(typed=passphrase, machine=machine_secret)
    added = wrap(CLERK, user_id, person, cost, key)
    write(path, contents([*kept, added], machine_bound=is_machine_bound(path)))


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
    kept = [slot for slot in slots_in(path) if slot.get("kind") != CLERK]
    person = Secret(typed=passphrase, machine=machine_secret)
    added = wrap(CLERK, user_id, person, cost, key)
    write(path, contents([*kept, added], machine_bound=is_machine_bound(path)))


def put_escrow_slot(path: Path, owner: str, sealed: bytes, *, write: Write) -> None:
    """Give the organisation a slot: the key, sealed to the root's escrow key.

    Args:
        path: the file.
        owner: fingerprint of the escrow key.
        sealed: the database key as an age file.
        write: the safe carrier.
    """
    kept = [slot for slot in slots_in(path) if slot.get("kind") != ESCROW]
    added = {"kind": ESCROW, "version": VERSION, "id": owner, "wrapped": sealed.hex()}
    write(path, contents([*kept, added], machine_bound=is_machine_bound(path)))


def escrow_slot(path: Path) -> tuple[str, bytes]:
    """Return the fingerprint of the escrow key and what is sealed to it; empty for no slot."""
    for slot in slots_in(path):
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
    kept = [slot for slot in slots_in(path) if slot.get("kind") != RECOVERY]
    added = wrap(RECOVERY, "", Secret(typed=read_code(recovery_code)), cost, key)
    write(path, contents([*kept, added], machine_bound=is_machine_bound(path)))


def remove_clerk_slot(path: Path, user_id: str, *, write: Write) -> None:
    """Take a person's slot away. An earlier backup still holds it."""
    kept = [slot for slot in slots_in(path) if not _belongs(slot, user_id)]
    write(path, contents(kept, machine_bound=is_machine_bound(path)))


def _nothing_opens(value: dict[str, Any], machine_secret: bytes | None) -> CaError:
    if value.get("check") != checksum(value):
        return DatabaseDamaged(check="keys.json")
    if machine_secret is None and value.get("machine_bound"):
        return WrongPassphrase("MACHINE-SECRET-LOST")
    return WrongPassphrase()


def _belongs(slot: Slot, user_id: str) -> bool:
    return (slot.get("kind"), slot.get("id")) == (CLERK, user_id)


def _as_code(secret: str) -> str | None:
    try:
        return read_code(secret)
    except WrongPassphrase:
        return None
