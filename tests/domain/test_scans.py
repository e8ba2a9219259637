"""Scans: told from typing by speed and pattern, whatever layout they came through."""

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.people import Sex
from ca_desktop.domain.scans import (
    Burst,
    CardScan,
    Ended,
    Repeats,
    Scan,
    SlipScan,
    UnknownScan,
    parse_insurance_card,
    read_scan,
    straightened,
)

SLIP = "H19.12.34-261118-0001"
OLD_SLIP = "000.34.12.H19-180618-0001"
CARD = "001190123456|012345678|Nguyễn Thị Hường|01011990|Nữ|Thôn Đông Viên, xã Làm Mẫu|15042021"
HEX = "|".join(
    (
        "DN4010110101010",
        "Lò Thị Én".encode().hex(),
        "05/03/1990",
        "2",
        "Bản Lướt".encode().hex(),
        "01 - 001",
        "01/01/2020",
        "-",
        "$",
    )
)
VIETNAMESE = dict(zip("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ", strict=True))


def damaged(text: str) -> str:
    """Return what the Vietnamese layout of Windows makes of digits."""
    return "".join(VIETNAMESE.get(char, char) for char in text)


def as_scan(text: str) -> Scan:
    return read_scan(text)


# --- what a text says -------------------------------------------------------------------------


@pytest.mark.parametrize("code", [SLIP, OLD_SLIP, "H19.12.34-261118-20001"])
@pytest.mark.parametrize("sent", ["{}", "{lower}", "{damaged}", "{worse}", "\t{}\r\n"])
def test_a_slip_is_read_through_any_layout(code: str, sent: str) -> None:
    came = sent.format(code, lower=code.lower(), damaged=damaged(code), worse=damaged(code.lower()))
    assert read_scan(came) == SlipScan(code)


@given(st.text("0123456789", min_size=1, max_size=30))
def test_every_digit_comes_back_from_the_vietnamese_layout(digits: str) -> None:
    assert straightened(damaged(digits)) == digits


def test_digits_come_back_where_letters_and_tones_grew_together() -> None:
    assert straightened("Hậ.ấ") == "H29.28"
    assert straightened("Hẵ-ĐĂ") == "H17-01"


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert isinstance(read_scan(text), SlipScan | CardScan | UnknownScan)


def test_a_card_is_read_and_so_is_one_whose_digits_came_as_letters() -> None:
    found = as_scan(CARD)
    assert isinstance(found, CardScan)
    assert (found.card.id_number, found.card.name) == ("001190123456", "Nguyễn Thị Hường")
    bare = as_scan(damaged("001190123456||Nguyen Thi Huong|01011990|Nu|Thon Dong Vien|15042021"))
    assert isinstance(bare, CardScan)
    assert bare.card.id_number == "001190123456"
    assert [notice.code for notice in bare.card.notices] == ["SCAN-NOMARKS"]


def test_a_health_insurance_card_gives_name_and_birth_and_says_that_the_number_is_missing() -> None:
    found = as_scan(HEX)
    assert isinstance(found, CardScan)
    card = found.card
    assert (card.name, str(card.birth), card.sex) == ("Lò Thị Én", "1990-03-05", Sex.FEMALE)
    assert (card.id_number, card.address) == ("", "Bản Lướt")
    assert [notice.code for notice in card.notices] == ["SCAN-NO-ID"]


@pytest.mark.parametrize(
    "text",
    [
        HEX.replace("DN40", "D40"),
        HEX.replace("05/03/1990", "05/13/1990"),
        HEX.replace("05/03/1990", "1"),
        HEX.replace("|2|", "|3|"),
        HEX.replace("4cc3b2", "4cc3"),
        HEX.replace("4cc3b2", "zz"),
        "DN4010110101010|4e",
    ],
)
def test_what_only_looks_like_an_insurance_card_is_none(text: str) -> None:
    assert parse_insurance_card(text) is None


@pytest.mark.parametrize("born", ["1990", "03/1990"])
def test_an_insurance_card_may_know_the_birth_less_precisely(born: str) -> None:
    card = parse_insurance_card(HEX.replace("05/03/1990", born))
    assert card is not None
    assert card.birth is not None
    assert card.birth.words() == born


@pytest.mark.parametrize("text", ["8934567890123", "https://example.vn/x", "H19.12.34-261399-0001"])
def test_a_code_of_another_kind_is_kept_as_it_came(text: str) -> None:
    assert read_scan(text) == UnknownScan(text)


# --- hands and scanners -----------------------------------------------------------------------


@dataclass(frozen=True)
class Keys:
    """Some keys and the pauses before each; Enter at the end where they end."""

    text: str
    gaps: tuple[int, ...]
    ends: bool


