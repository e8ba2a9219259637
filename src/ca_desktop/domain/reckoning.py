"""Counting working days, working minutes and calendar days from a moment, day by day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from ca_desktop.domain.calendars import WorkingCalendar, at

DAY_MINUTES = 480
"""A working day is eight working hours."""

CALENDAR_DAY_MINUTES = 1440
_MINUTE = timedelta(minutes=1)


class Why(StrEnum):
    """Why a day counts, or does not.

    ``start`` is day zero, ``cutoff`` an open day on which the papers came too late to be day
    zero, ``rolled`` the working day to which an end moved off a rest day.
    """

    START = "start"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAP_OFF = "swap_off"
    MAKE_UP = "make_up"
    HALF_DAY = "half_day"
    CUTOFF = "cutoff"
    ROLLED = "rolled"


_KINDS = {why.value: why for why in Why}
"""Asking the enumeration itself costs more than all the rest of a day."""


class Count:
    """One count from a moment; it remembers the minutes used up on each day.

    Every method may raise `CalendarMissing`. Ask for one end only.
    """

    def __init__(self, calendar: WorkingCalendar, start: datetime, received: datetime) -> None:
        self._calendar = calendar
        self._start = start
        self._first = received.date()
        self._counted: Counter[date] = Counter()
        self._why = {start.date(): Why.START}
        if self._first < start.date() and _was_open(calendar, received):
            self._why[self._first] = Why.CUTOFF

    def days(self, last: date) -> Iterator[tuple[date, int, Why]]:
        """Give each day from reception to ``last``: minutes used up, and why."""
        kind_of, counted, why = self._calendar.day_kind, self._counted, self._why
        for day in days_between(self._first, last):
            kind = _KINDS[kind_of(day)]
            yield day, counted.get(day, 0), why.get(day, kind)

    def closing(self, number: int) -> datetime:
        """Return the closing hour ``number`` working days later."""
        return self._calendar.closing(self._working_days(number))

    def working_days(self, amount: Fraction) -> datetime:
        """Count whole working days to the same time of day, then the rest in working hours."""
        whole = int(amount)
        reached = self._start
        if whole:
            reached = self._at_hour(self._working_days(whole), self._start.time())
        return self._spend(reached, int((amount - whole) * DAY_MINUTES))

    def working_minutes(self, number: int) -> datetime:
        """Count working minutes across shifts and days; an end at closing stays there."""
        return self._spend(self._start, number)

    def clock_minutes(self, number: int) -> datetime:
        """Count minutes by the clock, rest days included; the end does not move."""
        end = self._start + number * _MINUTE
        for day in days_between(self._start.date(), end.date()):
            opened = max(self._start, at(day, time.min))
            closed = min(end, at(day, time.min) + timedelta(days=1))
            self._counted[day] = (closed - opened) // _MINUTE
            self._why.setdefault(day, Why.COUNTED)
        return end

    def until(self, end: date) -> datetime:
        """Count every day to ``end``; only the end moves off a rest day."""
        known = None
        for day in days_between(self._start.date(), end)[1:]:
            if day.year != known:
                known = self._calendar.of(day).year
            self._counted[day] = CALENDAR_DAY_MINUTES
            self._why[day] = Why.COUNTED
        if not self._calendar.is_working(end):
            end = self._calendar.next_working(end)
            self._why[end] = Why.ROLLED
        return self._at_hour(end, self._start.time())

    def _working_days(self, number: int) -> date:
        day = self._start.date()
        for _ in range(number):
            day = self._calendar.next_working(day)
            self._counted[day] += DAY_MINUTES
        return day

    def _at_hour(self, day: date, clock: time) -> datetime:
        return min(at(day, clock), self._calendar.closing(day))

    def _spend(self, reached: datetime, minutes: int) -> datetime:
        hours = working_hours(self._calendar, reached)
        while minutes:
            opened, closed = next(hours)
            used = min(minutes, (closed - opened) // _MINUTE)
            self._counted[opened.date()] += used
            minutes -= used
            reached = opened + used * _MINUTE
        return reached


def _was_open(calendar: WorkingCalendar, received: datetime) -> bool:
    """Tell whether the office had worked or opened on the day of ``received`` by then."""
    day = received.date()
    return calendar.is_working(day) or any(
        shift.start <= received.time() for shift in calendar.reception_on(day)
    )


def working_hours(
    calendar: WorkingCalendar, start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches of working time after ``start``, until a year has no calendar."""
    day = start.date()
    while True:
        for shift in calendar.shifts_on(day):
            if start < at(day, shift.end):
                yield max(start, at(day, shift.start)), at(day, shift.end)
        day += timedelta(days=1)


def worked_minutes(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    """Return the working minutes between two moments."""
    total = 0
    for day in days_between(start.date(), end.date()):
        for shift in calendar.shifts_on(day):
            stretch = min(end, at(day, shift.end)) - max(start, at(day, shift.start))
            total += max(timedelta(), stretch) // _MINUTE
    return total


def days_between(first: date, last: date) -> list[date]:
    """Return the days from ``first`` to ``last``, both included."""
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
