"""The state of a dossier as the fold of its events: a pure function of their set."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ca_desktop.domain.custody import Custody, Link, begin, chain
from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.dossiers import ARCHIVE, DossierState, DueSpan, Placed, Status
from ca_desktop.domain.effects import EFFECTS, people_in
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.old_registers import OldDossierRecorded


def fold(placed: Iterable[Placed]) -> DossierState | None:
    """Return the state that follows from a set of state events; None without an intake."""
    taken = list(steps(placed))
    return taken[-1][1] if taken else None


def steps(placed: Iterable[Placed]) -> Iterator[tuple[Event, DossierState]]:
    """Yield every event of a set that counts, with the state after it, the intake first."""
    by_id = {item.link.event_id: item for item in placed}
    state: DossierState | None = None
    for event_id in chain(item.link for item in by_id.values()):
        item = by_id[event_id]
        state = start(item) if state is None else advance(state, item)
        yield item.event, state


def start(placed: Placed) -> DossierState:
    """Return the state right after an intake or its refusal."""
    event = placed.event
    if isinstance(event, events.IntakeRefused):
        return _refused(placed, event)
    if isinstance(event, OldDossierRecorded):
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
        **people_in(holder, event.submitter),
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


def _archived(placed: Placed, event: OldDossierRecorded) -> DossierState:
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
    event: events.IntakeRefused | OldDossierRecorded,
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
        **people_in(event.submitter, event.submitter),
        **facts,
    )


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
    effect = EFFECTS.get(type(placed.event))
    return effect(moved, placed.event, link.event_id) if effect else moved


def _held_by(state: DossierState, custody: Custody, link: Link) -> str | None:
    if custody.custodian == link.node:
        return link.office
    return state.office_id if custody.custodian == custody.desk else state.held_by