def keys(text: str, seed: int, slow: int, *, ends: bool, first: int) -> Keys:
    dice = random.Random(seed)
    low, high = (60, 250) if slow else (0, 35)
    return Keys(text, (first, *(dice.randint(low, high) for _ in text)), ends)


HUMAN = st.builds(
    keys,
    st.text("abcdhnt0123456789.-| ", min_size=1, max_size=12),
    st.integers(0, 2**32),
    st.just(1),
    ends=st.booleans(),
    first=st.integers(60, 250),
)
SCANNED = st.builds(
    keys,
    st.sampled_from((SLIP, OLD_SLIP, CARD, HEX, damaged(SLIP), SLIP.lower())),
    st.integers(0, 2**32),
    st.just(0),
    ends=st.just(value=True),
    first=st.integers(60, 250),
)


def play(parts: list[Keys]) -> tuple[list[Ended], str]:
    """Give the keys to a burst; return what ended, and the text that stays in the field."""
    burst, ended, field, begun = Burst(), [], "", ""
    for part in parts:
        for char, gap in zip(part.text, part.gaps, strict=False):
            if burst.key(char, gap):
                begun = field
            field += char
        if part.ends:
            done = burst.end(part.gaps[len(part.text)])
            ended.append(done)
            if done.scan is not None and not isinstance(done.scan, UnknownScan):
                field = begun + done.before
    return ended, field


@given(st.lists(HUMAN, max_size=8))
def test_hands_are_never_taken_for_a_scanner(parts: list[Keys]) -> None:
    ended, field = play(parts)
    assert [done for done in ended if done.scan is not None or not done.commands] == []
    assert field == "".join(part.text for part in parts)


@given(st.lists(st.one_of(HUMAN, SCANNED), max_size=8))
def test_scans_between_typing_are_found_and_leave_the_typing_alone(parts: list[Keys]) -> None:
    ended, field = play(parts)
    scans = [done.scan for done in ended if done.scan is not None]
    assert scans == [as_scan(part.text) for part in parts if len(part.text) > 12]
    assert field == "".join(part.text for part in parts if len(part.text) <= 12)


@given(st.text("abcxyz", min_size=1, max_size=5), st.integers(0, 35))
def test_letters_that_hands_typed_into_the_start_of_a_scan_stay(text: str, gap: int) -> None:
    burst = Burst()
    for char in text + SLIP:
        burst.key(char, gap)
    assert burst.end(gap) == Ended(SlipScan(SLIP), text, commands=False)


@given(st.integers(36, 10_000), st.integers(0, len(SLIP) - 2))
def test_one_pause_makes_a_scan_into_typing(pause: int, place: int) -> None:
    burst = Burst()
    for number, char in enumerate(SLIP):
        burst.key(char, pause if number == place + 1 else 5)
    done = burst.end(5)
    assert not isinstance(done.scan, SlipScan)


def test_a_slower_scanner_is_known_once_it_was_measured() -> None:
    burst = Burst(largest_gap=50)
    for char in SLIP:
        burst.key(char, 50)
    assert burst.end(50).scan == SlipScan(SLIP)


def test_what_an_input_method_replaces_within_a_scan_counts_as_replaced() -> None:
    burst = Burst()
    for char in SLIP[:-1] + "x":
        burst.key(char, 4)
    burst.erase(4)
    burst.key(SLIP[-1], 4)
    assert burst.end(4).scan == SlipScan(SLIP)


def test_keys_that_no_hand_pressed_are_no_scan_and_do_what_they_do() -> None:
    burst = Burst()
    for char in SLIP:
        burst.key(char, None)
    assert burst.end(None) == Ended(None)


@pytest.mark.parametrize(("gap", "commands"), [(0, False), (59, False), (60, True), (900, True)])
def test_an_enter_right_behind_a_key_is_no_command(gap: int, commands: bool) -> None:  # noqa: FBT001
    burst = Burst()
    burst.key("k", 100)
    burst.key("s", 100)
    assert burst.end(gap).commands is commands


def test_an_enter_by_itself_is_a_command_however_soon() -> None:
    burst = Burst()
    assert burst.end(1).commands
    burst.key("a", 100)
    burst.stop()
    assert burst.end(1).commands


def test_an_unknown_code_is_named_and_is_no_command() -> None:
    burst = Burst()
    for char in "8934567890123":
        burst.key(char, 3)
    assert burst.end(3) == Ended(UnknownScan("8934567890123"), commands=False)


def test_a_code_scanned_twice_at_once_counts_once() -> None:
    repeats = Repeats()
    slip, card = as_scan(SLIP), as_scan(CARD)
    answers = [repeats.again(slip, 0), repeats.again(slip, 1499), repeats.again(slip, 1500)]
    assert answers == [False, True, False]
    assert [repeats.again(card, 1600), repeats.again(slip, 1700)] == [False, False]
