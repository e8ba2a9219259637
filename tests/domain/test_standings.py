"""How long an office was quiet, and what a package shows of its sender's clock."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.reports import Period
from ca_desktop.domain.standings import (
    Alarm,
    alarm_of,
    clock_difference,
    hand_in,
    missing_words,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=VIETNAM)
CALENDAR = WorkingCalendar(
    years={
        2026: YearCalendar(
            year=2026,
            off={date(2026, 4, 30): "holiday", date(2026, 5, 1): "holiday"},
            make_up=frozenset({date(2026, 5, 9)}),
        )
    }
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-04-29", "2026-04-29", 0),
        ("2026-04-29", "2026-05-04", 1),
        ("2026-05-08", "2026-05-11", 2),
        ("2026-05-11", "2026-05-08", 0),
    ],
)
def test_only_working_days_count(since: str, until: str, days: int) -> None:
    found = CALENDAR.working_days_after(date.fromisoformat(since), date.fromisoformat(until))
    assert found == days


@given(DAYS, DAYS, DAYS)
def test_counts_of_days_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    whole = CALENDAR.working_days_after(first, last)
    assert whole == CALENDAR.working_days_after(first, middle) + CALENDAR.working_days_after(
        middle, last
    )


def test_a_year_without_a_calendar_is_said_and_not_guessed() -> None:
    with pytest.raises(CalendarMissing) as caught:
        CALENDAR.working_days_after(date(2026, 12, 30), date(2027, 1, 4))
    assert caught.value.year == 2027


def test_three_days_are_yellow_and_seven_red() -> None:
    assert [alarm_of(days) for days in (0, 2, 3, 6, 7, 99)] == [
        Alarm.NONE, Alarm.NONE, Alarm.YELLOW, Alarm.YELLOW, Alarm.RED, Alarm.RED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claimed", "received", "known", "shown"),
    [
        (0, 60, -60, 0),
        (5, 0, None, 0),
        (90, 0, None, 90),
        (-90, 0, 0, -90),
        (-90, 0, None, 0),
        (-4, 0, 0, 0),
    ],
)
def test_a_clock_shows_itself_at_either_end(
    claimed: int, received: int, known: int | None, shown: int
) -> None:
    known_at = None if known is None else NOON + minutes(known)
    found = clock_difference(NOON + minutes(claimed), NOON + minutes(received), known_at)
    assert found == minutes(shown)


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_right_clock_is_never_suspected(written: int, road: int, before: int) -> None:
    claimed = NOON + minutes(written)
    assert clock_difference(claimed, claimed + minutes(road), claimed - minutes(before)) == minutes(
        0
    )


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 10),
    st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 strategies take none
    st.integers(0, 40),
)
def test_data_are_missed_only_after_the_agreed_day_and_until_they_come(
    end: date, days: int, mark: datetime | None, after: int
) -> None:
    period = Period(start=end - timedelta(days=29), end=end)
    data_to = None if mark is None else mark.replace(tzinfo=VIETNAM)
    found = hand_in(period, days, data_to, end + timedelta(days=after))
    assert found.done == (data_to is not None and data_to.date() > end)
    assert found.late_days == (0 if found.done else max(after - days, 0))
    assert (missing_words(found) == "") == found.done
    assert ("▲" in missing_words(found)) == (found.late_days > 0)
