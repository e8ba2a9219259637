"""Dates that a calendar in force has still to move: after a break, or when a dossier comes back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.due_moves import UNMOVED
from ca_desktop.services.desk.calendar_moves import look_at
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """What is left of a change of the calendar.

    Attributes:
        open: its dates are being moved.
        days: that became something else; None: any day may have.
        left: ids of dossiers that were on their way to another office.
    """

    open: bool
    days: frozenset[date] | None
    left: tuple[str, ...]
    reason: str = field(repr=False)


def unmoved(view: View) -> Unmoved | None:
    """Return what is left of the last change; None where nothing is."""
    kept = view.offices.setting(UNMOVED)
    if not kept:
        return None
    said = json.loads(kept)
    days = frozenset(map(date.fromisoformat, said["days"]))
    found = Unmoved(
        open=said["open"], days=days or None, left=tuple(said["left"]), reason=said["reason"]
    )
    return found if found.open or found.left else None


def moves_now(view: View, dossier_ids: Sequence[str]) -> Sequence[tuple[DossierState, Deadline]]:
    """Return which of these dossiers the calendar in force moves here, and to where."""
    rows = view.dossiers.each(DossierFilter(ids=tuple(dossier_ids)))
    return look_at(view, view.master.calendar(), rows).here


def comes_back(view: View, dossier_id: str) -> tuple[DossierState, Deadline, str] | None:
    """Return the date of a dossier that was away when the calendar changed, and why it moves."""
    kept = unmoved(view)
    if kept is None or dossier_id not in kept.left:
        return None
    return next(((*move, kept.reason) for move in moves_now(view, [dossier_id])), None)
