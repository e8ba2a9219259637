"""Finding dossiers, reading their history, and moving them on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.dossiers import (
    DossierAccepted,
    DossierCorrected,
    DossierForwarded,
    DossierRecalled,
    DossierStopped,
    DossierTakenBack,
    DossierWithdrawn,
    ProcessingStarted,
    RecallRequested,
    ResultReady,
    ResultReturned,
    SupplementReceived,
    SupplementRequested,
)
from ca_desktop.domain.guards import require_step
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.tasks import People, owns_people
from ca_desktop.domain.text import clean_text
from ca_desktop.services.desk.history import people
from ca_desktop.services.desk.standing import record_beside, record_step
from ca_desktop.services.desk.supplements import supplement_received
from ca_desktop.services.desk.undoable import Undo, undo_of_step
from ca_desktop.services.names import STEPS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import (
    DayCounts,
    DossierFilter,
    DossierRow,
    HistoryRow,
    OfficeRow,
)
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

_log = logging.getLogger(__name__)


def roles_for(step: str) -> tuple[Role, ...]:
    """Return who may take a step; forcing a dossier back is for who answers for the office."""
    if step == "take_back":
        return (Role.LEADER, Role.ADMIN)
    return (Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What a step changed.

    Attributes:
        requested: True when a recall could only be asked for: the forward has left already.
    """

    dossier_id: str
    code: str
    status: Status
    due_at: str | None
    requested: bool = False
    undo: Undo | None = None
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDetail:
    """Everything on one dossier."""

    state: DossierState
    office: OfficeRow | None
    holder_office: OfficeRow | None
    own_node: str
    own_office: str
    history: Sequence[HistoryRow]
    tasks: Sequence[TaskRow]
    roles: frozenset[Role]
    reprints: int

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the steps that this person may take here now, ``return`` included."""
        return tuple(name for name in (*STEPS, "return") if self._allowed(name))

    @property
    def waiting(self) -> tuple[TaskRow, ...]:
        """The tasks that this office is to answer."""
        return tuple(x for x in self.tasks if x.waits_for(self.own_node, self.own_office))

    @property
    def unanswered(self) -> tuple[TaskRow, ...]:
        """What this office asked for and has no answer to."""
        return tuple(x for x in self.tasks if x.done is None and x.office_id == self.own_office)

    @property
    def people(self) -> People | None:
        """Who is named here now; None where the intake was erased."""
        return people(self.history)

    @property
    def is_held_here(self) -> bool:
        """Whether this node holds the dossier."""
        return self.state.custody.custodian == self.own_node

    @property
    def may_correct(self) -> bool:
        """Whether this node may change the people without being asked."""
        return owns_people(self.state, self.own_node) and self._allows(DossierCorrected)

    def can_do(self, task: TaskRow) -> bool:
        """Tell whether what a task asks for can be done now."""
        kind = _ASKED_STEPS.get(task.kind)
        return kind is None or self._allows(kind)

    def _allowed(self, name: str) -> bool:
        kinds = _kinds(name, self.state)
        return not self.roles.isdisjoint(roles_for(name)) and all(map(self._allows, kinds))

    def _allows(self, kind: type[Event]) -> bool:
        try:
            require_step(self.state, kind, node=self.own_node, office=self.own_office)
        except NotAllowedNow:
            return False
        return True


def dossier_rows(
    ports: Ports, wanted: DossierFilter, *, offset: int = 0, limit: int = 1000, order: str = "due"
) -> Sequence[DossierRow]:
    """Return a window of a list of dossiers."""
    with ports.reading() as view:
        return view.dossiers.rows(wanted, offset=offset, limit=limit, order=order)


def count_dossiers(ports: Ports, wanted: DossierFilter) -> int:
    """Return how many dossiers a list has."""
    with ports.reading() as view:
        return view.dossiers.count(wanted)


def day_counts(ports: Ports) -> DayCounts:
    """Return the counters of the first screen."""
    with ports.reading() as view:
        return view.dossiers.day_counts(ports.clock.now().date())


def dossier_detail(ports: Ports, dossier_id: str) -> DossierDetail:
    """Return everything on one dossier.

    Raises:
        NotFound: there is no such dossier here.
    """
    with ports.reading() as view:
        state = view.dossiers.state(dossier_id)
        if state is None:
            raise NotFound
        by_id = {office.office_id: office for office in view.offices.all()}
        node = view.offices.node()
        return DossierDetail(
            state=state,
            office=by_id.get(state.office_id),
            holder_office=by_id.get(state.held_by or ""),
            own_node=node.node_id,
            own_office=node.office_id,
            history=view.dossiers.history(dossier_id),
            tasks=view.tasks.of_dossier(dossier_id),
            roles=ports.actor.roles,
            reprints=view.dossiers.reprints(dossier_id),
        )


def find_dossier(view: View, code: str) -> DossierState:
    """Return the dossier that carries ``code``.

    Raises:
        InvalidField: there is no code.
        NotFound: no dossier here carries it.
    """
    if not code.strip():
        raise InvalidField("dossier", "REQ-FIELD")
    dossier_id = view.dossiers.id_of(code.strip())
    state = view.dossiers.state(dossier_id) if dossier_id else None
    if state is None:
        raise NotFound("NO-SUCH-DOSSIER", code=code[:60])
    return state


def dossier_id_of(ports: Ports, code: str) -> str:
    """Return the id of the dossier that carries ``code``."""
    with ports.reading() as view:
        return find_dossier(view, code).dossier_id


def step_dossier(
    ports: Ports, code: str, step: str, *, note: str = "", office: str | None = None
) -> Stepped:
    """Take a step with a dossier.

    Args:
        ports: the outside world.
        code: dossier code.
        step: one of `STEPS`; ``in_process`` from a supplement means that the papers arrived.
        note: remark or reason.
        office: of a forward: code of the taker; a commune's only taker is its centre.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: a guard refuses.
        InvalidField: ``step``, ``note`` or ``office`` does not hold.
    """
    if step not in STEPS:
        raise InvalidField("step", "BAD-CHOICE", choices=", ".join(STEPS))
    require(ports.actor.roles, *roles_for(step))
    remark = clean_text("note", note)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        desk = _Desk(ports, uow, now, remark)
        requested = _TAKE[step](desk, state, office)
        uow.commit()
        after = find_dossier(uow, code)
        undo = undo_of_step(uow, step, state, after, moment_text(now))
    _log.info("dossier %s: %s", state.dossier_id, step)
    return Stepped(
        dossier_id=state.dossier_id,
        code=code,
        status=after.status,
        due_at=after.due_at,
        requested=bool(requested),
        undo=undo,
        touched=uow.touched | {Topic.DOSSIERS},
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """One step being taken."""

    ports: Ports
    uow: UnitOfWork
    now: datetime
    note: str

    @property
    def said(self) -> dict[str, Any]:
        """When, who, and the remark."""
        return {
            "at": moment_text(self.now),
            "officer_name": self.ports.actor.name,
            "note": self.note,
        }

    def record(self, state: DossierState, event: Event) -> None:
        """Record a state event."""
        record_step(self.uow, state, event)


_Take = Callable[[_Desk, DossierState, "str | None"], bool | None]


def _start(desk: _Desk, state: DossierState, _office: str | None) -> None:
    if state.status is not Status.SUPPLEMENT_REQUIRED:
        desk.record(state, ProcessingStarted(**desk.said))
        return
    desk.record(state, supplement_received(desk.uow, state, desk.now, desk.said))


def _ask_supplement(desk: _Desk, state: DossierState, _office: str | None) -> None:
    if not desk.note:
        raise InvalidField("note", "REQ-FIELD")
    desk.record(state, SupplementRequested(**desk.said))


def _withdraw(desk: _Desk, state: DossierState, _office: str | None) -> None:
    desk.record(state, DossierWithdrawn(**desk.said))


def _stop(desk: _Desk, state: DossierState, _office: str | None) -> None:
    if not desk.note:
        raise InvalidField("note", "REQ-FIELD")
    desk.record(state, DossierStopped(**desk.said))


def _result(desk: _Desk, state: DossierState, _office: str | None) -> None:
    desk.record(state, ResultReady(**desk.said))


def _forward(desk: _Desk, state: DossierState, office: str | None) -> None:
    taker = _taker(desk.uow, state, office)
    desk.record(state, DossierForwarded(**desk.said, to_office=taker))


def _taker(view: View, state: DossierState, code: str | None) -> str:
    own = view.offices.own()
    if own.kind == "commune":
        centre = view.offices.centre()
        if centre is None:
            raise NotAllowedNow("NOT-PAIRED")
        if code not in {None, centre.code}:
            raise InvalidField("office", "NO-SUCH-PEER", code=code)
        return centre.office_id
    if state.office_id == own.office_id:
        raise NotAllowedNow("FORWARD-NO-OFFICE")
    known = view.offices.by_code(code) if code else None
    if code and (known is None or known.office_id != state.office_id):
        raise InvalidField("office", "NO-SUCH-PEER", code=code)
    return state.office_id


def _accept(desk: _Desk, state: DossierState, _office: str | None) -> None:
    if _recall_read(desk.uow, state):
        raise NotAllowedNow("RECALL-READ", code=state.code)
    desk.record(state, DossierAccepted(**desk.said))


def _recall_read(view: View, state: DossierState) -> bool:
    return any(
        row.kind == "RecallRequested"
        and row.fields is not None
        and row.fields.get("forward") == state.tip
        for row in view.dossiers.history(state.dossier_id)
    )


def _recall(desk: _Desk, state: DossierState, _office: str | None) -> bool:
    node = desk.uow.offices.node()
    require_step(state, DossierRecalled, node=node.node_id, office=node.office_id)
    if not _has_left(desk.uow, state):
        desk.record(state, DossierRecalled(**desk.said))
        return False
    if _recall_read(desk.uow, state):
        raise NotAllowedNow("RECALL-ASKED", code=state.code)
    record_beside(desk.uow, state, RecallRequested(**desk.said, forward=state.tip))
    return True


def _take_back(desk: _Desk, state: DossierState, _office: str | None) -> None:
    """The way out without the taker; whoever signs for the office answers for it."""
    if not desk.note:
        raise InvalidField("note", "REQ-FIELD")
    node = desk.uow.offices.node()
    require_step(state, DossierTakenBack, node=node.node_id, office=node.office_id)
    if not _has_left(desk.uow, state):
        raise NotAllowedNow("RECALL-ENOUGH", code=state.code)
    desk.record(state, DossierTakenBack(**desk.said))


def _has_left(uow: UnitOfWork, state: DossierState) -> bool:
    """Tell whether the forward at the tip was exported; an earlier life counts as exported."""
    return uow.journal.exported(state.tip)


_ASKED_STEPS: dict[str, type[Event]] = {
    "CorrectionRequested": DossierCorrected,
    "WithdrawalRequested": DossierWithdrawn,
    "RecallRequested": DossierForwarded,
}
"""The step that does what a request asks for."""

_TAKE: dict[str, _Take] = {
    "in_process": _start,
    "result_ready": _result,
    "supplement": _ask_supplement,
    "withdrawn": _withdraw,
    "stopped": _stop,
    "forward": _forward,
    "accept": _accept,
    "recall": _recall,
    "take_back": _take_back,
}


def _kinds(name: str, state: DossierState) -> tuple[type[Event], ...]:
    from_supplement = state.status is Status.SUPPLEMENT_REQUIRED
    return {
        "in_process": (SupplementReceived if from_supplement else ProcessingStarted,),
        "result_ready": (ResultReady,),
        "supplement": (SupplementRequested,),
        "withdrawn": (DossierWithdrawn,),
        "stopped": (DossierStopped,),
        "forward": (DossierForwarded,),
        "accept": (DossierAccepted,),
        "recall": (DossierRecalled,),
        "take_back": (DossierTakenBack,),
        "return": (ResultReturned,),
    }[name]
