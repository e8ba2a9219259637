"""The ways into the journal: own events, and those of other nodes."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, CursorResult, Text, bindparam, func, insert, select, update

from ca_desktop.domain.errors import DatabaseDamaged, PackageRefused
from ca_desktop.domain.events.envelope import (
    GENESIS,
    Envelope,
    StoredEvent,
    StreamName,
    commitment,
)
from ca_desktop.store.journal import SqlJournal
from ca_desktop.store.tables import journal, streams

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


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands, with its key in the tables."""

    stream_id: int
    seq: int
    hash: str


class JournalWriter:
    """The two ways an event gets in; see `ca_desktop.services.ports.work.UnitOfWork`."""

    def __init__(self, connection: Connection, reader: SqlJournal) -> None:
        self._connection = connection
        self._reader = reader
        self._heads: dict[str, Head] = {}

    def append(
        self, envelope: Envelope, salt: bytes | None, payload: bytes | None
    ) -> tuple[int, StoredEvent]:
        """Chain an own event; ``seq`` and ``prev_hash`` of the envelope are filled in here.

        The commitment of an erased payload stays as it is.
        """
        head = self._head(envelope.stream, own=True)
        commit = envelope.commit
        if salt is not None and payload is not None:
            commit = commitment(salt, payload)
        placed = replace(
            envelope,
            seq=head.seq + 1,
            prev_hash=head.hash,
            commit=commit,
        )
        stored = StoredEvent(placed.to_bytes(), salt, payload)
        return self._insert(head, placed, stored), stored

    def append_foreign(self, stored: StoredEvent, *, own: bool = False) -> int | None:
        """Keep the next event of a stream that is written elsewhere.

        Args:
            stored: as received.
            own: it stands in an own stream of an earlier life, given back.

        Returns:
            Its position; None when the same event is held already.

        Raises:
            PackageRefused: E-125 another event stands there; E-114 it does not chain.
        """
        envelope = stored.head
        head = self._head(envelope.stream, own=own)
        if envelope.seq <= head.seq:
            held = self._reader.hash_at(envelope.stream, envelope.seq)
            if held == stored.hash:
                return None
            raise PackageRefused(
                "E-125",
                stream=envelope.stream,
                seq=envelope.seq,
                held=held,
                offered=stored.hash,
            )
        if envelope.seq != head.seq + 1 or envelope.prev_hash != head.hash:
            raise PackageRefused("E-114")
        if stored.salt is None or stored.payload is None:
            raise PackageRefused("E-114")
        if commitment(stored.salt, stored.payload) != envelope.commit:
            raise PackageRefused("E-114")
        return self._insert(head, envelope, stored)

    def forget(self) -> None:
        """Look at the tables again: a part of the transaction was undone."""
        self._heads.clear()

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
