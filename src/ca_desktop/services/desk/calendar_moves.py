"""Which promises of open dossiers a working calendar moves, and to where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import Cutoff, Deadline
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.due_moves import moved_to, promise_of
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS, build
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.services.desk.history import counted
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

OFTEN = 50
"""Dossiers after which whoever waits is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A promise that a calendar moves.

    Attributes:
        old: ISO moment; so is new.
        here: this office holds the dossier, so it moves the date; others do when they hear.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    procedure_name: str
    held_by: str
    old: str
    new: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMoves:
    """What becomes of the open dossiers.

    Attributes:
        moves: those due first before the others.
        endless: years that are missing, so that some dates could not be reckoned.
        resting: codes of dossiers whose date a person chose and that falls on a rest day now.
        here: of the moves, those of dossiers that this office holds.
    """

    moves: tuple[Move, ...]
    endless: tuple[int, ...] = ()
    resting: tuple[str, ...] = ()
    here: tuple[tuple[DossierState, Deadline], ...] = ()


def moves_under(
    view: View,
    calendar: WorkingCalendar,
    changed: frozenset[date] | None,
    watch: Watch = NOBODY,
) -> CalendarMoves:
    """Return which dates of open dossiers a calendar moves.

    Args:
        view: the dossiers.
        calendar: as it is or would be.
        changed: the days that became something else; None: any day may have.
        watch: may stop it.
    """
    every = view.dossiers.each(DossierFilter(open_only=True), order="due")
    return look_at(view, calendar, (row for row in every if _spans(row, changed)), watch)


def look_at(
    view: View, calendar: WorkingCalendar, rows: Iterable[DossierRow], watch: Watch = NOBODY
) -> CalendarMoves:
    """Return which dates of these dossiers a calendar moves.

    Raises:
        Cancelled: the person has asked to stop.
    """
    look = _Look(view, calendar)
    for done, row in enumerate(rows):
        if done % OFTEN == 0:
            watch.step(Stage.MOVE, done, 0)
        look.at(row)
    return CalendarMoves(
        moves=tuple(look.moves),
        endless=tuple(sorted(look.endless)),
        resting=tuple(look.resting),
        here=tuple(look.here),
    )


class _Look:
    """Open dossiers under a calendar, one after the other."""

    def __init__(self, view: View, calendar: WorkingCalendar) -> None:
        self._view = view
        self._calendar = calendar
        self._own = view.offices.node().node_id
        self._cutoffs: dict[tuple[str, date], Cutoff | None] = {}
        self.moves: list[Move] = []
        self.here: list[tuple[DossierState, Deadline]] = []
        self.endless: set[int] = set()
        self.resting: list[str] = []

    def at(self, row: DossierRow) -> None:
        """Note what becomes of a dossier."""
        state = self._view.dossiers.state(row.dossier_id)
        promise = promise_of(_events(self._view, row.dossier_id))
        if state is None or promise is None or state.due_at is None:
            return
        try:
            deadline = moved_to(self._calendar, state, promise, cutoff=self._cutoff(state))
            day = parse_moment(state.due_at).date()
            if promise.chosen and not self._calendar.is_working(day):
                self.resting.append(row.code or "")
        except CalendarMissing as error:
            self.endless.add(error.year)
            return
        if deadline is not None and deadline.due_at is not None:
            here = state.custody.custodian == self._own and state.custody.forwarded_to is None
            self.moves.append(_move(row, moment_text(deadline.due_at), here=here))
            if here:
                self.here.append((state, deadline))

    def _cutoff(self, state: DossierState) -> Cutoff | None:
        key = state.procedure_code, parse_moment(state.received_at).date()
        if key not in self._cutoffs:
            procedure = self._view.master.procedure(*key)
            self._cutoffs[key] = procedure.latest if procedure else None
        return self._cutoffs[key]


def _spans(row: DossierRow, changed: frozenset[date] | None) -> bool:
    if row.due_at is None:
        return False
    first, last = parse_moment(row.received_at).date(), parse_moment(row.due_at).date()
    return changed is None or any(first <= day <= last for day in changed)


def _move(row: DossierRow, new: str, *, here: bool) -> Move:
    return Move(
        dossier_id=row.dossier_id,
        code=row.code or "",
        holder_name=row.holder_name,
        procedure_name=row.procedure_name,
        held_by=row.held_by,
        old=row.due_at or "",
        new=new,
        here=here,
    )


def _events(view: View, dossier_id: str) -> Iterator[Event]:
    for row in counted(view.dossiers.history(dossier_id)):
        if row.fields is not None:
            yield build(KINDS[row.kind], row.fields)
