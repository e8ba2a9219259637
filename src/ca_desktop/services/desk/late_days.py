"""What the late days of one dossier are put down to."""

from datetime import datetime

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.lateness import Lateness, lateness
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.reports import DossierFacts, DueSpan
from ca_desktop.services.office.asked import common_calendar
from ca_desktop.services.ports.work import View


def late_days(view: View, state: DossierState, now: datetime) -> Lateness | None:
    """Return the late working days of a dossier by cause.

    None where it is not late, where no report counts it, or where a year has no calendar.
    """
    if not state.dues:
        return None
    try:
        for course in view.courses.of((state.dossier_id,)):
            return lateness(facts_of(state), course, now, common_calendar(view))
    except CalendarMissing:
        return None
    return None


def facts_of(state: DossierState) -> DossierFacts:
    """Return what reports need of a dossier whose state is known."""
    return DossierFacts(
        dossier_id=state.dossier_id,
        office_id=state.office_id,
        field_code=state.field_code,
        field_name=state.field_name,
        channel=state.channel,
        received_at=parse_moment(state.received_at),
        finished_at=parse_moment(state.finished_at) if state.finished_at else None,
        by_minute=state.by_minute,
        dues=tuple(
            DueSpan(
                since=parse_moment(span.since),
                due_at=parse_moment(span.due_at) if span.due_at else None,
                waiting=span.waiting,
            )
            for span in state.dues
        ),
    )
