"""One slot of the key file: the database key, wrapped under one secret.

Version 1: Argon2id over the secret in NFC, HKDF-SHA-256 over that and the machine's secret,
ChaCha20-Poly1305 bound to everything else that stands in the slot.
"""

import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, field

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.errors import MachineError
from ca_desktop.vault.key_files import VERSION, Slot
from ca_desktop.vault.passphrases import Cost

MOST = Cost(1024**2, 64, 16)
"""A slot that asks for more than this is not ours: it would only hold up the machine."""

_KEY_BYTES, _NONCE_BYTES, _SALT_BYTES = 32, 12, 16
_LABEL = b"ca-desktop/slot/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What opens a slot.

    Attributes:
        typed: passphrase, or recovery code.
        machine: secret of the PC; None where the slot does without.
    """

    typed: str = field(repr=False)
    machine: bytes | None = field(default=None, repr=False)


def wrap(kind: str, owner: str, secret: Secret, cost: Cost, key: bytes) -> Slot:
    """Wrap ``key`` in a new slot of ``owner`` (a user id, or empty)."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    slot: Slot = {
        "kind": kind,
        "version": VERSION,
        "id": owner,
        "kdf": asdict(cost),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    cipher = ChaCha20Poly1305(_wrapping_key(secret, salt, cost))
    slot["wrapped"] = cipher.encrypt(nonce, key, _bytes_of(slot)).hex()
    return slot


def unwrap(slot: Slot, secret: Secret) -> bytes | None:
    """Return the key of a slot; None when it is another secret's, damaged, or of a later kind."""
    if slot.get("version") != VERSION:
        return None
    try:
        cost = _sane(Cost(**slot["kdf"]))
        cipher = ChaCha20Poly1305(_wrapping_key(secret, bytes.fromhex(slot["salt"]), cost))
        return cipher.decrypt(
            bytes.fromhex(slot["nonce"]),
            bytes.fromhex(slot["wrapped"]),
            _bytes_of(slot),
        )
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None


def _bytes_of(slot: Slot) -> bytes:
    kept = {name: value for name, value in slot.items() if name != "wrapped"}
    return json.dumps(kept, sort_keys=True).encode()


def _sane(cost: Cost) -> Cost:
    asked, most = asdict(cost), asdict(MOST)
    if not all(0 < asked[name] <= most[name] for name in most):
        raise ValueError
    return cost


def _wrapping_key(secret: Secret, salt: bytes, cost: Cost) -> bytes:
    typed = unicodedata.normalize("NFC", secret.typed).encode("utf-8", "surrogatepass")
    try:
        stretched = hash_secret_raw(
            typed,
            salt,
            time_cost=cost.time,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:  # no memory left
        raise MachineError(reason="argon2") from error
    material = stretched + (secret.machine or b"")
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=salt, info=_LABEL).derive(material)
