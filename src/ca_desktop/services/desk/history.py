"""What the events of a dossier say: who it names now, and what did not count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS, build
from ca_desktop.domain.events.dossiers import (
    DocumentFact,
    DossierCorrected,
    DossierReceived,
    DueDateMoved,
    LetterIssued,
    ResultReady,
)
from ca_desktop.domain.events.handling import PapersCorrected, ResultCorrected
from ca_desktop.domain.events.old_registers import OldDossierRecorded
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.tasks import People, people_of
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, HistoryRow
from ca_desktop.services.ports.work import View
from ca_desktop.services.words import label

MOST = 500
"""Dossiers looked through for what did not count."""

_RESULTS = frozenset({ResultReady.__name__, ResultCorrected.__name__})
_LISTING: dict[str, type[DossierReceived] | type[PapersCorrected]] = {
    kind.__name__: kind for kind in (DossierReceived, PapersCorrected)
}
_NAMING: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (DossierReceived, DossierCorrected, OldDossierRecorded)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A state event that did not count (R13).

    Attributes:
        instead: the event that counted in its place; None where nothing did.
        early: True while what it builds on is not held here; it may still count.
    """

    row: HistoryRow
    instead: HistoryRow | None
    early: bool

    @property
    def code(self) -> str:
        """Whose words say why it did not count."""
        if self.early:
            return "COUNTS-LATER"
        return "CROSSED" if self.instead else "NOT-COUNTED"


def counted(history: Sequence[HistoryRow]) -> list[HistoryRow]:
    """Return the events that count in the order of their chain, whatever order they came in."""
    after = {row.builds_on: row for row in history if row.counted}
    found: list[HistoryRow] = []
    while (row := after.pop(found[-1].event_id if found else None, None)) is not None:
        found.append(row)
    return found


def people(history: Sequence[HistoryRow]) -> People | None:
    """Return the people a dossier names now; None where their intake was erased."""
    return people_of(
        build(_NAMING[row.kind], row.fields)
        for row in counted(history)
        if row.kind in _NAMING and row.fields is not None
    )


def promise_before(history: Sequence[HistoryRow], sheet: HistoryRow) -> str | None:
    """Return the due date in force right before a paper was written, by place in the journal.

    Moments have no seconds: what was written in the same minute is told apart by place alone. The
    move that an apology makes stands right before its letter and belongs to it.

    Returns:
        An ISO moment; None where the law set no limit, or the intake was erased.
    """
    earlier = [row for row in counted(history) if row.position < sheet.position]
    if earlier and _own_move(history, earlier[-1], sheet):
        earlier.pop()
    dues = [row.fields["due_at"] for row in earlier if row.fields and "due_at" in row.fields]
    return dues[-1] if dues else None


def _own_move(history: Sequence[HistoryRow], move: HistoryRow, sheet: HistoryRow) -> bool:
    """Tell whether a move is this letter's: an apology's, and no letter stands between them."""
    moved, letter = move.fields or {}, sheet.fields or {}
    letters = [row.position for row in history if row.kind == LetterIssued.__name__]
    return (
        move.kind == DueDateMoved.__name__
        and (moved.get("cause"), letter.get("letter")) == ("apology", LetterKind.APOLOGY)
        and moved.get("at") == letter.get("at")
        and not any(move.position < other < sheet.position for other in letters)
    )


def result_before(history: Sequence[HistoryRow], sheet: HistoryRow) -> Mapping[str, Any]:
    """Return what the newest result said when a paper was written; nothing before there is one.

    A result that was made anew says its number, its day, and whether it refuses; in an earlier
    journal only the first one says that.
    """
    return _result_of(row for row in counted(history) if row.position < sheet.position)


def result_now(history: Sequence[HistoryRow]) -> Mapping[str, Any]:
    """Return what the newest result says; nothing before there is one."""
    return _result_of(counted(history))


def _result_of(rows: Iterable[HistoryRow]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        if row.kind in _RESULTS:
            found |= {name: x for name, x in (row.fields or {}).items() if x is not None}
    return found


def papers_in(history: Sequence[HistoryRow]) -> tuple[tuple[DocumentFact, ...], str]:
    """Return the papers of a dossier as its intake, or what corrected it, says; and since when."""
    papers: tuple[DocumentFact, ...] = ()
    since = ""
    for row in counted(history):
        if row.kind in _LISTING and row.fields is not None:
            papers = build(_LISTING[row.kind], row.fields).documents
            since = since or row.at
    return papers, since


def strays(history: Sequence[HistoryRow]) -> list[Stray]:
    """Return the state events that did not count, each once."""
    by_id = {row.event_id: row for row in history}
    after = {row.builds_on: row for row in history if row.counted}
    found = []
    for row in by_id.values():
        if row.counted or row.kind not in KINDS or not KINDS[row.kind].state:
            continue
        place, passed = row, {row.event_id}
        while (before := by_id.get(place.builds_on or "")) and not before.counted:
            if before.event_id in passed:  # what others say may go in circles
                break
            passed.add(before.event_id)
            place = before
        early = place.builds_on is not None and place.builds_on not in by_id
        found.append(Stray(row=row, instead=after.get(place.builds_on), early=early))
    return found


def crossed(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name every event that did not count, and what counted in its place."""
    waiting = {x.subject for x in view.journal.problems() if x.code == "UNKNOWN-KIND"}
    for dossier in view.dossiers.rows(DossierFilter(crossed=True), limit=MOST, order="-received"):
        if dossier.dossier_id in waiting:  # what did not cross may only not be understood yet
            continue
        for stray in strays(view.dossiers.history(dossier.dossier_id)):
            instead = stray.instead
            yield Matter(
                code=stray.code,
                key=stray.row.event_id,
                about=dossier.code or dossier.procedure_name,
                remedy=Remedy.IMPORT if stray.early else Remedy.SETTLE,
                since=stray.row.at,
                dossier_id=dossier.dossier_id,
                details={
                    "event": label("events", stray.row.kind),
                    "office": stray.row.office_name,
                    "date": stray.row.at[:10],
                    "instead": label("events", instead.kind) if instead else "",
                    "other": instead.office_name if instead else "",
                },
                settles=not stray.early,
            )
