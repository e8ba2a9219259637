"""Why a printer does not print, from what systems say of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.printers import (
    HARMLESS,
    IDLE,
    LEAST_DOTS,
    MOST_DOTS,
    REASONS,
    STATUS_BITS,
    STOPPED,
    WORK_OFFLINE,
    PrinterTrouble,
    native_dots,
    trouble_of_reasons,
    trouble_of_status,
)

BUSY = "4"


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("suffix", ["", "-error"])
def test_a_reason_keeps_a_printer_at_work_from_printing(reason: str, suffix: str) -> None:
    said = ["none", f"{reason}{suffix}"]
    assert trouble_of_reasons(said, state=BUSY, accepting=True) is REASONS[reason]


@pytest.mark.parametrize("suffix", HARMLESS)
def test_a_report_or_a_warning_keeps_nobody_from_printing(suffix: str) -> None:
    said = [f"{reason}{suffix}" for reason in REASONS]
    assert trouble_of_reasons(said, state=BUSY, accepting=True) is None


def test_what_an_idle_printer_says_may_be_of_yesterday() -> None:
    assert trouble_of_reasons(["media-empty-error"], state=IDLE, accepting=True) is None


@given(st.lists(st.text(max_size=12), max_size=5))
def test_words_nobody_knows_do_no_harm(said: list[str]) -> None:
    unknown = [word for word in said if word.removesuffix("-error") not in REASONS]
    assert trouble_of_reasons(unknown, state=BUSY, accepting=True) is None
    assert trouble_of_reasons(unknown, state=STOPPED, accepting=True) is PrinterTrouble.STOPPED
    assert trouble_of_reasons(unknown, state=IDLE, accepting=False) is PrinterTrouble.STOPPED


def test_a_stopped_printer_tells_its_reason_first() -> None:
    said = ["paused", "media-jam-error"]
    assert trouble_of_reasons(said, state=STOPPED, accepting=True) is PrinterTrouble.JAM


@pytest.mark.parametrize(("bit", "trouble"), STATUS_BITS)
def test_each_bit_of_windows_has_its_meaning(bit: int, trouble: PrinterTrouble) -> None:
    assert trouble_of_status(bit, 0) is trouble


def test_a_printer_of_windows_that_is_well_or_away() -> None:
    assert trouble_of_status(0, 0x40) is None
    assert trouble_of_status(0, WORK_OFFLINE) is PrinterTrouble.OFFLINE


@given(st.integers(min_value=1, max_value=10_000))
def test_dots_are_a_whole_share_of_the_printers_own(dots: int) -> None:
    sent = native_dots(dots)
    assert LEAST_DOTS <= sent <= MOST_DOTS
    if any(dots % n == 0 and LEAST_DOTS <= dots // n <= MOST_DOTS for n in range(1, 100)):
        assert dots % sent == 0


@pytest.mark.parametrize(
    ("own", "sent"),
    [
        (600, 300),
        (1200, 300),
        (300, 300),
        (203, 203),
        (180, 180),
        (360, 360),
        (720, 360),
        (72, 300),
    ],
)
def test_usual_printers_get_what_they_can_print(own: int, sent: int) -> None:
    assert native_dots(own) == sent
