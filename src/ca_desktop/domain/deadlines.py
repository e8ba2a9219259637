"""When a dossier is due, and the day-by-day reckoning that explains it.

Rules: docs/sources.md#due-dates (NĐ 61/2018 art. 18-19, NĐ 118/2025, Civil Code 2015
art. 147-148). Seconds are dropped: moments are compared by the minute, as printed.
"""

import calendar as months
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from typing_extensions import override

from ca_desktop.domain.calendars import WorkingCalendar, at
from ca_desktop.domain.errors import InvalidField

DAY_MINUTES = 480
"""A working day is eight working hours."""

SAME_DAY_CUTOFF = time(15, 0)
MAX_AMOUNT = 1000
_CALENDAR_DAY = 1440
_LIMIT = re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)\s*(wd|d|h|clock_h|week|month)")


class TimeUnit(StrEnum):
    """What a time limit counts."""

    WORKING_DAY = "wd"
    DAY = "d"
    HOUR = "h"
    CLOCK_HOUR = "clock_h"
    WEEK = "week"
    MONTH = "month"
    SAME_DAY = "same-day"
    NONE = "none"


_WORDS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.HOUR: "giờ làm việc",
    TimeUnit.CLOCK_HOUR: "giờ",
    TimeUnit.WEEK: "tuần",
    TimeUnit.MONTH: "tháng",
}
_FRACTIONAL = frozenset({TimeUnit.WORKING_DAY, TimeUnit.HOUR})


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long an office may take.

    Attributes:
        value: decimal text, ``"7.5"``; empty for ``same-day`` and ``none``.
    """

    value: str
    unit: TimeUnit

    @property
    def amount(self) -> Fraction:
        """The number, exact."""
        return Fraction(self.value or "0")

    @property
    def by_minute(self) -> bool:
        """Whether early and late are told by the minute, not by the date."""
        return self.unit in {TimeUnit.HOUR, TimeUnit.CLOCK_HOUR}

    def words(self) -> str:
        """Return the limit as people read it."""
        if self.unit is TimeUnit.SAME_DAY:
            return "trong ngày"
        if self.unit is TimeUnit.NONE:
            return "không quy định"
        return f"{self.value.replace('.', ',')} {_WORDS[self.unit]}"

    @override
    def __str__(self) -> str:
        return f"{self.value} {self.unit.value}".strip()


def parse_time_limit(text: str) -> TimeLimit:
    """Read ``3 wd``, ``7.5 wd``, ``5 d``, ``4 h``, ``24 clock_h``, ``same-day`` or ``none``.

    Raises:
        InvalidField: it is none of these, or out of range.
    """
    plain = text.strip().lower()
    if plain in {"same-day", "same_day"}:
        return TimeLimit("", TimeUnit.SAME_DAY)
    if plain == "none":
        return TimeLimit("", TimeUnit.NONE)
    match = _LIMIT.fullmatch(plain)
    if match is None:
        raise InvalidField("within", "BAD-LIMIT")
    limit = TimeLimit(_tidy(match[1]), TimeUnit(match[2]))
    whole = limit.amount.denominator == 1
    if limit.amount > MAX_AMOUNT or not (whole or limit.unit in _FRACTIONAL):
        raise InvalidField("within", "BAD-LIMIT")
    return limit


def _tidy(number: str) -> str:
    whole, _point, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


class Why(StrEnum):
    """Why a day of the trace counts, or does not."""

    START = "start"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAP_OFF = "swap_off"
    MAKE_UP = "make_up"
    HALF_DAY = "half_day"
    CUTOFF = "cutoff"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of the reckoning.

    Attributes:
        counted: minutes of the limit used up: 480 a whole working day, 1,440 a calendar day,
            the real minutes for limits in hours.
    """

    date: date
    counted: int
    why: Why

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {"date": self.date.isoformat(), "counted": self.counted, "why": self.why.value}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "TraceDay":
        """Read plain JSON."""
        return cls(date.fromisoformat(value["date"]), int(value["counted"]), Why(value["why"]))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise: the moment, and one trace day for each day from reception to it."""

    due_at: datetime | None
    trace: tuple[TraceDay, ...]


def due(
    calendar: WorkingCalendar,
    received_at: datetime,
    limit: TimeLimit,
    *,
    cutoff: time | None = None,
) -> Deadline:
    """Return when a dossier received at a moment is due.

    Args:
        calendar: of every year that may be looked at.
        received_at: with +07:00.
        limit: of the procedure's case.
        cutoff: only where the procedure's own text says so: later papers count from the next
            working day. Same-day procedures have 15:00 without it.

    Raises:
        CalendarMissing: a day of a year without a calendar would be looked at.
    """
    received_at = received_at.replace(second=0, microsecond=0)
    if limit.unit is TimeUnit.NONE:
        return Deadline(None, (TraceDay(received_at.date(), 0, Why.START),))
    start = effective_reception(calendar, received_at)
    reckoning = _Reckoning(calendar, received_at, start)
    if limit.unit is TimeUnit.SAME_DAY or not limit.amount:
        return reckoning.same_day(cutoff or SAME_DAY_CUTOFF)
    if cutoff is not None and start.time() > cutoff:
        reckoning.move_to(calendar.opening(calendar.next_working(start.date())))
    return reckoning.count(limit)


def effective_reception(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return the moment from which is counted.

    Within reception hours it is the moment itself; else the next opening of a working day.
    """
    moment = moment.replace(second=0, microsecond=0)
    day, clock = moment.date(), moment.time()
    if any(shift.start <= clock <= shift.end for shift in calendar.reception_on(day)):
        return moment
    for shift in calendar.shifts_on(day):
        if clock < shift.start:
            return at(day, shift.start)
    return calendar.opening(calendar.next_working(day))


