"""The working calendar: which days count, and between which hours the office works.

A year without a calendar is an error, never a guess: Tết and swapped days are announced each
autumn (BLLĐ 45/2019 art. 111, 112; docs/sources.md#working-calendar).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from ca_desktop.domain.errors import CalendarMissing, InvalidField
from ca_desktop.domain.moments import VIETNAM

SATURDAY = 5
REASONS = ("holiday", "swap_off")
"""Why a day is off."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Working hours without a break; both ends belong to it."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return (at(date.min, self.end) - at(date.min, self.start)) // timedelta(minutes=1)


OFFICE_SHIFTS = (Shift(time(7, 0), time(11, 30)), Shift(time(13, 30), time(17, 0)))
"""Usual office hours, eight in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCalendar:
    """What is unusual in a year.

    Attributes:
        off: days off with their reason, ``holiday`` or ``swap_off``; rest days of a long
            break may stand here too: nothing is taken in on them.
        make_up: Saturdays or Sundays worked for a swapped day; never in ``off``.
        half_days: working days with other hours than usual, in order and without overlap.
    """

    year: int
    off: Mapping[date, str] = field(default_factory=dict)
    make_up: frozenset[date] = frozenset()
    half_days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Every known year, and the hours of the office.

    Attributes:
        reception: further hours in which papers are taken in, by weekday (Monday is 0). They
            never make a working day and no time limit counts them; they do not apply on a
            day off or a half day.
    """

    years: Mapping[int, YearCalendar]
    shifts: tuple[Shift, ...] = OFFICE_SHIFTS
    reception: Mapping[int, tuple[Shift, ...]] = field(default_factory=dict)

    def of(self, day: date) -> YearCalendar:
        """Return the calendar of the day's year.

        Raises:
            CalendarMissing: there is none.
        """
        known = self.years.get(day.year)
        if known is None:
            raise CalendarMissing(day.year)
        return known

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` counts as a working day."""
        year = self.years.get(day.year) or self.of(day)
        return day in year.make_up or (day.weekday() < SATURDAY and day not in year.off)

    def day_kind(self, day: date) -> str:
        """Return ``counted``, ``make_up``, ``half_day``, ``weekend``, ``holiday``, ``swap_off``."""
        year = self.years.get(day.year) or self.of(day)
        if day in year.make_up:
            return "make_up"
        if day.weekday() >= SATURDAY:
            return "weekend"
        if day in year.off:
            return year.off[day]
        return "half_day" if day in year.half_days else "counted"

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """Return the working hours of a working day, nothing on another."""
        if not self.is_working(day):
            return ()
        return self.of(day).half_days.get(day, self.shifts)

    def reception_on(self, day: date) -> tuple[Shift, ...]:
        """Return the hours in which papers are taken in, by their start; they may overlap."""
        year, hours = self.of(day), self.shifts_on(day)
        if day in year.off or day in year.half_days:
            return hours
        return tuple(sorted(hours + self.reception.get(day.weekday(), ())))

    def next_working(self, day: date) -> date:
        """Return the first working day after ``day``."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def working_days_after(self, since: date, until: date) -> int:
        """Count the working days after ``since``, ``until`` included.

        Raises:
            CalendarMissing: a year between has no calendar.
        """
        days = range(1, (until - since).days + 1)
        return sum(self.is_working(since + timedelta(days=number)) for number in days)

    def opening(self, day: date) -> datetime:
        """Return when a working day begins to take in papers."""
        return at(day, self.reception_on(day)[0].start)

    def closing(self, day: date) -> datetime:
        """Return when work ends on a working day, reception on another day that has any."""
        hours = self.shifts_on(day) or self.reception_on(day)
        return at(day, max(shift.end for shift in hours))


def at(day: date, clock: time) -> datetime:
    """Return the moment of ``clock`` on ``day``."""
    return datetime.combine(day, clock, tzinfo=VIETNAM)


def year_to_json(year: YearCalendar) -> dict[str, Any]:
    """Return plain JSON: the payload of the event that publishes a year."""
    return {
        "year": year.year,
        "off": {day.isoformat(): year.off[day] for day in sorted(year.off)},
        "make_up": [day.isoformat() for day in sorted(year.make_up)],
        "half_days": {
            day.isoformat(): [
                [shift.start.isoformat("minutes"), shift.end.isoformat("minutes")]
                for shift in year.half_days[day]
            ]
            for day in sorted(year.half_days)
        },
    }


def year_from_json(value: Mapping[str, Any]) -> YearCalendar:
    """Read a year; other keys (sources) are left alone.

    Raises:
        InvalidField: a day is no date, stands in another year or twice, a reason is unknown,
            hours are out of order, or a half day is no working day.
    """
    try:
        year = _year(value["year"])
        off = {_day(text, year): reason for text, reason in value.get("off", {}).items()}
        make_up = frozenset(_day(text, year) for text in _list(value.get("make_up", [])))
        half_days = {
            _day(text, year): _shifts(pairs) for text, pairs in value.get("half_days", {}).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidField("calendar", "BAD-DATE") from error
    if any(reason not in REASONS for reason in off.values()):
        raise InvalidField("calendar", "BAD-CHOICE", choices=", ".join(REASONS))
    found = YearCalendar(year=year, off=off, make_up=make_up, half_days=half_days)
    if not _holds_together(found):
        raise InvalidField("calendar", "BAD-DATE")
    return found


def _holds_together(year: YearCalendar) -> bool:
    calendar = WorkingCalendar(years={year.year: year})
    return all(day.weekday() >= SATURDAY and day not in year.off for day in year.make_up) and all(
        calendar.is_working(day) for day in year.half_days
    )


def _list(value: Any) -> list[Any]:  # noqa: ANN401 plain JSON
    if not isinstance(value, list):
        raise TypeError
    return value


def _year(value: Any) -> int:  # noqa: ANN401 plain JSON
    if type(value) is not int or not MINYEAR <= value <= MAXYEAR:
        raise ValueError
    return value


def _day(text: str, year: int) -> date:
    day = date.fromisoformat(text)
    if day.year != year or day.isoformat() != text:
        raise ValueError
    return day


def _shifts(pairs: Any) -> tuple[Shift, ...]:  # noqa: ANN401 plain JSON
    shifts = tuple(Shift(_clock(start), _clock(end)) for start, end in _list(pairs))
    clocks = [clock for shift in shifts for clock in (shift.start, shift.end)]
    if not shifts or any(earlier >= later for earlier, later in pairwise(clocks)):
        raise ValueError
    return shifts


def _clock(text: str) -> time:
    clock = time.fromisoformat(text)
    if clock.tzinfo is not None or clock.isoformat("minutes") != text:
        raise ValueError
    return clock
