"""Who held a dossier up: each late working day has exactly one cause, told by the dossier's steps.

Nobody is asked: where the dossier lay follows from its events. The rule of apportioning stands in
docs/decisions/0012-causes-of-lateness.md and docs/sources.md#lateness.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ca_desktop.domain.calendars import Shift, WorkingCalendar, at
from ca_desktop.domain.deadlines import placing
from ca_desktop.domain.dossiers import WAITING, DossierState, Status
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.dossiers import DueDateMoved, SupplementReceived
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.rates import is_past
from ca_desktop.domain.reports import DossierFacts, Period
from ca_desktop.domain.stations import OUTSIDE


class Cause(StrEnum):
    """What a late day is put down to."""

    CITIZEN = "citizen"
    COMMUNE = "commune"
    CARRYING = "carrying"
    CENTRE = "centre"
    CALENDAR = "calendar"


CAUSE_NAMES = {
    Cause.CITIZEN: "Chờ người dân",
    Cause.COMMUNE: "Khâu nơi tiếp nhận",
    Cause.CARRYING: "Khâu chuyển hồ sơ",
    Cause.CENTRE: "Khâu trung tâm, cơ quan khác",
    Cause.CALENDAR: "Đổi lịch làm việc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """From ``since`` on the dossier lay with whom a late day would be put down to."""

    since: datetime
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMove:
    """What nobody who held the dossier could help brought its due date elsewhere.

    A change of the working calendar is one, and the first supplement, after which the time limit
    begins anew. A second one is none: the office had to ask for everything at once; nor is one
    that was asked for after the date was over.

    Attributes:
        cause: what the days between the two dates are put down to.
    """

    at: datetime
    before: datetime
    after: datetime
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a dossier lay, from its reception on.

    Attributes:
        stages: oldest first, at least one.
        moves: oldest first.
    """

    dossier_id: str
    code: str
    stages: tuple[Stage, ...]
    moves: tuple[DueMove, ...] = ()


def course_of(steps: Sequence[tuple[Event, DossierState]]) -> Course:
    """Return the course of a dossier.

    Args:
        steps: every event that counts with the state after it, the intake first.
    """
    stages: list[Stage] = []
    moves: list[DueMove] = []
    before: DossierState | None = None
    for event, state in steps:
        since = parse_moment(getattr(event, "at", state.received_at))
        since = max(since, stages[-1].since) if stages else since  # clocks of two offices
        cause = _cause(state)
        if not stages or stages[-1].cause is not cause:
            stages.append(Stage(since=since, cause=cause))
        moved = _moved_by(event, before) if before else None
        if moved and before and before.due_at and state.due_at:
            old, new = parse_moment(before.due_at), parse_moment(state.due_at)
            moves.append(DueMove(at=since, before=old, after=new, cause=moved))
        before = state
    last = steps[-1][1]
    return Course(
        dossier_id=last.dossier_id, code=last.code or "", stages=tuple(stages), moves=tuple(moves)
    )


def _moved_by(event: Event, before: DossierState) -> Cause | None:
    if isinstance(event, DueDateMoved) and event.cause == "calendar":
        return Cause.CALENDAR
    first = isinstance(event, SupplementReceived) and before.supplements == 1
    return Cause.CITIZEN if first and not _asked_late(before) else None


def _asked_late(state: DossierState) -> bool:
    """Tell whether papers were asked for once the date was over: that moves no blame."""
    if state.asked_at is None or state.due_at is None:
        return False
    asked, due = parse_moment(state.asked_at), parse_moment(state.due_at)
    return placing(asked, due, by_minute=state.by_minute) == "late"


def _cause(state: DossierState) -> Cause:
    if state.status in WAITING:
        return Cause.CITIZEN
    if state.status is Status.FORWARDED:
        return Cause.CARRYING
    elsewhere = state.held_by not in {None, state.office_id}
    return Cause.CENTRE if elsewhere or state.station in OUTSIDE else Cause.COMMUNE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """The late working days of a dossier, each with its cause.

    Attributes:
        days: after the first promise, or after the date in force where that was brought
            forward; by day, oldest first.
        counted: those of them by which reports call it late, against the date in force.
    """

    dossier_id: str
    code: str
    office_id: str
    field_name: str
    days: Mapping[date, Cause]
    counted: frozenset[date]

    def within(self, period: Period) -> "Lateness":
        """Return what of it falls into a period."""
        days = {day: x for day, x in self.days.items() if period.start <= day <= period.end}
        return Lateness(
            dossier_id=self.dossier_id,
            code=self.code,
            office_id=self.office_id,
            field_name=self.field_name,
            days=days,
            counted=self.counted & days.keys(),
        )

    def number(self, cause: Cause) -> int:
        """Return the days of a cause."""
        return sum(found is cause for found in self.days.values())


