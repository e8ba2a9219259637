"""Letters about a dossier: what each does to it, who was told what, and the words on paper."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import DueDateMoved, LetterIssued, SupplementRequested
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import GuidanceGiven
from ca_desktop.domain.guards import require_step
from ca_desktop.domain.letters import Effect, LetterKind, apology_effect
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.people import read_person
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_line, clean_text
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.standing import record_beside, record_step
from ca_desktop.services.desk.undoable import Undo, undo_of_step
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

WORKERS = (Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD)
MOST_DEMANDS = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLetter:
    """A letter that is to be handed out; raw values.

    Attributes:
        kind: supplement, apology or control.
        reason: needed but for a control sheet.
        demands: of a request for papers: one line each, at least one.
        due: of an apology: the new day.
    """

    kind: LetterKind
    reason: str = field(default="", repr=False)
    demands: Sequence[str] = field(default=(), repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLetter:
    """A letter that was kept and may be printed.

    Attributes:
        sheet: id of the event that the paper tells of.
    """

    dossier_id: str
    code: str
    sheet: str
    kind: LetterKind
    effect: Effect
    due_at: str | None
    undo: Undo | None = None
    touched: frozenset[Topic]


def letter_effect(ports: Ports, code: str, kind: LetterKind) -> Effect:
    """Return what a letter of today would do to the time limit of a dossier.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: the letter cannot be handed out now.
    """
    with ports.reading() as view:
        state = find_dossier(view, code)
        return _effect(view, state, kind, ports.clock.now().date())


def _effect(view: View, state: DossierState, kind: LetterKind, today: date) -> Effect:
    node = view.offices.node()
    if kind is LetterKind.SUPPLEMENT:
        require_step(state, SupplementRequested, node=node.node_id, office=node.office_id)
        return Effect.STOPS
    if kind is not LetterKind.APOLOGY:
        return Effect.NOTHING
    require_step(state, DueDateMoved, node=node.node_id, office=node.office_id)
    due = parse_moment(state.due_at).date() if state.due_at else None
    history = view.dossiers.history(state.dossier_id)
    return apology_effect(due, today, moved=any(map(_is_apology, history)))


def _is_apology(row: HistoryRow) -> bool:
    fields = row.fields or {}
    return row.kind == DueDateMoved.__name__ and row.counted and fields.get("cause") == "apology"


def issue_letter(ports: Ports, code: str, wish: IssueLetter) -> IssuedLetter:
    """Keep that a letter is handed out, and do what it does to the dossier.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: it cannot be handed out now.
        InvalidField: ``reason``, ``demands`` or ``due`` does not hold.
    """
    require(ports.actor.roles, *WORKERS)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        effect = _effect(uow, state, wish.kind, now.date())
        letter = _letter(ports, uow, state, wish, now)
        _take_effect(uow, state, letter, effect)
        sheet = record_beside(uow, state, letter)
        after = find_dossier(uow, code)
        uow.commit()
        undo = None
        if effect is Effect.STOPS:
            undo = undo_of_step(uow, "supplement", state, after, letter.at)
    _log.info("dossier %s: letter %s", state.dossier_id, wish.kind)
    return IssuedLetter(
        dossier_id=state.dossier_id,
        code=code,
        sheet=sheet,
        kind=wish.kind,
        effect=effect,
        due_at=after.due_at,
        undo=undo,
        touched=uow.touched | {Topic.DOSSIERS},
    )


def _letter(
    ports: Ports, view: View, state: DossierState, wish: IssueLetter, now: datetime
) -> LetterIssued:
    reason = clean_text("reason", wish.reason)
    if not reason and wish.kind is not LetterKind.CONTROL:
        raise InvalidField("reason", "REQ-FIELD")
    new_due = None
    if wish.kind is LetterKind.APOLOGY:
        new_due = _new_due(view, state, wish.due, now)
    return LetterIssued(
        at=moment_text(now),
        officer_name=ports.actor.name,
        note=reason,
        letter=wish.kind.value,
        demands=_demands(wish.demands) if wish.kind is LetterKind.SUPPLEMENT else (),
        due_at=new_due,
    )


def _demands(lines: Sequence[str]) -> tuple[str, ...]:
    given = [line for line in lines if line.strip()]
    if not given:
        raise InvalidField("demands", "REQ-FIELD")
    if len(given) > MOST_DEMANDS:
        raise InvalidField("demands", "TOO-MANY", most=MOST_DEMANDS)
    return tuple(clean_line("demands", line, required=True) for line in given)


def _new_due(view: View, state: DossierState, day: date | None, now: datetime) -> str:
    """Return the moment that an apology promises: the hour of before, on a working day after."""
    if day is None:
        raise InvalidField("due", "REQ-FIELD")
    before = parse_moment(state.due_at) if state.due_at else now
    after = max(before.date(), now.date())
    if day <= after or not view.master.calendar().is_working(day):
        raise InvalidField("due", "APOLOGY-DAY", date=after.isoformat())
    return moment_text(before.replace(year=day.year, month=day.month, day=day.day))


def _take_effect(
    uow: UnitOfWork, state: DossierState, letter: LetterIssued, effect: Effect
) -> None:
    said: dict[str, Any] = {"at": letter.at, "officer_name": letter.officer_name}
    if effect is Effect.STOPS:
        note = "; ".join((letter.note, *letter.demands))
        record_step(uow, state, SupplementRequested(**said, note=note))
    elif effect is Effect.MOVES and letter.due_at:
        event = DueDateMoved(
            **said, note=letter.note, cause="apology", due_at=letter.due_at, trace=()
        )
        record_step(uow, state, event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What a citizen was told before anything was taken in."""

    event_id: str
    event: GuidanceGiven
    touched: frozenset[Topic]


