"""What was waited for too long: papers of citizens, answers of other agencies."""

from collections.abc import Iterator
from datetime import timedelta

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.waits import UNCOLLECTED
from ca_desktop.services.desk.supplements import waited_until
from ca_desktop.services.desk.usual_waits import days_waited
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.work import View

MOST = 500
"""Dossiers looked through, the earliest due first."""


def papers_overdue(ports: Ports, view: View) -> Iterator[Matter]:
    """Name every dossier whose papers did not come in time: processing is to be stopped."""
    today = ports.clock.now().date()
    for state in _held_here(view, DossierFilter(statuses=("supplement_required",))):
        try:
            until = waited_until(view, state)
        except CalendarMissing:
            continue
        if until is not None and until < today:
            yield Matter(
                code="PAPERS-OVERDUE",
                key=state.tip,
                about=state.code or "",
                remedy=Remedy.OPEN,
                since=until.isoformat(),
                dossier_id=state.dossier_id,
                details={"code": state.code, "date": until.isoformat()},
            )


def agencies_late(ports: Ports, view: View) -> Iterator[Matter]:
    """Name every question and every share that another agency has not answered in time.

    The head of the desk is told of a late answer (NĐ 61/2018 art. 19.5).
    """
    today = ports.clock.now().date().isoformat()
    for state in _held_here(view, DossierFilter(open_only=True, at_station=True)):
        for errand in state.errands:
            if errand.due_at is not None and errand.due_at[:10] < today:
                yield Matter(
                    code="AGENCY-LATE",
                    key=errand.key,
                    about=state.code or "",
                    remedy=Remedy.OPEN,
                    since=errand.due_at[:10],
                    dossier_id=state.dossier_id,
                    details={
                        "code": state.code,
                        "name": errand.whom,
                        "date": errand.due_at[:10],
                    },
                    settles=True,
                )


def uncollected(ports: Ports, view: View) -> Iterator[Matter]:
    """Name every result that nobody has fetched for long: its holder is to be reminded."""
    today = ports.clock.now().date()
    oldest = (today - timedelta(days=days_waited(view, UNCOLLECTED, today))).isoformat()
    own = view.offices.own().office_id
    wanted = DossierFilter(statuses=("result_ready",), office_id=own)
    for row in view.dossiers.rows(wanted, limit=MOST):
        if row.finished_at is not None and row.finished_at[:10] < oldest:
            yield Matter(
                code="RESULT-UNCOLLECTED",
                key=f"{row.dossier_id}.{row.finished_at[:10]}",
                about=row.code or "",
                remedy=Remedy.OPEN,
                since=row.finished_at[:10],
                dossier_id=row.dossier_id,
                details={"code": row.code, "date": row.finished_at[:10]},
                settles=True,
            )


def _held_here(view: View, wanted: DossierFilter) -> Iterator[DossierState]:
    node = view.offices.node().node_id
    for row in view.dossiers.rows(wanted, limit=MOST):
        state = view.dossiers.state(row.dossier_id)
        if state is not None and state.custody.custodian == node:
            yield state
