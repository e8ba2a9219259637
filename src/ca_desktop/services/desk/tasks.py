"""What one office asks of the one that holds a dossier, and the answers."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ca_desktop.domain.actors import ACTORS, ANSWERS, WORKERS, require_actor
from ca_desktop.domain.dossiers import OPEN, DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.dossiers import (
    CorrectionRequested,
    DossierCorrected,
    DossierForwarded,
    DossierWithdrawn,
    NoteAdded,
    PaperSupplied,
    TaskAnswered,
    WithdrawalRequested,
)
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.tasks import PARTS, People, owns_people
from ca_desktop.domain.text import clean_text
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.history import people
from ca_desktop.services.desk.intake_values import read_paper_lines
from ca_desktop.services.desk.standing import record_beside, record_step
from ca_desktop.services.desk.supplements import supplement_received
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.names import ASKS, FIELD_OF_PART
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.words import Message

REMINDERS = (Role.LEADER, Role.KSTT, Role.ADMIN)
"""Who may also leave a note: they look after the work of others."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What an office wants of the custodian; raw values.

    Attributes:
        what: one of `ASKS`.
        note: the reason; of a note its text.
        part: of a correction: what is wrong, as the command line names it.
        value: of a correction: as it should be.
        papers: of supplied papers: ``name`` or ``name | originals | copies`` each.
    """

    what: str
    note: str = field(default="", repr=False)
    part: str = ""
    value: str = field(default="", repr=False)
    papers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was kept."""

    task_id: str
    code: str
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A task that was done or declined."""

    code: str
    done: bool
    status: Status
    touched: frozenset[Topic]


def ask(ports: Ports, code: str, wanted: Ask) -> Asked:
    """Ask whoever holds a dossier for something; nothing changes until they answer.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: ASK-OWN this office holds it itself; ASKED-ALREADY; STEP-NOT-FROM-HERE.
        InvalidField: a value does not hold.
    """
    if wanted.what not in ASKS:
        raise InvalidField("what", "BAD-CHOICE", choices=", ".join(ASKS))
    require(ports.actor.roles, *WORKERS, *(REMINDERS if wanted.what == "note" else ()))
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        task_id = record_beside(uow, state, _request(ports, uow, state, wanted))
        uow.commit()
    _log.info("dossier %s: %s asked", state.dossier_id, wanted.what)
    return Asked(task_id=task_id, code=code, touched=uow.touched | {Topic.DOSSIERS})


def _request(ports: Ports, uow: UnitOfWork, state: DossierState, wanted: Ask) -> Event:
    desk = _Desk(ports, uow, clean_text("note", wanted.note))
    own = state.custody.custodian == uow.offices.node().node_id
    if wanted.what == "note":
        return NoteAdded(**desk.said_with_reason, asks=not own)
    if own:
        raise NotAllowedNow("ASK-OWN", code=state.code)
    if state.status not in OPEN:
        raise NotAllowedNow("STEP-NOT-FROM-HERE", code=state.code, status=state.status.value)
    if wanted.what == "papers":
        return PaperSupplied(**desk.said, papers=read_paper_lines(wanted.papers))
    if wanted.what == "withdrawal":
        _require_not_asked(uow, state, WithdrawalRequested)
        return WithdrawalRequested(**desk.said_with_reason)
    said = desk.said_with_reason
    part, _people = _corrected(desk, state, wanted.part, wanted.value)
    return CorrectionRequested(**said, part=part, value=wanted.value.strip())


def _require_not_asked(view: View, state: DossierState, kind: type[Event]) -> None:
    own = view.offices.own().office_id
    for task in view.tasks.of_dossier(state.dossier_id):
        if task.done is None and task.kind == kind.__name__ and task.office_id == own:
            raise NotAllowedNow("ASKED-ALREADY", code=state.code)


def correct(ports: Ports, code: str, name: str, value: str, note: str) -> Answered:
    """Put right what is written of the people of a dossier that this desk took in and holds.

    Raises:
        NotAllowedNow: NOT-CUSTODIAN, or the people belong to the desk that took it in.
    """
    require(ports.actor.roles, *WORKERS)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        desk = _Desk(ports, uow, clean_text("note", note))
        if not owns_people(state, uow.offices.node().node_id):
            raise NotAllowedNow("PEOPLE-OF-DESK", code=code)
        said = desk.said_with_reason
        part, people_now = _corrected(desk, state, name, value)
        _record_correction(desk, state, said, part, people_now)
        return _committed(uow, code, done=True)


def correct_all(ports: Ports, code: str, values: Mapping[str, str], note: str) -> Answered:
    """Put several things right at once, all of them or none; each is an event of its own.

    Args:
        ports: the outside world.
        code: of the dossier.
        values: by the names of the command line: what is right.
        note: the reason.

    Raises:
        NotAllowedNow: NOT-CUSTODIAN, or the people belong to the desk that took it in.
        InvalidField: a value or the reason does not hold.
    """
    require(ports.actor.roles, *WORKERS)
    with ports.writing() as uow:
        desk = _Desk(ports, uow, clean_text("note", note))
        said = desk.said_with_reason
        for name, value in values.items():
            state = find_dossier(uow, code)
            if not owns_people(state, uow.offices.node().node_id):
                raise NotAllowedNow("PEOPLE-OF-DESK", code=code)
            part, people_now = _corrected(desk, state, name, value)
            _record_correction(desk, state, said, part, people_now)
        return _committed(uow, code, done=True)


def _corrected(desk: "_Desk", state: DossierState, name: str, value: str) -> tuple[str, People]:
    known = people(desk.uow.dossiers.history(state.dossier_id))
    part = next((x for x in PARTS if FIELD_OF_PART[x] == name), "")
    if known is None or part not in known.parts:
        names = [FIELD_OF_PART[x] for x in (known.parts if known else PARTS)]
        raise InvalidField("part", "BAD-CHOICE", choices=", ".join(names))
    after = known.corrected(part, value, desk.now.date())
    if after == known:
        raise InvalidField(name, "SAME-VALUE")
    return part, after


def _record_correction(
    desk: "_Desk", state: DossierState, said: dict[str, str], part: str, after: People
) -> None:
    event = DossierCorrected(**said, part=part, submitter=after.submitter, holder=after.holder)
    record_step(desk.uow, state, event)


def answer(ports: Ports, task_id: str, *, done: bool, note: str = "") -> Answered:
    """Do what another office asked, or decline with a reason, which travels back.

    Raises:
        Forbidden: STEP-ROLE the step that does it is for others.
        NotFound: NO-SUCH-TASK.
        NotAllowedNow: TASK-ANSWERED; NOT-CUSTODIAN; or the guard of the step refuses.
        InvalidField: ``note``: declining needs a reason.
    """
    require(ports.actor.roles, *WORKERS)
    with ports.writing() as uow:
        task = uow.tasks.find(task_id.strip())
        state = uow.dossiers.state(task.dossier_id) if task else None
        if task is None or state is None:
            raise NotFound("NO-SUCH-TASK")
        if task.done is not None:
            raise NotAllowedNow("TASK-ANSWERED", code=state.code)
        node = uow.offices.node()
        if not task.waits_for(node.node_id, node.office_id):
            raise NotAllowedNow("NOT-CUSTODIAN", code=state.code)
        desk = _Desk(ports, uow, clean_text("note", note))
        if done:
            if kind := ANSWERS.get(task.kind):
                require_actor(ports.actor.roles, kind, ACTORS[kind])
            _DO[task.kind](desk, state, task)
        said = desk.said if done else desk.said_with_reason
        answered = uow.tasks.find(task.task_id)
        if answered is not None and answered.done is None:
            record_beside(uow, state, TaskAnswered(**said, task=task.task_id, done=done))
        _log.info("dossier %s: task answered, done=%s", state.dossier_id, done)
        return _committed(uow, state.code or "", done=done)


def _committed(uow: UnitOfWork, code: str, *, done: bool) -> Answered:
    status = find_dossier(uow, code).status
    uow.commit()
    return Answered(code=code, done=done, status=status, touched=uow.touched | {Topic.DOSSIERS})


class _Desk:
    """Who answers, when, and what is said to it."""

    def __init__(self, ports: Ports, uow: UnitOfWork, note: str) -> None:
        self.uow = uow
        self.now: datetime = ports.clock.now().replace(second=0, microsecond=0)
        self.said = {
            "at": moment_text(self.now),
            "officer_name": ports.actor.name,
            "note": note,
        }

    @property
    def said_with_reason(self) -> dict[str, str]:
        """The same; a reason must have been given."""
        if not self.said["note"]:
            raise InvalidField("note", "REQ-FIELD")
        return self.said


def _do_correction(desk: _Desk, state: DossierState, task: TaskRow) -> None:
    fields = task.fields or {}
    name = FIELD_OF_PART.get(str(fields.get("part")), "")
    part, after = _corrected(desk, state, name, str(fields.get("value")))
    _record_correction(desk, state, desk.said, part, after)


def _do_withdrawal(desk: _Desk, state: DossierState, _task: TaskRow) -> None:
    record_step(desk.uow, state, DossierWithdrawn(**desk.said))


def _do_papers(desk: _Desk, state: DossierState, task: TaskRow) -> None:
    """Let the clock go on from the hour at which the citizen handed the papers in."""
    if state.status is not Status.SUPPLEMENT_REQUIRED or state.asked_at is None:
        return
    supplied = parse_moment(str((task.fields or {})["at"]))
    completed = min(desk.now, max(supplied, parse_moment(state.asked_at)))
    record_step(desk.uow, state, supplement_received(desk.uow, state, completed, desk.said))


def _do_recall(desk: _Desk, state: DossierState, task: TaskRow) -> None:
    record_step(desk.uow, state, DossierForwarded(**desk.said, to_office=task.office_id or ""))


def _do_nothing(_desk: _Desk, _state: DossierState, _task: TaskRow) -> None:
    """A note was read: the answer is all."""


_DO: dict[str, Callable[[_Desk, DossierState, TaskRow], None]] = {
    "CorrectionRequested": _do_correction,
    "WithdrawalRequested": _do_withdrawal,
    "PaperSupplied": _do_papers,
    "RecallRequested": _do_recall,
    "NoteAdded": _do_nothing,
}

CODES = {
    "CorrectionRequested": "TASK-CORRECTION",
    "WithdrawalRequested": "TASK-WITHDRAWAL",
    "PaperSupplied": "TASK-PAPERS",
    "RecallRequested": "TASK-RECALL",
    "NoteAdded": "TASK-NOTE",
}
"""Whose words say what is asked."""


def waiting(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name what other offices ask of this one, and the forwards that are to be given back."""
    own = view.offices.node()
    for task in view.tasks.waiting():
        if task.waits_for(own.node_id, own.office_id):
            yield _matter(task, CODES[task.kind], Remedy.OPEN)
        elif task.kind == "RecallRequested" and task.office_id != own.office_id:
            yield _matter(task, "RECALL-READ", Remedy.EXPORT)


