"""Due dates: the vectors, every decision, and what always holds."""

import os
import subprocess
import sys
import time as clock
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.deadline_vectors import PAUSES, VECTORS, answers, shipped

from ca_desktop.domain.calendars import Shift, WorkingCalendar, YearCalendar
from ca_desktop.domain.deadlines import (
    Cutoff,
    Deadline,
    TimeLimit,
    TraceDay,
    due,
    effective_reception,
    parse_cutoff,
    parse_time_limit,
    placing,
    read_time_limit,
    resume_after_pause,
    whole_minute,
)
from ca_desktop.domain.errors import CalendarMissing, InvalidField
from ca_desktop.domain.moments import VIETNAM, parse_moment

PROJECT = Path(__file__).resolve().parents[2]
SATURDAY_MORNING = {5: (Shift(time(7, 30), time(11, 0)),)}


CALENDAR = WorkingCalendar(years=shipped())
SATURDAYS = WorkingCalendar(years=shipped(), reception=SATURDAY_MORNING)


def when(text: str) -> datetime:
    return parse_moment(text)


def promise(
    received: str,
    within: str,
    *,
    calendar: WorkingCalendar = CALENDAR,
    cutoff: Cutoff | None = None,
) -> Deadline:
    return due(calendar, when(received), parse_time_limit(within), cutoff=cutoff)


def told(deadline: Deadline) -> str:
    return f"{deadline.due_at:%Y-%m-%d %H:%M}"


def reasons(deadline: Deadline) -> list[tuple[str, int, str]]:
    return [(f"{day.date:%d/%m}", day.counted, day.why.value) for day in deadline.trace]


def with_half_days(half_days: dict[date, tuple[Shift, ...]]) -> WorkingCalendar:
    years = shipped()
    year = years[2026]
    years[2026] = YearCalendar(year=2026, off=year.off, make_up=year.make_up, half_days=half_days)
    return WorkingCalendar(years=years)


MORNING = (Shift(time(7, 0), time(11, 30)),)
AFTERNOON = (Shift(time(13, 30), time(17, 0)),)


# --- vectors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("received", "within", "expected"), VECTORS)
def test_the_known_cases_come_out(received: str, within: str, expected: str) -> None:
    assert told(promise(received, within)) == expected


def test_a_limit_that_reaches_into_a_year_without_a_calendar_is_an_error() -> None:
    with pytest.raises(CalendarMissing) as caught:
        promise("2027-12-30T09:00", "3 wd")
    assert caught.value.year == 2028


@pytest.mark.parametrize(
    "within", ["1 wd", "0.5 wd", "4 h", "same-day", "1 d", "1 month", "9 clock_h"]
)
@pytest.mark.parametrize(
    ("received", "year"), [("2024-12-31T18:00", 2024), ("2027-12-31T18:00", 2028)]
)
def test_every_day_looked_at_needs_a_calendar(received: str, within: str, year: int) -> None:
    with pytest.raises(CalendarMissing) as caught:
        promise(received, within)
    assert caught.value.year == year


def test_a_gap_between_two_known_years_is_found() -> None:
    years = {year: found for year, found in shipped().items() if year != 2026}
    for within in ("500 d", "400 wd", "20 month"):
        with pytest.raises(CalendarMissing) as caught:
            promise("2025-10-01T09:00", within, calendar=WorkingCalendar(years=years))
        assert caught.value.year == 2026


# --- the decision table -----------------------------------------------------------------------


def test_the_afternoon_cut_off_touches_only_same_day_procedures() -> None:
    late = "2026-11-19T16:30"
    assert told(promise(late, "1 wd")) == "2026-11-20 16:30"
    assert told(promise(late, "1 d")) == "2026-11-20 16:30"
    assert told(promise(late, "1 h")) == "2026-11-20 07:30"
    assert told(promise(late, "same-day")) == told(promise(late, "0 wd")) == "2026-11-20 17:00"


