"""Cần xin lỗi: dossiers whose day comes without a result, their letters, and who was told.

An apology moves a date only while its day has not come, once, to a working day that the head of
the office chooses; a later one may be written and moves nothing (docs/sources.md#due-dates).
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ca_desktop.domain.actors import WORKERS
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.closing import LATE_COLUMNS, unexcused
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import CalendarMissing, InvalidField
from ca_desktop.domain.letters import Effect, LetterKind, apology_effect
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.promises import (
    MOST_DAYS,
    USUAL_DAYS,
    Hold,
    hold_of,
    last_day_in_sight,
    proposed_day,
)
from ca_desktop.domain.reports import Period, place
from ca_desktop.domain.roles import require
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.history import promise_before
from ca_desktop.services.desk.letters import IssuedLetter, IssueLetter, record_letter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.promises import Noted, PromiseNote
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

PROPOSALS = 10
"""Working days among which the window lets choose without asking again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unready:
    """A dossier whose day comes without a result, and for which no letter was written.

    Attributes:
        due_at: ISO moment.
        moves: a letter of today moves the date; else it only apologises.
        proposals: working days after the promise, at most `PROPOSALS`; fewer where a year has
            no calendar.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    procedure_name: str
    due_at: str
    hold: Hold
    moves: bool
    proposals: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A letter of apology of which nobody has told the citizen yet.

    Attributes:
        letter: event id of the letter.
        due_at: the day before the letter, ISO moment; so is new_due.
        text: to be sent or read out; names nobody and no matter of theirs.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    phone: str = field(repr=False)
    procedure_name: str
    letter: str
    due_at: str
    new_due: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologies:
    """What the page shows.

    Attributes:
        unready: those first whose date can still be moved, by due date.
        late: late dossiers of this desk, finished or open, since the month before the last one,
            with neither a letter nor a recorded reason: no month can be closed over them.
        untold: oldest letter first.
    """

    today: date
    unready: tuple[Unready, ...]
    late: tuple[Unready, ...]
    untold: tuple[Untold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologised:
    """Letters that were kept and may be printed."""

    letters: tuple[IssuedLetter, ...]
    touched: frozenset[Topic]


def apologies(ports: Ports) -> Apologies:
    """Return which dossiers need a letter of apology, and whom to tell of one."""
    now = ports.clock.now()
    today = now.date()
    with ports.reading() as view:
        calendar, own = view.master.calendar(), view.offices.own().office_id
        found = [_unready(state, calendar, own, today) for state in _held(view, calendar, today)]
        late = [_unready(state, calendar, own, today) for state in _late(view, now)]
        untold = tuple(_untold(view))
    found.sort(key=_by_due)
    late.sort(key=_by_due)
    return Apologies(today=today, unready=tuple(found), late=tuple(late), untold=untold)


def _by_due(row: Unready) -> tuple[bool, str]:
    return not row.moves, row.due_at


def _late(view: View, now: datetime) -> list[DossierState]:
    """Return what the reports of these months call late and nobody has accounted for."""
    month_before = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    start = (month_before - timedelta(days=1)).replace(day=1)
    period = Period(start=start, end=now.date())
    placed = (
        (fact.dossier_id, place(fact, period, now))
        for fact in view.dossiers.facts(period, view.offices.own().office_id)
    )
    late = [dossier_id for dossier_id, columns in placed if columns and columns[1] in LATE_COLUMNS]
    missing = unexcused(late, view.promises.answered(late))
    states = (view.dossiers.state(dossier_id) for dossier_id in missing)
    return [state for state in states if state is not None and state.due_at is not None]


def last_chances(view: View, today: date) -> list[str]:
    """Return the ids of dossiers whose date can be moved today and no later working day."""
    calendar = view.master.calendar()
    states = _held(view, calendar, today, since=today + timedelta(days=1))
    return [state.dossier_id for state in states]


def reminders(ports: Ports, view: View) -> Iterator[Matter]:
    """Say on the last working day before their day which dossiers need a letter today."""
    today = ports.clock.now().date()
    ids = last_chances(view, today)
    if ids:
        yield Matter(
            code="APOLOGY-LAST",
            key=today.isoformat(),
            about=f"{len(ids)} hồ sơ",
            remedy=Remedy.APOLOGISE,
            since=today.isoformat(),
            details={"n": len(ids), "day": last_day_in_sight(view.master.calendar(), today)},
        )


def _held(
    view: View, calendar: WorkingCalendar, today: date, *, since: date | None = None
) -> list[DossierState]:
    """Return what this office holds, due by the next working day, and nobody wrote about."""
    node = view.offices.node()
    before = last_day_in_sight(calendar, today) + timedelta(days=1)
    wanted = DossierFilter(
        open_only=True,
        clock_runs=True,
        due_before=before.isoformat(),
        due_from=since.isoformat() if since else None,
        held_by=node.office_id,
    )
    rows = list(view.dossiers.each(wanted))
    written = {
        note.dossier_id
        for note in view.promises.notes([row.dossier_id for row in rows])
        if note.what is not Noted.TOLD
    }
    states = (view.dossiers.state(row.dossier_id) for row in rows if row.dossier_id not in written)
    return [
        state
        for state in states
        if state is not None
        and state.custody.custodian == node.node_id
        and state.custody.forwarded_to is None
    ]


def _unready(
    state: DossierState, calendar: WorkingCalendar, own_office: str, today: date
) -> Unready:
    due_at = state.due_at or ""
    due = parse_moment(due_at).date()
    return Unready(
        dossier_id=state.dossier_id,
        code=state.code or "",
        holder_name=state.holder_name,
        procedure_name=state.procedure_name,
        due_at=due_at,
        hold=hold_of(state, own_office),
        moves=apology_effect(due, today, moved=False) is Effect.MOVES,
        proposals=tuple(_proposals(calendar, due, today)),
    )


def _proposals(calendar: WorkingCalendar, due: date, today: date) -> Iterator[date]:
    day = max(due, today)
    for _ in range(PROPOSALS):
        try:
            day = calendar.next_working(day)
        except CalendarMissing:
            return
        yield day


def _untold(view: View) -> Iterator[Untold]:
    own = view.offices.own()
    mine = DossierFilter(open_only=True, office_id=own.office_id)
    notes: dict[str, list[PromiseNote]] = defaultdict(list)
    for note in view.promises.notes([row.dossier_id for row in view.dossiers.each(mine)]):
        notes[note.dossier_id].append(note)
    for dossier_id, found in notes.items():
        letters = [x for x in found if x.what is Noted.APOLOGY]
        told = {x.letter for x in found if x.what is Noted.TOLD}
        if letters and letters[-1].event_id not in told:
            yield from _about(view, own.name, dossier_id, letters[-1])


def _about(view: View, office: str, dossier_id: str, letter: PromiseNote) -> Iterator[Untold]:
    state = view.dossiers.state(dossier_id)
    history = view.dossiers.history(dossier_id)
    rows = [row for row in history if row.event_id == letter.event_id]
    if state is None or not rows or rows[0].fields is None:
        return
    due_at = promise_before(history, rows[0]) or state.due_at or ""
    new_due = rows[0].fields.get("due_at") or ""
    yield Untold(
        dossier_id=dossier_id,
        code=state.code or "",
        holder_name=state.holder_name,
        phone=state.phone or "",
        procedure_name=state.procedure_name,
        letter=letter.event_id,
        due_at=due_at,
        new_due=str(new_due),
        text=notice_text(office, state.code or "", due_at, str(new_due)),
    )


def notice_text(office: str, code: str, due_at: str, new_due: str) -> str:
    """Return what is sent to a telephone: no name, no procedure, for anybody may read it there."""
    due = due_at[:10] or None
    return words.phrase("telling_text", "apology", office=office, code=code, due=due, new=new_due)


def apologise(
    ports: Ports,
    codes: Sequence[str],
    reason: str,
    working_days: int = USUAL_DAYS,
    *,
    signer: StepWish | None = None,
) -> Apologised:
    """Write the letters of dossiers that are late for one reason; all of them, or none.

    Args:
        ports: the outside world.
        codes: of the dossiers.
        reason: that every letter states.
        working_days: how many after its promise, or after today, each is to be ready.
        signer: who heads the agency and signs them; None: nobody was named.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: one of them is not here, or has its result; APOLOGY-APPROVAL nobody is
            named who signs.
        InvalidField: there is no reason, or the days are out of range.
        CalendarMissing: a new day would lie in a year without a calendar.
    """
    require(ports.actor.roles, *WORKERS)
    if not 1 <= working_days <= MOST_DAYS:
        raise InvalidField("working_days", "BAD-CHOICE", choices=f"1–{MOST_DAYS}")
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        calendar = uow.master.calendar()
        letters = []
        for code in dict.fromkeys(codes):
            state = find_dossier(uow, code)
            day = _new_day(state, calendar, now, working_days)
            wish = IssueLetter(
                kind=LetterKind.APOLOGY, reason=reason, due=day, step=signer or StepWish()
            )
            letters.append(record_letter(ports, uow, state, wish, now))
        uow.commit()
    _log.info("%s letters of apology", len(letters))
    return Apologised(letters=tuple(letters), touched=uow.touched | {Topic.DOSSIERS, Topic.TASKS})


def _new_day(
    state: DossierState, calendar: WorkingCalendar, now: datetime, working_days: int
) -> date:
    due = parse_moment(state.due_at).date() if state.due_at else now.date()
    return proposed_day(calendar, due, now.date(), working_days)
