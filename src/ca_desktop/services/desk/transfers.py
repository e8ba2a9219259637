"""Which agencies a transfer slip lists, with their work and time, as a process says them.

Source: NĐ 61/2018 art. 19.6a (docs/sources.md#forms).
"""

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.stations import OUTSIDE
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.taking import rules_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View

TASK = "Giải quyết phần việc theo thẩm quyền"
"""What an agency does whose part does not say it."""


def transfer_lines(ports: Ports, code: str) -> tuple[str, ...]:
    """Return what a transfer slip lists unless somebody types otherwise, one line an agency.

    The parts of other agencies are those that the dossier was taken in with, in their order; one
    that has gone out already says until when it is due.

    Raises:
        NotFound: no such dossier.
    """
    with ports.reading() as view:
        return parts_of(view, find_dossier(view, code))


def parts_of(view: View, state: DossierState) -> tuple[str, ...]:
    """Return the lines of a dossier that is known."""
    sent = {errand.whom: errand for errand in state.errands if errand.station in OUTSIDE}
    lines = []
    for share in rules_of(view, state.dossier_id).shares:
        errand = sent.get(share.agency)
        due = parse_moment(errand.due_at).date() if errand and errand.due_at else None
        until = f", đến hết ngày {day_text(due)}" if due else ""
        limit = f"{parse_time_limit(share.limit).words()}{until}"
        lines.append(" | ".join((share.agency, share.task or TASK, limit)))
    return tuple(lines)