def test_a_procedure_with_its_own_cut_off_counts_from_the_next_working_day() -> None:
    at_three = parse_cutoff("15:00")
    assert told(promise("2026-11-20T15:00", "1 wd", cutoff=at_three)) == "2026-11-23 15:00"
    later = {
        within: told(promise("2026-11-20T15:01", within, cutoff=at_three))
        for within in ("1 wd", "1 d", "1 week", "1 month", "1 h", "5 clock_h")
    }
    assert later == {
        "1 wd": "2026-11-25 07:00",
        "1 d": "2026-11-25 07:00",
        "1 week": "2026-11-30 07:00",
        "1 month": "2026-12-23 07:00",
        "1 h": "2026-11-23 08:00",
        "5 clock_h": "2026-11-20 20:01",
    }


def test_a_cut_off_may_stand_before_closing() -> None:
    last_hour = parse_cutoff("closing-60")
    assert told(promise("2026-11-18T16:00", "1 wd", cutoff=last_hour)) == "2026-11-19 16:00"
    assert told(promise("2026-11-18T16:01", "1 wd", cutoff=last_hour)) == "2026-11-20 07:00"
    assert told(promise("2026-11-18T16:00", "same-day", cutoff=last_hour)) == "2026-11-18 17:00"
    short = with_half_days({date(2026, 11, 18): MORNING})
    early = promise("2026-11-18T10:31", "1 wd", cutoff=last_hour, calendar=short)
    assert told(early) == "2026-11-20 07:00"


def test_with_a_cut_off_papers_of_the_evening_wait_like_those_of_the_afternoon() -> None:
    at_three = parse_cutoff("15:00")
    moments = ("2026-11-20T15:30", "2026-11-20T19:00", "2026-11-21T09:00")
    assert {told(promise(each, "2 d", cutoff=at_three)) for each in moments} == {"2026-11-25 07:00"}


def test_a_saturday_in_the_reception_hours_is_day_zero_but_never_counted() -> None:
    saturday = promise("2026-11-21T09:00", "1 wd", calendar=SATURDAYS)
    assert told(saturday) == "2026-11-23 09:00"
    assert reasons(saturday) == [
        ("21/11", 0, "start"),
        ("22/11", 0, "weekend"),
        ("23/11", 480, "counted"),
    ]
    over = promise("2026-11-20T09:00", "1 wd", calendar=SATURDAYS)
    assert told(over) == "2026-11-23 09:00"
    assert told(promise("2026-11-21T09:00", "1 h", calendar=SATURDAYS)) == "2026-11-23 08:00"
    same_day = promise("2026-11-21T09:00", "same-day", calendar=SATURDAYS)
    assert told(same_day) == "2026-11-21 11:00"


def test_a_saturday_outside_the_reception_hours_rolls_to_monday() -> None:
    rolled = promise("2026-11-21T09:00", "1 wd")
    assert told(rolled) == "2026-11-25 07:00"
    assert reasons(rolled)[:3] == [
        ("21/11", 0, "weekend"),
        ("22/11", 0, "weekend"),
        ("23/11", 0, "start"),
    ]
    assert told(promise("2026-11-21T11:01", "1 wd", calendar=SATURDAYS)) == "2026-11-25 07:00"


def test_a_holiday_has_no_reception_hours() -> None:
    moment = when("2027-05-01T09:00")
    assert effective_reception(SATURDAYS, moment) == when("2027-05-04T07:00")


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        ("2026-11-20T06:59", "2026-11-20T07:00"),
        ("2026-11-20T07:00", "2026-11-20T07:00"),
        ("2026-11-20T11:30", "2026-11-20T11:30"),
        ("2026-11-20T11:31", "2026-11-20T13:30"),
        ("2026-11-20T13:30", "2026-11-20T13:30"),
        ("2026-11-20T17:00", "2026-11-20T17:00"),
        ("2026-11-20T17:00:59", "2026-11-20T17:00"),
        ("2026-11-20T17:01", "2026-11-23T07:00"),
        ("2026-11-22T10:00", "2026-11-23T07:00"),
        ("2026-11-23T23:59", "2026-11-25T07:00"),
        ("2026-08-22T10:00", "2026-08-22T10:00"),
    ],
)
def test_papers_outside_opening_hours_wait_for_the_next_opening(moment: str, start: str) -> None:
    assert effective_reception(CALENDAR, when(moment)) == when(start)


