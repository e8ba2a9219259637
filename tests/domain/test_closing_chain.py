"""A chain of closed periods: what one carries on is what the next begins with, or is named."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.closing import ClosedBefore, before_of, misfits, newest, reached
from ca_desktop.domain.periods import PeriodKind, official
from ca_desktop.domain.reports import Period

MONTHS = [official(PeriodKind.MONTH, 2026, month) for month in range(1, 13)]
QUARTERS = [official(PeriodKind.QUARTER, 2026, month) for month in (3, 6, 9, 12)]
FIGURES = st.integers(0, 3)


def closed(period: Period, carried: int, still_open: int, number: int = 1) -> ClosedBefore:
    return ClosedBefore(period=period, number=number, carried=carried, still_open=still_open)


ROWS = st.lists(
    st.builds(closed, st.sampled_from(MONTHS + QUARTERS), FIGURES, FIGURES, st.integers(1, 3)),
    unique_by=lambda row: (row.period, row.number),
    max_size=20,
)


@given(ROWS)
def test_every_break_of_the_chain_is_named_once_and_nothing_else(rows: list[ClosedBefore]) -> None:
    standing = newest(rows)
    assert len({row.period for row in standing}) == len(standing)
    named = {found.later.period for found in misfits(rows)}
    for row in standing:
        before = before_of(row.period, rows)
        assert (row.period in named) == (before is not None and before.still_open != row.carried)
        if before is not None:
            assert before.period.end + timedelta(days=1) == row.period.start


@given(ROWS, st.sampled_from(MONTHS))
def test_corrections_are_made_in_the_order_of_time_and_reach_nothing_before(
    rows: list[ClosedBefore], period: Period
) -> None:
    found = reached(period, rows)
    assert [row.period.end for row in found] == sorted(row.period.end for row in found)
    assert all(row.period != period and row.period.end >= period.end for row in found)
    later = {row.period for row in newest(rows) if row.period.end > period.end}
    assert later <= {row.period for row in found}


def test_a_correction_of_the_last_month_reaches_its_quarter() -> None:
    rows = [closed(QUARTERS[0], 0, 1), closed(MONTHS[2], 0, 1), closed(MONTHS[3], 1, 1)]
    assert [row.period for row in reached(MONTHS[2], rows)] == [QUARTERS[0], MONTHS[3]]
    assert reached(MONTHS[3], rows) == ()


def test_a_month_is_measured_by_the_month_before_and_a_quarter_by_the_quarter() -> None:
    rows = [closed(QUARTERS[0], 0, 2), closed(MONTHS[2], 0, 1)]
    assert before_of(MONTHS[3], rows) == rows[1]
    assert before_of(QUARTERS[1], rows) == rows[0]
    corrected = replace(rows[1], number=2, still_open=0)
    assert before_of(MONTHS[3], [*rows, corrected]) == corrected
    assert before_of(Period(start=date(2026, 1, 1), end=date(2026, 1, 2)), rows) is None
