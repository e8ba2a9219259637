"""The ways into the journal: own events, and those of other nodes."""

from collections.abc import Sequence
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
_LAST_POSITION = select(func.max(journal.c.position))
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

    def append_foreign(
        self, events: Sequence[StoredEvent], *, own: bool = False
    ) -> list[tuple[int, StoredEvent]]:
        """Keep the next events of streams that are written elsewhere.

        Args:
            events: as received, each after those before it in its stream.
            own: they stand in own streams of an earlier life, given back.

        Returns:
            Those that were not held already, with their positions.

        Raises:
            PackageRefused: E-125 another event stands there; E-114 it does not chain.
        """
        held = self._held_of(events)
        fresh = []
        for stored in events:
            place = stored.head.stream, stored.head.seq
            head = self._head(place[0], own=own)
            if place[1] > head.seq:
                _require_next(head, stored)
                self._heads[place[0]] = Head(head.stream_id, place[1], stored.hash)
                held[place] = stored.hash
                fresh.append(stored)
            elif held.get(place) != stored.hash:
                raise PackageRefused(
                    "E-125",
                    stream=place[0],
                    seq=place[1],
                    held=held.get(place),
                    offered=stored.hash,
                )
        return self._insert_all(fresh)

    def _held_of(self, events: Sequence[StoredEvent]) -> dict[tuple[str, int], str]:
        """Return the hashes that stand where these events want to stand."""
        places: dict[str, list[int]] = {}
        for stored in events:
            places.setdefault(stored.head.stream, []).append(stored.head.seq)
        return {
            (stream, seq): digest
            for stream, seqs in places.items()
            for seq, digest in self._reader.hashes(stream, min(seqs), max(seqs)).items()
        }

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
        result = self._connection.execute(_KEEP, _row(head.stream_id, stored))
        self._move_head(head.stream_id, envelope.seq, stored.hash, _seen(envelope))
        self._heads[envelope.stream] = Head(head.stream_id, envelope.seq, stored.hash)
        return _new_id(result)

    def _insert_all(self, events: Sequence[StoredEvent]) -> list[tuple[int, StoredEvent]]:
        """Insert events whose heads have been moved on already, in memory."""
        if not events:
            return []
        last = self._connection.execute(_LAST_POSITION).scalar() or 0
        placed = list(enumerate(events, start=last + 1))
        ids = {stored.head.stream: self._heads[stored.head.stream] for stored in events}
        self._connection.execute(
            _KEEP,
            [
                {"position": position, **_row(ids[stored.head.stream].stream_id, stored)}
                for position, stored in placed
            ],
        )
        for stream, head in ids.items():
            newest = max(_seen(x.head) for x in events if x.head.stream == stream)
            self._move_head(head.stream_id, head.seq, head.hash, newest)
        return placed

    def _move_head(self, stream_id: int, seq: int, digest: str, seen: str) -> None:
        self._connection.execute(
            _MOVE_HEAD,
            {"moved": stream_id, "head_seq": seq, "head_hash": digest, "seen": seen},
        )

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


def _row(stream_id: int, stored: StoredEvent) -> dict[str, Any]:
    envelope = stored.head
    return {
        "stream_id": stream_id,
        "seq": envelope.seq,
        "event_id": envelope.event_id,
        "kind": envelope.kind,
        "subject": envelope.subject,
        "hash": stored.hash,
        "envelope": stored.envelope,
        "salt": stored.salt,
        "payload": stored.payload,
    }


def _seen(envelope: Envelope) -> str:
    """Return the moment of an event, unless it was doubted."""
    return "" if envelope.clock else envelope.recorded_at


def _require_next(head: Head, stored: StoredEvent) -> None:
    """Demand that an event is the next link of its stream and says what it binds.

    Raises:
        PackageRefused: E-114.
    """
    envelope = stored.head
    if envelope.seq != head.seq + 1 or envelope.prev_hash != head.hash:
        raise PackageRefused("E-114")
    if stored.salt is None or stored.payload is None:
        raise PackageRefused("E-114")
    if commitment(stored.salt, stored.payload) != envelope.commit:
        raise PackageRefused("E-114")