def test_the_closing_minute_belongs_to_the_shift_that_closes() -> None:
    assert told(promise("2026-11-18T11:30", "1 wd")) == "2026-11-19 11:30"
    assert told(promise("2026-11-18T11:30", "1 h")) == "2026-11-18 14:30"
    assert told(promise("2026-11-18T17:00", "1 wd")) == "2026-11-19 17:00"
    assert told(promise("2026-11-18T07:00", "4.5 h")) == "2026-11-18 11:30"
    assert told(promise("2026-11-18T07:00", "8 h")) == "2026-11-18 17:00"


def test_a_half_day_is_a_whole_working_day_and_few_hours() -> None:
    short = with_half_days({date(2026, 11, 18): MORNING, date(2026, 11, 27): AFTERNOON})
    one = promise("2026-11-17T15:00", "1 wd", calendar=short)
    assert told(one) == "2026-11-18 11:30"
    assert reasons(one)[-1] == ("18/11", 480, "half_day")
    hours = promise("2026-11-17T16:00", "7 h", calendar=short)
    assert told(hours) == "2026-11-19 08:30"
    assert reasons(hours) == [
        ("17/11", 60, "start"),
        ("18/11", 270, "half_day"),
        ("19/11", 90, "counted"),
    ]
    assert told(promise("2026-11-18T09:00", "same-day", calendar=short)) == "2026-11-18 11:30"
    assert told(promise("2026-11-18T14:00", "same-day", calendar=short)) == "2026-11-19 17:00"
    assert told(promise("2026-11-27T09:00", "1 wd", calendar=short)) == "2026-11-30 13:30"


def test_the_part_of_a_working_day_is_counted_in_hours() -> None:
    half = promise("2026-11-09T09:00", "7.5 wd")
    assert reasons(half)[-2:] == [("17/11", 480, "counted"), ("18/11", 720, "counted")]
    assert told(promise("2026-11-18T15:00", "0.5 wd")) == "2026-11-19 09:00"
    assert told(promise("2026-11-18T15:00", "1.25 wd")) == "2026-11-19 17:00"


def test_calendar_days_count_rest_days_and_only_the_end_moves() -> None:
    found = promise("2026-11-16T10:00", "5 d")
    assert told(found) == "2026-11-23 10:00"
    assert reasons(found)[4:] == [
        ("20/11", 1440, "counted"),
        ("21/11", 1440, "counted"),
        ("22/11", 0, "weekend"),
        ("23/11", 0, "rolled"),
    ]
    assert told(promise("2026-11-21T09:00", "3 d")) == "2026-11-25 07:00"
    assert told(promise("2026-02-13T09:00", "1 d")) == "2026-02-23 09:00"
    assert told(promise("2026-11-20T20:00", "5 d")) == "2026-11-25 07:00"


def test_weeks_and_months_end_on_the_same_day_or_the_last_one() -> None:
    assert told(promise("2026-11-18T10:00", "2 week")) == "2026-12-02 10:00"
    assert told(promise("2026-11-10T10:00", "2 week")) == "2026-11-25 10:00"
    assert told(promise("2026-03-18T10:00", "1 month")) == "2026-04-20 10:00"
    assert told(promise("2026-03-31T10:00", "1 month")) == "2026-05-04 10:00"
    assert told(promise("2026-12-31T10:00", "2 month")) == "2027-03-01 10:00"
    assert told(promise("2026-01-30T10:00", "12 month")) == "2027-02-01 10:00"


