"""Finding dossiers, reading their history, and moving them on."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ca_desktop.domain.actors import ACTORS, ANSWERS, actors_of, require_actor
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events import handling
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
    ResultReady,
    ResultReturned,
    SupplementReceived,
    SupplementRequested,
)
from ca_desktop.domain.guards import PASSABLE, require_step
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import Role
from ca_desktop.domain.stations import Station
from ca_desktop.domain.tasks import People, owns_people
from ca_desktop.domain.text import clean_text
from ca_desktop.services.desk.corrections import CORRECTIONS
from ca_desktop.services.desk.handling import IN_HOUSE
from ca_desktop.services.desk.history import people
from ca_desktop.services.desk.moves import MOVES
from ca_desktop.services.desk.refund_rules import proposed_vnd
from ca_desktop.services.desk.taking import StepWish, Take, Taking
from ca_desktop.services.desk.undoable import Undo, undo_of_step
from ca_desktop.services.names import CORRECTING, STEPS
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
from ca_desktop.services.ports.work import View
from ca_desktop.services.step_asks import STEP_ASKS

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What a step changed.

    Attributes:
        at: when it was taken.
        station: where inside the office it is now; None at no station.
        requested: True when a recall could only be asked for: the forward has left already.
        back_vnd: paid for a dossier that ended so, and proposed to be given back.
    """

    dossier_id: str
    code: str
    at: datetime
    status: Status
    due_at: str | None
    station: Station | None = None
    requested: bool = False
    undo: Undo | None = None
    back_vnd: int = 0
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
    def corrections(self) -> tuple[str, ...]:
        """Names of what this person may put right here now."""
        return tuple(name for name in CORRECTING if self._allowed(name))

    @property
    def others(self) -> Mapping[str, frozenset[Role]]:
        """What may be done here now, though not by this person, and the roles that may."""
        names = (*STEPS, "return", *CORRECTING)
        open_now = (name for name in names if self._allows(step_kind(name, self.state)))
        return {name: self._roles(name) for name in open_now if not self._may(name)}

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
        """Tell whether this person can do now what a task asks for."""
        kind = _ASKED_STEPS.get(task.kind)
        return not self.others_do(task) and (kind is None or self._allows(kind))

    def others_do(self, task: TaskRow) -> frozenset[Role]:
        """Return the roles that may do what a task asks for; none where this person may."""
        kind = ANSWERS.get(task.kind)
        roles = ACTORS[kind] if kind else frozenset[Role]()
        return roles if self.roles.isdisjoint(roles) else frozenset()

    def _allowed(self, name: str) -> bool:
        return self._may(name) and self._allows(step_kind(name, self.state))

    def _may(self, name: str) -> bool:
        return not self.roles.isdisjoint(self._roles(name))

    def _roles(self, name: str) -> frozenset[Role]:
        return actors_of(step_kind(name, self.state), self.state)

    def _allows(self, kind: type[Event]) -> bool:
        try:
            require_step(
                self.state,
                kind,
                node=self.own_node,
                office=self.own_office,
                passed=PASSABLE,
            )
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
        return view.dossiers.day_counts(ports.clock.now())


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
    ports: Ports,
    code: str,
    step: str,
    *,
    note: str = "",
    office: str | None = None,
    wish: StepWish | None = None,
) -> Stepped:
    """Take a step with a dossier.

    Args:
        ports: the outside world.
        code: dossier code.
        step: one of `STEPS` or `CORRECTING`; ``in_process`` from a supplement means that the
            papers arrived.
        note: remark or reason.
        office: of a forward: code of the taker; a commune's only taker is its centre.
        wish: what else the step is to say, and why a guard is passed over.

    Raises:
        NotFound: no such dossier.
        Forbidden: STEP-ROLE the step is for others.
        NotAllowedNow: a guard refuses; one of `guards.PASSABLE` lets pass with a reason.
        InvalidField: ``step``, ``note``, ``office`` or a value does not hold.
    """
    if step not in _TAKE:
        raise InvalidField("step", "BAD-CHOICE", choices=", ".join(_TAKE))
    wish = wish or StepWish()
    _require_known(step, wish)
    remark = clean_text("note", note)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        kind = step_kind(step, state)
        require_actor(ports.actor.roles, kind, actors_of(kind, state))
        requested = _TAKE[step](Taking(ports, uow, now, remark, office, wish), state)
        uow.commit()
        after = find_dossier(uow, code)
        undo = undo_of_step(uow, step, state, after, moment_text(now))
        back = proposed_vnd(uow, after.dossier_id, after.status)
    _log.info("dossier %s: %s", state.dossier_id, step)
    return Stepped(
        dossier_id=state.dossier_id,
        code=code,
        at=now,
        status=after.status,
        due_at=after.due_at,
        station=after.station,
        requested=bool(requested),
        undo=undo,
        back_vnd=back,
        touched=uow.touched | {Topic.DOSSIERS},
    )


def _require_known(step: str, wish: StepWish) -> None:
    known = {ask.name for ask in STEP_ASKS.get(step, ())}
    for name in wish.values:
        if name not in known:
            raise InvalidField(str(name)[:40], "UNKNOWN-KEY")


_ASKED_STEPS: dict[str, type[Event]] = {
    "CorrectionRequested": DossierCorrected,
    "WithdrawalRequested": DossierWithdrawn,
    "RecallRequested": DossierForwarded,
}
"""The step that does what a request asks for."""

_TAKE: Mapping[str, Take] = {**MOVES, **IN_HOUSE, **CORRECTIONS}


def step_kind(name: str, state: DossierState) -> type[Event]:
    """Return the event of a step with a dossier as it stands."""
    if name == "in_process" and state.status is Status.SUPPLEMENT_REQUIRED:
        return SupplementReceived
    return KIND_OF_STEP[name]


KIND_OF_STEP: Mapping[str, type[Event]] = {
    "in_process": ProcessingStarted,
    "result_ready": ResultReady,
    "supplement": SupplementRequested,
    "withdrawn": DossierWithdrawn,
    "stopped": DossierStopped,
    "forward": DossierForwarded,
    "accept": DossierAccepted,
    "recall": DossierRecalled,
    "take_back": DossierTakenBack,
    "return": ResultReturned,
    "assign": handling.DossierAssigned,
    "take_on": handling.AssignmentAccepted,
    "verify": handling.VerificationStarted,
    "verified": handling.VerificationDone,
    "consult": handling.ConsultationAsked,
    "consulted": handling.ConsultationClosed,
    "link": handling.LinkedSent,
    "linked": handling.LinkedClosed,
    "sign": handling.SignatureAsked,
    "unsigned": handling.SignatureDenied,
    "payment": handling.PaymentRequired,
    "paid": handling.PaymentMade,
    "correct_result": handling.ResultCorrected,
    "correct_case": handling.CaseCorrected,
    "correct_papers": handling.PapersCorrected,
    "correct_fee": handling.FeeCorrected,
}
"""The event of each step, whose guard says whether it may be taken."""
