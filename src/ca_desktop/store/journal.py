"""The journal: appending, chaining, reading and verifying events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    func,
    or_,
    select,
)

from ca_desktop.domain.errors import DatabaseDamaged
from ca_desktop.domain.events.envelope import (
    GENESIS,
    Envelope,
    StoredEvent,
    commitment,
)
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.ports.rows import ProblemRow, StreamRow
from ca_desktop.store.lives_tables import heirs
from ca_desktop.store.tables import journal, node, problems, streams

INHERITED = streams.c.node.in_(
    select(heirs.c.old).where(heirs.c.counts_as == select(node.c.node_id).scalar_subquery())
)
"""Streams of nodes whose place this one took (R17)."""

CHUNK = 500
"""Events read at a time while streaming."""

_FIRST_PLACES = (
    select(journal.c.event_id, func.min(journal.c.position).label("place"))
    .where(journal.c.event_id.in_(bindparam("events", expanding=True)))
    .group_by(journal.c.event_id)
)
_NEWEST = select(func.max(streams.c.newest_at))

# Made once: building a statement costs more than running it, and these run at every start.
_HASH_AT = (
    select(journal.c.hash)
    .join(streams, streams.c.stream_id == journal.c.stream_id)
    .where(streams.c.name == bindparam("stream"), journal.c.seq == bindparam("at"))
)
_STREAMS = select(
    streams.c.name,
    streams.c.node,
    streams.c.incarnation,
    streams.c.audience,
    streams.c.own,
    streams.c.head_seq,
    streams.c.head_hash,
    streams.c.sent_to,
    streams.c.closed_at,
).order_by(streams.c.own.desc(), streams.c.name)


class SqlJournal:
    """See `ca_desktop.services.ports.work.Journal`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def streams(self) -> Sequence[StreamRow]:
        """Return every stream held, own ones first."""
        rows = self._connection.execute(_STREAMS)
        return [
            StreamRow(
                name=row.name,
                node=row.node,
                incarnation=row.incarnation,
                audience=row.audience,
                own=bool(row.own),
                seq=row.head_seq,
                hash=row.head_hash,
                sent_to=row.sent_to,
                closed_at=row.closed_at,
            )
            for row in rows
        ]

    def hash_at(self, stream: str, seq: int) -> str | None:
        """Return the hash held there; 64 zeros for seq 0; None when not held."""
        if seq == 0:
            return GENESIS
        return self._connection.execute(_HASH_AT, {"stream": stream, "at": seq}).scalar()

    def events(self, stream: str, start: int, end: int) -> Iterator[StoredEvent]:
        """Yield events ``start … end`` of a stream."""
        stream_id = self._connection.execute(
            select(streams.c.stream_id).where(streams.c.name == stream)
        ).scalar()
        for first in range(start, end + 1, CHUNK):
            rows = self._connection.execute(
                select(journal.c.envelope, journal.c.salt, journal.c.payload)
                .where(
                    journal.c.stream_id == stream_id,
                    journal.c.seq.between(first, min(end, first + CHUNK - 1)),
                )
                .order_by(journal.c.seq)
            )
            for row in rows:
                yield StoredEvent(row.envelope, row.salt, row.payload)

    def replay(self) -> Iterator[list[tuple[int, StoredEvent]]]:
        """Yield every event with its position, in the order it came, some at a time."""
        last = 0
        while chunk := self._after(last):
            yield [
                (row.position, StoredEvent(row.envelope, row.salt, row.payload)) for row in chunk
            ]
            last = chunk[-1].position

    def _after(self, position: int) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(
            select(journal.c.position, journal.c.envelope, journal.c.salt, journal.c.payload)
            .where(journal.c.position > position)
            .order_by(journal.c.position)
            .limit(CHUNK)
        ).all()

    def lately(self, before: int | None, limit: int) -> Sequence[tuple[int, Envelope]]:
        """Return the newest events of this office with their positions, the newest first."""
        query = (
            select(journal.c.position, journal.c.envelope)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(streams.c.own == 1)
            .order_by(journal.c.position.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(journal.c.position < before)
        return [
            (row.position, StoredEvent(row.envelope, None, None).head)
            for row in self._connection.execute(query)
        ]

    def first_places(self, event_ids: Sequence[str]) -> dict[str, int]:
        """Return where events stand first; one written anew by a later life stands twice."""
        rows = self._connection.execute(_FIRST_PLACES, {"events": event_ids})
        return {row.event_id: row.place for row in rows}

    def hashes(self, stream: str, start: int, end: int) -> dict[int, str]:
        """Return the hashes held of events ``start … end`` of a stream."""
        rows = self._connection.execute(
            select(journal.c.seq, journal.c.hash)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(streams.c.name == stream, journal.c.seq.between(start, end))
        )
        return {row.seq: row.hash for row in rows}

    def holds(self, event_id: str) -> bool:
        """Tell whether an event is held, in whatever stream."""
        return (
            self._connection.execute(
                select(journal.c.position).where(journal.c.event_id == event_id).limit(1)
            ).first()
            is not None
        )

    def carried(self, event_id: str) -> bool:
        """Tell whether an own event stands where it is exchanged."""
        place = (
            select(journal.c.position)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(
                journal.c.event_id == event_id,
                or_(streams.c.own == 1, INHERITED),
                or_(streams.c.closed_at.is_(None), journal.c.seq <= streams.c.closed_at),
            )
        )
        return self._connection.execute(place.limit(1)).first() is not None

    def exported(self, event_id: str) -> bool:
        """Tell whether an own event may have left; one of an earlier life counts as exported."""
        held = self._connection.execute(
            select(streams.c.incarnation, streams.c.sent_to, journal.c.seq)
            .join(journal, journal.c.stream_id == streams.c.stream_id)
            .where(journal.c.event_id == event_id, or_(streams.c.own == 1, INHERITED))
        ).all()
        current = self._connection.execute(select(node.c.incarnation)).scalar()
        return any(row.incarnation != current or row.sent_to >= row.seq for row in held)

    def newest_moment(self) -> datetime | None:
        """Return the newest moment that an event claims whose writer's clock was in order."""
        newest = self._connection.execute(_NEWEST).scalar()
        return parse_moment(newest) if newest else None

    def last_of(self, kinds: Iterable[str], audience: str) -> int:
        """Return the highest seq of these kinds in streams of an audience, 0 for none."""
        return (
            self._connection.execute(
                select(func.max(journal.c.seq))
                .join(streams, streams.c.stream_id == journal.c.stream_id)
                .where(streams.c.audience == audience, journal.c.kind.in_(tuple(kinds)))
            ).scalar()
            or 0
        )

    def problems(self) -> Sequence[ProblemRow]:
        """Return the events that are stored but not applied."""
        rows = self._connection.execute(
            select(
                journal.c.position,
                streams.c.name,
                journal.c.seq,
                journal.c.kind,
                journal.c.subject,
                journal.c.envelope,
                problems.c.code,
            )
            .join(problems, problems.c.position == journal.c.position)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .order_by(journal.c.position)
        )
        return [
            ProblemRow(
                position=row.position,
                stream=row.name,
                seq=row.seq,
                kind=row.kind,
                version=StoredEvent(row.envelope, None, None).head.version,
                subject=row.subject,
                code=row.code,
            )
            for row in rows
        ]

    def size(self) -> int:
        """Return the number of events held."""
        return self._connection.execute(select(func.count()).select_from(journal)).scalar_one()

    def verify(
        self, progress: Callable[[int, int], None] | None = None, *, newest: int | None = None
    ) -> int:
        """Check every chain, payload and row; return the number of events.

        Args:
            progress: told events done and in all.
            newest: check only so many of the newest events.

        Raises:
            DatabaseDamaged: an event is not what its chain says, or its row is not the event's.
        """
        total, done = self.size(), 0
        last = 0 if newest is None else self._newest_position() - newest
        heads = self._heads_at(last)
        while chunk := self._rows_after(last):
            for row in chunk:
                _check_row(row, heads)
            done, last = done + len(chunk), chunk[-1].position
            if progress:
                progress(done, total)
        held = {row.name: (row.seq, row.hash) for row in self.streams() if row.seq}
        if held != heads:
            raise DatabaseDamaged(check="heads")
        return done

    def _newest_position(self) -> int:
        return self._connection.execute(select(func.max(journal.c.position))).scalar() or 0

    def _heads_at(self, position: int) -> dict[str, tuple[int, str]]:
        """Return the newest event of each stream up to a position."""
        if position <= 0:
            return {}
        upto = journal.alias()
        newest = (
            select(func.max(upto.c.seq))
            .where(upto.c.stream_id == streams.c.stream_id, upto.c.position <= position)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(streams.c.name, journal.c.seq, journal.c.hash)
            .join(journal, journal.c.stream_id == streams.c.stream_id)
            .where(journal.c.seq == newest)
        )
        return {row.name: (row.seq, row.hash) for row in rows}

    def _rows_after(self, position: int) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(
            select(journal, streams.c.name)
            .outerjoin(streams, streams.c.stream_id == journal.c.stream_id)
            .where(journal.c.position > position)
            .order_by(journal.c.position)
            .limit(CHUNK)
        ).all()


_NO_ENVELOPE = (ValueError, LookupError, TypeError, RecursionError)


def _check_row(row: Row[*tuple[Any, ...]], heads: dict[str, tuple[int, str]]) -> None:
    stored = StoredEvent(row.envelope, row.salt, row.payload)
    try:
        head = stored.head
    except _NO_ENVELOPE as error:
        raise DatabaseDamaged(check="envelope", position=row.position) from error
    said = (head.stream, head.seq, head.event_id, head.kind, head.subject, stored.hash)
    if said != (row.name, row.seq, row.event_id, row.kind, row.subject, row.hash):
        raise DatabaseDamaged(check="row", position=row.position)
    if heads.get(head.stream, (0, GENESIS)) != (head.seq - 1, head.prev_hash):
        raise DatabaseDamaged(check="chain", stream=head.stream, seq=head.seq)
    if row.salt is None or row.payload is None:
        raise DatabaseDamaged(check="erased", stream=head.stream, seq=head.seq)
    if commitment(row.salt, row.payload) != head.commit:
        raise DatabaseDamaged(check="payload", stream=head.stream, seq=head.seq)
    heads[head.stream] = (head.seq, stored.hash)
