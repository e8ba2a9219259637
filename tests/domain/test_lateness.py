"""Each late working day has one cause: against a slow walk, minute by minute, through the days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.domain import report_oracle as slow
from tests.helpers.campaign import size
from tests.helpers.report_cards import random_heap
from tests.helpers.report_heaps import LATER, MOMENTS, facts, here

from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar
from ca_desktop.domain.lateness import (
    Cause,
    Course,
    DueMove,
    Lateness,
    Stage,
    is_late,
    lateness,
)
from ca_desktop.domain.reports import DossierFacts, DueSpan, Period, month_period

TET = date(2026, 2, 17)
CALENDAR = WorkingCalendar(
    years={
        2026: YearCalendar(
            year=2026,
            off={TET + timedelta(days=n): "holiday" for n in range(3)},
            make_up=frozenset({date(2026, 1, 10)}),
            half_days={},
        ),
        2027: YearCalendar(year=2027, off={}, make_up=frozenset(), half_days={}),
    }
)
PLACES = (Cause.CITIZEN, Cause.COMMUNE, Cause.CARRYING, Cause.CENTRE)


def is_work(day: date) -> bool:
    if day == date(2026, 1, 10):
        return True
    return day.weekday() < 5 and not TET <= day < TET + timedelta(days=3)


def random_course(dice: Random, card: slow.Paper) -> Course:
    """Lay a dossier here and there between its reception and some later day."""
    moments = sorted(
        card.received + timedelta(minutes=dice.randrange(30 * 24 * 60))
        for _ in range(dice.randrange(6))
    )
    stages = [Stage(since=here(card.received), cause=Cause.COMMUNE)]
    stages += [
        Stage(since=here(moment.replace(second=0)), cause=dice.choice(PLACES))
        for moment in moments
        if moment.replace(second=0) >= card.received
    ]
    moves = [
        DueMove(
            at=here(since),
            before=here(before[1]),
            after=here(due),
            cause=dice.choice((Cause.CALENDAR, Cause.CITIZEN)),
        )
        for before, (since, due, _waits) in zip(card.dues, card.dues[1:], strict=False)
        if before[1] is not None and due is not None and dice.random() < 0.4
    ]
    return Course(dossier_id=card.name, code="", stages=tuple(stages), moves=tuple(moves))


def walked(day: date, course: Course, end: datetime) -> Cause:
    """Walk through a day minute by minute; the cause it lies with longest, the later of equals."""
    minutes: dict[Cause, int] = {}
    for first, last in ((420, 690), (810, 1020)) if is_work(day) else ():
        for minute in range(first, last):
            now = here(datetime.combine(day, time()) + timedelta(minutes=minute))
            if now < end:
                lying = [stage.cause for stage in course.stages if stage.since <= now]
                if lying:
                    minutes[lying[-1]] = minutes.get(lying[-1], 0) + 1
    began = [x.cause for x in course.stages if x.since.date() <= day and x.since <= end]
    if not minutes:
        return began[-1] if began else course.stages[0].cause
    longest = [cause for cause, number in minutes.items() if number == max(minutes.values())]
    return next(cause for cause in reversed(began) if cause in longest)


def split(seed: int, now: datetime) -> list[tuple[slow.Paper, Course, Lateness | None]]:
    dice = Random(seed)
    found = []
    for card in random_heap(seed):
        if here(card.received) <= now:
            course = random_course(dice, card)
            found.append((card, course, lateness(facts(card), course, now, CALENDAR)))
    return found


@pytest.mark.campaign("reports")
@settings(max_examples=size(20_000, 0.001), deadline=None)
@given(st.integers(0, 2**32), MOMENTS.map(here))
@example(10438, LATER.replace(year=2026, month=2))  # ended on a Sunday: no hours to share out
def test_causes_add_up_to_the_late_days_and_agree_with_the_walk(seed: int, now: datetime) -> None:
    for card, course, late in split(seed, now):
        moment = now.replace(tzinfo=None)
        done = card.finished is not None and card.finished <= moment
        end = card.finished if done and card.finished else moment
        missed = slow.compare(card, end, card.dues[0][1]) > 0
        placed = slow.placed(card) > 0 if done else slow.overdue(card, moment)
        assert (late is not None) == (missed or placed) == is_late(facts(card), now)
        if late is None:
            continue
        assert sum(late.number(cause) for cause in Cause) == len(late.days)
        assert late.counted <= late.days.keys()
        assert bool(late.counted) <= placed
        promised = card.dues[0][1]
        if missed and promised and not slow.brought_forward(card):
            first, last = promised.date(), end.date()
            between = [
                day
                for n in range((last - first).days)
                if is_work(day := first + timedelta(days=n + 1))
            ]
            assert list(late.days) == (between or ([last] if done else []))
        moves = [x for x in course.moves if x.at <= now]
        days = sorted(late.days)
        for day in {*days[:4], *days[-2:]}:
            cause = late.days[day]
            moved = [
                x.cause
                for x in moves
                if min(x.before.date(), x.after.date())
                < day
                <= max(x.before.date(), x.after.date())
            ]
            stop = here(end) if missed else now
            if moved:
                assert cause is moved[0]
            elif missed:
                assert cause is walked(day, course, stop)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_months_add_up_to_the_whole(seed: int) -> None:
    for _card, _course, late in split(seed, LATER):
        if late is not None:
            months = [late.within(month_period(2026, month)) for month in range(1, 13)]
            months.append(late.within(month_period(2027, 1)))
            for cause in Cause:
                assert sum(part.number(cause) for part in months) == late.number(cause)
            assert sum(len(part.counted) for part in months) == len(late.counted)


# --- Single decisions -------------------------------------------------------------------------


def moment(text: str) -> datetime:
    return here(datetime.fromisoformat(text))


def dossier(finished: str | None, *dues: tuple[str, str], waits: bool = False) -> DossierFacts:
    spans = [DueSpan(since=moment(x), due_at=moment(due), waiting=False) for x, due in dues]
    if waits:
        last = spans.pop()
        spans.append(DueSpan(since=last.since, due_at=last.due_at, waiting=True))
    return DossierFacts(
        dossier_id="d",
        office_id="o",
        field_code="f",
        field_name="Hộ tịch",
        channel="desk",
        received_at=moment(dues[0][0]),
        finished_at=moment(finished) if finished else None,
        dues=tuple(spans),
        by_minute=False,
    )


def causes(
    given_facts: DossierFacts,
    stages: Sequence[tuple[str, Cause]],
    moves: Sequence[tuple[str, str, str]] = (),
    moved_by: Cause = Cause.CALENDAR,
) -> list[str]:
    course = Course(
        dossier_id="d",
        code="",
        stages=tuple(Stage(since=moment(since), cause=cause) for since, cause in stages),
        moves=tuple(
            DueMove(at=moment(at), before=moment(before), after=moment(after), cause=moved_by)
            for at, before, after in moves
        ),
    )
    late = lateness(given_facts, course, LATER, CALENDAR)
    return [f"{day:%d} {cause.value}" for day, cause in late.days.items()] if late else []


ONE = ("2026-03-02T08:00", "2026-03-05T08:00")


def test_a_day_belongs_to_where_the_dossier_lay_longest_at_work() -> None:
    stages = [
        ("2026-03-02T08:00", Cause.COMMUNE),
        ("2026-03-06T10:00", Cause.CARRYING),
        ("2026-03-10T14:00", Cause.CENTRE),
    ]
    assert causes(dossier("2026-03-11T16:00", ONE), stages) == [
        "06 carrying",
        "09 carrying",
        "10 carrying",
        "11 centre",
    ]


def test_of_two_equal_shares_the_later_one_has_the_day() -> None:
    for since, cause in (("11:00", "centre"), ("11:01", "commune")):
        stages = [("2026-03-02T08:00", Cause.COMMUNE), (f"2026-03-06T{since}", Cause.CENTRE)]
        assert causes(dossier("2026-03-06T17:30", ONE), stages) == [f"06 {cause}"]


def test_days_by_which_papers_moved_the_date_are_the_citizens() -> None:
    spans = (ONE, ("2026-03-06T08:00", "2026-03-11T08:00"))
    stages = [
        ("2026-03-02T08:00", Cause.COMMUNE),
        ("2026-03-04T08:00", Cause.CITIZEN),
        ("2026-03-06T08:00", Cause.COMMUNE),
    ]
    moves = [("2026-03-06T08:00", "2026-03-05T08:00", "2026-03-11T08:00")]
    found = causes(dossier("2026-03-12T09:00", *spans), stages, moves, Cause.CITIZEN)
    assert found == [*(f"{day} citizen" for day in ("06", "09", "10", "11")), "12 commune"]


def test_waiting_for_papers_is_late_against_the_first_promise_only_and_is_the_citizens() -> None:
    spans = (ONE, ("2026-03-12T08:00", "2026-03-17T08:00"))
    stages = [
        ("2026-03-02T08:00", Cause.COMMUNE),
        ("2026-03-04T08:00", Cause.CITIZEN),
        ("2026-03-12T08:00", Cause.COMMUNE),
    ]
    waited = [f"{day} citizen" for day in ("06", "09", "10", "11")]
    found = causes(dossier("2026-03-13T09:00", *spans), stages)
    assert found == [*waited, "12 commune", "13 commune"]


def test_days_by_which_a_changed_calendar_moved_the_date_are_the_calendars() -> None:
    spans = (ONE, ("2026-03-03T08:00", "2026-03-09T08:00"))
    stages = [("2026-03-02T08:00", Cause.COMMUNE)]
    moves = [("2026-03-03T08:00", "2026-03-05T08:00", "2026-03-09T08:00")]
    assert causes(dossier("2026-03-10T09:00", *spans), stages, moves) == [
        "06 calendar",
        "09 calendar",
        "10 commune",
    ]


def test_a_date_brought_forward_makes_late_days_of_the_calendar() -> None:
    spans = (ONE, ("2026-03-03T08:00", "2026-03-04T08:00"))
    stages = [("2026-03-02T08:00", Cause.COMMUNE)]
    moves = [("2026-03-03T08:00", "2026-03-05T08:00", "2026-03-04T08:00")]
    assert causes(dossier("2026-03-05T09:00", *spans), stages, moves) == ["05 calendar"]


def test_a_result_on_a_rest_day_after_the_date_is_one_late_day() -> None:
    spans = (("2026-03-03T08:00", "2026-03-06T08:00"),)
    stages = [("2026-03-03T08:00", Cause.COMMUNE)]
    assert causes(dossier("2026-03-07T09:00", *spans), stages) == ["07 commune"]
    assert causes(dossier("2026-03-06T16:00", *spans), stages) == []


def test_only_days_of_the_period_are_counted_in_it() -> None:
    course = Course(
        dossier_id="d", code="", stages=(Stage(since=moment(ONE[0]), cause=Cause.COMMUNE),)
    )
    late = lateness(dossier("2026-04-02T09:00", ONE), course, LATER, CALENDAR)
    assert late is not None
    april = late.within(Period(start=date(2026, 4, 1), end=date(2026, 4, 30)))
    assert sorted(april.days) == [date(2026, 4, 1), date(2026, 4, 2)] == sorted(april.counted)