def _matter(task: TaskRow, code: str, remedy: Remedy) -> Matter:
    fields = task.fields or {}
    return Matter(
        code=code,
        key=task.task_id,
        about=task.dossier_code or "",
        remedy=remedy,
        since=str(fields.get("at", "")),
        dossier_id=task.dossier_id,
        details=_details(task),
    )


def task_message(task: TaskRow) -> Message:
    """Return the words for a task."""
    return words.describe_code(CODES[task.kind], **_details(task))


def _details(task: TaskRow) -> dict[str, object]:
    fields = task.fields or {}
    papers = fields.get("papers")
    names = [str(x.get("name", "")) for x in papers] if isinstance(papers, list) else []
    return {
        "office": task.office_name,
        "code": task.dossier_code,
        "field": FIELD_OF_PART.get(str(fields.get("part")), ""),
        "value": fields.get("value"),
        "note": fields.get("note"),
        "papers": "; ".join(names),
    }


def declined(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name what this office asked for and another one declined."""
    own = view.offices.own().office_id
    for row in view.tasks.declined():
        if row.asked_by == own and row.office_id != own:
            fields = row.fields or {}
            yield Matter(
                code="TASK-DECLINED",
                key=row.answer_id,
                about=row.dossier_code or "",
                remedy=Remedy.OPEN,
                since=str(fields.get("at", "")),
                dossier_id=row.dossier_id,
                details={
                    "office": row.office_name,
                    "code": row.dossier_code,
                    "note": fields.get("note"),
                },
                settles=True,
            )
