"""The clock of a dossier whose missing papers arrived."""

from datetime import datetime

from ca_desktop.domain.deadlines import Deadline, due, parse_time_limit, resume_after_pause
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.events.dossiers import SupplementReceived
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.services.ports.work import View


def supplement_received(
    view: View, state: DossierState, completed: datetime, said: dict[str, str]
) -> SupplementReceived:
    """Return that the missing papers arrived, and the date that follows.

    Args:
        view: calendar and time limits.
        state: of the dossier.
        completed: when the citizen had handed in everything.
        said: when it was noted, by whom, and a remark.
    """
    deadline = _due_after_supplement(view, state, completed)
    return SupplementReceived(
        **said,
        due_at=moment_text(deadline.due_at) if deadline.due_at else None,
        trace=deadline.trace,
    )


def _due_after_supplement(view: View, state: DossierState, now: datetime) -> Deadline:
    limit, calendar = parse_time_limit(state.limit), view.master.calendar()
    if state.supplement_clock == "pause" and state.due_at and state.asked_at:
        return resume_after_pause(
            calendar,
            limit,
            due_at=parse_moment(state.due_at),
            asked_at=parse_moment(state.asked_at),
            completed_at=now,
        )
    day = parse_moment(state.received_at).date()
    procedure = view.master.procedure(state.procedure_code, day)
    return due(calendar, now, limit, cutoff=procedure.latest if procedure else None)
