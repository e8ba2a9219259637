"""Keys of nodes and of the organisation: made, derived, used to sign.

Every signature has its own label, so that none can be taken for another.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.identities import KEY_BYTES, NodeSecrets, PublicKeys

_ROOT_LABEL = b"ca-desktop/root/1"
_ESCROW_LABEL = b"ca-desktop/escrow/1"

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_CHECK = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def generate_node_secrets() -> NodeSecrets:
    """Make new keys for a node."""
    return NodeSecrets(
        sign=Ed25519PrivateKey.generate().private_bytes_raw(),
        box=X25519PrivateKey.generate().private_bytes_raw(),
    )


def public_of(secrets: NodeSecrets) -> PublicKeys:
    """Return the public half of ``secrets``."""
    return PublicKeys(sign=sign_public(secrets.sign), box=box_public(secrets.box))


def sign_public(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def box_public(private: bytes) -> bytes:
    """Return the X25519 public key of a 32-byte private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def root_from_seed(seed: bytes) -> tuple[bytes, bytes, bytes]:
    """Derive the organisation's keys from the seed on its printed sheets.

    Args:
        seed: the secret as the sheets hold it, at least 250 bits; never stored.

    Returns:
        Ed25519 seed of the root (secret), root public key, X25519 escrow public key.
    """
    root = _derive(seed, _ROOT_LABEL)
    return root, sign_public(root), box_public(escrow_private(seed))


def escrow_private(seed: bytes) -> bytes:
    """Derive the X25519 private key that opens the offices' escrow slots (secret)."""
    return _derive(seed, _ESCROW_LABEL)


def _derive(seed: bytes, label: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=label).derive(seed)


def label(what: str) -> bytes:
    """Return the bytes in front of everything that is signed or authenticated as ``what``."""
    return f"ca-desktop/{what}/1\0".encode("ascii")


def sign(seed: bytes, what: str, message: bytes) -> bytes:
    """Sign ``message`` as a ``what`` (Ed25519, 64 bytes).

    Args:
        seed: 32 bytes.
        what: the word in the label, e.g. ``"package"``.
        message: the bytes themselves, never a digest.
    """
    return Ed25519PrivateKey.from_private_bytes(seed).sign(label(what) + message)


def verify(public: bytes, what: str, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` is that of ``public`` over ``message`` as a ``what``."""
    return _holds(public, label(what) + message, signature)


def _holds(public: bytes, labelled: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, labelled)
    except (InvalidSignature, ValueError):
        return False
    return True


def age_recipient(box: bytes) -> str:
    """Write an X25519 public key as age names a recipient (``age1…``)."""
    return _bech32("age", box)


def age_identity(private: bytes) -> str:
    """Write an X25519 private key as age names an identity (``AGE-SECRET-KEY-1…``)."""
    return _bech32("age-secret-key-", private).upper()


def _bech32(prefix: str, data: bytes) -> str:
    """Encode as BIP 173 says, without its limit of 90 characters."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = (len(data) * 8 + 4) // 5
    words = [bits >> 5 * place & 31 for place in reversed(range(count))]
    spread = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = _polymod([*spread, *words, *(0,) * 6]) ^ 1
    words += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1" + "".join(_BECH32[word] for word in words)


def _polymod(words: list[int]) -> int:
    """Compute the checksum of BIP 173."""
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_BECH32_CHECK):
            check ^= generator if top >> bit & 1 else 0
    return check
