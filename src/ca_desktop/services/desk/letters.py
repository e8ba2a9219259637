"""Letters about a dossier: what each does to it, who was told what, and the words on paper."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import LetterIssued
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import GuidanceGiven
from ca_desktop.domain.letters import DETAILS, LISTING, WITHOUT_REASON, Effect, LetterKind
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.people import read_person
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_line, clean_text
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.guided_before import guided_before
from ca_desktop.services.desk.letter_effects import (
    effect_of,
    require_may,
    step_name,
    take_effect,
)
from ca_desktop.services.desk.letter_signers import signed
from ca_desktop.services.desk.paper_numbers import next_number
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.desk.taking import StepWish, Taking
from ca_desktop.services.desk.transfers import parts_of
from ca_desktop.services.desk.undoable import Undo, undo_of_step
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

MOST_DEMANDS = 50
_PROMISING = frozenset({LetterKind.APOLOGY, LetterKind.EXTENSION, LetterKind.APPOINTMENT})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLetter:
    """A letter that is to be handed out; raw values.

    Attributes:
        kind: one of `ca_desktop.domain.letters.OF_DOSSIER`.
        reason: what the letter gives as its reason or asks; may be empty where
            `ca_desktop.domain.letters.WITHOUT_REASON` says so.
        demands: what it lists, one line each, at least one: papers that are missing; agencies,
            each with its work and time limit between bars (``Tư pháp | xác minh | 05/03/2026``);
            none for agencies: those of `ca_desktop.services.desk.transfers`.
        due: the new day that an apology promises or an extension asks for; the day of an
            appointment, where it is another than the dossier's.
        details: by the names of `ca_desktop.domain.letters.DETAILS`.
        step: why the step that the letter takes passes over a guard; of an apology who signs it.
    """

    kind: LetterKind
    reason: str = field(default="", repr=False)
    demands: Sequence[str] = field(default=(), repr=False)
    due: date | None = None
    details: Mapping[str, str] = field(default_factory=dict, repr=False)
    step: StepWish = field(default_factory=StepWish, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLetter:
    """A letter that was kept and may be printed.

    Attributes:
        sheet: id of the event that the paper tells of.
        status: of the dossier now; empty for one of a heap.
    """

    dossier_id: str
    code: str
    sheet: str
    kind: LetterKind
    effect: Effect
    due_at: str | None
    status: str = ""
    undo: Undo | None = None
    touched: frozenset[Topic]


def letter_effect(ports: Ports, code: str, kind: LetterKind) -> Effect:
    """Return what a letter of today would do to the time limit of a dossier.

    Raises:
        NotFound: no such dossier.
        Forbidden: STEP-ROLE the step that it takes is for others.
        NotAllowedNow: the letter cannot be handed out now.
    """
    with ports.reading() as view:
        state = find_dossier(view, code)
        effect = effect_of(view, state, kind, ports.clock.now().date())
        require_may(ports.actor, state, effect)
        return effect


def issue_letter(ports: Ports, code: str, wish: IssueLetter) -> IssuedLetter:
    """Keep that a letter is handed out, and do what it does to the dossier.

    Raises:
        NotFound: no such dossier.
        Forbidden: STEP-ROLE the step that it takes is for others.
        NotAllowedNow: it cannot be handed out now.
        InvalidField: ``reason``, ``demands`` or ``due`` does not hold.
    """
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        issued = record_letter(ports, uow, state, wish, now)
        after = find_dossier(uow, code)
        uow.commit()
        step = step_name(issued.effect, wish.details)
        undo = undo_of_step(uow, step, state, after, moment_text(now)) if step else None
    _log.info("dossier %s: letter %s", state.dossier_id, wish.kind)
    touched = uow.touched | {Topic.DOSSIERS}
    return replace(issued, status=after.status.value, undo=undo, touched=touched)


def record_letter(
    ports: Ports, uow: UnitOfWork, state: DossierState, wish: IssueLetter, now: datetime
) -> IssuedLetter:
    """Record a letter and what it does to its dossier; whoever calls commits.

    Raises:
        NotAllowedNow: it cannot be handed out now.
        InvalidField: ``reason``, ``demands`` or ``due`` does not hold.
    """
    effect = effect_of(uow, state, wish.kind, now.date())
    require_may(ports.actor, state, effect, wish.details)
    letter = _letter(ports, uow, state, wish, now)
    if wish.kind is LetterKind.APOLOGY:
        letter = signed(uow, ports.actor, state, wish.step, letter)
    taking = Taking(ports, uow, now, wish=wish.step)
    take_effect(taking, state, letter, effect)
    return IssuedLetter(
        dossier_id=state.dossier_id,
        code=state.code or "",
        sheet=record_beside(uow, state, letter),
        kind=wish.kind,
        effect=effect,
        due_at=letter.due_at if effect is Effect.MOVES else state.due_at,
        touched=frozenset(),
    )


def _letter(
    ports: Ports, uow: UnitOfWork, state: DossierState, wish: IssueLetter, now: datetime
) -> LetterIssued:
    reason = clean_text("reason", wish.reason)
    if not reason and wish.kind not in WITHOUT_REASON:
        raise InvalidField("reason", "REQ-FIELD")
    new_due = None
    if wish.kind in _PROMISING and (wish.due or wish.kind is not LetterKind.APPOINTMENT):
        new_due = _new_due(uow, state, wish.due, now)
    return LetterIssued(
        at=moment_text(now),
        officer_name=ports.actor.name,
        note=reason,
        letter=wish.kind.value,
        demands=_demands(_listed(uow, state, wish)) if wish.kind in LISTING else (),
        due_at=new_due,
        number=next_number(uow, wish.kind, now.date()),
        details=_details(uow, state, wish),
    )


def _details(view: View, state: DossierState, wish: IssueLetter) -> dict[str, str]:
    """Return what else a letter says: what was typed, and how the dossier stood."""
    given = {
        name: clean_text(name, wish.details.get(name, "")) for name in DETAILS.get(wish.kind, ())
    }
    if wish.kind is LetterKind.STOP:
        paid = _paid(view, state)
        given |= {"stage": words.status_name(state.status), "paid": format_vnd(paid)}
    if wish.kind is LetterKind.URGING:
        given["holding"] = _holding(view, state)
        given["addressee"] = given["addressee"] or given["holding"]
    return given


def _paid(view: View, state: DossierState) -> int:
    """Return what was paid and not given back; an old intake only noted an amount."""
    if known := view.fees.of_dossier(state.dossier_id):
        return sum(fee.kept_vnd for fee in known)
    intake = next((x for x in view.dossiers.history(state.dossier_id) if x.fields), None)
    return int(intake.fields.get("fee_vnd", 0)) if intake and intake.fields else 0


def _holding(view: View, state: DossierState) -> str:
    office = next((x for x in view.offices.all() if x.office_id == state.held_by), None)
    return agency_of(office.name) if office else ""


def _listed(view: View, state: DossierState, wish: IssueLetter) -> Sequence[str]:
    """Return what was typed; on a transfer slip, where nothing was, what the process says."""
    typed = [line for line in wish.demands if line.strip()]
    return typed or (parts_of(view, state) if wish.kind is LetterKind.TRANSFER else ())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What a citizen was told before anything was taken in."""

    event_id: str
    event: GuidanceGiven
    touched: frozenset[Topic]


def guide(
    ports: Ports,
    *,
    procedure: str,
    applicant: object,
    demands: Sequence[str],
    reason: str,
    step: StepWish | None = None,
) -> Guidance:
    """Tell a citizen on paper what is missing; nothing is taken in, no time limit begins.

    Raises:
        NotAllowedNow: GUIDED-TODAY the same person was told today already, and ``step`` gives no
            reason.
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
        person = read_person(applicant, field="applicant", today=now.date())
        taking = Taking(ports, uow, now, wish=step or StepWish())
        overrides = taking.passing(guided_before(uow, found.code, person, now))
        event = GuidanceGiven(
            at=moment_text(now),
            procedure_code=found.code,
            procedure_name=found.name,
            submitter=person,
            demands=_demands(demands),
            reason=said,
            officer_name=ports.actor.name,
            number=next_number(uow, LetterKind.SUPPLEMENT, now.date()),
            overrides=overrides,
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
