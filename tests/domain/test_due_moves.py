"""Which promises a calendar moves: all that rest on a day it changes, and no other."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.dossier_walk import DESK, OFFICE_OF, received

from ca_desktop.app.starter import starter_data
from ca_desktop.domain.calendar_layers import changed_days, laid_over
from ca_desktop.domain.calendars import OFFICE_SHIFTS, WorkingCalendar, YearCalendar
from ca_desktop.domain.clock_rules import ClockRules
from ca_desktop.domain.custody import Link
from ca_desktop.domain.deadlines import Deadline, due, parse_time_limit, resume_after_pause
from ca_desktop.domain.dossiers import DossierState, Placed
from ca_desktop.domain.due_moves import moved_to, promise_of
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.folding import fold
from ca_desktop.domain.moments import VIETNAM, moment_text, parse_moment
from ca_desktop.domain.undoing import facts_before

BEFORE = WorkingCalendar(years={year.year: year for year in starter_data().calendars})
LIMITS = ("same-day", "1 wd", "3 wd", "7.5 wd", "20 wd", "5 d", "2 week", "1 month", "6 h")
FIRST = datetime(2026, 2, 1, tzinfo=VIETNAM)
MOMENTS = st.integers(0, 270 * 1440).map(lambda minute: FIRST + timedelta(minutes=minute))
DAYS = st.dates(date(2026, 1, 5), date(2026, 12, 20))
CHANGES = st.builds(
    lambda off, half: YearCalendar(
        year=2026,
        off=dict.fromkeys(off, "holiday"),
        half_days=dict.fromkeys((d for d in half if d.weekday() < 5), OFFICE_SHIFTS[:1]),
    ),
    st.sets(DAYS, max_size=8),
    st.sets(DAYS, max_size=3),
)


def after(own: YearCalendar) -> WorkingCalendar:
    return replace(BEFORE, years={**BEFORE.years, 2026: laid_over(BEFORE.years[2026], own)})


def taken_in(at: datetime, limit: str, clock: str = "restart") -> events.DossierReceived:
    promised = due(BEFORE, at, parse_time_limit(limit))
    return replace(
        received(limit=limit),
        received_at=moment_text(at),
        due_at=text(promised),
        trace=promised.trace,
        supplement_clock=clock,
    )


def text(deadline: Deadline) -> str:
    assert deadline.due_at is not None
    return moment_text(deadline.due_at)


def state_of(*happened: Event) -> DossierState:
    state = fold(
        Placed(
            link=Link(
                event_id=f"{number:02}",
                kind=type(event).__name__,
                node=DESK,
                office=OFFICE_OF[DESK],
                builds_on=f"{number - 1:02}" if number else None,
                custody=1,
            ),
            dossier_id="d",
            event=event,
        )
        for number, event in enumerate(happened)
    )
    assert state is not None
    return state


def moved(calendar: WorkingCalendar, *happened: Event) -> str | None:
    promise = promise_of(happened)
    assert promise is not None
    deadline = moved_to(calendar, state_of(*happened), promise)
    return None if deadline is None else text(deadline)


@given(at=MOMENTS, limit=st.sampled_from(LIMITS), own=CHANGES)
def test_a_promise_moves_to_where_it_would_be_made_today_and_only_then(
    at: datetime, limit: str, own: YearCalendar
) -> None:
    intake, calendar = taken_in(at, limit), after(own)
    expected = text(due(calendar, at, parse_time_limit(limit)))
    assert moved(calendar, intake) == (None if expected == intake.due_at else expected)
    if expected != intake.due_at:
        changed = changed_days(BEFORE.years[2026], calendar.years[2026])
        first, last = at.date(), parse_moment(str(intake.due_at)).date()
        assert any(first <= day <= last for day in changed)


@given(at=MOMENTS, limit=st.sampled_from(LIMITS), own=CHANGES)
def test_a_date_that_was_moved_moves_back_with_the_calendar(
    at: datetime, limit: str, own: YearCalendar
) -> None:
    intake, calendar = taken_in(at, limit), after(own)
    there = due(calendar, at, parse_time_limit(limit))
    move = events.DueDateMoved(
        at=moment_text(at),
        officer_name="x",
        cause="calendar",
        due_at=text(there),
        trace=there.trace,
    )
    state = state_of(intake, move)
    assert (state.first_due_at, state.due_at) == (intake.due_at, text(there))
    assert moved(calendar, intake, move) is None
    assert moved(BEFORE, intake, move) == (None if intake.due_at == move.due_at else intake.due_at)


def asked(at: datetime) -> events.SupplementRequested:
    return events.SupplementRequested(at=moment_text(at), officer_name="x", note="thiếu")


@given(at=MOMENTS, own=CHANGES, pause=st.integers(1, 6), stood=st.integers(1, 9))
def test_a_clock_that_stood_is_counted_again_with_its_pause(
    at: datetime, own: YearCalendar, pause: int, stood: int
) -> None:
    limit, calendar = parse_time_limit("5 wd"), after(own)
    begin, end = at + timedelta(days=pause), at + timedelta(days=pause + stood)
    intake = taken_in(at, "5 wd", "pause")

    def with_pause(where: WorkingCalendar) -> Deadline:
        first = due(where, at, limit).due_at
        assert first is not None
        return resume_after_pause(where, limit, due_at=first, asked_at=begin, completed_at=end)

    old, new = with_pause(BEFORE), with_pause(calendar)
    supplied = events.SupplementReceived(
        at=moment_text(end), officer_name="x", due_at=text(old), trace=old.trace
    )
    found = moved(calendar, intake, asked(begin), supplied)
    assert found == (None if text(old) == text(new) else text(new))


def test_after_a_supplement_that_starts_anew_only_the_second_count_moves() -> None:
    at = datetime(2026, 11, 9, 9, tzinfo=VIETNAM)
    again = datetime(2026, 11, 16, 9, tzinfo=VIETNAM)
    intake, second = taken_in(at, "3 wd"), due(BEFORE, again, parse_time_limit("3 wd"))
    supplied = events.SupplementReceived(
        at=moment_text(again), officer_name="x", due_at=text(second), trace=second.trace
    )
    lived = (intake, asked(at), supplied)
    first_week = after(YearCalendar(year=2026, off={date(2026, 11, 11): "holiday"}))
    second_week = after(YearCalendar(year=2026, off={date(2026, 11, 18): "holiday"}))
    assert moved(first_week, *lived) is None
    assert moved(second_week, *lived) == "2026-11-20T09:00:00+07:00"
    assert moved(second_week, intake, asked(at)) is None  # the clock starts anew anyway


def test_a_date_that_a_person_chose_rests_on_no_calendar() -> None:
    at = datetime(2026, 11, 9, 9, tzinfo=VIETNAM)
    intake = taken_in(at, "5 wd")
    chosen = events.DueDateMoved(
        at=moment_text(at),
        officer_name="x",
        cause="apology",
        due_at="2026-11-25T09:00:00+07:00",
        trace=(),
    )
    calendar = after(YearCalendar(year=2026, off={date(2026, 11, 11): "holiday"}))
    assert moved(calendar, intake, chosen) is None


def test_a_step_taken_back_is_as_if_it_never_was() -> None:
    at = datetime(2026, 11, 9, 9, tzinfo=VIETNAM)
    intake = taken_in(at, "5 wd")
    undone = events.StepUndone(
        at=moment_text(at), officer_name="x", **facts_before(state_of(intake))
    )
    calendar = after(YearCalendar(year=2026, off={date(2026, 11, 11): "holiday"}))
    assert moved(calendar, intake, asked(at), undone) == "2026-11-17T09:00:00+07:00"


@given(
    at=MOMENTS,
    limit=st.sampled_from([x for x in LIMITS if x != "same-day"]),
    stood=st.tuples(st.integers(0, 3 * 1440), st.integers(1, 20 * 1440)),
    own=CHANGES,
    pays=st.booleans(),
)
def test_a_time_that_is_excluded_moves_with_the_calendar_as_a_pause_does(
    at: datetime, limit: str, stood: tuple[int, int], own: YearCalendar, *, pays: bool
) -> None:
    asked = at + timedelta(minutes=stood[0])
    completed = asked + timedelta(minutes=stood[1])
    intake, calendar = taken_in(at, limit), after(own)
    went_on = _went_on(BEFORE, intake, limit, asked, completed)
    said: dict[str, Any] = {
        "at": moment_text(completed),
        "officer_name": "x",
        "due_at": text(went_on),
    }
    begun: Event
    ended: Event
    if pays:
        begun = handling.PaymentRequired(
            at=moment_text(asked), officer_name="x", duty="x", amount_vnd=0, clock="pause"
        )
        ended = handling.PaymentMade(**said, paper="x", trace=went_on.trace)
    else:
        begun = handling.VerificationStarted(
            at=moment_text(asked), officer_name="x", place="x", clock="pause"
        )
        ended = handling.VerificationDone(
            **said,
            errand="01",
            when=moment_text(completed),
            place="x",
            present="x",
            found="x",
            trace=went_on.trace,
        )
    start = replace(intake, due_at=text(due(calendar, at, parse_time_limit(limit))))
    expected = text(_went_on(calendar, start, limit, asked, completed))
    found = moved(calendar, intake, begun, ended)
    assert found == (None if expected == text(went_on) else expected)


def _went_on(
    calendar: WorkingCalendar,
    intake: events.DossierReceived,
    limit: str,
    asked: datetime,
    completed: datetime,
) -> Deadline:
    return resume_after_pause(
        calendar,
        parse_time_limit(limit),
        due_at=parse_moment(str(intake.due_at)),
        asked_at=asked,
        completed_at=completed,
    )


def test_where_a_request_for_papers_does_nothing_to_the_clock_the_date_stays_and_moves() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    intake = taken_in(at, "3 wd", clock="none")
    asked = events.SupplementRequested(at=moment_text(at), officer_name="x")
    state = state_of(intake, asked)
    assert not state.stands
    own = YearCalendar(year=2026, off={date(2026, 3, 4): "holiday"})
    assert moved(after(own), intake, asked) == "2026-03-06T09:00:00+07:00"


def test_the_cutoff_a_dossier_was_taken_in_under_is_its_own_for_life() -> None:
    at = datetime(2026, 3, 2, 16, 0, tzinfo=VIETNAM)
    promised = due(BEFORE, at, parse_time_limit("3 wd"), cutoff=time(15, 0))
    intake = replace(
        received(limit="3 wd"),
        received_at=moment_text(at),
        due_at=text(promised),
        trace=promised.trace,
        cutoff="15:00",
        rules=ClockRules(),
    )
    own = YearCalendar(year=2026, off={date(2026, 3, 4): "holiday"})
    expected = due(after(own), at, parse_time_limit("3 wd"), cutoff=time(15, 0))
    assert moved(after(own), intake) == text(expected)
