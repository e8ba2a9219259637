"""Moving many dates: some at a time, so that nobody waits for the writer, and never half of them.

The calendar is kept first. Its dates follow in transactions of `AT_ONCE` dossiers each; what a
power cut interrupts goes on at the next start, and a date that stands where it should is left.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.calendar_moves import CalendarMovesEnded
from ca_desktop.domain.events.dossiers import DueDateMoved
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.moments import moment_text
from ca_desktop.services.desk.calendar_moves import CalendarMoves, moves_under
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.desk.unmoved import Unmoved, moves_now, unmoved
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

AT_ONCE: Final = 50
"""Dossiers of one transaction."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedOn:
    """How many dates were moved now."""

    moved: int
    touched: frozenset[Topic] = frozenset()


def is_unmoved(ports: Ports) -> bool:
    """Tell whether a calendar in force has still to move a date."""
    with ports.reading() as view:
        return unmoved(view) is not None


def finish_moves(ports: Ports, watch: Watch = NOBODY) -> MovedOn:
    """Move every date that a calendar in force has still to move here.

    Nobody can stop it: half of the dates in one calendar and half in another serve no one.
    """
    with ports.reading() as view:
        kept = unmoved(view)
        if kept is None:
            return MovedOn(moved=0)
        found = moves_under(view, view.master.calendar(), kept.days) if kept.open else None
        away = _away(view, kept, found)
    ids = [state.dossier_id for state, _deadline in found.here] if found else []
    ids += [dossier_id for dossier_id in kept.left if dossier_id not in ids]
    moved = done = 0
    for part in handfuls(ids, AT_ONCE):
        watch.tell(Stage.MOVE, done, len(ids))
        with ports.writing() as uow:
            moved += record_moves(ports, uow, moves_now(uow, part), kept.reason)
            uow.commit()
        done += len(part)
    watch.tell(Stage.MOVE, len(ids), len(ids))
    touched: frozenset[Topic] = frozenset()
    if kept.open or away != kept.left:
        with ports.writing() as uow:
            record_end(uow, away, kept.reason)
            uow.commit()
            touched = uow.touched
    _log.info("calendar: %s dates moved, %s on their way", moved, len(away))
    return MovedOn(moved=moved, touched=touched | ({Topic.DOSSIERS} if moved else frozenset()))


def _away(view: View, kept: Unmoved, found: CalendarMoves | None) -> tuple[str, ...]:
    """Return the dossiers that are on their way, of this change and of one before."""
    wanted = [*kept.left, *(on_their_way(view, found) if found else ())]
    node = view.offices.node().node_id
    states = (view.dossiers.state(each) for each in dict.fromkeys(wanted))
    return tuple(
        state.dossier_id
        for state in states
        if state and state.custody.custodian == node and state.custody.forwarded_to is not None
    )


def on_their_way(view: View, found: CalendarMoves) -> tuple[str, ...]:
    """Return which moves are of dossiers that this office gave away and nobody has taken."""
    node = view.offices.node().node_id
    states = (view.dossiers.state(move.dossier_id) for move in found.moves if not move.here)
    return tuple(x.dossier_id for x in states if x is not None and x.custody.custodian == node)


def record_moves(
    ports: Ports, uow: UnitOfWork, moves: Iterable[tuple[DossierState, Deadline]], reason: str
) -> int:
    """Record the new dates of dossiers that are here; return how many."""
    now = moment_text(ports.clock.now().replace(second=0, microsecond=0))
    number = 0
    for state, deadline in moves:
        if deadline.due_at is not None:
            event = DueDateMoved(
                at=now,
                officer_name=ports.actor.name,
                note=reason,
                cause="calendar",
                due_at=moment_text(deadline.due_at),
                trace=deadline.trace,
            )
            record_step(uow, state, event)
            number += 1
    return number


def record_end(uow: UnitOfWork, left: tuple[str, ...], reason: str) -> None:
    """Record that nothing but what is on its way is left to be moved."""
    uow.record(CalendarMovesEnded(left=left, reason=reason), Standing(audience=LOCAL))
