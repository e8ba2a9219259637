"""Biểu 06: every figure against a slow count by hand."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain import report_oracle as slow
from tests.helpers.campaign import size
from tests.helpers.report_cards import FIELDS
from tests.helpers.report_heaps import (
    FIRST,
    HEAPS,
    LAST,
    LATER,
    MOMENTS,
    NOWS,
    PERIODS,
    facts,
    here,
)

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.reports import (
    COLUMNS,
    Form06,
    Period,
    as_of,
    form06,
    month_period,
    official_month,
)


def report(heap: Sequence[slow.Paper], period: Period, now: datetime = LATER) -> Form06:
    return form06(map(facts, heap), period, as_of(period, now))


def placed_on(day: str, finished: str | None, *spans: slow.Due) -> str:
    """Return where a dossier stands at the end of a day of March."""
    card = slow.Paper(
        name="p",
        office="o",
        field="f1",
        online=False,
        received=spans[0][0],
        finished=march(finished) if finished else None,
        hours=False,
        dues=list(spans),
    )
    end = date(2026, 3, int(day))
    form = report([card], Period(start=date(2026, 3, 1), end=end))
    (column,) = (x for x in ("c8", "c9", "c10", "c12", "c13") if form.total.figures[x])
    return column


def march(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}:00")


def test_papers_asked_for_after_the_date_is_over_cure_no_lateness() -> None:
    promise = (march("02T08:00"), march("05T08:00"), False)
    asked = (march("09T10:00"), march("05T08:00"), True)
    anew = (march("16T08:00"), march("19T08:00"), False)
    assert placed_on("06", None, promise) == "c13"
    assert placed_on("10", None, promise, asked) == "c13"
    assert placed_on("17", None, promise, asked, anew) == "c13"
    assert placed_on("18", "18T08:00", promise, asked, anew) == "c10"
    in_time = (march("05T16:00"), march("05T08:00"), True)
    assert placed_on("10", None, promise, in_time) == "c12"
    assert placed_on("18", "18T08:00", promise, in_time, anew) == "c8"


# --- Against the slow count -------------------------------------------------------------------


@pytest.mark.campaign("reports")
@settings(max_examples=size(50_000, 0.01))
@given(HEAPS, PERIODS, NOWS)
def test_every_figure_agrees_with_the_count_by_hand(
    heap: tuple[slow.Paper, ...], period: Period, now: datetime
) -> None:
    form = report(heap, period, now)
    moment = as_of(period, now).replace(tzinfo=None)
    counted = [paper for paper in heap if slow.counts(paper, period.start, moment)]
    assert {row.field_code for row in form.rows} == {paper.field for paper in counted}
    for row in form.rows:
        of_field = [paper for paper in heap if paper.field == row.field_code]
        assert row.figures == slow.row(of_field, period.start, moment)
        assert row.field == FIELDS[row.field_code]
    assert form.total.figures == slow.row(list(heap), period.start, moment)


@given(HEAPS, PERIODS, NOWS)
def test_the_balance_holds_whatever_happened(
    heap: tuple[slow.Paper, ...], period: Period, now: datetime
) -> None:
    form = report(heap, period, now)
    assert form.balanced
    for row in (*form.rows, form.total):
        figures = row.figures
        assert tuple(figures) == COLUMNS
        assert figures["c3"] == figures["c4"] + figures["c5"] + figures["c6"]
        assert figures["c7"] == figures["c8"] + figures["c9"] + figures["c10"]
        assert figures["c11"] == figures["c12"] + figures["c13"]
        assert figures["c3"] == figures["c7"] + figures["c11"]


@given(HEAPS, PERIODS, NOWS)
def test_every_figure_opens_exactly_the_dossiers_it_counts(
    heap: tuple[slow.Paper, ...], period: Period, now: datetime
) -> None:
    form = report(heap, period, now)
    moment = as_of(period, now).replace(tzinfo=None)
    for row in (*form.rows, form.total):
        for column in COLUMNS:
            behind = form.behind(row.field_code or None, column)
            assert len(behind) == row.figures[column]
            assert set(behind) == {
                paper.name
                for paper in heap
                if row.field_code in {"", paper.field}
                and slow.cell(paper, int(column[1:]), period.start, moment)
            }


@given(HEAPS, st.randoms(use_true_random=False))
def test_the_order_of_the_dossiers_does_not_show(
    heap: tuple[slow.Paper, ...], dice: Random
) -> None:
    shuffled = list(heap)
    dice.shuffle(shuffled)
    period = Period(start=FIRST, end=LAST)
    one, other = report(heap, period), report(shuffled, period)
    assert (one.rows, one.total) == (other.rows, other.total)


# --- One period after the other ---------------------------------------------------------------


@given(HEAPS, st.dates(FIRST, LAST), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_neighbouring_periods_add_up_to_the_whole(
    heap: tuple[slow.Paper, ...], start: date, lengths: list[int]
) -> None:
    parts, begin = [], start
    for days in lengths:
        parts.append(Period(start=begin, end=begin + timedelta(days=days - 1)))
        begin += timedelta(days=days)
    whole = report(heap, Period(start=start, end=parts[-1].end)).total.figures
    pieces = [report(heap, part).total.figures for part in parts]
    for column in ("c4", "c5", "c7", "c8", "c9", "c10"):
        assert sum(piece[column] for piece in pieces) == whole[column]
    assert whole["c6"] == pieces[0]["c6"]
    assert [whole[column] for column in ("c11", "c12", "c13")] == [
        pieces[-1][column] for column in ("c11", "c12", "c13")
    ]
    for before, after in pairwise(pieces):
        assert before["c11"] == after["c6"]


@given(HEAPS, HEAPS, PERIODS)
def test_the_reports_of_two_offices_add_up_to_that_of_both(
    one: tuple[slow.Paper, ...], other: tuple[slow.Paper, ...], period: Period
) -> None:
    parts = report(one, period).total.figures, report(other, period).total.figures
    both = report((*one, *other), period).total.figures
    assert both == {column: parts[0][column] + parts[1][column] for column in COLUMNS}


@given(HEAPS, PERIODS, MOMENTS)
def test_a_closed_period_never_changes_again(
    heap: tuple[slow.Paper, ...], period: Period, moment: datetime
) -> None:
    end = here(datetime.combine(period.end, time(23, 59, 59)))
    later = max(end, here(moment))
    known = [paper for paper in heap if here(paper.received) <= end]
    assert report(known, period, later).rows == report(heap, period, LATER).rows


# --- Single decisions -------------------------------------------------------------------------

MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))


def paper(
    received: str,
    due: str | None,
    finished: str | None = None,
    *,
    hours: bool = False,
    asked: str | None = None,
) -> slow.Paper:
    def at(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    start = datetime.fromisoformat(received)
    dues: list[slow.Due] = [(start, at(due), False)]
    if asked:
        dues.append((datetime.fromisoformat(asked), at(due), True))
    return slow.Paper("p", "o", "f1", False, start, at(finished), hours, dues)


@pytest.mark.parametrize(
    ("card", "columns"),
    [
        (paper("2026-03-02T08:00:00", "2026-03-05T08:00"), "c5 c13"),
        (paper("2026-03-02T08:00:00", None), "c5 c12"),
        (paper("2026-03-02T08:00:00", "2026-03-31T07:00"), "c5 c12"),
        (paper("2026-03-02T08:00:00", "2026-03-30T17:00"), "c5 c13"),
        (paper("2026-03-31T08:00:00", "2026-03-31T17:00", hours=True), "c5 c13"),
        (paper("2026-03-31T08:00:00", "2026-03-31T23:59", hours=True), "c5 c12"),
        (paper("2026-02-28T23:59:59", "2026-04-01T08:00"), "c6 c12"),
        (paper("2026-03-01T00:00:00", "2026-04-01T08:00"), "c5 c12"),
        (paper("2026-03-31T23:59:59", "2026-04-03T08:00"), "c5 c12"),
        (paper("2026-04-01T00:00:00", "2026-04-03T08:00"), ""),
        (paper("2026-02-02T08:00:00", "2026-02-05T08:00", "2026-02-28T23:59:59"), ""),
        (paper("2026-02-02T08:00:00", "2026-02-05T08:00", "2026-03-01T00:00:00"), "c6 c10"),
        (paper("2026-03-02T08:00:00", "2026-03-05T08:00", "2026-03-31T23:59:59"), "c5 c10"),
        (paper("2026-03-02T08:00:00", "2026-04-05T08:00", "2026-04-01T00:00:00"), "c5 c12"),
        (paper("2026-03-02T08:00:00", "2026-03-05T08:00", "2026-03-04T23:59:00"), "c5 c8"),
        (paper("2026-03-02T08:00:00", "2026-03-05T08:00", "2026-03-05T23:59:00"), "c5 c9"),
        (paper("2026-03-02T08:00:00", "2026-03-05T08:00", "2026-03-06T00:00:00"), "c5 c10"),
        (paper("2026-03-02T08:00:00", None, "2026-03-06T00:00:00"), "c5 c9"),
        (paper("2026-03-02T08:00", "2026-03-02T12:00", "2026-03-02T11:59", hours=True), "c5 c8"),
        (paper("2026-03-02T08:00", "2026-03-02T12:00", "2026-03-02T12:00:59", hours=True), "c5 c9"),
        (paper("2026-03-02T08:00", "2026-03-02T12:00", "2026-03-02T12:01", hours=True), "c5 c10"),
        (paper("2026-03-02T08:00", "2026-03-05T08:00", asked="2026-03-04T08:00"), "c5 c12"),
        (paper("2026-03-02T08:00", "2026-03-05T08:00", asked="2026-04-01T08:00"), "c5 c13"),
        (
            paper("2026-03-02T08:00", "2026-03-05T08:00", "2026-03-26T08:00", asked="2026-03-04"),
            "c5 c8",
        ),
    ],
)
def test_a_dossier_stands_where_the_rules_put_it(card: slow.Paper, columns: str) -> None:
    figures = report([card], MARCH).total.figures
    basic = ["c4", "c5", "c6", "c8", "c9", "c10", "c12", "c13"]
    assert " ".join(column for column in basic if figures[column]) == columns


def test_an_open_period_is_counted_as_of_now() -> None:
    card = paper("2026-03-02T08:00:00", "2026-03-20T08:00", "2026-03-25T08:00")
    for day, column in ((10, "c12"), (20, "c12"), (21, "c13"), (26, "c10")):
        now = datetime(2026, 3, day, 9, 0, tzinfo=VIETNAM)
        assert report([card], MARCH, now).total.figures[column] == 1


def test_within_the_minute_of_its_due_moment_an_open_dossier_is_in_time() -> None:
    card = paper("2026-03-02T08:00:00", "2026-03-02T12:00", hours=True)
    on_the_minute = datetime(2026, 3, 2, 12, 0, 59, tzinfo=VIETNAM)
    assert report([card], MARCH, on_the_minute).total.figures["c12"] == 1
    assert report([card], MARCH, on_the_minute + timedelta(seconds=1)).total.figures["c13"] == 1


def test_rows_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    heap = [paper("2026-03-02T08:00:00", None) for _ in FIELDS]
    for card, field in zip(heap, FIELDS, strict=True):
        card.field = field
    assert [row.field for row in report(heap, MARCH).rows] == ["Chứng thực", "Đất đai", "Hộ tịch"]


def test_an_empty_period_has_a_total_of_noughts() -> None:
    form = report([], MARCH)
    assert form.rows == ()
    assert set(form.total.figures.values()) == {0}
    assert form.balanced


# --- Periods ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period(2026, 2), "2026-02-01", "2026-02-28"),
        (month_period(2028, 2), "2028-02-01", "2028-02-29"),
        (month_period(2026, 12), "2026-12-01", "2026-12-31"),
        (official_month(2026, 11), "2026-10-15", "2026-11-14"),
        (official_month(2027, 1), "2026-12-15", "2027-01-14"),
        (official_month(2026, 3), "2026-02-15", "2026-03-14"),
    ],
)
def test_a_month_has_these_days(period: Period, start: str, end: str) -> None:
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year: int, month: int) -> None:
    following = (year + month // 12, month % 12 + 1)
    for months in (month_period, official_month):
        assert months(*following).start == months(year, month).end + timedelta(days=1)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    assert Period(start=FIRST, end=FIRST).end == FIRST
    with pytest.raises(InvalidField) as caught:
        Period(start=FIRST, end=FIRST - timedelta(days=1))
    assert (caught.value.field, caught.value.code) == ("to", "BAD-PERIOD")
