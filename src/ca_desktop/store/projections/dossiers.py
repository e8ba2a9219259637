"""Dossiers: the table row is the fold of the state events held, whatever order they came in."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.custody import Link
from ca_desktop.domain.dossiers import DossierState, Placed
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS, decode
from ca_desktop.domain.events.dossiers import (
    DossierCorrected,
    DossierForwarded,
    DossierReceived,
    IntakeRefused,
)
from ca_desktop.domain.events.envelope import StoredEvent, StreamName
from ca_desktop.domain.events.office import SlipPrinted
from ca_desktop.domain.events.old_registers import OldDossierRecorded
from ca_desktop.domain.events.papers import PaperNumber
from ca_desktop.domain.folding import advance, fold, start
from ca_desktop.domain.numbering import dossier_key, paper_key, receipt_key, register_key
from ca_desktop.domain.people import Person
from ca_desktop.store import search
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.dossier_rows import Held
from ca_desktop.store.tables import counters, journal, prints

_STATE_KINDS = tuple(name for name, kind in KINDS.items() if kind.state)
_FIRST = ("DossierReceived", "IntakeRefused", "OldDossierRecorded")
_COUNT = upsert(counters).values(key=bindparam("key"), last=bindparam("last"))
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=["key"],
    set_={"last": _COUNT.excluded.last},
    where=counters.c.last < _COUNT.excluded.last,
)


def state_event(applied: Applied) -> None:
    """Move a dossier on, or fold it anew when the event does not simply come next."""
    dossier_id = applied.head.subject
    if dossier_id is None:
        raise ValueError("a state event names its dossier")
    placed, rows = _placed(applied), applied.rows
    first = isinstance(applied.event, DossierReceived | IntakeRefused | OldDossierRecorded)
    if first and not rows.stood_before(dossier_id, applied.position):
        state = start(placed)
        rows.add(applied.position, state, 0, _words(state, [placed]))
        return
    held = rows.find(dossier_id)
    finds_anew = isinstance(applied.event, DossierCorrected)
    if held is not None and _comes_next(held, placed) and not finds_anew:
        rows.move(held, advance(held.state, placed))
        return
    _refold(applied, dossier_id)


def _comes_next(held: Held, placed: Placed) -> bool:
    """Tell whether an event simply goes on from where its dossier stands."""
    state = held.state
    goes_on = not held.strays and state.tip == placed.link.builds_on
    return goes_on and state.custody.admits(placed.link)


def slip_printed(applied: Applied, event: SlipPrinted) -> None:
    """The slip of a dossier was made once more."""
    values = {"copies": event.reprint + 1}
    applied.connection.execute(
        upsert(prints)
        .values(dossier_id=applied.head.subject, **values)
        .on_conflict_do_update(index_elements=["dossier_id"], set_=values)
    )


def count_numbers(applied: Applied, event: DossierReceived) -> None:
    """Remember the numbers an own intake used."""
    numbers = event.numbers
    used = (
        (dossier_key(numbers.unit, numbers.day), numbers.dossier),
        (receipt_key(numbers.unit, numbers.day), numbers.receipt),
        (register_key(numbers.unit, numbers.day), numbers.register),
    )
    rows = [{"key": key.text, "last": number} for key, number in used]
    applied.connection.execute(_COUNT, rows)


def count_paper(applied: Applied, number: PaperNumber) -> None:
    """Remember the number an own letter used."""
    key = paper_key(number.book, number.unit, number.day)
    applied.connection.execute(_COUNT, {"key": key.text, "last": number.running})


def _words(state: DossierState, held: Iterable[Placed]) -> str:
    """Return what finds a dossier: its numbers and those of everybody who stands in it.

    Whoever lost the slip comes with a card of their own, submitter or holder.
    """
    people = [person for item in held for person in _people(item.event)]
    told = [part for person in people for part in (person.name, person.id_number, person.phone)]
    return search.words_of(state.code, state.register_no, *dict.fromkeys(told))


def _people(event: Event) -> tuple[Person, ...]:
    match event:
        case DossierReceived() | DossierCorrected():
            return (event.holder, event.submitter) if event.holder else (event.submitter,)
        case IntakeRefused(submitter=submitter) | OldDossierRecorded(submitter=submitter):
            return (submitter,)
        case _:
            return ()


def _intake_position(applied: Applied, dossier_id: str) -> int:
    first = applied.connection.execute(
        select(journal.c.position)
        .where(
            journal.c.subject == dossier_id,
            journal.c.kind.in_(_FIRST),
        )
        .order_by(journal.c.position)
        .limit(1)
    ).scalar_one()
    return int(first)


def fold_anew(applied: Applied, dossier_id: str) -> None:
    """Fold a dossier again: others count as its custodian now."""
    _refold(applied, dossier_id)


def _refold(applied: Applied, dossier_id: str) -> None:
    rows = applied.connection.execute(
        select(journal.c.envelope, journal.c.salt, journal.c.payload)
        .where(
            journal.c.subject == dossier_id,
            journal.c.position <= applied.position,
            journal.c.kind.in_(_STATE_KINDS),
        )
        .order_by(journal.c.position)
    )
    held = [_placed_row(applied, StoredEvent(*row)) for row in rows]
    state = fold(held)
    if state is None:
        return
    strays = len({item.link.event_id for item in held}) - state.steps
    known, words = applied.rows.find(dossier_id), _words(state, held)
    if known is not None:
        applied.rows.replace(known, state, strays, words)
        return
    position = _intake_position(applied, dossier_id) if strays else applied.position
    applied.rows.add(position, state, strays, words)


def _placed_row(applied: Applied, stored: StoredEvent) -> Placed:
    head = stored.head
    event = decode(head.kind, head.version, stored.payload or b"{}")
    return _placed(replace(applied, head=head, event=event))


def _placed(applied: Applied) -> Placed:
    head, event = applied.head, applied.event
    writer = StreamName.parse(head.stream).node
    return Placed(
        dossier_id=head.subject or "",
        event=event,
        link=Link(
            event_id=head.event_id,
            kind=head.kind,
            node=applied.rows.counts_as(writer),
            office=applied.rows.office_of(writer),
            builds_on=head.builds_on,
            custody=head.custody,
            to_office=event.to_office if isinstance(event, DossierForwarded) else None,
        ),
    )
