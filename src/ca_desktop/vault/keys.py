"""The key file: one random database key, wrapped in a slot for each way to open it.

A clerk's slot needs passphrase and machine; the recovery slot needs the printed code alone.
The file is not secret and goes into every backup.
"""

import json
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.errors import DatabaseDamaged, DatabaseMissing, WrongPassphrase
from ca_desktop.domain.secret_codes import looks_like_code, read_code
from ca_desktop.vault.passphrases import Cost

FORMAT = 1
KEY_BYTES = 32
CLERK, RECOVERY = "clerk", "recovery"
_NONCE_BYTES, _SALT_BYTES = 12, 16
_LABEL = b"ca-desktop/slot/1"

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
    slots = [
        _slot(CLERK, user_id, passphrase, cost, machine_secret, key),
        _slot(RECOVERY, "", recovery_code, cost, None, key),
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
        machine_secret: None when it is not here.

    Raises:
        WrongPassphrase: no slot opens.
        DatabaseMissing, DatabaseDamaged: there is no such file, or it is none.
    """
    for slot in _slots(path):
        if slot["kind"] == CLERK and user_id not in {None, slot["id"]}:
            continue
        tried = _open(slot, secret, machine_secret)
        if tried is not None:
            owner = slot["id"] if slot["kind"] == CLERK else None
            return OpenedKeys(database_key=tried, user_id=owner)
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
    """Give a person a slot, replacing an earlier one."""
    slots = [x for x in _slots(path) if (x["kind"], x["id"]) != (CLERK, user_id)]
    slots.append(_slot(CLERK, user_id, passphrase, cost, machine_secret, key))
    write(path, _file(slots, machine_bound=machine_secret is not None))


def clerks_in(path: Path) -> tuple[str, ...]:
    """Return the user ids that have a slot."""
    return tuple(slot["id"] for slot in _slots(path) if slot["kind"] == CLERK)


def is_machine_bound(path: Path) -> bool:
    """Tell whether clerks also need the machine's secret (not in training offices)."""
    return bool(_read(path).get("machine_bound", True))


def _file(slots: list[dict[str, Any]], *, machine_bound: bool) -> bytes:
    value = {"format": FORMAT, "machine_bound": machine_bound, "slots": slots}
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
        known = value["format"] <= FORMAT and isinstance(value["slots"], list)
    except FileNotFoundError as error:
        raise DatabaseMissing(path=str(path.parent)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatabaseDamaged(check="keys.json") from error
    if not known:
        raise DatabaseDamaged(check="keys.json")
    return dict(value)


def _slots(path: Path) -> list[dict[str, Any]]:
    return list(_read(path)["slots"])


def _slot(
    kind: str,
    owner: str,
    secret: str,
    cost: Cost,
    machine_secret: bytes | None,
    key: bytes,
) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    wrapping = _wrapping(kind, secret, salt, cost, machine_secret)
    return {
        "kind": kind,
        "version": 1,
        "id": owner,
        "kdf": asdict(cost),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "wrapped": ChaCha20Poly1305(wrapping).encrypt(nonce, key, _bound(kind, owner)).hex(),
    }


def _open(slot: dict[str, Any], secret: str, machine_secret: bytes | None) -> bytes | None:
    try:
        kind, cost = slot["kind"], Cost(**slot["kdf"])
        if kind not in {CLERK, RECOVERY} or (kind == RECOVERY and not looks_like_code(secret)):
            return None
        machine = machine_secret if kind == CLERK else None
        wrapping = _wrapping(kind, secret, bytes.fromhex(slot["salt"]), cost, machine)
        return ChaCha20Poly1305(wrapping).decrypt(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), _bound(kind, slot["id"])
        )
    except (InvalidTag, WrongPassphrase):
        return None
    except (KeyError, TypeError, ValueError) as error:
        raise DatabaseDamaged(check="keys.json") from error


def _wrapping(
    kind: str, secret: str, salt: bytes, cost: Cost, machine_secret: bytes | None
) -> bytes:
    typed = read_code(secret) if kind == RECOVERY else unicodedata.normalize("NFC", secret)
    stretched = hash_secret_raw(
        typed.encode("utf-8"),
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    material = stretched + (machine_secret or b"")
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=_LABEL).derive(material)


def _bound(kind: str, owner: str) -> bytes:
    return f"{kind}\0{owner}".encode()
