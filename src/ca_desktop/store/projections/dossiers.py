"""Dossiers: the table row is the fold of the state events held, whatever order they came in."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.custody import Custody, Link
from ca_desktop.domain.dossiers import (
    DossierState,
    DueSpan,
    Placed,
    Status,
    advance,
    fold,
    start,
)
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
from ca_desktop.domain.numbering import dossier_key, receipt_key, register_key
from ca_desktop.domain.people import Person
from ca_desktop.store import search
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.tables import (
    counters,
    dossier_dues,
    dossiers,
    journal,
    node,
    nodes,
    prints,
)

_STATE_KINDS = tuple(name for name, kind in KINDS.items() if kind.state)
_PLAIN = tuple(
    item.name
    for item in fields(DossierState)
    if item.name not in {"custody", "dues", "status", "forwarded_from", "limit", "by_minute"}
)

# Made once: building a statement costs more than running it.
_ADD, _ADD_DUES = insert(dossiers), insert(dossier_dues)
_ROW = select(dossiers).where(dossiers.c.dossier_id == bindparam("wanted"))
_DUES_OF = (
    select(dossier_dues.c.since, dossier_dues.c.due_at, dossier_dues.c.waiting)
    .where(dossier_dues.c.dossier_id == bindparam("wanted"))
    .order_by(dossier_dues.c.number)
)
_EARLIER = (
    select(journal.c.position)
    .where(journal.c.subject == bindparam("wanted"), journal.c.position < bindparam("before"))
    .limit(1)
)
_OFFICE_OF = (
    select(nodes.c.office_id)
    .where(nodes.c.node_id == bindparam("wanted"))
    .union_all(select(node.c.office_id).where(node.c.node_id == bindparam("wanted")))
)
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
    placed = _placed(applied)
    first = isinstance(applied.event, DossierReceived | IntakeRefused)
    if first and not _something_came_before(applied, dossier_id):
        _add(applied, start(placed), [placed])
        return
    row = row_of(applied.connection, dossier_id)
    if row is not None and not row.strays and row.tip == applied.head.builds_on:
        state = state_of(applied.connection, row)
        finds_anew = isinstance(applied.event, DossierCorrected)
        if state.custody.admits(placed.link) and not finds_anew:
            _change(applied.connection, state, advance(state, placed))
            return
    _refold(applied, dossier_id, known=row is not None)


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


def row_of(connection: Connection, dossier_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return the table row of a dossier."""
    return connection.execute(_ROW, {"wanted": dossier_id}).first()


def state_of(connection: Connection, row: Row[*tuple[Any, ...]]) -> DossierState:
    """Return the state that a table row holds."""
    dues = connection.execute(_DUES_OF, {"wanted": row.dossier_id})
    return DossierState(
        **{name: getattr(row, name) for name in _PLAIN},
        limit=row.limit_text,
        by_minute=bool(row.by_minute),
        status=Status(row.status),
        forwarded_from=Status(row.forwarded_from) if row.forwarded_from else None,
        dues=tuple(DueSpan(since=d.since, due_at=d.due_at, waiting=bool(d.waiting)) for d in dues),
        custody=Custody(
            number=row.custody,
            custodian=row.custodian,
            desk=row.desk,
            forwarded_to=row.forwarded_to,
        ),
    )


def _values(state: DossierState) -> dict[str, Any]:
    return {
        **{name: getattr(state, name) for name in _PLAIN},
        "limit_text": state.limit,
        "by_minute": int(state.by_minute),
        "status": state.status.value,
        "forwarded_from": state.forwarded_from.value if state.forwarded_from else None,
        "custody": state.custody.number,
        "custodian": state.custody.custodian,
        "desk": state.custody.desk,
        "forwarded_to": state.custody.forwarded_to,
    }


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
        case IntakeRefused(submitter=submitter):
            return (submitter,)
        case _:
            return ()


def _add(applied: Applied, state: DossierState, held: Iterable[Placed], strays: int = 0) -> None:
    position = _intake_position(applied, state) if strays else applied.position
    values = {"position": position, "strays": strays, **_values(state)}
    applied.connection.execute(_ADD, values)
    _write_dues(applied.connection, state, 0)
    search.add(applied.connection, position, _words(state, held))


def _intake_position(applied: Applied, state: DossierState) -> int:
    first = applied.connection.execute(
        select(journal.c.position)
        .where(
            journal.c.subject == state.dossier_id,
            journal.c.kind.in_(("DossierReceived", "IntakeRefused")),
        )
        .order_by(journal.c.position)
        .limit(1)
    ).scalar_one()
    return int(first)


def _change(
    connection: Connection, before: DossierState, after: DossierState, strays: int = 0
) -> None:
    connection.execute(
        update(dossiers)
        .where(dossiers.c.dossier_id == after.dossier_id)
        .values(strays=strays, **_values(after))
    )
    _write_dues(connection, after, len(before.dues))


def _write_dues(connection: Connection, state: DossierState, known: int) -> None:
    rows = [
        {
            "dossier_id": state.dossier_id,
            "number": number,
            "since": span.since,
            "due_at": span.due_at,
            "waiting": int(span.waiting),
        }
        for number, span in enumerate(state.dues[known:], start=known)
    ]
    if rows:
        connection.execute(_ADD_DUES, rows)


def _something_came_before(applied: Applied, dossier_id: str) -> bool:
    wanted = {"wanted": dossier_id, "before": applied.position}
    return applied.connection.execute(_EARLIER, wanted).first() is not None


def _refold(applied: Applied, dossier_id: str, *, known: bool) -> None:
    connection = applied.connection
    rows = connection.execute(
        select(journal.c.envelope, journal.c.salt, journal.c.payload)
        .where(
            journal.c.subject == dossier_id,
            journal.c.position <= applied.position,
            journal.c.kind.in_(_STATE_KINDS),
        )
        .order_by(journal.c.position)
    )
    held = [_placed_row(connection, StoredEvent(*row)) for row in rows]
    state = fold(held)
    if state is None:
        return
    strays = len({item.link.event_id for item in held}) - state.steps
    if not known:
        _add(applied, state, held, strays)
        return
    connection.execute(delete(dossier_dues).where(dossier_dues.c.dossier_id == dossier_id))
    connection.execute(
        update(dossiers)
        .where(dossiers.c.dossier_id == dossier_id)
        .values(strays=strays, **_values(state))
    )
    _write_dues(connection, state, 0)
    row = row_of(connection, dossier_id)
    if row is not None:
        search.put(connection, row.position, _words(state, held))


def _placed_row(connection: Connection, stored: StoredEvent) -> Placed:
    head = stored.head
    event = decode(head.kind, head.version, stored.payload or b"{}")
    return _placed(Applied(connection, 0, head, event, own=False))


def _placed(applied: Applied) -> Placed:
    head, event = applied.head, applied.event
    writer = StreamName.parse(head.stream).node
    return Placed(
        dossier_id=head.subject or "",
        event=event,
        link=Link(
            event_id=head.event_id,
            kind=head.kind,
            node=writer,
            office=office_of(applied.connection, writer),
            builds_on=head.builds_on,
            custody=head.custody,
            to_office=event.to_office if isinstance(event, DossierForwarded) else None,
        ),
    )


def office_of(connection: Connection, node_id: str) -> str | None:
    """Return the office a node belongs to, by the roster; the own node needs none."""
    known = connection.execute(_OFFICE_OF, {"wanted": node_id}).scalar()
    return None if known is None else str(known)
