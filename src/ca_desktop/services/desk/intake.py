"""Taking a dossier in: the first act of the desk (NĐ 118/2025 art. 17)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from ca_desktop.domain.deadlines import Deadline, due
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import (
    DocumentFact,
    DossierReceived,
    GivenNumbers,
    IntakeRefused,
)
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.notices import Notice
from ca_desktop.domain.numbering import (
    dossier_code,
    dossier_key,
    receipt_key,
    receipt_number,
    register_key,
    register_number,
)
from ca_desktop.domain.people import Person, read_person
from ca_desktop.domain.procedures import Procedure, ProcedureCase
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_line
from ca_desktop.services.desk.doubles import explained, intake_warnings, open_namesake
from ca_desktop.services.desk.intake_fees import IntakeFee, keep_fee, read_fee
from ca_desktop.services.desk.intake_values import (
    read_choice,
    read_count,
    read_documents,
    read_text,
)
from ca_desktop.services.desk.paper_numbers import next_number
from ca_desktop.services.desk.undoable import Undo
from ca_desktop.services.desk.usual_waits import clock_rules
from ca_desktop.services.machines.lives import require_working
from ca_desktop.services.office.dates import require_sure_date
from ca_desktop.services.plain_json import parts_of
from ca_desktop.services.ports.fees import ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import OfficeRow, OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

RESULT_WAYS = ("desk", "post", "electronic")
CHANNELS = ("desk", "post", "online")
MAX_SETS = 100
USE_DAYS = 90
"""Procedures are ranked by their use within this many days."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDossier:
    """What the clerk fills in to take a dossier in; raw values, checked by `receive_dossier`.

    Attributes:
        case: key of the procedure's case; None takes the first.
        documents: papers handed in; None means those the procedure asks for.
        fee_vnd: before anything is taken off; with neither it nor ``fee`` nothing is owed.
        fee: keys of `fee_reckoning.AssessFee`, and ``collect`` with those of `receipts.CollectFee`.
        reason: why it is taken in over a doubt; stands in the remark, below ``note``.
    """

    procedure: object
    applicant: object = field(repr=False)
    on_behalf_of: object = field(default=None, repr=False)
    case: object = None
    documents: object = None
    sets: object = 1
    receive_result: object = "desk"
    channel: object = "desk"
    fee_vnd: object = None
    fee: object = field(default=None, repr=False)
    note: object = field(default="", repr=False)
    reason: object = field(default="", repr=False)

    @classmethod
    def from_json(cls, value: object) -> "ReceiveDossier":
        """Take a command from plain JSON.

        Raises:
            InvalidField: not an object, an unknown key, or a needed one is missing.
        """
        given = parts_of(value, cls.__dataclass_fields__, "intake")
        for key in ("procedure", "applicant"):
            if key not in given:
                raise InvalidField(key, "REQ-FIELD")
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedDossier:
    """What the desk shows and prints after an intake.

    Attributes:
        open_vnd: what is still to be paid.
        receipt: of what was paid at once.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    deadline: Deadline
    warnings: tuple[Notice, ...]
    undo: Undo
    open_vnd: int
    receipt: ReceiptRow | None
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIntake:
    """What there is to know before an intake.

    Attributes:
        notices: the code of a double also has its ``dossier_id``.
    """

    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedIntake:
    """A refusal that was kept.

    Attributes:
        sheet: id of the event that Mẫu 03 tells of.
    """

    dossier_id: str
    sheet: str
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A command whose fields hold."""

    procedure: Procedure
    case: ProcedureCase
    submitter: Person
    holder: Person | None
    documents: tuple[DocumentFact, ...]
    sets: int
    receive_result: str
    channel: str
    fee: IntakeFee
    note: str


def receive_dossier(
    ports: Ports, command: ReceiveDossier, *, draft: str | None = None
) -> ReceivedDossier:
    """Take a complete dossier in: number, promise, register line, all in one transaction.

    Args:
        ports: the outside world.
        command: what was filled in.
        draft: id of the draft that it was typed in; it ends in the same transaction.

    Raises:
        InvalidField: a field does not hold; nothing was stored.
        CalendarMissing: the promise would need a year without a calendar.
        MachineError: the disk refused the write; nothing was stored.
    """
    return receive_dossiers(ports, [command], draft=draft)[0]


