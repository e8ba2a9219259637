"""Who a node is: its key pairs, the short names of keys and nodes, and the 25 digits.

Format: docs/FORMAT.md.
"""

import hashlib
from dataclasses import dataclass, field

KEY_BYTES = 32
TAG_BYTES = 8

_GROUPS = 5
_GROUP_DIGITS = 5


def fingerprint(public_key: bytes) -> str:
    """Return the SHA-256 (hex) by which manifests name a public key."""
    return hashlib.sha256(public_key).hexdigest()


def short_id(public_key: bytes) -> bytes:
    """Return the first 8 bytes of the key's SHA-256: a hint, never a proof."""
    return hashlib.sha256(public_key).digest()[:TAG_BYTES]


def node_tag(node_id: str) -> bytes:
    """Return the first 8 bytes of SHA-256 over the 16 raw bytes of a node id.

    Args:
        node_id: 32 hex digits.
    """
    return hashlib.sha256(bytes.fromhex(node_id)).digest()[:TAG_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeys:
    """The public half of a node's keys.

    Attributes:
        sign: Ed25519, 32 raw bytes.
        box: X25519, 32 raw bytes.
    """

    sign: bytes
    box: bytes

    def __post_init__(self) -> None:
        _require_key(self.sign)
        _require_key(self.box)

    @property
    def sign_fingerprint(self) -> str:
        """SHA-256 (hex) of the signing key."""
        return fingerprint(self.sign)

    @property
    def box_fingerprint(self) -> str:
        """SHA-256 (hex) of the encryption key."""
        return fingerprint(self.box)

    @property
    def sign_id(self) -> bytes:
        """The 8 bytes by which a package names its signer."""
        return short_id(self.sign)

    @property
    def box_tag(self) -> bytes:
        """The 8 bytes by which a package names its addressee."""
        return short_id(self.box)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSecrets:
    """The private half of a node's keys; lives only in the encrypted database.

    Attributes:
        sign: Ed25519 seed, 32 raw bytes.
        box: X25519 private key, 32 raw bytes.
    """

    sign: bytes = field(repr=False)
    box: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _require_key(self.sign)
        _require_key(self.box)


def _require_key(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")


def office_fingerprint(root_public: bytes, centre_id: str) -> str:
    """Return the 25 digits that a clerk compares at pairing.

    SHA-256(root public key ‖ raw centre id) mod 10^25: 83 bits.

    Args:
        root_public: the organisation's Ed25519 root, 32 raw bytes.
        centre_id: office id of the centre, 32 hex digits.

    Returns:
        Five groups of five digits, separated by spaces.
    """
    digest = hashlib.sha256(root_public + bytes.fromhex(centre_id)).digest()
    length = _GROUPS * _GROUP_DIGITS
    digits = f"{int.from_bytes(digest, 'big') % 10**length:0{length}d}"
    return " ".join(digits[at : at + _GROUP_DIGITS] for at in range(0, length, _GROUP_DIGITS))
