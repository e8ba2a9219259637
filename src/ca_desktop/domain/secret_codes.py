"""Codes that people keep on paper: Crockford's base 32, with a check character.

The alphabet leaves out I, L, O and U, so a code survives handwriting. The check character is a
weighted sum in the field of 32 elements, every place with a weight of its own: one wrong
character, or two exchanged ones, never pass. Randomness is passed in; nothing here is stored.

Source:
    https://www.crockford.com/base32.html (alphabet, and what is read as what).
"""

import hashlib

from ca_desktop.domain.errors import WrongPassphrase

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECOVERY_BITS = 125
RECOVERY_BYTES = 16
CODE_LENGTH = 26
_DATA_LENGTH = 25
_GROUP = 5
_SHEET_LABEL = b"ca-desktop/sheet/1\0"
_FIELD = 0b100101
"""x⁵ + x² + 1: primitive, so that x has 31 different powers, more than a code has places."""

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212."))


def write_code(random: bytes) -> str:
    """Write 16 random bytes (125 bits of them) as 25 characters and a check character.

    Raises:
        ValueError: not 16 bytes.
    """
    if len(random) != RECOVERY_BYTES:
        raise ValueError("a code is made of 16 bytes")
    number = int.from_bytes(random, "big") >> (8 * RECOVERY_BYTES - RECOVERY_BITS)
    data = "".join(ALPHABET[number >> (5 * n) & 31] for n in reversed(range(_DATA_LENGTH)))
    return data + _check(data)


def read_code(text: str) -> str:
    """Return a code as `write_code` wrote it; case, spaces, dashes, look-alikes do not matter.

    Raises:
        WrongPassphrase: not a code, or mistyped (the check character does not fit).
    """
    plain = normal(text)
    if not looks_like_code(text) or _check(plain[:_DATA_LENGTH]) != plain[_DATA_LENGTH]:
        raise WrongPassphrase("BAD-RECOVERY-CODE")
    return plain


def looks_like_code(text: str) -> bool:
    """Tell whether ``text`` has the length and letters of a code."""
    plain = normal(text)
    return len(plain) == CODE_LENGTH and all(char in ALPHABET for char in plain)


def normal(text: str) -> str:
    """Return the characters of a code as they are compared."""
    return "".join(text.upper().translate(_BETWEEN).split()).translate(_LOOK_ALIKES)


def grouped(code: str) -> str:
    """Return a code in groups of five, as it is printed."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def root_code(random: bytes) -> str:
    """Write 32 random bytes as the two codes of the organisation's root (250 bits)."""
    half = len(random) // 2
    return f"{write_code(random[:half])} {write_code(random[half:])}"


def root_seed(code: str) -> bytes:
    """Return the seed of a root code: its 50 data characters.

    Raises:
        WrongPassphrase: BAD-ROOT-CODE not a root code, or mistyped.
    """
    groups = root_groups(code)
    return "".join(_group(group)[:_DATA_LENGTH] for group in groups).encode("ascii")


def root_groups(code: str) -> tuple[str, str]:
    """Return the two groups of a root code, as they are compared."""
    plain = normal(code)
    return plain[:CODE_LENGTH], plain[CODE_LENGTH:]


def sheet_mark(group: str) -> str:
    """Return by what one group of a root code is known again.

    A group has 125 random bits: nobody finds it from its hash, and the other group stays unknown.

    Raises:
        WrongPassphrase: BAD-ROOT-CODE not a group, or mistyped.
    """
    return hashlib.sha256(_SHEET_LABEL + _group(group).encode("ascii")).hexdigest()


def _group(text: str) -> str:
    try:
        return read_code(text)
    except WrongPassphrase as error:
        raise WrongPassphrase("BAD-ROOT-CODE") from error


def _check(data: str) -> str:
    total = 0
    for char in data:
        total = _times_x(total ^ ALPHABET.index(char))
    return ALPHABET[total]


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
