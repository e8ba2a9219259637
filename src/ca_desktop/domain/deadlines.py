"""When a dossier is due, and the day-by-day reckoning that explains it.

Rules: docs/sources.md#due-dates (NĐ 61/2018 art. 18-19, NĐ 118/2025, Civil Code 2015
art. 147-148). Seconds are dropped: moments are compared by the minute, as printed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from typing_extensions import override

from ca_desktop.domain.calendars import WorkingCalendar, at
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.reckoning import (
    DAY_MINUTES,
    Count,
    Why,
    days_between,
    worked_minutes,
)
from ca_desktop.domain.text import fold

HOUR_MINUTES = 60
MAX_AMOUNT = 1000
SAME_DAY_CUTOFF = time(15, 0)

Cutoff: TypeAlias = time | timedelta
"""A time of day, or how long before the office closes; the minute itself is not too late."""

_LIMIT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)\s*(wd|d|h|clock_h|week|month)")
_CUTOFF = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|closing-([1-9][0-9]{0,2})")


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
_READ = {
    **{fold(said): unit.value for unit, said in _WORDS.items()},
    "trong ngay": TimeUnit.SAME_DAY.value,
    "khong quy dinh": TimeUnit.NONE.value,
}
_MINUTES = {
    TimeUnit.WORKING_DAY: DAY_MINUTES,
    TimeUnit.HOUR: HOUR_MINUTES,
    TimeUnit.CLOCK_HOUR: HOUR_MINUTES,
}
_BY_CALENDAR = frozenset({TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH})


@lru_cache(maxsize=512)
def _exact(number: str) -> Fraction:
    return Fraction(number)


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
        return _exact(self.value or "0")

    @property
    def by_minute(self) -> bool:
        """Whether early and late are told by the minute, not by the date."""
        return self.unit in {TimeUnit.HOUR, TimeUnit.CLOCK_HOUR}

    @property
    def same_day(self) -> bool:
        """Whether the answer is due on the day of reception: ``same-day`` or ``0 wd``."""
        return self.unit is TimeUnit.SAME_DAY or (
            self.unit is TimeUnit.WORKING_DAY and not self.amount
        )

    def words(self) -> str:
        """Return the limit as people read it: ``7,5 ngày làm việc``."""
        if self.same_day:
            return "trong ngày"
        if self.unit is TimeUnit.NONE:
            return "không quy định"
        return f"{self.value.replace('.', ',')} {_WORDS[self.unit]}"

    @override
    def __str__(self) -> str:
        return f"{self.value} {self.unit.value}".strip()


def parse_time_limit(text: str) -> TimeLimit:
    """Read ``3 wd``, ``7.5 wd``, ``5 d``, ``4 h``, ``24 clock_h``, ``same-day`` or ``none``.

    Weeks and months are read too; ``0 wd`` is the same as ``same-day``.

    Raises:
        InvalidField: it is none of these, out of range, or no whole number of minutes.
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
    exact = limit.amount * _MINUTES.get(limit.unit, 1)
    if exact.denominator != 1 or not (limit.same_day or 0 < limit.amount <= MAX_AMOUNT):
        raise InvalidField("within", "BAD-LIMIT")
    return limit


def read_time_limit(said: str) -> TimeLimit:
    """Read a limit as people write it, see `TimeLimit.words`; marks and capitals do not matter.

    Raises:
        InvalidField: see `parse_time_limit`.
    """
    number, _space, unit = fold(" ".join(said.split())).partition(" ")
    whole = _READ.get(f"{number} {unit}")
    return parse_time_limit(whole or f"{number} {_READ.get(unit, unit)}")


def _tidy(number: str) -> str:
    whole, _point, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def parse_cutoff(text: str) -> Cutoff:
    """Read ``15:00`` or ``closing-60`` (minutes before the office closes).

    Raises:
        InvalidField: it is neither.
    """
    match = _CUTOFF.fullmatch(text)
    if match is None:
        raise InvalidField("cutoff", "BAD-TIME", value=text)
    return timedelta(minutes=int(match[1])) if match[1] else time.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of the reckoning.

    Attributes:
        counted: minutes of the limit used up that day. A working day is 480, however long the
            office works on it, and the part of a day after the last whole one its real working
            minutes; hours are real working minutes; hours by the clock real minutes; a calendar
            day (also of a week or month) is 1,440. The days of a trace add up to the limit.
    """

    date: date
    counted: int
    why: Why

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {"date": self.date.isoformat(), "counted": self.counted, "why": self.why.value}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "TraceDay":
        """Read plain JSON.

        Raises:
            ValueError: not a day of a reckoning.
        """
        counted = value["counted"]
        if type(counted) is not int:
            raise ValueError("minutes are a whole number")
        return cls(date.fromisoformat(value["date"]), counted, Why(value["why"]))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise.

    Attributes:
        due_at: whole minute; None where the law sets no limit.
        trace: one entry for each day, from the day of reception to the due day.
    """

    due_at: datetime | None
    trace: tuple[TraceDay, ...]


def due(
    calendar: WorkingCalendar,
    received_at: datetime,
    limit: TimeLimit,
    *,
    cutoff: Cutoff | None = None,
) -> Deadline:
    """Return when a dossier received at a moment is due.

    Args:
        calendar: of every year that may be looked at.
        received_at: without an offset it is Vietnamese time.
        limit: of the procedure's case.
        cutoff: only where the procedure's own text says so: later papers count from the next
            working day. Same-day procedures have 15:00 without it; hours by the clock none.

    Returns:
        A moment of a working day, except for hours by the clock and for a same-day answer on
        a rest day on which the office takes in papers.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.

    Source:
        docs/sources.md#due-dates
    """
    received = whole_minute(received_at)
    if limit.unit is TimeUnit.NONE:
        return Deadline(None, (TraceDay(received.date(), 0, Why.START),))
    start = _day_zero(calendar, received, limit, cutoff)
    count = Count(calendar, start, received)
    return _deadline(count, _end(count, start.date(), limit))


