"""Due dates worked out the slow way: by walking over days and minutes, as the texts are read.

It shares no code with the program and knows its own plain words only: days as `date`, times of
day as minutes after midnight, a moment as a pair of both.

Written from: Bộ luật Dân sự 2015 art. 147 (the first day does not count), 148.1 (a period of
days ends with its last day), 148.2-3 (weeks and months end on the same day; a month without it on
its last), 148.5 (an end on a rest day goes to the next working day); Nghị định 61/2018/NĐ-CP
art. 18 (papers after 15:00 go to the next working day), 19.4 (supplements); and the decisions of
docs/sources.md where those are silent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

Span = tuple[int, int]
Moment = tuple[date, int]
Entry = tuple[date, int, str]
ONE = timedelta(days=1)
WORKED = {"make_up", "half_day", "counted"}


class NoCalendar(Exception):
    """A day of an unknown year was needed."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass
class Office:
    """What the walk must know of an office."""

    years: set[int]
    off: dict[date, str] = field(default_factory=dict)
    make_up: set[date] = field(default_factory=set)
    half: dict[date, list[Span]] = field(default_factory=dict)
    shifts: list[Span] = field(default_factory=lambda: [(420, 690), (810, 1020)])
    reception: dict[int, list[Span]] = field(default_factory=dict)
    kinds: dict[date, str] = field(default_factory=dict)
    """Of days looked up before; to be emptied when anything above changes."""

    def kind(self, day: date) -> str:
        known = self.kinds.get(day)
        if known is None:
            known = self.kinds[day] = self._kind(day)
        return known

    def _kind(self, day: date) -> str:
        if day.year not in self.years:
            raise NoCalendar(day.year)
        if day in self.make_up:
            return "make_up"
        if day.isoweekday() in {6, 7}:
            return "weekend"
        if day in self.off:
            return self.off[day]
        return "half_day" if day in self.half else "counted"

    def works(self, day: date) -> bool:
        return self.kind(day) in WORKED

    def work(self, day: date) -> list[Span]:
        if not self.works(day):
            return []
        return self.half.get(day, self.shifts)

    def desk(self, day: date) -> list[Span]:
        extra = self.reception.get(day.isoweekday() - 1, [])
        if day in self.off or day in self.half:
            extra = []
        return self.work(day) + extra

    def end_of(self, day: date) -> int:
        return max(end for _start, end in self.work(day) or self.desk(day))

    def minutes(self, day: date) -> list[int]:
        """Every worked minute of the day, each named by its beginning."""
        return minutes_of(tuple(self.work(day)))

    def following(self, day: date) -> date:
        day += ONE
        while not self.works(day):
            day += ONE
        return day


@cache
def minutes_of(spans: tuple[Span, ...]) -> list[int]:
    return [minute for start, end in spans for minute in range(start, end)]


def taken_in(office: Office, moment: Moment) -> Moment:
    """Wait until a working day takes in papers."""
    day, minute = moment
    if any(start <= minute <= end for start, end in office.desk(day)):
        return moment
    while True:
        if office.works(day):
            later = [start for start, _end in office.desk(day) if start > minute]
            if later:
                return day, min(later)
        day, minute = day + ONE, -1


def first_minute(office: Office, day: date) -> Moment:
    return day, min(start for start, _end in office.desk(day))


@dataclass
class Answer:
    """Due moment and trace, in plain words."""

    due: str | None
    trace: list[Entry]


@dataclass
class Walk:
    """Notes taken on the way; at the end they become the trace."""

    office: Office
    received: Moment
    start: Moment
    spent: dict[date, int] = field(default_factory=dict)
    notes: dict[date, str] = field(default_factory=dict)

    def answer(self, end: Moment) -> Answer:
        trace = []
        day, start = self.received[0], self.start[0]
        while day <= end[0]:
            kind = self.office.kind(day)
            why = self.notes.get(day, kind) if day > start else self._early(day, kind)
            trace.append((day, self.spent.get(day, 0), why))
            day += ONE
        return Answer(text(end), trace)

    def _early(self, day: date, kind: str) -> str:
        """Why of a day up to day zero."""
        if day == self.start[0]:
            return "start"
        opened = any(start <= self.received[1] for start, _end in self.office.desk(day))
        came = day == self.received[0]
        return "cutoff" if came and (self.office.works(day) or opened) else kind

    def spend(self, day: date, minutes: int) -> None:
        self.spent[day] = self.spent.get(day, 0) + minutes


def text(moment: Moment) -> str:
    day, minute = moment
    return f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}"


def moment(said: str) -> Moment:
    """Read what `text` wrote."""
    day, clock = said.split("T")
    hour, minute = clock.split(":")
    return date.fromisoformat(day), int(hour) * 60 + int(minute)


def same_hour(office: Office, day: date, minute: int) -> Moment:
    return day, min(minute, office.end_of(day))


