import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import WrongPassphrase
from ca_desktop.domain.secret_codes import (
    ALPHABET,
    CODE_LENGTH,
    grouped,
    looks_like_code,
    read_code,
    root_code,
    root_seed,
    write_code,
)

codes = st.binary(min_size=16, max_size=16).map(write_code)
places = st.integers(0, CODE_LENGTH - 1)


@given(codes)
def test_a_printed_code_is_read_back(code: str) -> None:
    assert len(code) == CODE_LENGTH
    assert looks_like_code(code)
    assert read_code(code) == code
    assert read_code(grouped(code)) == code


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_all_125_bits_of_the_randomness_stand_in_the_code(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one, "big") >> 3 == int.from_bytes(other, "big") >> 3

    assert (write_code(one) == write_code(other)) is same


@given(codes)
def test_what_handwriting_does_to_a_code_is_undone(code: str) -> None:
    copied = grouped(code).lower().replace("0", "o").replace("1", "l").replace("-", " – ")

    assert read_code(f"  {copied}\n") == code
    assert read_code(code.replace("1", "i").replace("0", "O")) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, wrong: str) -> None:
    mistyped = code[:place] + wrong + code[place + 1 :]

    if mistyped == code:
        assert read_code(mistyped) == code
    else:
        with pytest.raises(WrongPassphrase) as raised:
            read_code(mistyped)
        assert raised.value.code == "BAD-RECOVERY-CODE"


@given(codes, places, places)
def test_two_exchanged_characters_are_always_noticed(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    exchanged = "".join(letters)

    if exchanged == code:
        assert read_code(exchanged) == code
    else:
        with pytest.raises(WrongPassphrase):
            read_code(exchanged)


@pytest.mark.parametrize(
    "text", ["", "0" * 25, "0" * 27, "U" * 26, "mật khẩu của tôi", "0" * 25 + "é"]
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert not looks_like_code(text)
    with pytest.raises(WrongPassphrase):
        read_code(text)


def test_the_check_character_never_changes_between_releases() -> None:
    assert write_code(bytes(range(16))) == "000G40R40M30E209185GR38E1R"


@pytest.mark.parametrize("count", [0, 15, 17, 32])
def test_a_code_is_made_of_sixteen_bytes(count: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        write_code(bytes(count))


@given(st.binary(min_size=32, max_size=32))
def test_the_root_code_gives_one_seed_however_it_is_typed(random: bytes) -> None:
    code = root_code(random)
    first, second = code.split()

    assert root_seed(code) == root_seed(f"{grouped(first)}\n{grouped(second)}".lower())
    assert len(root_seed(code)) == 50


@given(st.binary(min_size=32, max_size=32))
def test_half_a_root_code_is_none(random: bytes) -> None:
    first, second = root_code(random).split()

    for wrong in (first, f"{first} {second}0", f"{first} {second[:-1]}"):
        with pytest.raises(WrongPassphrase):
            root_seed(wrong)
