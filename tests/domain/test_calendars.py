"""The working calendar, and the years that are shipped, against two other sources."""

import csv
import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.calendars import (
    OFFICE_SHIFTS,
    Shift,
    WorkingCalendar,
    YearCalendar,
    at,
    year_from_json,
    year_to_json,
)
from ca_desktop.domain.errors import CalendarMissing, InvalidField

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "calendar"
YEARS = (2025, 2026, 2027)
MORNING = (Shift(time(7, 0), time(11, 30)),)
SATURDAY, SUNDAY = 5, 6


def shipped_text(year: int) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{year}.toml").read_text(encoding="utf-8"))


def shipped(year: int) -> YearCalendar:
    return year_from_json(shipped_text(year))


CALENDAR = WorkingCalendar(years={year: shipped(year) for year in YEARS})


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 23), "counted"),
        (date(2026, 11, 24), "holiday"),
        (date(2026, 11, 21), "weekend"),
        (date(2026, 4, 26), "weekend"),
        (date(2026, 4, 27), "holiday"),
        (date(2026, 8, 22), "make_up"),
        (date(2026, 8, 31), "swap_off"),
    ],
)
def test_every_day_has_its_kind(day: date, kind: str) -> None:
    assert CALENDAR.day_kind(day) == kind
    assert CALENDAR.is_working(day) is (kind in {"counted", "make_up"})


@pytest.mark.parametrize("year", [2024, 2028])
def test_a_year_without_a_calendar_is_an_error_and_never_a_guess(year: int) -> None:
    day = date(year, 6, 3)
    for look in (CALENDAR.is_working, CALENDAR.day_kind, CALENDAR.shifts_on, CALENDAR.reception_on):
        with pytest.raises(CalendarMissing) as caught:
            look(day)
        assert caught.value.year == year
    with pytest.raises(CalendarMissing):
        CALENDAR.next_working(date(2027, 12, 31))


def test_the_next_working_day_steps_over_rest_days_and_breaks() -> None:
    assert CALENDAR.next_working(date(2026, 2, 13)) == date(2026, 2, 23)
    assert CALENDAR.next_working(date(2026, 8, 21)) == date(2026, 8, 22)
    assert CALENDAR.next_working(date(2026, 12, 31)) == date(2027, 1, 4)


# --- hours ------------------------------------------------------------------------------------


def office(**changes: Any) -> WorkingCalendar:
    half = YearCalendar(
        year=2026,
        off={date(2026, 11, 14): "holiday", date(2026, 11, 24): "holiday"},
        half_days={date(2026, 11, 20): MORNING},
    )
    return WorkingCalendar(years={2026: half}, **changes)


def test_a_working_day_has_the_shifts_of_the_office_or_its_own() -> None:
    calendar = office()
    assert calendar.shifts_on(date(2026, 11, 19)) == OFFICE_SHIFTS
    assert calendar.shifts_on(date(2026, 11, 20)) == MORNING
    assert calendar.day_kind(date(2026, 11, 20)) == "half_day"
    assert calendar.shifts_on(date(2026, 11, 21)) == ()
    assert sum(shift.minutes for shift in OFFICE_SHIFTS) == 480


def test_reception_hours_are_no_working_hours() -> None:
    evening, saturday = Shift(time(17, 0), time(19, 0)), Shift(time(7, 30), time(11, 0))
    calendar = office(reception={3: (evening,), 4: (evening,), SATURDAY: (saturday,)})
    assert calendar.reception_on(date(2026, 11, 19)) == (*OFFICE_SHIFTS, evening)
    assert calendar.closing(date(2026, 11, 19)) == at(date(2026, 11, 19), time(17, 0))
    assert calendar.reception_on(date(2026, 11, 20)) == MORNING
    assert calendar.reception_on(date(2026, 11, 21)) == (saturday,)
    assert not calendar.is_working(date(2026, 11, 21))
    assert calendar.closing(date(2026, 11, 21)) == at(date(2026, 11, 21), time(11, 0))
    assert calendar.reception_on(date(2026, 11, 14)) == ()


# --- as JSON ----------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_a_shipped_year_reads_back(year: int) -> None:
    assert year_from_json(year_to_json(shipped(year))) == shipped(year)


def test_a_year_is_plain_json() -> None:
    assert year_to_json(office().years[2026]) == {
        "year": 2026,
        "off": {"2026-11-14": "holiday", "2026-11-24": "holiday"},
        "make_up": [],
        "half_days": {"2026-11-20": [["07:00", "11:30"]]},
    }


WEEKDAYS = [day for day in days_of(2028) if day.weekday() < SATURDAY]
RESTS = [day for day in days_of(2028) if day.weekday() >= SATURDAY]
HALVES = st.sampled_from([MORNING, (Shift(time(13, 30), time(17, 0)),), OFFICE_SHIFTS[:2]])