def test_hours_by_the_clock_stop_for_nothing() -> None:
    found = promise("2026-11-21T23:10:40", "24 clock_h")
    assert told(found) == "2026-11-22 23:10"
    assert reasons(found) == [("21/11", 50, "start"), ("22/11", 1390, "counted")]


def test_a_procedure_without_a_limit_has_no_due_date() -> None:
    found = promise("2033-01-01T09:00", "none")
    assert found.due_at is None
    assert reasons(found) == [("01/01", 0, "start")]


def test_the_trace_tells_every_day_and_why() -> None:
    assert reasons(promise("2026-08-27T17:20", "3 wd")) == [
        ("27/08", 0, "cutoff"),
        ("28/08", 0, "start"),
        ("29/08", 0, "weekend"),
        ("30/08", 0, "weekend"),
        ("31/08", 0, "swap_off"),
        ("01/09", 0, "holiday"),
        ("02/09", 0, "holiday"),
        ("03/09", 480, "counted"),
        ("04/09", 480, "counted"),
        ("05/09", 0, "weekend"),
        ("06/09", 0, "weekend"),
        ("07/09", 480, "counted"),
    ]
    assert ("22/08", 480, "make_up") in reasons(promise("2026-08-20T09:00", "3 wd"))
    assert reasons(promise("2026-11-20T15:10", "same-day")) == [
        ("20/11", 0, "cutoff"),
        ("21/11", 0, "weekend"),
        ("22/11", 0, "weekend"),
        ("23/11", 0, "start"),
    ]


def test_a_trace_day_reads_back() -> None:
    for day in promise("2026-08-27T17:20", "3 wd").trace:
        assert TraceDay.from_json(day.to_json()) == day
    first = promise("2026-11-23T09:00", "1 wd").trace[0]
    assert first.to_json() == {"date": "2026-11-23", "counted": 0, "why": "start"}


# --- supplements ------------------------------------------------------------------------------


def paused(within: str, due_at: str, asked: str, completed: str) -> Deadline:
    return resume_after_pause(
        CALENDAR,
        parse_time_limit(within),
        due_at=when(due_at),
        asked_at=when(asked),
        completed_at=when(completed),
    )


@pytest.mark.parametrize(
    ("within", "received", "asked", "completed", "expected"),
    PAUSES,
)
def test_a_pause_moves_the_date_by_as_long_as_the_clock_stood(
    within: str, received: str, asked: str, completed: str, expected: str
) -> None:
    before = f"{promise(received, within).due_at:%Y-%m-%dT%H:%M}"
    assert told(paused(within, before, asked, completed)) == expected


@pytest.mark.parametrize("within", ["5 wd", "15 d", "1 month", "8 h", "9 clock_h", "same-day"])
def test_a_pause_that_ends_before_it_began_moves_nothing(within: str) -> None:
    after = paused(within, "2026-11-16T17:00", "2026-11-13T10:00", "2026-11-12T09:00")
    assert told(after) == "2026-11-16 17:00"
    assert reasons(after) == [("16/11", 0, "start")]


def test_the_trace_of_a_pause_runs_from_the_old_date_to_the_new_one() -> None:
    after = paused("5 wd", "2026-11-23T10:00", "2026-11-18T10:00", "2026-11-20T16:00")
    assert reasons(after) == [
        ("23/11", 0, "start"),
        ("24/11", 0, "holiday"),
        ("25/11", 480, "counted"),
        ("26/11", 480, "counted"),
    ]


