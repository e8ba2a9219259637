"""The journal: appending, chaining, reading and verifying events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Row,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from ca_desktop.domain.errors import DatabaseDamaged, PackageRefused
from ca_desktop.domain.events.envelope import (
    GENESIS,
    Envelope,
    StoredEvent,
    StreamName,
    commitment,
    event_hash,
)
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.ports.rows import ProblemRow, StreamRow
from ca_desktop.store.tables import journal, node, problems, streams

CHUNK = 500
"""Events read at a time while streaming."""

# Statements of the busiest path are made once: building them costs more than running them.
_KEEP = insert(journal)
_HEAD = select(streams.c.stream_id, streams.c.head_seq, streams.c.head_hash).where(
    streams.c.name == bindparam("wanted")
)
_MOVE_HEAD = (
    update(streams)
    .where(streams.c.stream_id == bindparam("moved"))
    .values(
        head_seq=bindparam("head_seq"),
        head_hash=bindparam("head_hash"),
        newest_at=func.max(streams.c.newest_at, bindparam("seen", type_=Text)),
    )
)


_NEWEST = select(func.max(streams.c.newest_at))


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands, with its key in the tables."""

    stream_id: int
    seq: int
    hash: str


class SqlJournal:
    """See `ca_desktop.services.ports.work.Journal`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def streams(self) -> Sequence[StreamRow]:
        """Return every stream held, own ones first."""
        rows = self._connection.execute(
            select(
                streams.c.name,
                streams.c.node,
                streams.c.incarnation,
                streams.c.audience,
                streams.c.own,
                streams.c.head_seq,
                streams.c.head_hash,
                streams.c.sent_to,
            ).order_by(streams.c.own.desc(), streams.c.name)
        )
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
            )
            for row in rows
        ]

    def hash_at(self, stream: str, seq: int) -> str | None:
        """Return the hash held there; 64 zeros for seq 0; None when not held."""
        if seq == 0:
            return GENESIS
        return self._connection.execute(
            select(journal.c.hash)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(streams.c.name == stream, journal.c.seq == seq)
        ).scalar()

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

    def replay(self) -> Iterator[tuple[int, StoredEvent]]:
        """Yield every event with its position, in the order it came."""
        last = 0
        while chunk := self._after(last):
            for row in chunk:
                yield row.position, StoredEvent(row.envelope, row.salt, row.payload)
            last = chunk[-1].position

    def _after(self, position: int) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(
            select(journal.c.position, journal.c.envelope, journal.c.salt, journal.c.payload)
            .where(journal.c.position > position)
            .order_by(journal.c.position)
            .limit(CHUNK)
        ).all()

    def exported(self, event_id: str) -> bool:
        """Tell whether an own event may have left; one of an earlier life counts as exported."""
        held = self._connection.execute(
            select(streams.c.incarnation, streams.c.sent_to, journal.c.seq)
            .join(journal, journal.c.stream_id == streams.c.stream_id)
            .where(journal.c.event_id == event_id, streams.c.own == 1)
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
                subject=row.subject,
                code=row.code,
            )
            for row in rows
        ]

    def size(self) -> int:
        """Return the number of events held."""
        return self._connection.execute(select(func.count()).select_from(journal)).scalar_one()

    def verify(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Check every chain and payload; return the number of events.

        Raises:
            DatabaseDamaged: an event is not what its chain says.
        """
        total, done = self.size(), 0
        heads: dict[str, tuple[int, str]] = {}
        for _position, stored in self.replay():
            _check_link(stored, heads)
            done += 1
            if progress and done % CHUNK == 0:
                progress(done, total)
        held = {row.name: (row.seq, row.hash) for row in self.streams() if row.seq}
        if held != heads:
            raise DatabaseDamaged(check="heads")
        return done


