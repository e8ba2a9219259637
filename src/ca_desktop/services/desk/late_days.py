"""What the late days of one dossier are put down to."""

from datetime import datetime

from ca_desktop.domain.dossier_facts import facts_of
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.lateness import Lateness, lateness
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
