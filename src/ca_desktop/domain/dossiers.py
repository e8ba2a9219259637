"""A dossier's life: statuses, guards, and its state as the fold of its events.

Statuses and codes: TT 22/2019/TT-BTTTT art. 4 as shown on the national portal
(docs/sources.md#statuses). "Overdue" is computed, never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ca_desktop.domain.custody import Custody, Link, begin, chain
from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.people import Person
from ca_desktop.domain.text import name_sort_key


class Status(StrEnum):
    """Where a dossier stands; the national code is `NATIONAL_CODE`.

    An intake that was undone is `CANCELLED`: it has no national code and counts nowhere.
    """

    RECEIVED = "received"
    REFUSED_AT_INTAKE = "refused_at_intake"
    IN_PROCESS = "in_process"
    SUPPLEMENT_REQUIRED = "supplement_required"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESULT_READY = "result_ready"
    RESULT_RETURNED = "result_returned"
    CANCELLED = "cancelled"


NATIONAL_CODE = {
    Status.RECEIVED: 2,
    Status.REFUSED_AT_INTAKE: 3,
    Status.IN_PROCESS: 4,
    Status.FORWARDED: 4,
    Status.SUPPLEMENT_REQUIRED: 5,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.RESULT_READY: 9,
    Status.RESULT_RETURNED: 10,
}

OPEN = frozenset({Status.RECEIVED, Status.IN_PROCESS, Status.SUPPLEMENT_REQUIRED, Status.FORWARDED})
"""Statuses before there is a result or an end."""

ARCHIVE = "archive"
"""The channel of old registers: closed history, of which only the people may be put right."""
_WORKING = frozenset({Status.RECEIVED, Status.IN_PROCESS})

FROM: dict[type[Event], frozenset[Status]] = {
    events.ProcessingStarted: frozenset({Status.RECEIVED}),
    events.SupplementRequested: _WORKING,
    events.SupplementReceived: frozenset({Status.SUPPLEMENT_REQUIRED}),
    events.DueDateMoved: _WORKING | {Status.SUPPLEMENT_REQUIRED},
    events.DossierWithdrawn: _WORKING | {Status.SUPPLEMENT_REQUIRED},
    events.DossierStopped: _WORKING | {Status.SUPPLEMENT_REQUIRED},
    events.ResultReady: _WORKING,
    events.ResultReturned: frozenset({Status.RESULT_READY}),
    events.IntakeCancelled: frozenset({Status.RECEIVED}),
    events.ReturnUndone: frozenset({Status.RESULT_RETURNED}),
    events.StepUndone: frozenset(
        {
            Status.IN_PROCESS,
            Status.SUPPLEMENT_REQUIRED,
            Status.WITHDRAWN,
            Status.STOPPED,
            Status.RESULT_READY,
        }
    ),
    events.DossierForwarded: _WORKING,
    events.DossierAccepted: frozenset({Status.FORWARDED}),
    events.DossierRecalled: frozenset({Status.FORWARDED}),
    events.RecallGranted: frozenset({Status.FORWARDED}),
    events.DossierTakenBack: frozenset({Status.FORWARDED}),
    events.DossierCorrected: _WORKING | {Status.SUPPLEMENT_REQUIRED},
}
"""From which statuses a step may be taken (domain.md §3.3)."""

_ENDS: dict[type[Event], Status] = {
    events.DossierWithdrawn: Status.WITHDRAWN,
    events.DossierStopped: Status.STOPPED,
    events.ResultReady: Status.RESULT_READY,
    events.IntakeCancelled: Status.CANCELLED,
}
"""Where the work on a dossier ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSpan:
    """From ``since`` on this due date applied; ``waiting``: the clock stands."""

    since: str
    due_at: str | None
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierState:
    """What an office knows of a dossier now. Moments are ISO texts with +07:00.

    Attributes:
        office_id: of the desk that took it in.
        held_by: office of the custodian; None while its node is unknown.
        forwarded_from: status before the forward, to which a recall goes back.
        tip: newest event that counts.
        steps: number of events that count.
    """

    dossier_id: str
    office_id: str
    code: str | None
    register_no: str | None
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    case_name: str
    limit: str
    by_minute: bool
    supplement_clock: str
    channel: str
    received_at: str
    holder_name: str = field(repr=False)
    submitter_name: str = field(repr=False)
    sort_key: str = field(repr=False)
    id_number: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    status: Status
    due_at: str | None
    first_due_at: str | None
    dues: tuple[DueSpan, ...]
    supplements: int = 0
    asked_at: str | None = None
    finished_at: str | None = None
    returned_at: str | None = None
    forwarded_from: Status | None = None
    custody: Custody
    held_by: str | None
    tip: str
    steps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A state event with its link on the chain."""

    link: Link
    dossier_id: str
    event: Event


def fold(placed: Iterable[Placed]) -> DossierState | None:
    """Return the state that follows from a set of state events; None without an intake."""
    by_id = {item.link.event_id: item for item in placed}
    state: DossierState | None = None
    for event_id in chain(item.link for item in by_id.values()):
        state = start(by_id[event_id]) if state is None else advance(state, by_id[event_id])
    return state


def start(placed: Placed) -> DossierState:
    """Return the state right after an intake or its refusal."""
    event = placed.event
    if isinstance(event, events.IntakeRefused):
        return _refused(placed, event)
    if isinstance(event, events.OldDossierRecorded):
        return _archived(placed, event)
    if not isinstance(event, events.DossierReceived):
        raise NotAllowedNow("STEP-NOT-FROM-HERE")
    holder = event.holder or event.submitter
    return DossierState(
        dossier_id=placed.dossier_id,
        office_id=placed.link.office or event.office_id,
        code=event.code,
        register_no=event.register_no,
        procedure_code=event.procedure_code,
        procedure_name=event.procedure_name,
        field_code=event.field_code,
        field_name=event.field_name,
        case_name=event.case_name,
        limit=event.limit,
        by_minute=parse_time_limit(event.limit).by_minute,
        supplement_clock=event.supplement_clock,
        channel=event.channel,
        received_at=event.received_at,
        status=Status.RECEIVED,
        due_at=event.due_at,
        first_due_at=event.due_at,
        dues=(DueSpan(since=event.received_at, due_at=event.due_at, waiting=False),),
        custody=begin(placed.link),
        held_by=placed.link.office,
        tip=placed.link.event_id,
        **_people(holder, event.submitter),
    )


def _refused(placed: Placed, event: events.IntakeRefused) -> DossierState:
    return _closed(
        placed,
        event,
        code=None,
        procedure_code=event.procedure_code,
        field_code=event.field_code,
        channel="desk",
        received_at=event.at,
        status=Status.REFUSED_AT_INTAKE,
        due_at=None,
    )


def _archived(placed: Placed, event: events.OldDossierRecorded) -> DossierState:
    return _closed(
        placed,
        event,
        code=event.code or None,
        procedure_code="",
        field_code="",
        channel=ARCHIVE,
        received_at=event.received_at,
        status=Status.RESULT_RETURNED,
        due_at=event.due_at,
        finished_at=event.finished_at,
        returned_at=event.returned_at,
    )


def _closed(
    placed: Placed,
    event: events.IntakeRefused | events.OldDossierRecorded,
    **facts: Any,  # noqa: ANN401 the rest of the state
) -> DossierState:
    """Return what nobody works on: without spans of due dates no report counts it."""
    return DossierState(
        dossier_id=placed.dossier_id,
        office_id=placed.link.office or event.office_id,
        register_no=None,
        procedure_name=event.procedure_name,
        field_name=event.field_name,
        case_name="",
        limit="none",
        by_minute=False,
        supplement_clock="none",
        dues=(),
        first_due_at=facts["due_at"],
        custody=begin(placed.link),
        held_by=placed.link.office,
        tip=placed.link.event_id,
        **_people(event.submitter, event.submitter),
        **facts,
    )


def _people(holder: Person, submitter: Person) -> dict[str, Any]:
    return {
        "holder_name": holder.name,
        "submitter_name": submitter.name,
        "sort_key": name_sort_key(holder.name),
        "id_number": holder.id_number or submitter.id_number,
        "phone": submitter.phone or holder.phone,
    }


def advance(state: DossierState, placed: Placed) -> DossierState:
    """Return the state after an event that counts."""
    link = placed.link
    custody = state.custody.after(link)
    moved = replace(
        state,
        tip=link.event_id,
        steps=state.steps + 1,
        custody=custody,
        held_by=_held_by(state, custody, link),
    )
    return _effect(moved, placed.event)


def _held_by(state: DossierState, custody: Custody, link: Link) -> str | None:
    if custody.custodian == link.node:
        return link.office
    return state.office_id if custody.custodian == custody.desk else state.held_by


def _effect(state: DossierState, event: Event) -> DossierState:  # noqa: C901, PLR0911 one line a kind
    match event:
        case events.ProcessingStarted() | events.DossierAccepted():
            return replace(state, status=Status.IN_PROCESS, forwarded_from=None)
        case events.DossierForwarded():
            return replace(state, status=Status.FORWARDED, forwarded_from=state.status)
        case events.DossierRecalled() | events.RecallGranted() | events.DossierTakenBack():
            back = state.forwarded_from or Status.IN_PROCESS
            return replace(state, status=back, forwarded_from=None)
        case events.SupplementRequested(at=at):
            return _asked(state, at)
        case events.SupplementReceived():
            return _supplied(state, event)
        case events.DueDateMoved():
            return _moved(state, event)
        case (
            events.DossierWithdrawn(at=at)
            | events.DossierStopped(at=at)
            | events.ResultReady(at=at)
            | events.IntakeCancelled(at=at)
        ):
            return replace(state, status=_ENDS[type(event)], finished_at=at)
        case events.ResultReturned(at=at):
            return replace(state, status=Status.RESULT_RETURNED, returned_at=at)
        case events.ReturnUndone():
            return replace(state, status=Status.RESULT_READY, returned_at=None)
        case events.StepUndone():
            return _undone(state, event)
        case events.DossierCorrected(submitter=submitter, holder=holder):
            return replace(state, **_people(holder or submitter, submitter))
        case _:
            return state


def _asked(state: DossierState, at: str) -> DossierState:
    return replace(
        state,
        status=Status.SUPPLEMENT_REQUIRED,
        supplements=state.supplements + 1,
        asked_at=at,
        dues=(*state.dues, DueSpan(since=at, due_at=state.due_at, waiting=True)),
    )


def _supplied(state: DossierState, event: events.SupplementReceived) -> DossierState:
    return replace(
        state,
        status=Status.IN_PROCESS,
        asked_at=None,
        due_at=event.due_at,
        dues=(*state.dues, DueSpan(since=event.at, due_at=event.due_at, waiting=False)),
    )


def _moved(state: DossierState, event: events.DueDateMoved) -> DossierState:
    waiting = state.status is Status.SUPPLEMENT_REQUIRED
    span = DueSpan(since=event.at, due_at=event.due_at, waiting=waiting)
    return replace(state, due_at=event.due_at, dues=(*state.dues, span))


def _undone(state: DossierState, event: events.StepUndone) -> DossierState:
    status = Status(event.status)
    waiting = status is Status.SUPPLEMENT_REQUIRED
    if status not in _WORKING and not waiting:
        raise ValueError(event.status)
    span = DueSpan(since=event.at, due_at=event.due_at, waiting=waiting)
    last = state.dues[-1] if state.dues else None
    same = last and (last.due_at, last.waiting) == (span.due_at, span.waiting)
    return replace(
        state,
        status=status,
        due_at=event.due_at,
        asked_at=event.asked_at,
        finished_at=event.finished_at,
        supplements=event.supplements,
        dues=state.dues if same else (*state.dues, span),
    )


def require_step(state: DossierState, kind: type[Event], *, node: str, office: str) -> None:
    """Check that ``node`` of ``office`` may take this step now.

    Raises:
        NotAllowedNow: not the custodian, or not from this status.
    """
    if state.channel == ARCHIVE and kind is not events.DossierCorrected:
        raise NotAllowedNow("ARCHIVED", code=state.code)
    taking = kind is events.DossierAccepted
    if taking and state.custody.forwarded_to != office:
        raise NotAllowedNow("ACCEPT-NOTHING", code=state.code)
    if not taking and state.custody.custodian != node:
        raise NotAllowedNow("NOT-CUSTODIAN", code=state.code)
    if state.status not in FROM[kind] and state.channel != ARCHIVE:
        raise _refusal(kind, state)
    if kind is events.SupplementRequested and state.supplements:
        raise NotAllowedNow("SUPPLEMENT-TWICE", code=state.code)
    at_desk = kind in {events.ResultReturned, events.ReturnUndone, events.IntakeCancelled}
    if at_desk and state.custody.desk != node:
        raise NotAllowedNow("NOT-CUSTODIAN", code=state.code)


def _refusal(kind: type[Event], state: DossierState) -> NotAllowedNow:
    code, status = state.code, state.status
    if kind is events.ResultReturned and state.returned_at:
        return NotAllowedNow("RETURNED", code=code, date=state.returned_at)
    if kind is events.ResultReturned and status in OPEN and state.due_at:
        return NotAllowedNow("NOT-READY", code=code, status=status.value, due=state.due_at)
    if kind in {events.DossierRecalled, events.RecallGranted, events.DossierTakenBack}:
        return NotAllowedNow("RECALL-NOTHING", code=code)
    return NotAllowedNow("STEP-NOT-FROM-HERE", code=code, status=status.value)