@given(
    st.dictionaries(st.sampled_from(WEEKDAYS[:200]), st.sampled_from(["holiday", "swap_off"])),
    st.frozensets(st.sampled_from(RESTS)),
    st.dictionaries(st.sampled_from(WEEKDAYS[200:]), HALVES),
)
def test_every_year_reads_back(
    off: dict[date, str], make_up: frozenset[date], half_days: dict[date, tuple[Shift, ...]]
) -> None:
    year = YearCalendar(year=2028, off=off, make_up=make_up, half_days=half_days)
    assert year_from_json(year_to_json(year)) == year


@pytest.mark.parametrize(
    "changes",
    [
        {"year": "2026"},
        {"year": True},
        {"year": 0},
        {"off": {"2027-01-01": "holiday"}},
        {"off": {"2026-02-30": "holiday"}},
        {"off": {"20260101": "holiday"}},
        {"off": {"2026-01-01": "leave"}},
        {"off": {"2026-01-01": ["holiday"]}},
        {"off": ["2026-01-01"]},
        {"make_up": "2026-01-10"},
        {"make_up": ["2026-01-12"]},
        {"make_up": ["2027-01-09"]},
        {"make_up": [20260110]},
        {"make_up": ["2026-01-10"], "off": {"2026-01-10": "holiday"}},
        {"half_days": {"2026-01-10": [["07:00", "11:30"]]}},
        {"half_days": {"2026-01-12": []}},
        {"half_days": {"2026-01-12": [["11:30", "07:00"]]}},
        {"half_days": {"2026-01-12": [["07:00", "11:30"], ["11:00", "17:00"]]}},
        {"half_days": {"2026-01-12": [["07:00:30", "11:30"]]}},
        {"half_days": {"2026-01-12": [["07:00+07:00", "11:30+07:00"]]}},
        {"half_days": {"2026-01-12": [["07:00"]]}},
        {"half_days": {"2026-01-12": "07:00"}},
        {"half_days": {"2026-01-12": [["07:00", "25:00"]]}},
    ],
    ids=str,
)
def test_a_year_that_does_not_hold_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidField) as caught:
        year_from_json({"year": 2026, **changes})
    assert caught.value.field == "calendar"


def test_a_year_must_say_which_it_is() -> None:
    with pytest.raises(InvalidField):
        year_from_json({"off": {}})


# --- what is shipped --------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_every_shipped_day_names_its_source(year: int) -> None:
    text = shipped_text(year)
    assert set(text["sources"]) == {*text["off"], *text["make_up"]}


@pytest.mark.parametrize("year", YEARS)
def test_a_swapped_day_is_worked_on_another(year: int) -> None:
    found = shipped(year)
    swapped = [day for day, reason in found.off.items() if reason == "swap_off"]
    assert len(swapped) == len(found.make_up)


LACKING = {date(2026, 1, 2): date(2026, 1, 10)}
"""Swapped by a late notice, of which the package does not know: day off, day worked."""


@pytest.mark.parametrize("year", YEARS)
def test_the_shipped_years_agree_with_the_holidays_package(year: int) -> None:
    other = holidays.country_holidays("VN", years=year)
    weekdays = {day for day in other if day.weekday() < SATURDAY}
    assert {day for day in shipped(year).off if day.weekday() < SATURDAY} == weekdays | {
        day for day in LACKING if day.year == year
    }
    worked = {day for day in other.weekend_workdays if day.year == year}
    assert shipped(year).make_up == worked | {day for day in LACKING.values() if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_a_rest_day_is_off_only_where_it_belongs_to_a_break(year: int) -> None:
    """The package names no rest day that is not listed: breaks are longer, never shorter."""
    other = {
        day for day in holidays.country_holidays("VN", years=year) if day.weekday() >= SATURDAY
    }
    listed = {day for day in shipped(year).off if day.weekday() >= SATURDAY}
    assert other <= listed
    off = set(shipped(year).off)
    for day in listed - other:
        assert {day - timedelta(days=1), day + timedelta(days=1)} & off


def test_2025_agrees_with_the_public_table(shared_data: Path) -> None:
    with (shared_data / "holidays" / "vn_holidays_2019_2025.csv").open(encoding="utf-8") as table:
        days = [date.fromisoformat(row["date"]) for row in csv.DictReader(table)]
    known = {day for day in days if day.year == 2025 and day.weekday() < SATURDAY}
    assert {day for day in shipped(2025).off if day.weekday() < SATURDAY} == known


def test_the_swapped_days_agree_with_the_public_table(shared_data: Path) -> None:
    with (shared_data / "holidays" / "official_swap_days.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if int(row["day_off"][:4]) in YEARS]
    assert rows
    swaps = {date.fromisoformat(row["day_off"]) for row in rows}
    worked = {date.fromisoformat(row["working_day_instead"]) for row in rows}
    years = [shipped(year) for year in YEARS]
    assert swaps == {d for year in years for d, reason in year.off.items() if reason == "swap_off"}
    assert worked == {day for year in years for day in year.make_up}


@pytest.mark.parametrize(("year", "working"), [(2025, 250), (2026, 249), (2027, 249)])
def test_the_number_of_working_days_of_a_year_stands(year: int, working: int) -> None:
    assert sum(CALENDAR.is_working(day) for day in days_of(year)) == working
