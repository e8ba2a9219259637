"""Papers that are missing: asking for them, how long they are waited for, what the clock does."""

from datetime import date, datetime
from typing import Any

from ca_desktop.domain.actors import at_desk
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import (
    Cutoff,
    Deadline,
    due,
    parse_cutoff,
    parse_time_limit,
    resume_after_pause,
)
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import CalendarMissing, InvalidField, NotAllowedNow
from ca_desktop.domain.events.dossiers import SupplementReceived, SupplementRequested
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.services.desk.approving import may_approve
from ca_desktop.services.desk.taking import Taking, intake_of, rules_of
from ca_desktop.services.ports.work import View
from ca_desktop.services.step_asks import STAGES

SUPPLEMENT_DAYS = 3
"""Working days after the reception within which papers are asked for (NĐ 61/2018 art. 19.4)."""


def supplement_requested(step: Taking, state: DossierState) -> SupplementRequested:
    """Return the request for papers, with the guards that it passes over.

    Raises:
        NotAllowedNow: a second request, or a late one, without a reason; SUPPLEMENT-APPROVAL one
            that no head approved, of a dossier that an officer works on.
        InvalidField: a second one without the law it rests on, or nobody approved it.
    """
    overrides = step.passing(_second(state), _late(step, state), _unapproved(step, state))
    ground = step.line("ground", needed=state.supplements > 0)
    return SupplementRequested(
        **step.said,
        stage=step.choice("stage", STAGES, instead="intake" if at_desk(state) else "appraisal"),
        ground=ground,
        overrides=overrides,
    )


def _second(state: DossierState) -> NotAllowedNow | None:
    return NotAllowedNow("SUPPLEMENT-TWICE", code=state.code) if state.supplements else None


def _unapproved(step: Taking, state: DossierState) -> NotAllowedNow | None:
    """A head approves what an officer asks for; one who takes the step has done so."""
    by_head = may_approve(step.ports.actor) and not step.names_approver
    if at_desk(state) or state.supplements or by_head:
        return None
    return NotAllowedNow("SUPPLEMENT-APPROVAL", code=state.code)


def _late(step: Taking, state: DossierState) -> NotAllowedNow | None:
    received = parse_moment(state.received_at).date()
    try:
        passed = step.uow.master.calendar().working_days_after(received, step.now.date())
    except CalendarMissing:
        return None  # a warning is not worth a refusal
    late = passed > SUPPLEMENT_DAYS
    return NotAllowedNow("SUPPLEMENT-LATE", code=state.code) if late else None


def waited_until(view: View, state: DossierState) -> date | None:
    """Return the last day on which missing papers are waited for; None where nobody waits.

    Raises:
        CalendarMissing: that day lies in a year without a calendar.
    """
    if state.status is not Status.SUPPLEMENT_REQUIRED or state.asked_at is None:
        return None
    limit = parse_time_limit(rules_of(view, state.dossier_id).supplement_wait)
    end = due(view.master.calendar(), parse_moment(state.asked_at), limit)
    return end.due_at.date() if end.due_at else None


def supplement_received(
    view: View, state: DossierState, completed: datetime, said: dict[str, Any]
) -> SupplementReceived:
    """Return that the missing papers arrived, and the date that follows.

    Args:
        view: calendar and time limits.
        state: of the dossier.
        completed: when the citizen had handed in everything.
        said: when it was noted, by whom, and a remark.
    """
    if state.supplement_clock == "none":
        return SupplementReceived(**said, due_at=state.due_at, trace=())
    deadline = _due_after_supplement(view, state, completed)
    return SupplementReceived(**said, due_at=due_text(deadline), trace=deadline.trace)


def due_text(deadline: Deadline) -> str | None:
    """Return the moment of a promise as events write it."""
    return moment_text(deadline.due_at) if deadline.due_at else None


def cutoff_of(view: View, state: DossierState) -> Cutoff | None:
    """Return until when papers count for the day they come, as the dossier was taken in."""
    intake = intake_of(view, state.dossier_id)
    if intake is not None and intake.rules is not None:
        return parse_cutoff(intake.cutoff) if intake.cutoff else None
    day = parse_moment(state.received_at).date()  # an earlier version wrote it
    procedure = view.master.procedure(state.procedure_code, day)
    return procedure.latest if procedure else None


def resumed(
    calendar: WorkingCalendar, state: DossierState, since: str, completed: datetime
) -> Deadline:
    """Return the date of a clock that stood from ``since``; its trace begins at the old date.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
        InvalidField: the clock has no date.
    """
    if state.due_at is None:
        raise InvalidField("due", "REQ-FIELD")
    return resume_after_pause(
        calendar,
        parse_time_limit(state.limit),
        due_at=parse_moment(state.due_at),
        asked_at=parse_moment(since),
        completed_at=completed,
    )


def _due_after_supplement(view: View, state: DossierState, now: datetime) -> Deadline:
    limit, calendar = parse_time_limit(state.limit), view.master.calendar()
    if state.supplement_clock == "pause" and state.due_at and state.asked_at:
        return resumed(calendar, state, state.asked_at, now)
    return due(calendar, now, limit, cutoff=cutoff_of(view, state))
