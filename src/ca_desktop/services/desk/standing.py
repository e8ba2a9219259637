"""Where an event about a dossier stands, and what a step answers by the way."""

from collections.abc import Collection

from ca_desktop.domain.dossiers import ARCHIVE, DossierState
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.dossiers import (
    DossierForwarded,
    DossierRecalled,
    DossierTakenBack,
    DossierWithdrawn,
    DueDateMoved,
    RecallGranted,
    ResultReady,
    SupplementReceived,
    TaskAnswered,
)
from ca_desktop.domain.events.envelope import LOCAL, office_audience
from ca_desktop.domain.guards import require_step
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.tasks import FULFILS
from ca_desktop.services.desk.unmoved import comes_back
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.services.ports.work import UnitOfWork, View

_Fulfilling = (
    DossierForwarded
    | DossierTakenBack
    | DossierWithdrawn
    | RecallGranted
    | ResultReady
    | SupplementReceived
)


def audience_of(view: View, state: DossierState) -> str:
    """Return who reads an event of this office about a dossier.

    A commune tells its centre; the centre tells the office that took the dossier in, or keeps
    to itself what it took in itself. Old registers leave no office.
    """
    if state.channel == ARCHIVE:
        return LOCAL
    own = view.offices.own()
    if own.kind == "commune" or state.office_id == own.office_id:
        return own.accounts_to
    return office_audience(state.office_id)


def record_step(uow: UnitOfWork, state: DossierState, event: Event) -> str:
    """Record a state event on top of what is known of a dossier, once its guard agrees.

    Whoever had asked for just this step has the answer with it.
    """
    passed = {override.guard for override in getattr(event, "overrides", ())}
    refuse_step(uow, state, type(event), passed)
    event_id = uow.record(
        event,
        Standing(
            audience=audience_of(uow, state),
            subject=state.dossier_id,
            builds_on=state.tip,
            custody=state.custody.number,
        ),
    )
    if isinstance(event, DossierRecalled | DossierTakenBack):
        _move_as_calendar(uow, state.dossier_id, event)
    if isinstance(event, _Fulfilling):
        for task in uow.tasks.of_dossier(state.dossier_id):
            if task.done is None and _fulfils(event, task):
                done = TaskAnswered(
                    at=event.at, officer_name=event.officer_name, task=task.task_id, done=True
                )
                record_beside(uow, state, done)
    return event_id


def refuse_step(
    view: View, state: DossierState, kind: type[Event], passed: Collection[str] = ()
) -> None:
    """Refuse a step of a kind that may not be taken here and now.

    Raises:
        NotAllowedNow: a guard refuses.
    """
    node = view.offices.node()
    require_step(state, kind, node=node.node_id, office=node.office_id, passed=set(passed))


def _move_as_calendar(
    uow: UnitOfWork, dossier_id: str, event: DossierRecalled | DossierTakenBack
) -> None:
    """Move the date of a dossier that was on its way when the calendar changed."""
    found = comes_back(uow, dossier_id)
    if found is None:
        return
    state, deadline, reason = found
    if deadline.due_at is not None:
        moved = DueDateMoved(
            at=event.at,
            officer_name=event.officer_name,
            note=reason,
            cause="calendar",
            due_at=moment_text(deadline.due_at),
            trace=deadline.trace,
        )
        record_step(uow, state, moved)


def _fulfils(event: _Fulfilling, task: TaskRow) -> bool:
    if isinstance(event, DossierForwarded) and event.to_office != task.office_id:
        return False
    return task.kind == FULFILS[type(event)].__name__


def record_beside(uow: UnitOfWork, state: DossierState, event: Event) -> str:
    """Record an event about a dossier that changes no state."""
    standing = Standing(audience=audience_of(uow, state), subject=state.dossier_id)
    return uow.record(event, standing)