def resume_after_pause(
    calendar: WorkingCalendar,
    limit: TimeLimit,
    *,
    due_at: datetime,
    asked_at: datetime,
    completed_at: datetime,
) -> Deadline:
    """Return the new date when the clock stood while papers were missing.

    The trace runs from the old date to the new one.
    """
    arrived = effective_reception(calendar, completed_at)
    reckoning = _Reckoning(calendar, due_at, due_at)
    if limit.unit is TimeUnit.HOUR:
        return reckoning.minutes(_working_minutes(calendar, asked_at, arrived))
    if limit.unit in {TimeUnit.WORKING_DAY, TimeUnit.SAME_DAY}:
        stood = _working_days_between(calendar, asked_at.date(), arrived.date())
        return reckoning.working_days(Fraction(stood))
    if limit.unit is TimeUnit.CLOCK_HOUR:
        return reckoning.clock_hours(Fraction(int((arrived - asked_at).total_seconds()), 3600))
    return reckoning.days(Fraction((arrived.date() - asked_at.date()).days))


def _working_days_between(calendar: WorkingCalendar, after: date, until: date) -> int:
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(calendar.is_working(day) for day in days)


def _working_minutes(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    total, day = 0, start.date()
    while day <= end.date():
        for shift in calendar.shifts_on(day):
            opened, closed = max(start, at(day, shift.start)), min(end, at(day, shift.end))
            total += max(0, int((closed - opened).total_seconds()) // 60)
        day += timedelta(days=1)
    return total


def placing(finished_at: datetime, due_at: datetime | None, *, by_minute: bool) -> str:
    """Return ``early``, ``on_time`` or ``late``; without a due date it is on time."""
    if due_at is None:
        return "on_time"
    gap = finished_at - due_at if by_minute else finished_at.date() - due_at.date()
    if not gap:
        return "on_time"
    return "early" if gap < timedelta() else "late"


class _Reckoning:
    """One count from a start, keeping its trace."""

    def __init__(self, calendar: WorkingCalendar, received: datetime, start: datetime) -> None:
        self._calendar = calendar
        self._received = received
        self._start = start
        self._trace: dict[date, TraceDay] = {}
        self._before_start(Why.ROLLED)

    def count(self, limit: TimeLimit) -> Deadline:
        """Count a limit that is neither none nor same-day."""
        counted = {
            TimeUnit.WORKING_DAY: self.working_days,
            TimeUnit.HOUR: self.hours,
            TimeUnit.CLOCK_HOUR: self.clock_hours,
            TimeUnit.DAY: self.days,
            TimeUnit.WEEK: self.weeks,
            TimeUnit.MONTH: self.months,
        }
        return counted[limit.unit](limit.amount)

    def move_to(self, start: datetime) -> None:
        """Begin later: the cut-off of the day had passed."""
        self._received, self._start = self._start, start
        self._before_start(Why.CUTOFF)

    def _before_start(self, why: Why) -> None:
        day, first = self._received.date(), self._start.date()
        self._calendar.of(day)
        while day < first:
            working = self._calendar.is_working(day)
            self._note(day, 0, why if working else Why(self._calendar.day_kind(day)))
            day += timedelta(days=1)
        self._note(first, 0, Why.START)

    def _note(self, day: date, counted: int, why: Why) -> None:
        known = self._trace.get(day)
        if known is not None and known.why is not Why.START and why is Why.START:
            known = None
        if known is None:
            self._trace[day] = TraceDay(day, counted, why)
        else:
            self._trace[day] = replace(known, counted=known.counted + counted)

    def _done(self, due_at: datetime) -> Deadline:
        return Deadline(due_at, tuple(self._trace[day] for day in sorted(self._trace)))

    def same_day(self, cutoff: time) -> Deadline:
        """Closing of the day of reception; after the cut-off, of the next working day."""
        day = self._start.date()
        if self._start.time() > cutoff:
            self._trace[day] = TraceDay(day, 0, Why.CUTOFF)
            day = self._count_working(day, 1)
        return self._done(self._calendar.closing(day))

    def _count_working(self, day: date, number: int) -> date:
        while number:
            day += timedelta(days=1)
            kind = Why(self._calendar.day_kind(day))
            if self._calendar.is_working(day):
                self._note(day, DAY_MINUTES, kind)
                number -= 1
            else:
                self._note(day, 0, kind)
        return day

    def working_days(self, amount: Fraction) -> Deadline:
        """Whole working days at the same time of day, then the rest in working hours."""
        whole = int(amount)
        day = self._count_working(self._start.date(), whole)
        moment = self._within(day, self._start.time())
        rest = int((amount - whole) * DAY_MINUTES)
        return self._done(self._spend(moment, rest) if rest else moment)

    def _within(self, day: date, clock: time) -> datetime:
        return min(at(day, clock), self._calendar.closing(day))

    def hours(self, amount: Fraction) -> Deadline:
        """Working hours across shifts and days."""
        return self.minutes(int(amount * 60))

    def minutes(self, number: int) -> Deadline:
        """Working minutes across shifts and days."""
        return self._done(self._spend(self._start, number) if number else self._start)

    def _spend(self, moment: datetime, minutes: int) -> datetime:
        day = moment.date()
        while True:
            for shift in self._calendar.shifts_on(day):
                opened = max(moment, at(day, shift.start))
                room = int((at(day, shift.end) - opened).total_seconds()) // 60
                used = min(minutes, max(0, room))
                if used:
                    self._note(day, used, Why(self._calendar.day_kind(day)))
                    minutes -= used
                if not minutes:
                    return opened + timedelta(minutes=used)
            day += timedelta(days=1)
            self._note(day, 0, Why(self._calendar.day_kind(day)))

    def clock_hours(self, amount: Fraction) -> Deadline:
        """Hours by the clock from the minute of reception, rest days included."""
        self._trace.clear()
        moment = self._received
        due_at = moment + timedelta(minutes=int(amount * 60))
        self._note(moment.date(), 0, Why.START)
        day = moment.date()
        while day <= due_at.date():
            self._calendar.of(day)
            opened = max(moment, at(day, time(0)))
            closed = min(due_at, at(day + timedelta(days=1), time(0)))
            self._note(day, int((closed - opened).total_seconds()) // 60, Why.COUNTED)
            day += timedelta(days=1)
        return self._done(due_at)

    def days(self, number: Fraction) -> Deadline:
        """Calendar days from the day of reception; only the end rolls off a rest day."""
        return self._until(self._calendar_start() + timedelta(days=int(number)))

    def weeks(self, number: Fraction) -> Deadline:
        """Weeks to the same day of the week (Civil Code art. 148.2)."""
        return self.days(7 * number)

    def months(self, number: Fraction) -> Deadline:
        """Months to the same day of the month, or its last one (Civil Code art. 148.3)."""
        start = self._calendar_start()
        year, month = divmod(start.year * 12 + start.month - 1 + int(number), 12)
        last = months.monthrange(year, month + 1)[1]
        return self._until(date(year, month + 1, min(start.day, last)))

    def _calendar_start(self) -> date:
        moved = self._trace[self._received.date()].why is Why.CUTOFF
        if not moved:
            self._trace.clear()
            self._note(self._received.date(), 0, Why.START)
            return self._received.date()
        return self._start.date()

    def _until(self, end: date) -> Deadline:
        day = max(self._trace)
        self._calendar.of(day)
        while day < end:
            day += timedelta(days=1)
            self._calendar.of(day)
            self._note(day, _CALENDAR_DAY, Why.COUNTED)
        while not self._calendar.is_working(day):
            day += timedelta(days=1)
            working = self._calendar.is_working(day)
            self._note(day, 0, Why.ROLLED if working else Why(self._calendar.day_kind(day)))
        return self._done(self._within(day, self._received.time()))
