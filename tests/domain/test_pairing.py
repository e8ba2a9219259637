"""One-time codes: eight characters that can be read out and typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.pairing import CODE_LENGTH, normalise_code, one_time_code

_RANDOM = st.binary(min_size=5, max_size=5)


@given(_RANDOM)
def test_a_code_has_eight_characters_that_cannot_be_mistaken(random: bytes) -> None:
    code = one_time_code(random)
    assert len(code) == CODE_LENGTH
    assert not set(code) & set("ILOUilou")
    assert normalise_code(code) == code


@given(_RANDOM, _RANDOM)
def test_different_bytes_make_different_codes(one: bytes, two: bytes) -> None:
    assert (one_time_code(one) == one_time_code(two)) == (one == two)


def test_the_code_of_known_bytes_never_changes() -> None:
    assert one_time_code(bytes(5)) == "00000000"
    assert one_time_code(b"\xff" * 5) == "ZZZZZZZZ"
    assert one_time_code(b"\x00\x44\x32\x14\xc7") == "01234567"


@given(_RANDOM)
def test_a_code_survives_what_people_do_to_it(random: bytes) -> None:
    code = one_time_code(random)
    typed = code.lower().replace("0", "o").replace("1", "l")
    assert normalise_code(f" {typed[:4]}-{typed[4:]} ") == code


@pytest.mark.parametrize("length", [0, 4, 6])
def test_a_code_is_made_of_five_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        one_time_code(bytes(length))