def receive_dossiers(
    ports: Ports,
    commands: Sequence[ReceiveDossier],
    *,
    draft: str | None = None,
    asked: bool = True,
) -> list[ReceivedDossier]:
    """Take several dossiers in: all of them or none.

    Args:
        ports: the outside world.
        commands: what was filled in.
        draft: id of the draft that it was typed in.
        asked: whoever calls asked for the reasons of doubts; else one without is refused.

    Raises:
        NotAllowedNow: INTAKE-REASON a paper or a number is missing and nobody says why.
    """
    require(ports.actor.roles, Role.INTAKE)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        require_working(ports, uow)
        require_sure_date(ports.clock, uow)
        if draft is not None:
            uow.drafts.remove(draft)
        done = [_receive(ports, uow, command, now, asked=asked) for command in commands]
        uow.commit()
    _log.info("dossiers received: %s", [item.dossier_id for item in done])
    return done


def check_intake(ports: Ports, command: ReceiveDossier) -> CheckedIntake:
    """Tell what a clerk must know before this is taken in; nothing is stored.

    Raises:
        InvalidField: a field does not hold.
    """
    today = ports.clock.now().date()
    with ports.reading() as view:
        checked = _check(view, command, today)
        found = _warnings(view, checked)
        holder = checked.holder or checked.submitter
        if all(notice.code != "DUP-OPEN" for notice in found):
            found += open_namesake(view, holder, checked.procedure.code)
    return CheckedIntake(notices=found)


def promise(ports: Ports, procedure: str, case: str | None) -> Deadline:
    """Return the due date a dossier taken in now would get, with its trace."""
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.reading() as view:
        found = _procedure(view, procedure, now.date())
        return _due(view, found, _case(found, case), now)


def refuse_intake(ports: Ports, *, procedure: str, applicant: object, reason: str) -> RefusedIntake:
    """Refuse a dossier at the desk and keep the reason (Mẫu 03)."""
    require(ports.actor.roles, Role.INTAKE)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        own = uow.offices.own()
        found = _procedure(uow, procedure, now.date())
        event = IntakeRefused(
            office_id=own.office_id,
            office_name=own.name,
            procedure_code=found.code,
            procedure_name=found.name,
            field_code=found.field_code,
            field_name=found.field_name,
            at=moment_text(now),
            submitter=read_person(applicant, field="applicant", today=now.date()),
            reason=clean_line("reason", reason, limit=1000, required=True),
            officer_name=ports.actor.name,
            number=next_number(uow, LetterKind.REFUSAL, now.date()),
        )
        dossier_id = ports.new_id()
        standing = Standing(audience=own.accounts_to, subject=dossier_id, custody=1)
        sheet = uow.record(event, standing)
        uow.commit()
        return RefusedIntake(dossier_id=dossier_id, sheet=sheet, touched=uow.touched)


def procedures_for_intake(ports: Ports) -> list[Procedure]:
    """Return the procedures in force today, the most used first."""
    today = ports.clock.now()
    with ports.reading() as view:
        used = view.dossiers.procedure_use(moment_text(today - timedelta(days=USE_DAYS)))
        found = view.master.procedures(today.date())
    return sorted(found, key=lambda item: (-used.get(item.code, 0), item.code))


def _receive(
    ports: Ports, uow: UnitOfWork, command: ReceiveDossier, now: datetime, *, asked: bool
) -> ReceivedDossier:
    checked = _check(uow, command, now.date())
    deadline = _due(uow, checked.procedure, checked.case, now)
    own, node = uow.offices.own(), uow.offices.node()
    warnings = _warnings(uow, checked)
    remark = explained(warnings, checked.note, command.reason, asked=asked)
    checked = replace(checked, note=remark)
    event = _event(ports, uow, checked, deadline, now, own, node)
    dossier_id = ports.new_id()
    event_id = uow.record(event, Standing(audience=own.accounts_to, subject=dossier_id, custody=1))
    receipt = keep_fee(ports, uow, dossier_id, checked.fee, now)
    return ReceivedDossier(
        dossier_id=dossier_id,
        code=event.code,
        holder_name=(event.holder or event.submitter).name,
        deadline=deadline,
        warnings=warnings,
        undo=Undo(
            what="intake",
            dossier_id=dossier_id,
            code=event.code,
            event_id=event_id,
            at=event.received_at,
        ),
        open_vnd=event.fee_vnd - (receipt.amount_vnd if receipt else 0),
        receipt=receipt,
        touched=uow.touched,
    )


