"""Which promised dates a change of the working calendar moves, and to where.

A promise is reckoned again from the moment it was reckoned from, with every pause of its clock.
A date that a person chose rests on no calendar and stays (docs/sources.md#due-dates).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ca_desktop.domain.calendars import WorkingCalendar, at
from ca_desktop.domain.deadlines import (
    Cutoff,
    Deadline,
    TimeLimit,
    TraceDay,
    due,
    parse_cutoff,
    parse_time_limit,
    resume_after_pause,
)
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.dossiers import (
    DossierReceived,
    DueDateMoved,
    StepUndone,
    SupplementReceived,
    SupplementRequested,
)
from ca_desktop.domain.events.handling import (
    CaseCorrected,
    PaymentMade,
    PaymentRequired,
    VerificationDone,
    VerificationStarted,
)
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.reckoning import Why

UNMOVED = "calendar_moves"
"""Name of the setting that says what a change of the calendar has still to move."""

_PLACES = frozenset({Why.START, Why.CUTOFF, Why.ROLLED})
"""These say what a day was for the count, not what it was in the calendar."""

_WORKED = frozenset({"counted", "make_up"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How the date that a dossier carries came about.

    Attributes:
        start: from when it is counted: the reception, or when all papers had come.
        pauses: from when to when the clock stood since then.
        trace: the days as they were taken for.
        chosen: a person said the date.
        cutoff: until when papers counted for the day they came; ``carried``: the intake says so.
        stood: since when the clock stands for a payment or a visit.
    """

    start: datetime
    limit: TimeLimit
    clock: str
    trace: tuple[TraceDay, ...]
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    asked: datetime | None = None
    chosen: bool = False
    cutoff: Cutoff | None = None
    carried: bool = False
    stood: datetime | None = None


def promise_of(counted: Iterable[Event]) -> Promise | None:
    """Return how the date came about, from the events that count; None before an intake."""
    found: Promise | None = None
    before: Promise | None = None
    for event in counted:
        if isinstance(event, StepUndone):
            found, before = before, None
        else:
            before, found = found, _after(found, event)
    return found


def _after(promise: Promise | None, event: Event) -> Promise | None:
    if isinstance(event, DossierReceived):
        return Promise(
            start=parse_moment(event.received_at),
            limit=parse_time_limit(event.limit),
            clock=event.supplement_clock,
            trace=event.trace,
            cutoff=parse_cutoff(event.cutoff) if event.cutoff else None,
            carried=event.rules is not None,
        )
    if promise is None:
        return None
    return _moved_on(promise, event)


def _moved_on(promise: Promise, event: Event) -> Promise:  # noqa: PLR0911 one line a kind
    match event:
        case PaymentRequired(clock="pause", at=at) | VerificationStarted(clock="pause", at=at):
            return replace(promise, stood=parse_moment(at))
        case PaymentMade() | VerificationDone():
            return _went_on(promise, event)
        case CaseCorrected(limit=limit, trace=trace):
            return replace(promise, limit=parse_time_limit(limit), trace=trace, chosen=False)
        case SupplementRequested(at=asked):
            return replace(promise, asked=parse_moment(asked))
        case SupplementReceived():
            return _supplied(promise, event)
        case DueDateMoved(cause="calendar", trace=trace):
            return replace(promise, trace=trace)
        case _:
            return replace(promise, chosen=promise.chosen or hasattr(event, "due_at"))


def _went_on(promise: Promise, event: PaymentMade | VerificationDone) -> Promise:
    if promise.stood is None:
        return promise
    pauses = (*promise.pauses, (promise.stood, parse_moment(event.at)))
    return replace(promise, pauses=pauses, trace=(*promise.trace, *event.trace), stood=None)


def _supplied(promise: Promise, event: SupplementReceived) -> Promise:
    noted = parse_moment(event.at)
    if promise.clock == "none":
        return replace(promise, asked=None)
    if promise.clock == "pause" and promise.asked is not None:
        pauses = (*promise.pauses, (promise.asked, noted))
        return replace(promise, pauses=pauses, trace=(*promise.trace, *event.trace), asked=None)
    start = noted
    if event.due_at and event.trace and event.trace[0].date != noted.date():
        # the papers had come to another office before: the count began on that day
        start = at(event.trace[0].date, parse_moment(event.due_at).time())
    return replace(promise, start=start, pauses=(), trace=event.trace, asked=None, chosen=False)


def disagrees(calendar: WorkingCalendar, promise: Promise) -> bool:
    """Tell whether a promise took a day for something that it is not in ``calendar``.

    True may be said without need, so reckon again; False never wrongly.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
    """
    return not all(_agrees(calendar, day) for day in promise.trace)


def _agrees(calendar: WorkingCalendar, day: TraceDay) -> bool:
    kind = calendar.day_kind(day.date)
    return kind in _WORKED if day.why in _PLACES else kind == day.why.value


def reckoned_again(
    calendar: WorkingCalendar, promise: Promise, *, cutoff: Cutoff | None = None
) -> Deadline:
    """Return the date that follows from ``calendar``, and its trace.

    Args:
        calendar: of every year that may be looked at.
        promise: how the date came about.
        cutoff: of the catalogue, for dossiers whose intake does not carry its own.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
    """
    latest = promise.cutoff if promise.carried else cutoff
    deadline = due(calendar, promise.start, promise.limit, cutoff=latest)
    for asked, completed in promise.pauses:
        if deadline.due_at is None:
            break
        deadline = resume_after_pause(
            calendar,
            promise.limit,
            due_at=deadline.due_at,
            asked_at=asked,
            completed_at=completed,
        )
    return deadline


def moved_to(
    calendar: WorkingCalendar,
    state: DossierState,
    promise: Promise,
    *,
    cutoff: Cutoff | None = None,
) -> Deadline | None:
    """Return to where a calendar moves the date of an open dossier; None when it stays.

    While papers are awaited that start the clock anew, there is no date to move.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
    """
    waits = state.status is Status.SUPPLEMENT_REQUIRED and promise.clock == "restart"
    if state.due_at is None or waits or promise.chosen or not disagrees(calendar, promise):
        return None
    deadline = reckoned_again(calendar, promise, cutoff=cutoff)
    if deadline.due_at is None or moment_text(deadline.due_at) == state.due_at:
        return None
    return deadline
