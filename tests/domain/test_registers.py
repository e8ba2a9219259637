"""The register: every number in order, a line for each that is missing, volumes, the count."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.registers import (
    VOLUME,
    RegisterLine,
    closing_of,
    volume_of,
    without_gaps,
    year_of,
)

NUMBERS = st.lists(st.integers(1, 60), unique=True, max_size=30)


def lines(*numbers: str) -> list[RegisterLine]:
    return [RegisterLine(number=number, code=f"H-{number}") for number in numbers]


@given(NUMBERS)
def test_a_year_has_every_number_from_one_to_the_last_once_and_in_order(given: list[int]) -> None:
    found = list(without_gaps(lines(*map(str, given)), whole_year=True))
    assert [line.number for line in found] == [str(x) for x in range(1, max(given, default=0) + 1)]
    assert {int(line.number) for line in found if not line.missing} == set(given)
    closing = closing_of(found)
    assert (closing.numbers, closing.missing) == (len(given), len(found) - len(given))


def test_some_days_of_a_year_begin_with_their_own_first_number() -> None:
    found = list(without_gaps(lines("14", "12"), whole_year=False))
    assert [(x.number, x.missing) for x in found] == [("12", False), ("13", True), ("14", False)]


def test_numbers_of_a_later_life_follow_those_before_and_keep_their_own_count() -> None:
    found = list(without_gaps(lines("2.2", "1", "2", "1.2", "4.2"), whole_year=True))
    assert [x.number for x in found] == ["1", "2", "1.2", "2.2", "3.2", "4.2"]
    assert [x.number for x in found if x.missing] == ["3.2"]


def test_numbers_run_on_through_the_volumes() -> None:
    assert [volume_of(str(x)) for x in (1, VOLUME, VOLUME + 1, 2 * VOLUME)] == [1, 1, 2, 2]
    closing = closing_of(lines("1", str(VOLUME), str(VOLUME + 1)))
    assert (closing.first, closing.last, closing.volumes) == ("1", "1001", 2)


def test_a_year_is_from_its_first_to_its_last_day() -> None:
    assert year_of(date(2026, 1, 1), date(2026, 12, 31)) == 2026
    assert year_of(date(2026, 1, 1), date(2026, 12, 30)) is None
    assert year_of(date(2025, 1, 1), date(2026, 12, 31)) is None