def is_late(facts: DossierFacts, moment: datetime) -> bool:
    """Tell whether a dossier missed its first promise or the date in force, as of a moment."""
    end, done = _end(facts, moment)
    missed = _is_late(facts, facts.dues[0].due_at, end, done=done)
    return missed or _missed_in_force(facts, end, done=done) is not None


def _end(facts: DossierFacts, moment: datetime) -> tuple[datetime, bool]:
    """Return the moment that counts against the dates, and whether the work ended with it."""
    finished = facts.finished_at
    done = finished is not None and finished <= moment
    return (finished if finished is not None and done else moment), done


def lateness(
    facts: DossierFacts, course: Course, moment: datetime, calendar: WorkingCalendar
) -> Lateness | None:
    """Split the late working days of a dossier as of a moment; None when it is not late.

    A dossier that ended late without a working day between has the day of its end as late day.

    Raises:
        CalendarMissing: a year of the late days has no calendar.
    """
    end, done = _end(facts, moment)
    first, in_force = facts.dues[0].due_at, _missed_in_force(facts, end, done=done)
    missed = _is_late(facts, first, end, done=done)
    if in_force is None and not missed:
        return None
    due, stop = in_force or (None, end)
    last = end if missed else stop
    base = min(day for day in (first if missed else None, due) if day is not None)
    days = _working_days(calendar, base.date(), last.date())
    if not days and done:
        days = [last.date()]
    counted = [day for day in days if due and due.date() < day <= stop.date()]
    if due and not counted and done:
        counted = [day for day in days if day <= stop.date()][-1:] or days[:1]
    moves = [move for move in course.moves if move.at <= moment]
    return Lateness(
        dossier_id=facts.dossier_id,
        code=course.code,
        office_id=facts.office_id,
        field_name=facts.field_name,
        days={day: _of_day(day, course.stages, moves, last, calendar) for day in days},
        counted=frozenset(counted),
    )


def _missed_in_force(
    facts: DossierFacts, end: datetime, *, done: bool
) -> tuple[datetime, datetime] | None:
    """Return the date in force that reports call missed, and until when it ran on."""
    span = facts.span_at(end)
    if span.due_at is None or (span.waiting and not done):
        return None
    stop = span.since if span.waiting else end
    return (span.due_at, stop) if _is_late(facts, span.due_at, stop, done=done) else None


def _is_late(facts: DossierFacts, due: datetime | None, end: datetime, *, done: bool) -> bool:
    if not done:
        return is_past(due, end, by_minute=facts.by_minute)
    return placing(end, due, by_minute=facts.by_minute) == "late"


def _working_days(calendar: WorkingCalendar, since: date, until: date) -> list[date]:
    days = (since + timedelta(days=n) for n in range(1, (until - since).days + 1))
    return [day for day in days if calendar.is_working(day)]


def _of_day(
    day: date,
    stages: Sequence[Stage],
    moves: Iterable[DueMove],
    end: datetime,
    calendar: WorkingCalendar,
) -> Cause:
    """Return the cause of a late day: what moved the date over it, else where it lay longest."""
    for move in moves:
        earlier, later = sorted((move.before.date(), move.after.date()))
        if earlier < day <= later:
            return move.cause
    minutes = dict.fromkeys(Cause, timedelta(0))
    known = [stage for stage in stages if stage.since <= end]
    for place, stage in enumerate(known):
        until = known[place + 1].since if place + 1 < len(known) else end
        minutes[stage.cause] += _at_work(day, calendar.shifts_on(day), stage.since, until)
    longest = max(minutes.values())
    latest = [x.cause for x in known if x.since.date() <= day] or [stages[0].cause]
    if not longest:
        return latest[-1]
    tied = [cause for cause, length in minutes.items() if length == longest]
    return next((cause for cause in reversed(latest) if cause in tied), tied[0])


def _at_work(day: date, shifts: Sequence[Shift], since: datetime, until: datetime) -> timedelta:
    """Return how much of a day's working hours lies between two moments."""
    nothing = timedelta(0)
    return sum(
        (
            max(min(at(day, shift.end), until) - max(at(day, shift.start), since), nothing)
            for shift in shifts
        ),
        nothing,
    )