def _day_zero(
    calendar: WorkingCalendar, received: datetime, limit: TimeLimit, cutoff: Cutoff | None
) -> datetime:
    if limit.unit is TimeUnit.CLOCK_HOUR:
        return received
    if limit.same_day and cutoff is None:
        cutoff = SAME_DAY_CUTOFF
    start = effective_reception(calendar, received, cutoff=cutoff)
    if limit.unit in _BY_CALENDAR and cutoff is None:
        # Civil Code art. 147: the day itself, even a rest day, is day zero.
        return at(received.date(), start.time())
    return start


def _end(count: Count, start: date, limit: TimeLimit) -> datetime:
    if limit.same_day:
        return count.closing(0)
    if limit.unit is TimeUnit.WORKING_DAY:
        return count.working_days(limit.amount)
    if limit.unit is TimeUnit.HOUR:
        return count.working_minutes(_minutes(limit))
    if limit.unit is TimeUnit.CLOCK_HOUR:
        return count.clock_minutes(_minutes(limit))
    return count.until(_calendar_end(start, limit))


def _deadline(count: Count, due_at: datetime) -> Deadline:
    return Deadline(due_at, tuple(TraceDay(*entry) for entry in count.days(due_at.date())))


def effective_reception(
    calendar: WorkingCalendar, moment: datetime, *, cutoff: Cutoff | None = None
) -> datetime:
    """Return the moment from which is counted.

    Within reception hours it is the moment itself, else the next opening of a working day;
    after the cut-off, the opening of the working day after that.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
    """
    start = _next_open(calendar, whole_minute(moment))
    if cutoff is not None and start > _latest(calendar, start.date(), cutoff):
        return calendar.opening(calendar.next_working(start.date()))
    return start


def _next_open(calendar: WorkingCalendar, moment: datetime) -> datetime:
    day, clock = moment.date(), moment.time()
    hours = calendar.reception_on(day)
    if any(shift.start <= clock <= shift.end for shift in hours):
        return moment
    if calendar.is_working(day):
        for shift in hours:
            if clock < shift.start:
                return at(day, shift.start)
    return calendar.opening(calendar.next_working(day))


def _latest(calendar: WorkingCalendar, day: date, cutoff: Cutoff) -> datetime:
    return at(day, cutoff) if isinstance(cutoff, time) else calendar.closing(day) - cutoff


def resume_after_pause(
    calendar: WorkingCalendar,
    limit: TimeLimit,
    *,
    due_at: datetime,
    asked_at: datetime,
    completed_at: datetime,
) -> Deadline:
    """Return the new date when the clock stood while papers were missing.

    The date moves by the working days, calendar days, working minutes or minutes (after the
    unit of the limit) for which it stood. Where the clock starts anew instead, ask `due`.

    Returns:
        The trace runs from the old due day, its day zero, to the new one.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.

    Source:
        docs/sources.md#due-dates
    """
    old, asked, completed = (whole_minute(each) for each in (due_at, asked_at, completed_at))
    count = Count(calendar, old, old)
    arrived = effective_reception(calendar, completed)
    if limit.unit is TimeUnit.HOUR:
        end = count.working_minutes(worked_minutes(calendar, asked, arrived))
    elif limit.unit is TimeUnit.CLOCK_HOUR:
        end = count.clock_minutes(max(0, (completed - asked) // timedelta(minutes=1)))
    elif limit.unit in _BY_CALENDAR:
        end = count.until(old.date() + max(timedelta(), arrived.date() - asked.date()))
    else:
        stood = days_between(asked.date(), arrived.date())[1:]
        number = sum(calendar.is_working(day) for day in stood)
        end = count.closing(number) if limit.same_day else count.working_days(Fraction(number))
    return _deadline(count, end)


def placing(finished_at: datetime, due_at: datetime | None, *, by_minute: bool) -> str:
    """Return ``early``, ``on_time`` or ``late``; without a due date it is on time.

    Args:
        finished_at: when the result was there, not when it was handed out.
        due_at: the current promise.
        by_minute: of the limit; others are compared by date: a period of days ends with its
            last day (Civil Code art. 148).
    """
    if due_at is None:
        return "on_time"
    finished, due_minute = whole_minute(finished_at), whole_minute(due_at)
    late = finished - due_minute if by_minute else finished.date() - due_minute.date()
    if not late:
        return "on_time"
    return "late" if late > timedelta() else "early"


def whole_minute(moment: datetime) -> datetime:
    """Return the minute of ``moment`` in Vietnam; without an offset it is Vietnamese time."""
    aware = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment
    return aware.astimezone(VIETNAM).replace(second=0, microsecond=0)


def _minutes(limit: TimeLimit) -> int:
    return int(limit.amount * _MINUTES[limit.unit])


def _calendar_end(start: date, limit: TimeLimit) -> date:
    number = int(limit.amount)
    if limit.unit is not TimeUnit.MONTH:
        return start + timedelta(days=number if limit.unit is TimeUnit.DAY else 7 * number)
    # Civil Code art. 148.3: the same day of the month, or the last one where there is none.
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