# --- early, on time, late ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finished", "due_at", "by_minute", "expected"),
    [
        ("2026-11-25T16:59", "2026-11-25T09:00", False, "on_time"),
        ("2026-11-25T23:59", "2026-11-25T09:00", False, "on_time"),
        ("2026-11-26T00:00", "2026-11-25T17:00", False, "late"),
        ("2026-11-24T23:59", "2026-11-25T09:00", False, "early"),
        ("2026-11-25T09:00:59", "2026-11-25T09:00", True, "on_time"),
        ("2026-11-25T09:01", "2026-11-25T09:00", True, "late"),
        ("2026-11-25T08:59:59", "2026-11-25T09:00", True, "early"),
        ("2026-11-25T17:30+00:00", "2026-11-25T17:00", False, "late"),
    ],
)
def test_days_are_compared_by_date_and_hours_by_the_minute(
    finished: str,
    due_at: str,
    by_minute: bool,  # noqa: FBT001 a column of the table
    expected: str,
) -> None:
    ended = datetime.fromisoformat(finished)
    assert placing(ended, when(due_at), by_minute=by_minute) == expected


def test_what_has_no_due_date_is_never_late() -> None:
    assert placing(when("2026-11-25T09:00"), None, by_minute=False) == "on_time"


# --- limits and cut-offs as text --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "by_minute"),
    [
        ("3 wd", "3 ngày làm việc", False),
        ("7.5 wd", "7,5 ngày làm việc", False),
        ("0 wd", "trong ngày", False),
        ("5 d", "5 ngày", False),
        ("4 h", "4 giờ làm việc", True),
        ("24 clock_h", "24 giờ", True),
        ("2 week", "2 tuần", False),
        ("1 month", "1 tháng", False),
        ("same-day", "trong ngày", False),
        ("none", "không quy định", False),
    ],
)
def test_a_limit_reads_back_and_has_words(text: str, words: str, *, by_minute: bool) -> None:
    limit = parse_time_limit(text)
    assert str(limit) == text
    assert limit.words() == words
    assert read_time_limit(words).words() == words
    assert read_time_limit(f"  {words.upper()} ") == read_time_limit(words)
    assert limit.by_minute is by_minute


@pytest.mark.parametrize(
    ("typed", "kept"), [(" 07,50 WD ", "7.5 wd"), ("3wd", "3 wd"), ("same_day", "same-day")]
)
def test_a_limit_may_be_typed_loosely(typed: str, kept: str) -> None:
    assert str(parse_time_limit(typed)) == kept


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "wd", "-1 wd", "+3 wd", "3 days", "3.", ".5 wd", "1e3 wd", "nan wd", "3 wd x",
        "7.5 d", "0.5 month", "1.5 week", "0 d", "0 h", "0 clock_h", "0 month", "1001 wd",
        "99999 wd", "0.333 wd", "0.01 h", "٣ wd", "３ wd", "3\nwd 4", "same day", "1/2 wd",
    ],
)  # fmt: skip
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        parse_time_limit(text)
    assert (caught.value.field, caught.value.code) == ("within", "BAD-LIMIT")


def test_a_cut_off_is_a_time_of_day_or_minutes_before_closing() -> None:
    assert parse_cutoff("15:00") == time(15)
    assert parse_cutoff("closing-60") == timedelta(minutes=60)


@pytest.mark.parametrize(
    "text", ["", "24:00", "7:00", "15:60", "closing", "closing-0", "closing-1000", "15:00:00"]
)
def test_what_is_no_cut_off_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        parse_cutoff(text)
    assert caught.value.field == "cutoff"


# --- moments ----------------------------------------------------------------------------------


def test_seconds_do_not_matter() -> None:
    whole = promise("2026-11-20T15:00", "same-day")
    assert promise("2026-11-20T15:00:59.999", "same-day") == whole
    assert promise("2026-11-20T11:30:30", "2.5 h") == promise("2026-11-20T11:30", "2.5 h")


def test_a_moment_of_another_zone_is_a_moment_in_vietnam() -> None:
    moment = when("2026-11-20T15:10")
    for zone in (UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14))):
        assert due(CALENDAR, moment.astimezone(zone), parse_time_limit("same-day")) == promise(
            "2026-11-20T15:10", "same-day"
        )
    assert whole_minute(moment.replace(tzinfo=None)) == moment


