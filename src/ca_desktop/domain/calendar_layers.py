"""Where a year's working calendar comes from, what the law demands of it, and what changed.

In force is the centre's version, else what an office without a centre entered, else the
release's starter data, and over it the office's own days (docs/sources.md#working-calendar).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ca_desktop.domain.calendars import (
    OFFICE_SHIFTS,
    REASONS,
    SATURDAY,
    WorkingCalendar,
    YearCalendar,
)
from ca_desktop.domain.errors import InvalidField

_HALVES = {"morning": OFFICE_SHIFTS[:1], "afternoon": OFFICE_SHIFTS[1:]}
STARTER, ENTERED, CENTRE, OWN = "starter", "import", "centre", "own"
"""Layers, the lowest first; the last one lies over whichever of the others counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLayers:
    """Everything that is known of a year, layer by layer.

    Attributes:
        entered: by this office, when it had no centre.
        published: by the centre.
        position: in the journal, of what the centre published; 0 for nothing.
        own: this office's days off and half days.
    """

    starter: YearCalendar | None = None
    entered: YearCalendar | None = None
    published: YearCalendar | None = None
    position: int = 0
    own: YearCalendar | None = None

    @property
    def layer(self) -> str:
        """Which layer the year stands on; empty where there is none."""
        if self.published is not None:
            return CENTRE
        if self.entered is not None:
            return ENTERED
        return STARTER if self.starter is not None else ""

    @property
    def base(self) -> YearCalendar | None:
        """The year without the office's own days."""
        return self.published or self.below

    @property
    def below(self) -> YearCalendar | None:
        """The year as it was before the centre said anything."""
        return self.entered or self.starter

    @property
    def in_force(self) -> YearCalendar | None:
        """The year with the office's own days; None while there is no calendar."""
        if self.base is None or self.own is None:
            return self.base
        return laid_over(self.base, self.own)


def laid_over(base: YearCalendar, own: YearCalendar) -> YearCalendar:
    """Return a year with an office's own days over it.

    A day off of its own wins; half a day on a day that is off anyway says nothing.
    """
    make_up = base.make_up - set(own.off)
    merged = replace(base, off={**own.off, **base.off}, make_up=make_up)
    calendar = WorkingCalendar(years={base.year: merged})
    half_days = {**base.half_days, **own.half_days}
    return replace(
        merged,
        half_days={day: half_days[day] for day in half_days if calendar.is_working(day)},
    )


def require_own(own: YearCalendar) -> None:
    """Check what an office may say for itself: days off and half days.

    Raises:
        InvalidField: OWN-MAKE-UP it makes a rest day a working day.
    """
    if own.make_up:
        raise InvalidField("calendar", "OWN-MAKE-UP")


def changed_days(before: YearCalendar | None, after: YearCalendar | None) -> frozenset[date]:
    """Return the days of a year that became something else; none where it had no calendar."""
    if before is None or after is None:
        return frozenset()
    old, new = (WorkingCalendar(years={year.year: year}) for year in (before, after))
    days = {*before.off, *after.off, *before.make_up, *after.make_up}
    days |= {*before.half_days, *after.half_days}
    return frozenset(
        day
        for day in days
        if (old.day_kind(day), old.shifts_on(day)) != (new.day_kind(day), new.shifts_on(day))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedHoliday:
    """A public holiday that falls on the same day of each year, from a year on."""

    name: str
    month: int
    day: int
    since: int

    def of(self, year: int) -> date | None:
        """Return its day in a year; None before the law knew it."""
        return date(year, self.month, self.day) if year >= self.since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedHoliday:
    """Days off that are announced each year and never computed.

    Attributes:
        days: working days off at least, between ``first`` and ``last`` (month, day).
    """

    name: str
    days: int
    first: tuple[int, int]
    last: tuple[int, int]

    def stands_in(self, year: YearCalendar) -> bool:
        """Tell whether a year has that many days off in that time."""
        first, last = date(year.year, *self.first), date(year.year, *self.last)
        return sum(first <= day <= last and day.weekday() < SATURDAY for day in year.off) >= (
            self.days
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayLaw:
    """What the law says of every year: the days that are fixed, and those that are announced."""

    fixed: tuple[FixedHoliday, ...]
    announced: tuple[AnnouncedHoliday, ...]

    def suggested(self, year: int) -> YearCalendar:
        """Return a year with the fixed days alone; a holiday on a rest day moves on.

        Source:
            docs/sources.md#working-calendar (BLLĐ 45/2019 art. 111.3, 112.1)
        """
        days = [day for item in self.fixed if (day := item.of(year)) is not None]
        off = dict.fromkeys(days, "holiday")
        for day in days:
            free = day
            while free.weekday() >= SATURDAY or (free != day and free in off):
                free += timedelta(days=1)
            if free.year == year:
                off[free] = "holiday"
        return YearCalendar(year=year, off=off)

    def lacking(self, year: YearCalendar) -> tuple[str, ...]:
        """Return the holidays that a year does not have yet."""
        fixed = [
            item.name
            for item in self.fixed
            if (day := item.of(year.year)) is not None
            and day.weekday() < SATURDAY
            and day not in year.off
        ]
        return (*fixed, *(item.name for item in self.announced if not item.stands_in(year)))


def marked(year: YearCalendar, day: date, kind: str) -> YearCalendar:
    """Return a year in which a day is something else.

    Args:
        year: the day's year.
        day: the day.
        kind: ``holiday``, ``swap_off``, ``make_up``, ``morning`` or ``afternoon`` (worked only
            then); empty: as its weekday says.

    Raises:
        InvalidField: MAKE-UP-WEEKDAY no rest day is made up for; HALF-ON-REST nobody works then.
    """
    rest = day.weekday() >= SATURDAY
    if kind == "make_up" and not rest:
        raise InvalidField("calendar", "MAKE-UP-WEEKDAY")
    if kind in _HALVES and rest:
        raise InvalidField("calendar", "HALF-ON-REST")
    off = {each: why for each, why in year.off.items() if each != day}
    half_days = {each: shifts for each, shifts in year.half_days.items() if each != day}
    if kind in REASONS:
        off[day] = kind
    if kind in _HALVES:
        half_days[day] = _HALVES[kind]
    return replace(
        year,
        off=off,
        half_days=half_days,
        make_up=year.make_up | {day} if kind == "make_up" else year.make_up - {day},
    )


def mark_of(year: YearCalendar, day: date) -> str:
    """Return what `marked` made of a day; empty for an ordinary one."""
    if day in year.off:
        return year.off[day]
    if day in year.make_up:
        return "make_up"
    shifts = year.half_days.get(day)
    if shifts is None:
        return ""
    return "afternoon" if shifts == OFFICE_SHIFTS[1:] else "morning"


def unusual_days(year: YearCalendar) -> Iterator[tuple[date, str]]:
    """Give the days that are not as their weekday says, by date, with what they are."""
    calendar = WorkingCalendar(years={year.year: year})
    for day in sorted({*year.off, *year.make_up, *year.half_days}):
        yield day, year.off[day] if day in year.off else calendar.day_kind(day)
