"""The working calendar: which days count, and between which hours the office works.

A year without a calendar is an error, never a guess: Tết and swapped days are announced each
autumn (BLLĐ 45/2019 art. 111, 112; docs/sources.md#working-calendar).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ca_desktop.domain.errors import CalendarMissing, InvalidField
from ca_desktop.domain.moments import VIETNAM

SATURDAY = 5
HOLIDAY, SWAP_OFF = "holiday", "swap_off"


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Working hours without a break; both ends belong to it."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return _minute(self.end) - _minute(self.start)


OFFICE_SHIFTS = (Shift(time(7, 0), time(11, 30)), Shift(time(13, 30), time(17, 0)))
"""Usual office hours, eight in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCalendar:
    """What is unusual in a year.

    Attributes:
        off: days off with their reason, ``holiday`` or ``swap_off``.
        make_up: Saturdays or Sundays worked for a swapped day.
        half_days: days with other hours than usual.
    """

    year: int
    off: Mapping[date, str] = field(default_factory=dict)
    make_up: frozenset[date] = frozenset()
    half_days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Every known year, and the hours of the office.

    Attributes:
        reception: further hours in which papers are taken in, by weekday (Monday is 0); such
            a day is never a counted working day.
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
        year = self.of(day)
        return day in year.make_up or (day.weekday() < SATURDAY and day not in year.off)

    def day_kind(self, day: date) -> str:
        """Return ``counted``, ``make_up``, ``half_day``, ``weekend``, ``holiday``, ``swap_off``."""
        year = self.of(day)
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
        """Return the hours in which papers are taken in."""
        return self.shifts_on(day) or self._extra(day)

    def _extra(self, day: date) -> tuple[Shift, ...]:
        if day in self.of(day).off:
            return ()
        return self.reception.get(day.weekday(), ())

    def next_working(self, day: date) -> date:
        """Return the first working day after ``day``."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def opening(self, day: date) -> datetime:
        """Return when a working day begins."""
        return at(day, self.shifts_on(day)[0].start)

    def closing(self, day: date) -> datetime:
        """Return when the office closes on ``day``."""
        return at(day, self.reception_on(day)[-1].end)


def at(day: date, clock: time) -> datetime:
    """Return the moment of ``clock`` on ``day``."""
    return datetime.combine(day, clock, tzinfo=VIETNAM)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


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
        InvalidField: a day is no date, stands in another year, or a reason is unknown.
    """
    try:
        year = int(value["year"])
        off = {_day(text, year): str(reason) for text, reason in value.get("off", {}).items()}
        make_up = frozenset(_day(text, year) for text in value.get("make_up", ()))
        half_days = {
            _day(text, year): _shifts(shifts) for text, shifts in value.get("half_days", {}).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidField("calendar", "BAD-DATE") from error
    if not set(off.values()) <= {HOLIDAY, SWAP_OFF} or set(off) & make_up:
        raise InvalidField("calendar", "BAD-CHOICE", choices=f"{HOLIDAY}, {SWAP_OFF}")
    return YearCalendar(year=year, off=off, make_up=make_up, half_days=half_days)


def _day(text: str, year: int) -> date:
    day = date.fromisoformat(text)
    if day.year != year:
        raise ValueError("a day of another year")
    return day


def _shifts(pairs: Any) -> tuple[Shift, ...]:  # noqa: ANN401 plain JSON
    shifts = tuple(
        Shift(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs
    )
    if not shifts or any(shift.minutes <= 0 for shift in shifts) or list(shifts) != sorted(shifts):
        raise ValueError("hours out of order")
    return shifts