IN_ANOTHER_ZONE = """
from tests.domain.deadline_vectors import answers
for answer in answers():
    print(*answer)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"]
)
def test_the_zone_of_the_machine_does_not_matter(zone: str) -> None:
    environment = os.environ | {"TZ": zone, "PYTHONPATH": os.pathsep.join(("src", "."))}
    program = [sys.executable, "-c", IN_ANOTHER_ZONE]
    said = subprocess.run(program, cwd=PROJECT, env=environment, check=True, capture_output=True)
    here = [" ".join(answer) for answer in answers()]
    assert said.stdout.decode().splitlines() == here
    assert [answer[-2:] for answer in answers()][: len(VECTORS)] == [
        tuple(expected.split()) for _received, _within, expected in VECTORS
    ]


@pytest.mark.skipif(not hasattr(clock, "tzset"), reason="this system cannot change its zone")
def test_the_zone_may_change_under_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = promise("2026-11-20T15:10", "7.5 wd")
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "XXX+11")
        clock.tzset()
        found = due(CALENDAR, datetime(2026, 11, 20, 15, 10), parse_time_limit("7.5 wd"))  # noqa: DTZ001 on purpose
    clock.tzset()
    assert found == expected


# --- properties -------------------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 30), timezones=st.just(VIETNAM))  # noqa: DTZ001 Hypothesis wants it so
COUNTS = st.integers(1, 60)
UNITS = st.sampled_from(["wd", "d", "h", "week", "month", "clock_h"])


def limit_of(number: int, unit: str) -> TimeLimit:
    return parse_time_limit(f"{min(number, 10) if unit in {'week', 'month'} else number} {unit}")


def end_of(deadline: Deadline) -> datetime:
    assert deadline.due_at is not None
    return deadline.due_at


@given(MOMENTS, COUNTS, UNITS)
def test_a_longer_limit_is_never_due_earlier(moment: datetime, number: int, unit: str) -> None:
    shorter, longer = (due(SATURDAYS, moment, limit_of(n, unit)) for n in (number, number + 1))
    assert end_of(shorter) <= end_of(longer)


@given(MOMENTS, st.integers(0, 60 * 24 * 40), COUNTS, UNITS)
def test_papers_that_come_later_are_never_due_on_an_earlier_day(
    moment: datetime, gap: int, number: int, unit: str
) -> None:
    limit = limit_of(number, unit)
    earlier, later = (
        due(CALENDAR, moment, limit),
        due(CALENDAR, moment + gap * timedelta(minutes=1), limit),
    )
    assert end_of(earlier).date() <= end_of(later).date()


@given(MOMENTS, COUNTS, st.sampled_from(["wd", "d", "h", "week", "month"]))
def test_the_due_moment_is_in_a_working_day(moment: datetime, number: int, unit: str) -> None:
    end = end_of(due(SATURDAYS, moment, limit_of(number, unit)))
    assert CALENDAR.is_working(end.date())
    assert end <= CALENDAR.closing(end.date())


@given(MOMENTS, st.integers(1, 240).map(lambda n: f"{n / 4:g}"), st.sampled_from(["wd", "h"]))
def test_the_trace_adds_up_to_the_limit(moment: datetime, number: str, unit: str) -> None:
    found = due(SATURDAYS, moment, parse_time_limit(f"{number} {unit}"))
    minutes = float(number) * (480 if unit == "wd" else 60)
    assert sum(day.counted for day in found.trace) == minutes


@given(MOMENTS, COUNTS, UNITS)
def test_the_trace_has_every_day_once_and_one_day_zero(
    moment: datetime, number: int, unit: str
) -> None:
    found = due(CALENDAR, moment, limit_of(number, unit))
    days = [day.date for day in found.trace]
    length = (end_of(found).date() - moment.date()).days
    assert days == [moment.date() + timedelta(days=n) for n in range(length + 1)]
    assert [day.why.value for day in found.trace].count("start") == 1