def guide(
    ports: Ports, *, procedure: str, applicant: object, demands: Sequence[str], reason: str
) -> Guidance:
    """Tell a citizen on paper what is missing; nothing is taken in, no time limit begins.

    Raises:
        InvalidField: a value does not hold.
    """
    require(ports.actor.roles, Role.INTAKE)
    now = ports.clock.now().replace(second=0, microsecond=0)
    said = clean_text("reason", reason)
    if not said:
        raise InvalidField("reason", "REQ-FIELD")
    with ports.writing() as uow:
        found = uow.master.procedure(procedure, now.date()) if procedure else None
        if found is None:
            raise InvalidField("procedure", "REQ-FIELD")
        event = GuidanceGiven(
            at=moment_text(now),
            procedure_code=found.code,
            procedure_name=found.name,
            submitter=read_person(applicant, field="applicant", today=now.date()),
            demands=_demands(demands),
            reason=said,
            officer_name=ports.actor.name,
        )
        event_id = uow.record(event, Standing(audience=LOCAL))
        uow.commit()
    return Guidance(event_id=event_id, event=event, touched=uow.touched)


def sheets_of(history: Sequence[HistoryRow]) -> Iterator[tuple[LetterKind, HistoryRow]]:
    """Yield the events of a dossier of which there is a paper, with its kind."""
    for row in history:
        if row.kind in _PAPER_OF:
            yield _PAPER_OF[row.kind], row
        elif row.kind == LetterIssued.__name__ and row.fields is not None:
            yield LetterKind(str(row.fields["letter"])), row


_PAPER_OF: Mapping[str, LetterKind] = {
    "IntakeRefused": LetterKind.REFUSAL,
    "ResultReturned": LetterKind.HANDOVER,
}


def sheet_row(history: Sequence[HistoryRow], sheet: str) -> tuple[LetterKind, HistoryRow]:
    """Return the event that a paper tells of.

    Raises:
        NotFound: NO-SUCH-SHEET there is none here.
    """
    for kind, row in sheets_of(history):
        if row.event_id == sheet:
            return kind, row
    raise NotFound("NO-SUCH-SHEET")
