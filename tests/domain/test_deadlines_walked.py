"""Due dates of random offices against the slow walk, day by day."""

import ast
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from tests.domain import deadline_oracle as slow
from tests.helpers.campaign import size

from ca_desktop.domain.calendars import Shift, WorkingCalendar, YearCalendar
from ca_desktop.domain.deadlines import (
    Cutoff,
    Deadline,
    due,
    parse_time_limit,
    resume_after_pause,
)
from ca_desktop.domain.due_moves import Promise, reckoned_again
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.moments import VIETNAM

CASES_PER_OFFICE = 40
HOURS = [
    [(420, 690), (810, 1020)],
    [(450, 690), (780, 1020)],
    [(480, 1020)],
    [(420, 660), (690, 780), (840, 1050)],
]
DESKS: list[dict[int, list[slow.Span]]] = [
    {},
    {5: [(450, 660)]},
    {5: [(420, 690)], 6: [(480, 600)]},
    {2: [(1020, 1140)], 5: [(450, 660)]},
    {0: [(690, 810)], 3: [(360, 480)]},
]
EDGES = [
    0,
    419,
    420,
    421,
    450,
    660,
    690,
    691,
    750,
    809,
    810,
    899,
    900,
    901,
    960,
    961,
    1019,
    1020,
    1021,
    1439,
]


def random_office(dice: Random) -> slow.Office:
    first = dice.randrange(2000, 2060)
    office = slow.Office(years=set(range(first, first + dice.choice([1, 2, 2, 3]))))
    if len(office.years) == 3 and dice.random() < 0.2:
        office.years.remove(first + 1)
    office.shifts, office.reception = dice.choice(HOURS), dice.choice(DESKS)
    for day in every_day(office):
        at_the_edge = (day.month, day.day) in {(12, 31), (12, 30), (1, 1), (1, 2)}
        if dice.random() < (0.4 if at_the_edge else 0.05):
            office.off[day] = dice.choice(["holiday", "holiday", "swap_off"])
        elif day.weekday() >= 5 and dice.random() < 0.08:
            office.make_up.add(day)
        if dice.random() < 0.06 and office.works(day):
            office.half[day] = dice.choice([[(420, 690)], [(810, 1020)], [(480, 600), (840, 915)]])
    add_long_break(office, dice)
    office.kinds.clear()
    return office


def every_day(office: slow.Office) -> Iterator[date]:
    for year in sorted(office.years):
        yield from days_of(year)


@cache
def days_of(year: int) -> list[date]:
    first, next_year = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return [date.fromordinal(day) for day in range(first, next_year)]


def add_long_break(office: slow.Office, dice: Random) -> None:
    """Put in a break like Tết, rest days included."""
    begin = date(min(office.years), dice.choice([1, 2, 12]), dice.randrange(10, 24))
    for day in (begin + timedelta(days=n) for n in range(9)):
        if day.year in office.years:
            office.off[day] = "holiday"
            office.make_up.discard(day)
            office.half.pop(day, None)