def _event(  # noqa: PLR0913, PLR0917 everything an intake fixes for ever
    ports: Ports,
    uow: UnitOfWork,
    checked: _Checked,
    deadline: Deadline,
    now: datetime,
    own: OfficeRow,
    node: OwnNode,
) -> DossierReceived:
    day = now.date()
    counted = own.code, day.isoformat()
    dossier, receipt, register = uow.next_numbers(
        dossier_key(*counted), receipt_key(*counted), register_key(*counted)
    )
    numbers = GivenNumbers(
        unit=own.code, day=day.isoformat(), dossier=dossier, receipt=receipt, register=register
    )
    procedure = checked.procedure
    return DossierReceived(
        office_id=own.office_id,
        office_name=own.name,
        code=dossier_code(own.code, day, numbers.dossier, series=node.series),
        receipt_no=receipt_number(numbers.receipt, series=node.series),
        register_no=register_number(numbers.register, series=node.series),
        numbers=numbers,
        regime=forms_regime_on(day).value,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field_code=procedure.field_code,
        field_name=procedure.field_name,
        case=checked.case.key,
        case_name=checked.case.name,
        limit=str(checked.case.limit),
        supplement_clock=procedure.supplement_clock,
        received_at=moment_text(now),
        due_at=moment_text(deadline.due_at) if deadline.due_at else None,
        trace=deadline.trace,
        submitter=checked.submitter,
        holder=checked.holder,
        documents=checked.documents,
        sets=checked.sets,
        receive_result=checked.receive_result,
        channel=checked.channel,
        fee_vnd=checked.fee.due_vnd,
        note=checked.note,
        receiver_name=ports.actor.name,
        cutoff=procedure.cutoff,
        rules=clock_rules(uow, procedure, day),
    )


def _due(view: View, procedure: Procedure, case: ProcedureCase, now: datetime) -> Deadline:
    return due(view.master.calendar(), now, case.limit, cutoff=procedure.latest)


def _check(view: View, command: ReceiveDossier, today: date) -> _Checked:
    procedure = _procedure(view, command.procedure, today)
    case = _case(procedure, command.case)
    behalf = command.on_behalf_of
    fee = {name: getattr(command, name) for name in ("fee_vnd", "fee", "channel")}
    return _Checked(
        procedure=procedure,
        case=case,
        submitter=read_person(command.applicant, field="applicant", today=today),
        holder=(None if behalf is None else read_person(behalf, field="on_behalf_of", today=today)),
        documents=read_documents(command.documents, procedure),
        sets=read_count("sets", command.sets, 1, MAX_SETS),
        receive_result=read_choice("receive_result", command.receive_result, RESULT_WAYS),
        channel=read_choice("channel", command.channel, CHANNELS),
        fee=read_fee(view, procedure, case.key, today, fee),
        note=read_text("note", command.note),
    )


def _procedure(view: View, code: object, today: date) -> Procedure:
    if not isinstance(code, str):
        raise InvalidField("procedure", "BAD-TYPE")
    procedure = view.master.procedure(code.strip(), today)
    if procedure is None:
        raise InvalidField("procedure", "NO-SUCH-PROCEDURE", code=code[:60])
    if not procedure.ready_for_intake:
        raise NotAllowedNow("NOT-READY-FOR-INTAKE", code=procedure.code)
    return procedure


def _case(procedure: Procedure, key: object) -> ProcedureCase:
    if key is None:
        return procedure.cases[0]
    if not isinstance(key, str):
        raise InvalidField("case", "BAD-TYPE")
    return procedure.case(key)


def _warnings(view: View, checked: _Checked) -> tuple[Notice, ...]:
    named = {item.name for item in checked.documents}
    return intake_warnings(view, checked.procedure, checked.submitter, checked.holder, named)
