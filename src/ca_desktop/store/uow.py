"""One transaction: queries to look, `record` to change, `commit` to keep."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select

from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.codec import encode
from ca_desktop.domain.events.envelope import Envelope, StoredEvent, StreamName
from ca_desktop.domain.keys import SignatureHolds
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.numbering import CounterKey
from ca_desktop.domain.packages import Head
from ca_desktop.services.ports.rows import OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import Clock
from ca_desktop.store import search
from ca_desktop.store.applier import Applier
from ca_desktop.store.exchange_state import SqlExchangeState
from ca_desktop.store.failures import machine_error
from ca_desktop.store.journal import SqlJournal
from ca_desktop.store.journal_writer import JournalWriter
from ca_desktop.store.key_state import SqlKeyState
from ca_desktop.store.print_state import SqlPrintQueue
from ca_desktop.store.queries.courses import SqlCourses
from ca_desktop.store.queries.deeds import SqlDeeds
from ca_desktop.store.queries.dossiers import SqlDossiers
from ca_desktop.store.queries.drafts import SqlDrafts, SqlDraftState
from ca_desktop.store.queries.exchange import SqlExchange
from ca_desktop.store.queries.fees import SqlFees
from ca_desktop.store.queries.keys import SqlKeys
from ca_desktop.store.queries.lives import SqlLives
from ca_desktop.store.queries.master import SqlMaster, Starter
from ca_desktop.store.queries.offices import SqlOffices
from ca_desktop.store.queries.people import SqlPeople
from ca_desktop.store.queries.periods import SqlPeriods
from ca_desktop.store.queries.pins import SqlPins, SqlPinState
from ca_desktop.store.queries.prints import SqlPrints
from ca_desktop.store.queries.promises import SqlPromises
from ca_desktop.store.queries.scans import SqlScans
from ca_desktop.store.queries.scores import SqlScores
from ca_desktop.store.queries.tasks import SqlTasks
from ca_desktop.store.rescue import missing, put_back
from ca_desktop.store.savepoints import undoing
from ca_desktop.store.scan_state import SqlScanState
from ca_desktop.store.tables import (
    PROJECTIONS,
    counters,
    node,
)
from ca_desktop.store.trial import differing

SALT_BYTES = 16
_LAST_NUMBERS = select(counters.c.key, counters.c.last).where(
    counters.c.key.in_(bindparam("counted", expanding=True))
)


Note = Callable[[Sequence[Head], Sequence[StoredEvent]], None]


class SqlView:
    """See `ca_desktop.services.ports.work.View`."""

    def __init__(self, engine: Engine, starter: Starter, *, reading: bool = True) -> None:
        self._connection: Connection = engine.execution_options(reading=reading).connect()
        self.dossiers = SqlDossiers(self._connection)
        self.tasks = SqlTasks(self._connection)
        self.master = SqlMaster(self._connection, starter)
        self.offices = SqlOffices(self._connection)
        self.journal = SqlJournal(self._connection)
        self.keys = SqlKeys(self._connection)
        self.lives = SqlLives(self._connection)
        self.exchange = SqlExchange(self._connection)
        self.scans = SqlScans(self._connection)
        self.drafts = SqlDrafts(self._connection)
        self.people = SqlPeople(self._connection)
        self.pins = SqlPins(self._connection)
        self.prints = SqlPrints(self._connection)
        self.promises = SqlPromises(self._connection)
        self.fees = SqlFees(self._connection)
        self.periods = SqlPeriods(self._connection)
        self.scores = SqlScores(self._connection)
        self.deeds = SqlDeeds(self._connection)
        self.courses = SqlCourses(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self._connection.close()  # rolls back what was not committed
        if known := machine_error(error):
            raise known from error


class SqlUnitOfWork(SqlView):
    """See `ca_desktop.services.ports.work.UnitOfWork`; make a new one for every use.

    Args:
        actor: id of who is signed in.
        note: told after each commit what was written, and the new heads of own streams.
        holds: checks a signature that stands in a payload.
    """

    def __init__(
        self,
        engine: Engine,
        starter: Starter,
        *,
        clock: Clock,
        actor: str | None,
        note: Note,
        holds: SignatureHolds,
    ) -> None:
        super().__init__(engine, starter, reading=False)
        self.keys: SqlKeyState = SqlKeyState(self._connection, self._note_touched)
        self.exchange: SqlExchangeState = SqlExchangeState(
            self._connection, self.offices.node, self._note_touched
        )
        self.scans: SqlScanState = SqlScanState(self._connection, self._note_touched)
        self.drafts: SqlDraftState = SqlDraftState(self._connection, self._note_touched)
        self.pins: SqlPinState = SqlPinState(self._connection)
        self.prints: SqlPrintQueue = SqlPrintQueue(self._connection, self._note_touched)
        self._writer = JournalWriter(self._connection, self.journal)
        self._applier = Applier(
            self._connection,
            self.journal,
            self.keys,
            own_nodes=self._own_nodes,
            touched=self._note_touched,
            holds=holds,
        )
        self._clock = clock
        self._actor = actor
        self._note = note
        self._touched: set[Topic] = set()
        self._own_heads: dict[str, Head] = {}
        self._written: list[StoredEvent] = []

    @property
    def touched(self) -> frozenset[Topic]:
        """What was changed so far."""
        return frozenset(self._touched)

    def record(self, event: Event, standing: Standing) -> str:
        """Write an event to the journal and apply it; return its event id."""
        node_id, incarnation = self._identity()
        now = self._clock.now()
        envelope = Envelope(
            event_id=secrets.token_hex(16),
            kind=type(event).__name__,
            version=event.version,
            stream=str(StreamName(node_id, incarnation, standing.audience)),
            seq=0,
            prev_hash="",
            recorded_at=moment_text(now),
            clock=self._clock.doubtful(self.journal.newest_moment),
            actor=self._actor,
            subject=standing.subject,
            builds_on=standing.builds_on,
            custody=standing.custody,
            commit="",
        )
        salt = secrets.token_bytes(SALT_BYTES)
        position, stored = self._writer.append(envelope, salt, encode(event))
        self._applier.apply(position, stored)
        self._note_head(stored)
        return stored.head.event_id

    def record_foreign(self, events: Sequence[StoredEvent]) -> Sequence[str | None]:
        """Keep events of other nodes and apply each as far as it can be."""
        placed = self._writer.append_foreign(events)
        self._written += [stored for _position, stored in placed]
        return self._applier.apply_guarded(placed)

    def take_back(self, stored: StoredEvent) -> None:
        """Keep an event of an earlier life of this node that a peer gives back, and apply it."""
        for placed in self._writer.append_foreign([stored], own=True):
            self._applier.apply_guarded([placed])
            self._note_head(stored)

    def write_anew(self, stored: StoredEvent) -> Envelope:
        """Write an event of a parted stream again, under its id, in the running life."""
        node_id, incarnation = self._identity()
        audience = StreamName.parse(stored.head.stream).audience
        envelope = replace(stored.head, stream=str(StreamName(node_id, incarnation, audience)))
        position, placed = self._writer.append(envelope, stored.salt, stored.payload)
        self._applier.apply_guarded([(position, placed)])
        self._note_head(placed)
        return placed.head

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what the block did when it fails, and only that."""
        written, heads = len(self._written), dict(self._own_heads)
        try:
            with undoing(self._connection):
                yield
        except BaseException:
            del self._written[written:]
            self._own_heads = heads
            self._writer.forget()
            self._applier.forget()
            self._look_again()
            raise

    def _look_again(self) -> None:
        self.offices.forget_node()
        self.keys.forget()

    def _note_head(self, stored: StoredEvent) -> None:
        head = stored.head
        self._written.append(stored)
        self._own_heads[head.stream] = Head(stream=head.stream, seq=head.seq, hash=stored.hash)

    def _note_touched(self, topic: Topic) -> None:
        self._touched.add(topic)
        if topic is Topic.OFFICE:
            self._look_again()

    def _identity(self) -> tuple[str, str]:
        own = self.offices.node()
        return own.node_id, own.incarnation

    def _own_nodes(self) -> tuple[str, ...]:
        own = self.offices.node()
        return own.node_id, *own.former

    def next_numbers(self, *keys: CounterKey) -> tuple[int, ...]:
        """Return the next number of each counter; it counts once its event does."""
        wanted = {"counted": [key.text for key in keys]}
        last = {row.key: row.last for row in self._connection.execute(_LAST_NUMBERS, wanted)}
        return tuple(last.get(key.text, 0) + 1 for key in keys)

    def mark_sent(self, stream: str, seq: int) -> None:
        """Remember that own events up to ``seq`` are on their way in a package."""
        self._writer.mark_sent(stream, seq)

    def found(self, node_row: OwnNode) -> None:
        """Write the own node; once in the life of a database."""
        self._connection.execute(
            insert(node).values(
                one=1,
                node_id=node_row.node_id,
                former=json.dumps(node_row.former),
                office_id=node_row.office_id,
                incarnation=node_row.incarnation,
                earlier=json.dumps(node_row.earlier),
                learned=json.dumps(node_row.learned),
                succeeded=int(node_row.succeeded),
                series=node_row.series,
                training=int(node_row.training),
                install_id=node_row.install_id,
                sign_secret=node_row.secrets.sign,
                box_secret=node_row.secrets.box,
                key_number=node_row.key_number,
                root_key=node_row.root_key,
                escrow_key=node_row.escrow_key,
                certificate=node_row.certificate,
                serial=node_row.serial,
                sheet_marks=json.dumps(node_row.sheet_marks),
            )
        )

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Drop the projections and replay the journal; return the number of events."""
        for table in PROJECTIONS:
            self._connection.execute(delete(table))
        search.clear(self._connection)
        total, done = self.journal.size(), 0
        for placed in self.journal.replay():
            self._applier.apply_guarded(placed)
            done += len(placed)
            if progress:
                progress(done, total)
        return done

    def differing(self) -> Sequence[str]:
        """Return the tables that come out otherwise when made anew; never commit after it."""
        self.journal.verify()
        return differing(self._connection, self.rebuild)

    def commit(self) -> None:
        """Make the block's writes durable, once, as its last act."""
        self._connection.commit()
        if self._written or self._own_heads:
            self._note(tuple(self._own_heads.values()), self._written)

    def complete(self, events: Iterable[StoredEvent]) -> list[StoredEvent]:
        """Put back, as it was, what a second journal holds beyond this database (R18).

        Returns:
            Events that cannot be put where they stood: see `rescue.Missing`.
        """
        found = missing(self._connection, events)
        for placed in put_back(self._connection, found):
            self._applier.apply_guarded([placed])
        self._own_heads |= found.own_heads
        self._writer = JournalWriter(self._connection, self.journal)  # the heads have moved
        return list(found.conflicting)
