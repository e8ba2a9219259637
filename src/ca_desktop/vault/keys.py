"""The key file: one random database key, wrapped in a slot for each way to open it.

A clerk's slot needs passphrase and machine; the recovery slot needs the printed code alone.
The file is not secret and goes into every backup. Each slot carries its own checksum, so that
damage is told from a wrong passphrase and one damaged slot does not close the others.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    MachineError,
    WrongPassphrase,
)
from ca_desktop.domain.secret_codes import read_code
from ca_desktop.vault.failures import told_as_machine_error
from ca_desktop.vault.passphrases import Cost

FORMAT = 1
SLOT_VERSION = 1
"""Argon2id, HKDF-SHA-256, ChaCha20-Poly1305."""

KEY_BYTES = 32
CLERK, RECOVERY = "clerk", "recovery"
_NONCE_BYTES, _SALT_BYTES = 12, 16
_LABEL = b"ca-desktop/slot/1"
_LARGEST = 1024**2

_MOST = Cost(1024**2, 64, 16)
"""A file that asks for more than this is not ours: it would only hold up the machine."""

Write = Callable[[Path, bytes], None]
Slot = dict[str, Any]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Locked:
    """A slot as it stands in the file, read and found whole."""

    kind: str
    owner: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    bound: bytes


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
    slots = [
        _slot(CLERK, user_id, _stretched(passphrase, cost, machine_secret), key),
        _slot(RECOVERY, "", _stretched(read_code(recovery_code), cost, None), key),
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
        WrongPassphrase: no slot opens.
        DatabaseMissing, DatabaseDamaged, DatabaseTooNew: there is no such file, it is none or
            a slot of it is damaged, or a later version wrote it.
    """
    slots = _slots(path)
    code = _as_code(secret)
    if code is not None:
        opened = _first(slots, RECOVERY, None, code, None)
        if opened is not None:
            return OpenedKeys(database_key=opened[1], user_id=None)
    opened = _first(slots, CLERK, user_id, secret, machine_secret)
    if opened is not None:
        return OpenedKeys(database_key=opened[1], user_id=opened[0])
    if not all(map(_is_whole, slots)):
        raise DatabaseDamaged(check="keys.json")
    raise WrongPassphrase


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
    added = _slot(CLERK, user_id, _stretched(passphrase, cost, machine_secret), key)
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


def _file(slots: Sequence[Slot], *, machine_bound: bool) -> bytes:
    value = {"format": FORMAT, "machine_bound": machine_bound, "slots": slots}
    return json.dumps(value, indent=1, sort_keys=True).encode()


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


def _first(
    slots: Sequence[Slot], kind: str, owner: str | None, secret: str, machine: bytes | None
) -> tuple[str, bytes] | None:
    for slot in slots:
        if slot.get("kind") == kind and owner in {None, slot.get("id")}:
            locked = _locked(slot)
            key = _open(locked, secret, machine) if locked else None
            if locked and key:
                return locked.owner, key
    return None


def _as_code(secret: str) -> str | None:
    try:
        return read_code(secret)
    except WrongPassphrase:
        return None


def _slot(kind: str, owner: str, stretched: "_Stretched", key: bytes) -> Slot:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    slot: Slot = {
        "kind": kind,
        "version": SLOT_VERSION,
        "id": owner,
        "kdf": asdict(stretched.cost),
        "salt": stretched.salt.hex(),
        "nonce": nonce.hex(),
    }
    slot["wrapped"] = ChaCha20Poly1305(stretched.key).encrypt(nonce, key, _bytes_of(slot)).hex()
    slot["check"] = _checksum(slot)
    return slot


def _is_whole(slot: Slot) -> bool:
    return slot.get("check") == _checksum(slot)


def _checksum(slot: Slot) -> str:
    return hashlib.sha256(_bytes_of(slot, "check")).hexdigest()[:16]


def _bytes_of(slot: Slot, *without: str) -> bytes:
    kept = {name: value for name, value in slot.items() if name not in without}
    return json.dumps(kept, sort_keys=True).encode()


def _locked(slot: Slot) -> _Locked | None:
    """Read a slot; None when it is damaged, or of a kind that this version does not open."""
    if not _is_whole(slot) or slot.get("version") != SLOT_VERSION:
        return None
    try:
        cost = Cost(**slot["kdf"])
        sane = all(
            isinstance(given, int) and 0 < given <= most
            for given, most in zip(asdict(cost).values(), asdict(_MOST).values(), strict=True)
        )
        locked = _Locked(
            kind=slot["kind"],
            owner=slot["id"],
            cost=cost,
            salt=bytes.fromhex(slot["salt"]),
            nonce=bytes.fromhex(slot["nonce"]),
            wrapped=bytes.fromhex(slot["wrapped"]),
            bound=_bytes_of(slot, "wrapped", "check"),
        )
    except (KeyError, TypeError, ValueError):
        return None
    return locked if sane and len(locked.nonce) == _NONCE_BYTES else None


def _open(slot: _Locked, secret: str, machine_secret: bytes | None) -> bytes | None:
    stretched = _stretched(secret, slot.cost, machine_secret, slot.salt)
    try:
        key = ChaCha20Poly1305(stretched.key).decrypt(slot.nonce, slot.wrapped, slot.bound)
    except InvalidTag:
        return None
    return key if len(key) == KEY_BYTES else None


@dataclass(frozen=True, slots=True)
class _Stretched:
    """A wrapping key, and what it was made with."""

    key: bytes = field(repr=False)
    cost: Cost
    salt: bytes


def _stretched(
    secret: str, cost: Cost, machine_secret: bytes | None, salt: bytes | None = None
) -> _Stretched:
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    typed = unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass")
    try:
        stretched = hash_secret_raw(
            typed,
            salt,
            time_cost=cost.time,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise MachineError(reason="argon2") from error
    material = stretched + (machine_secret or b"")
    key = HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=_LABEL).derive(material)
    return _Stretched(key, cost, salt)