class JournalWriter:
    """The two ways an event gets in; see `ca_desktop.services.ports.work.UnitOfWork`."""

    def __init__(self, connection: Connection, reader: SqlJournal) -> None:
        self._connection = connection
        self._reader = reader
        self._heads: dict[str, Head] = {}

    def append(self, envelope: Envelope, salt: bytes, payload: bytes) -> tuple[int, StoredEvent]:
        """Chain an own event; ``seq`` and ``prev_hash`` of the envelope are filled in here."""
        head = self._head(envelope.stream, own=True)
        placed = replace(
            envelope,
            seq=head.seq + 1,
            prev_hash=head.hash,
            commit=commitment(salt, payload),
        )
        stored = StoredEvent(placed.to_bytes(), salt, payload)
        return self._insert(head, placed, stored), stored

    def append_foreign(self, stored: StoredEvent) -> int | None:
        """Keep the next event of another node's stream.

        Returns:
            Its position; None when the same event is held already.

        Raises:
            PackageRefused: E-125 another event stands there; E-114 it does not chain.
        """
        envelope = stored.head
        head = self._head(envelope.stream, own=False)
        if envelope.seq <= head.seq:
            if self._reader.hash_at(envelope.stream, envelope.seq) != stored.hash:
                raise PackageRefused("E-125")
            return None
        if envelope.seq != head.seq + 1 or envelope.prev_hash != head.hash:
            raise PackageRefused("E-114")
        if stored.salt is None or stored.payload is None:
            raise PackageRefused("E-114")
        if commitment(stored.salt, stored.payload) != envelope.commit:
            raise PackageRefused("E-114")
        return self._insert(head, envelope, stored)

    def _head(self, stream: str, *, own: bool) -> Head:
        if stream not in self._heads:
            row = self._connection.execute(_HEAD, {"wanted": stream}).first()
            self._heads[stream] = Head(*row) if row else self._open(stream, own=own)
        return self._heads[stream]

    def _open(self, stream: str, *, own: bool) -> Head:
        name = StreamName.parse(stream)
        result = self._connection.execute(
            insert(streams).values(
                name=stream,
                node=name.node,
                incarnation=name.incarnation,
                audience=name.audience,
                own=int(own),
                head_seq=0,
                head_hash=GENESIS,
                sent_to=0,
                newest_at="",
            )
        )
        return Head(_new_id(result), 0, GENESIS)

    def _insert(self, head: Head, envelope: Envelope, stored: StoredEvent) -> int:
        result = self._connection.execute(
            _KEEP,
            {
                "stream_id": head.stream_id,
                "seq": envelope.seq,
                "event_id": envelope.event_id,
                "kind": envelope.kind,
                "subject": envelope.subject,
                "hash": stored.hash,
                "envelope": stored.envelope,
                "salt": stored.salt,
                "payload": stored.payload,
            },
        )
        self._connection.execute(
            _MOVE_HEAD,
            {
                "moved": head.stream_id,
                "head_seq": envelope.seq,
                "head_hash": stored.hash,
                "seen": "" if envelope.clock else envelope.recorded_at,
            },
        )
        self._heads[envelope.stream] = Head(head.stream_id, envelope.seq, stored.hash)
        return _new_id(result)

    def mark_sent(self, stream: str, seq: int) -> None:
        """Remember that events up to ``seq`` are on their way in a package."""
        self._connection.execute(
            update(streams)
            .where(streams.c.name == stream, streams.c.sent_to < seq)
            .values(sent_to=seq)
        )


def _new_id(result: CursorResult[*tuple[Any, ...]]) -> int:
    if result.lastrowid is None:
        raise DatabaseDamaged(check="rowid")
    return int(result.lastrowid)


def _check_link(stored: StoredEvent, heads: dict[str, tuple[int, str]]) -> None:
    head = stored.head
    seq, previous = heads.get(head.stream, (0, GENESIS))
    sound = (
        head.seq == seq + 1
        and head.prev_hash == previous
        and (
            stored.payload is None
            or stored.salt is None
            or commitment(stored.salt, stored.payload) == head.commit
        )
    )
    if not sound:
        raise DatabaseDamaged(check="chain", stream=head.stream, seq=head.seq)
    heads[head.stream] = (head.seq, event_hash(stored.envelope))
