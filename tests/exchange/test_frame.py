"""The outer header and the prelude, byte for byte."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange.frame import (
    HEADER_BYTES,
    MAX_FILE,
    MAX_MANIFEST,
    OuterHeader,
    Prelude,
    parse_outer,
    parse_prelude,
    read_outer,
)

HEADER = OuterHeader(
    training=True, length=1000, package=42, sender_tag=b"sendertg", recipient_tag=b"recipien"
)
BYTES = HEADER.to_bytes()


def code_of(data: bytes, size: int = 1000) -> str:
    with pytest.raises(PackageRefused) as refusal:
        parse_outer(data, size)
    return refusal.value.code


def with_crc(body: bytes) -> bytes:
    return body + zlib.crc32(body).to_bytes(4, "big")


def changed(at: int, value: bytes) -> bytes:
    return with_crc(BYTES[:at] + value + BYTES[at + len(value) : 60])


def test_the_header_stands_as_the_format_says() -> None:
    assert BYTES[:60] == (
        b"HSDTGOI\0\0\x01\0\x01\0\0\0\0\0\0\x03\xe8\0\0\0\0\0\0\0*sendertgrecipien" + bytes(16)
    )
    assert zlib.crc32(BYTES[:60]) == int.from_bytes(BYTES[60:], "big")
    assert HEADER.signed_bytes() == BYTES[:12] + BYTES[20:60]


@given(
    st.booleans(),
    st.integers(64, MAX_FILE),
    st.integers(0, 2**64 - 1),
    st.binary(min_size=8, max_size=8),
    st.binary(min_size=8, max_size=8),
)
def test_a_header_comes_back_as_it_went(
    training: bool,  # noqa: FBT001 hypothesis gives values by position
    length: int,
    package: int,
    sender: bytes,
    recipient: bytes,
) -> None:
    header = OuterHeader(
        training=training,
        length=length,
        package=package,
        sender_tag=sender,
        recipient_tag=recipient,
    )
    assert parse_outer(header.to_bytes(), length) == header


def test_what_is_no_package_is_called_so() -> None:
    for data in (b"", b"x", b"PK\x03\x04" + bytes(100), b"HSDTGOX\0" + BYTES[8:], b"hsdtgoi\0"):
        assert code_of(data) == "E-101"


@pytest.mark.parametrize("length", range(1, HEADER_BYTES))
def test_a_header_cut_anywhere_is_a_cut_file(length: int) -> None:
    assert code_of(BYTES[:length], length) == "E-102"


def test_the_length_of_the_file_must_be_the_stated_one() -> None:
    assert code_of(BYTES, 999) == "E-102"
    assert code_of(BYTES, 64) == "E-102"
    assert code_of(BYTES, 1001) == "E-112"
    huge = OuterHeader(
        training=True,
        length=MAX_FILE + 1,
        package=1,
        sender_tag=bytes(8),
        recipient_tag=bytes(8),
    )
    assert code_of(huge.to_bytes(), MAX_FILE + 1) == "E-112"


@pytest.mark.parametrize("bit", range(64, 512))
def test_a_single_flipped_bit_is_damage(bit: int) -> None:
    data = bytearray(BYTES)
    data[bit // 8] ^= 1 << bit % 8
    assert code_of(bytes(data)) == "E-112"


def test_a_later_container_asks_for_a_newer_program() -> None:
    assert code_of(changed(8, b"\0\x02")) == "E-121"
    assert code_of(changed(8, b"\xff\xff")) == "E-121"
    assert code_of(changed(8, b"\0\0")) == "E-112"


def test_unknown_flags_and_reserved_bytes_are_refused() -> None:
    assert code_of(changed(10, b"\0\x02")) == "E-112"
    assert code_of(changed(10, b"\x80\x01")) == "E-112"
    for at in range(44, 60):
        assert code_of(changed(at, b"\x01")) == "E-112"


def test_a_folder_or_a_missing_file_is_a_reading_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.hsg"):
        with pytest.raises(PackageRefused) as refusal:
            read_outer(path)
        assert refusal.value.code == "E-107"


def test_a_sparse_file_of_eight_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.hsg"
    header = OuterHeader(
        training=True, length=8 * 2**30, package=1, sender_tag=bytes(8), recipient_tag=bytes(8)
    )
    with path.open("wb") as file:
        file.write(header.to_bytes())
        file.truncate(8 * 2**30)
    with pytest.raises(PackageRefused) as refusal:
        read_outer(path)
    assert refusal.value.code == "E-112"


PRELUDE = Prelude(signer=b"signerid", manifest_length=MAX_MANIFEST)


def test_the_prelude_stands_as_the_format_says() -> None:
    assert PRELUDE.to_bytes() == b"HSDTINN\0\0\x01\0\x01signerid\0\x10\0\0"
    assert parse_prelude(PRELUDE.to_bytes()) == PRELUDE


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (0, b"X", "E-112"),
        (8, b"\0\x02", "E-121"),
        (8, b"\0\0", "E-112"),
        (10, b"\0\x02", "E-121"),
        (10, b"\0\0", "E-112"),
        (20, b"\0\x10\0\x01", "E-112"),
        (20, b"\xff\xff\xff\xff", "E-112"),
    ],
)
def test_any_other_prelude_is_refused(at: int, value: bytes, code: str) -> None:
    data = PRELUDE.to_bytes()
    with pytest.raises(PackageRefused) as refusal:
        parse_prelude(data[:at] + value + data[at + len(value) :])
    assert refusal.value.code == code