def spans(found: list[slow.Span]) -> tuple[Shift, ...]:
    def at(minute: int) -> time:
        return time(minute // 60, minute % 60)

    return tuple(Shift(at(start), at(end)) for start, end in found)


def as_calendar(office: slow.Office) -> WorkingCalendar:
    years = {
        year: YearCalendar(
            year=year,
            off={day: why for day, why in office.off.items() if day.year == year},
            make_up=frozenset(day for day in office.make_up if day.year == year),
            half_days={day: spans(x) for day, x in office.half.items() if day.year == year},
        )
        for year in office.years
    }
    reception = {weekday: spans(found) for weekday, found in office.reception.items()}
    return WorkingCalendar(years=years, shifts=spans(office.shifts), reception=reception)


def random_moment(dice: Random, office: slow.Office) -> slow.Moment:
    first, last = date(min(office.years), 1, 1), date(max(office.years), 12, 31)
    if dice.random() < 0.2:
        day = date(
            dice.choice(sorted(office.years)), *dice.choice([(12, 28), (12, 30), (12, 31), (1, 1)])
        )
    else:
        day = first + timedelta(days=dice.randrange((last - first).days + 1))
    return day, dice.choice(EDGES) if dice.random() < 0.6 else dice.randrange(1440)


def random_limit(dice: Random) -> tuple[str, str]:
    unit = dice.choice(
        ["wd"] * 6 + ["d"] * 3 + ["h"] * 3 + ["clock_h", "week", "month", "same-day", "same-day"]
    )
    if unit == "wd":
        return dice.choice(
            [str(dice.randrange(26)), f"{dice.randrange(12)}.5", "0.25", "7.5", "1.75"]
        ), unit
    if unit == "h":
        return dice.choice([str(dice.randrange(1, 41)), f"{dice.randrange(10)}.5", "0.25"]), unit
    most = {"d": 60, "clock_h": 72, "week": 6, "month": 14, "same-day": 1}[unit]
    number = dice.randrange(1, most + 1)
    if unit == "month":  # short ones are the usual ones, and a year is as long to walk as it is
        number = min(number, dice.randrange(1, most + 1))
    return ("" if unit == "same-day" else str(number)), unit


def random_cutoff(dice: Random) -> tuple[str, int] | None:
    return dice.choice([None, None, None, ("at", 900), ("at", 600), ("before", 60), ("before", 90)])


def as_cutoff(cutoff: tuple[str, int] | None) -> Cutoff | None:
    if cutoff is None:
        return None
    how, number = cutoff
    return time(number // 60) if how == "at" else timedelta(minutes=number)


def as_datetime(moment: slow.Moment, dice: Random) -> datetime:
    day, minute = moment
    second = dice.choice([0, 0, 59])
    return datetime.combine(day, time(minute // 60, minute % 60, second), VIETNAM)


def plain(deadline: Deadline) -> slow.Answer:
    trace = [(day.date, day.counted, day.why.value) for day in deadline.trace]
    return slow.Answer(f"{deadline.due_at:%Y-%m-%dT%H:%M}", trace)


def both(dice: Random, office: slow.Office, calendar: WorkingCalendar) -> tuple[object, object]:
    """Answer one random question twice; the second answer is the slow walk's."""
    received, (number, unit), cutoff = (
        random_moment(dice, office),
        random_limit(dice),
        random_cutoff(dice),
    )
    limit = parse_time_limit(f"{number} {unit}".strip())
    fast: object
    walked: object
    try:
        fast = plain(due(calendar, as_datetime(received, dice), limit, cutoff=as_cutoff(cutoff)))
    except CalendarMissing as missing:
        fast = missing.year
    try:
        walked = slow.deadline(office, received, number, unit, cutoff)
    except slow.NoCalendar as missing:
        walked = missing.year
    return fast, walked


def both_after_pause(
    dice: Random, office: slow.Office, calendar: WorkingCalendar
) -> tuple[object, object]:
    """Let the clock stand at a random time for a random while, twice."""
    limit = parse_time_limit(" ".join(random_limit(dice)).strip())
    unit = "same-day" if limit.same_day else limit.unit.value
    asked, complete = sorted(random_moment(dice, office) for _ in range(2))
    if dice.random() < 0.7:
        complete = asked[0] + timedelta(days=dice.randrange(-1, 20)), complete[1]
    end = random_end(dice, office, unit)
    fast: object
    walked: object
    try:
        found = resume_after_pause(
            calendar,
            limit,
            due_at=as_datetime(end, dice),
            asked_at=as_datetime(asked, dice),
            completed_at=as_datetime(complete, dice),
        )
        fast = plain(found)
    except CalendarMissing as missing:
        fast = missing.year
    try:
        walked = slow.after_pause(office, unit, end, asked, complete)
    except slow.NoCalendar as missing:
        walked = missing.year
    return fast, walked


def both_promises(
    dice: Random, office: slow.Office, calendar: WorkingCalendar
) -> tuple[object, object]:
    """Promise a date and let the clock stand twice, as a dossier does; only the end is asked."""
    received, (number, unit) = random_moment(dice, office), random_limit(dice)
    limit = parse_time_limit(f"{number} {unit}".strip())
    unit = "same-day" if limit.same_day else unit
    asked = received[0] + timedelta(days=dice.randrange(4)), dice.choice(EDGES)
    pauses = []
    for _ in range(dice.choice([0, 1, 2])):
        complete = asked[0] + timedelta(days=dice.randrange(9)), dice.choice(EDGES)
        pauses.append((asked, complete))
        asked = complete[0] + timedelta(days=dice.randrange(3)), dice.choice(EDGES)
    promise = Promise(
        start=as_datetime(received, dice),
        limit=limit,
        clock="pause",
        trace=(),
        pauses=tuple((as_datetime(x, dice), as_datetime(y, dice)) for x, y in pauses),
    )
    fast: object
    walked: object
    try:
        fast = plain(reckoned_again(calendar, promise)).due
    except CalendarMissing as missing:
        fast = missing.year
    try:
        walked = slow.deadline(office, received, number, unit).due
        for begun, ended in pauses:
            before = slow.moment(str(walked))
            walked = slow.after_pause(office, unit, before, begun, ended).due
    except slow.NoCalendar as missing:
        walked = missing.year
    return fast, walked


def random_end(dice: Random, office: slow.Office, unit: str) -> slow.Moment:
    """Give a moment at which papers could be due."""
    day, minute = random_moment(dice, office)
    if unit == "clock_h":
        return day, minute
    while day.year not in office.years or not office.works(day):
        day, minute = random_moment(dice, office)
    closing = office.end_of(day)
    return day, closing if unit == "same-day" else min(minute, closing)


QUESTIONS = (both, both, both, both_promises, both_after_pause)


def test_the_slow_walk_shares_nothing_with_the_program() -> None:
    source = ast.parse(Path(slow.__file__).read_text(encoding="utf-8"))
    named = {
        name
        for node in ast.walk(source)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (getattr(node, "module", None), *(alias.name for alias in node.names))
        if name
    }
    parts = {part for name in named for part in name.split(".")}
    assert not parts & {"ca_desktop", "tests", "deadlines", "reckoning", "calendars"}


def test_a_default_run_meets_everything_that_a_date_depends_on() -> None:
    met: Counter[str] = Counter()
    for office_number in range(size(20_000) // CASES_PER_OFFICE):
        dice = Random(office_number)
        office = random_office(dice)
        met.update(office.off.values())
        met.update({"make_up": len(office.make_up), "half_day": len(office.half)})
        met["saturday_desk"] += 5 in office.reception
        for _ in range(CASES_PER_OFFICE):
            moment, (number, unit) = random_moment(dice, office), random_limit(dice)
            met[unit] += 1
            met["fraction"] += "." in number
            met["year_end"] += (moment[0].month, moment[0].day) >= (12, 28)
            met["received_on_saturday"] += moment[0].weekday() == 5
            met[str(random_cutoff(dice))] += 1
    units = {"wd", "d", "h", "clock_h", "week", "month", "same-day"}
    kinds = {"holiday", "swap_off", "make_up", "half_day", "saturday_desk", "received_on_saturday"}
    cutoffs = {"None", "('at', 900)", "('at', 600)", "('before', 60)", "('before', 90)"}
    assert all(met[each] for each in {*units, *kinds, *cutoffs, "fraction", "year_end"}), met


@pytest.mark.slow
@pytest.mark.campaign("deadlines")
def test_every_due_date_agrees_with_the_slow_walk_day_by_day() -> None:
    missing = 0
    for office_number in range(size(1_000_000, 0.02) // CASES_PER_OFFICE):
        dice = Random(office_number)
        office = random_office(dice)
        calendar = as_calendar(office)
        for case in range(CASES_PER_OFFICE):
            question = QUESTIONS[case % len(QUESTIONS)]
            fast, walked = question(dice, office, calendar)
            assert fast == walked, f"office {office_number}, case {case}"
            missing += isinstance(fast, int)
    assert missing
