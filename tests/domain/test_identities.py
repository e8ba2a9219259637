"""Names of keys and nodes, and the 25 digits on the sheet."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.identities import (
    NodeSecrets,
    PublicKeys,
    fingerprint,
    node_tag,
    office_fingerprint,
)

KEYS = PublicKeys(sign=bytes(range(32)), box=bytes(range(1, 33)))
_KEY = st.binary(min_size=32, max_size=32)


def test_a_key_is_named_by_its_hash() -> None:
    digest = hashlib.sha256(bytes(range(32))).hexdigest()
    assert KEYS.sign_fingerprint == fingerprint(KEYS.sign) == digest
    assert KEYS.sign_id.hex() == digest[:16]
    assert KEYS.box_fingerprint == fingerprint(KEYS.box)
    assert KEYS.box_tag.hex() == KEYS.box_fingerprint[:16]


def test_the_tag_of_a_node_is_made_of_its_raw_id() -> None:
    assert node_tag("00" * 16) == hashlib.sha256(bytes(16)).digest()[:8]


def test_private_keys_never_show() -> None:
    assert repr(NodeSecrets(sign=b"s" * 32, box=b"b" * 32)) == "NodeSecrets()"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_has_32_bytes(length: int) -> None:
    for kind in (PublicKeys, NodeSecrets):
        with pytest.raises(ValueError, match="32 bytes"):
            kind(sign=bytes(length), box=bytes(32))
        with pytest.raises(ValueError, match="32 bytes"):
            kind(sign=bytes(32), box=bytes(length))


def test_the_digits_of_a_known_office_never_change() -> None:
    assert office_fingerprint(bytes(range(32)), "0f" * 16) == "58591 51979 53897 77528 47088"


@given(_KEY, _KEY)
def test_the_digits_are_five_groups_of_five(root: bytes, ids: bytes) -> None:
    digits = office_fingerprint(root, ids[:16].hex())
    assert re.fullmatch(r"\d{5}( \d{5}){4}", digits)
    whole = int.from_bytes(hashlib.sha256(root + ids[:16]).digest(), "big")
    assert int(digits.replace(" ", "")) == whole % 10**25


@given(_KEY, st.integers(0, 255))
def test_one_other_bit_gives_other_digits(root: bytes, bit: int) -> None:
    other = bytearray(root)
    other[bit // 8] ^= 1 << bit % 8
    assert office_fingerprint(root, "00" * 16) != office_fingerprint(bytes(other), "00" * 16)
    assert office_fingerprint(root, "00" * 16) != office_fingerprint(root, "01" + "00" * 15)
