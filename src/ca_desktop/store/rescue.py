"""Completing a database that was put back to an earlier state, from the second journal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from ca_desktop.domain.errors import DatabaseDamaged
from ca_desktop.domain.events.envelope import GENESIS, StoredEvent, StreamName, commitment
from ca_desktop.domain.packages import Head
from ca_desktop.store.journal import SqlJournal
from ca_desktop.store.journal_writer import JournalWriter
from ca_desktop.store.tables import node


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a second journal holds and a database does not.

    Attributes:
        tail: in the order of the second journal; each goes on from what the database holds, or
            from one before it here.
        conflicting: cannot be put there: another event stands in its place or before it, or
            those between are nowhere (R18).
        own_streams: names of the streams in ``tail`` and ``conflicting`` that are this node's.
    """

    tail: tuple[StoredEvent, ...] = field(repr=False)
    conflicting: tuple[StoredEvent, ...] = field(repr=False)
    own_streams: frozenset[str]

    @property
    def own_tail(self) -> tuple[StoredEvent, ...]:
        """The part of the tail that this office wrote."""
        return tuple(item for item in self.tail if item.head.stream in self.own_streams)

    @property
    def own_heads(self) -> dict[str, Head]:
        """The heads of own streams once the tail is there, by name."""
        return {
            item.head.stream: Head(stream=item.head.stream, seq=item.head.seq, hash=item.hash)
            for item in self.own_tail
        }

    @property
    def foreign_tail(self) -> tuple[StoredEvent, ...]:
        """The part of the tail that came from others."""
        return tuple(item for item in self.tail if item.head.stream not in self.own_streams)


def missing(connection: Connection, entries: Iterable[StoredEvent]) -> Missing:
    """Tell what of a second journal the database lacks.

    Args:
        connection: of an open database; nothing is written.
        entries: oldest first; one may come twice.
    """
    held = _Held(connection)
    tail: list[StoredEvent] = []
    conflicting: dict[str, StoredEvent] = {}
    named: set[str] = set()
    for entry in entries:
        if held.has(entry):
            continue
        named.add(entry.head.stream)
        if held.goes_on_with(entry):
            held.add(entry)
            tail.append(entry)
        else:
            conflicting.setdefault(entry.hash, entry)
    return Missing(
        tail=tuple(tail),
        conflicting=tuple(conflicting.values()),
        own_streams=frozenset(filter(held.is_own, named)),
    )


class _Held:
    """What the database holds, and what it would hold with a tail added to it."""

    def __init__(self, connection: Connection) -> None:
        self._journal = SqlJournal(connection)
        self._node = connection.execute(select(node.c.node_id)).scalar()
        rows = self._journal.streams()
        self._in_database = {row.name: row.seq for row in rows}
        self._heads = {row.name: (row.seq, row.hash) for row in rows}
        self._added: dict[tuple[str, int], str] = {}

    def is_own(self, stream: str) -> bool:
        return StreamName.parse(stream).node == self._node

    def has(self, entry: StoredEvent) -> bool:
        head = entry.head
        if head.seq <= self._in_database.get(head.stream, 0):
            return self._journal.hash_at(head.stream, head.seq) == entry.hash
        return self._added.get((head.stream, head.seq)) == entry.hash

    def goes_on_with(self, entry: StoredEvent) -> bool:
        head = entry.head
        seq, previous = self._heads.get(head.stream, (0, GENESIS))
        return (head.seq, head.prev_hash) == (seq + 1, previous) and _says_what_it_binds(entry)

    def add(self, entry: StoredEvent) -> None:
        head = entry.head
        self._heads[head.stream] = head.seq, entry.hash
        self._added[head.stream, head.seq] = entry.hash


def put_back(connection: Connection, found: Missing) -> Iterator[tuple[int, StoredEvent]]:
    """Add a tail to the journal, stream, seq, hash and bytes as they were.

    Yields:
        Each event with its position, for its projection.

    Raises:
        DatabaseDamaged: the journal has changed since ``found`` was.
    """
    restorer = _Restorer(connection, SqlJournal(connection))
    for stored in found.tail:
        yield restorer.put_back(stored, own=stored.head.stream in found.own_streams), stored


class _Restorer(JournalWriter):
    """A third way into the journal, for events that stood in this very one before."""

    def put_back(self, stored: StoredEvent, *, own: bool) -> int:
        envelope = stored.head
        head = self._head(envelope.stream, own=own)
        if (envelope.seq, envelope.prev_hash) != (head.seq + 1, head.hash):
            raise DatabaseDamaged(check="chain", stream=envelope.stream, seq=envelope.seq)
        return self._insert(head, envelope, stored)


def _says_what_it_binds(stored: StoredEvent) -> bool:
    if stored.salt is None or stored.payload is None:
        return True  # erased
    return commitment(stored.salt, stored.payload) == stored.head.commit