def whole_days(walk: Walk, number: int) -> Moment:
    day = walk.start[0]
    while number:
        day += ONE
        if walk.office.works(day):
            walk.spend(day, 480)
            number -= 1
    return same_hour(walk.office, day, walk.start[1])


def working_minutes(walk: Walk, moment: Moment, number: int) -> Moment:
    day, minute = moment
    while number:
        all_day = walk.office.minutes(day)
        left = all_day if minute == 0 else [each for each in all_day if each >= minute]
        worked = left[:number]
        if worked:
            walk.spend(day, len(worked))
            number -= len(worked)
            moment = day, worked[-1] + 1
        day, minute = day + ONE, 0
    return moment


def clock_minutes(walk: Walk, number: int) -> Moment:
    day, minute = walk.start
    while number:
        today = len(range(minute, 1440)[:number])
        walk.spend(day, today)
        walk.notes[day] = "counted"
        number -= today
        minute += today
        if minute == 1440:
            day, minute = day + ONE, 0
    walk.notes[day] = "counted"
    return day, minute


def days_of(unit: str, number: int, start: date) -> Iterator[date]:
    """Every day of the period, its last one at the end."""
    left = number * 7 if unit == "week" else number
    day = start
    while True:
        day += ONE
        yield day
        if unit == "month":
            apart = (day.year - start.year) * 12 + day.month - start.month
            last = (day + ONE).day == 1
            if apart == number and (day.day == start.day or (last and day.day < start.day)):
                return
        else:
            left -= 1
            if not left:
                return


def calendar_days(walk: Walk, days: Iterator[date]) -> Moment:
    end = walk.start[0]
    for day in days:
        walk.office.kind(day)
        walk.spend(day, 1440)
        walk.notes[day] = "counted"
        end = day
    if not walk.office.works(end):
        end = walk.office.following(end)
        walk.notes[end] = "rolled"
    return same_hour(walk.office, end, walk.start[1])


def day_zero(office: Office, received: Moment, unit: str, cutoff: tuple[str, int] | None) -> Moment:
    if unit == "clock_h":
        return received
    start = taken_in(office, received)
    if cutoff is None:
        return (received[0], start[1]) if unit in {"d", "week", "month"} else start
    how, number = cutoff
    latest = number if how == "at" else office.end_of(start[0]) - number
    return first_minute(office, office.following(start[0])) if start[1] > latest else start


def deadline(
    office: Office,
    received: Moment,
    amount: str,
    unit: str,
    cutoff: tuple[str, int] | None = None,
) -> Answer:
    """Answer when papers are due; ``cutoff`` is ("at", minute) or ("before", minutes)."""
    number = Fraction(amount or "0")
    if unit == "none":
        return Answer(None, [(received[0], 0, "start")])
    same_day = unit == "same-day" or (unit == "wd" and number == 0)
    if same_day and cutoff is None:
        cutoff = ("at", 15 * 60)
    walk = Walk(office, received, day_zero(office, received, unit, cutoff))
    if same_day:
        return walk.answer((walk.start[0], office.end_of(walk.start[0])))
    if unit == "wd":
        part = number % 1
        reached = whole_days(walk, int(number - part)) if number >= 1 else walk.start
        return walk.answer(working_minutes(walk, reached, int(part * 8 * 60)))
    if unit == "h":
        return walk.answer(working_minutes(walk, walk.start, int(number * 60)))
    if unit == "clock_h":
        return walk.answer(clock_minutes(walk, int(number * 60)))
    return walk.answer(calendar_days(walk, days_of(unit, int(number), walk.start[0])))


def after_pause(office: Office, unit: str, due: Moment, asked: Moment, complete: Moment) -> Answer:
    """Answer when papers are due after the clock stood; 0 wd goes by the name same-day."""
    arrived = taken_in(office, complete)
    walk = Walk(office, due, due)
    if unit == "clock_h":
        gap = ((complete[0] - asked[0]).days * 1440) + complete[1] - asked[1]
        return walk.answer(clock_minutes(walk, max(0, gap)))
    stood = []
    day = asked[0]
    while day < arrived[0]:
        day += ONE
        stood.append(day)
    if unit == "h":
        days = [asked[0], *stood] if asked[0] <= arrived[0] else []
        between = [day for day in days if asked[0] < day < arrived[0]]
        worked = sum(end - start for day in between for start, end in office.work(day))
        for day in {asked[0], arrived[0]} & set(days):
            worked += sum(asked <= (day, minute) < arrived for minute in office.minutes(day))
        return walk.answer(working_minutes(walk, due, worked))
    if unit in {"d", "week", "month"}:
        return walk.answer(calendar_days(walk, (due[0] + ONE * (n + 1) for n in range(len(stood)))))
    number = sum(office.works(day) for day in stood)
    if not number:
        return walk.answer(due)
    moved = whole_days(walk, number)
    return walk.answer((moved[0], office.end_of(moved[0])) if unit == "same-day" else moved)
