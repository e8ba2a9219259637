"""From the journal to the tables: what cannot be applied is noted, and stops nothing else."""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from ca_desktop.domain.errors import CaError
from ca_desktop.domain.events.codec import UnknownKind
from ca_desktop.domain.events.envelope import StoredEvent, StreamName
from ca_desktop.domain.keys import SignatureHolds
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.journal import SqlJournal
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.apply import changes_memory_only, project, read
from ca_desktop.store.projections.dossier_rows import DossierRows
from ca_desktop.store.queries.keys import SqlKeys
from ca_desktop.store.savepoints import undoing
from ca_desktop.store.tables import problems

UNKNOWN, REVOKED, FROZEN, NOT_APPLIED = "UNKNOWN-KIND", "REVOKED", "FROZEN", "NOT-APPLIED"
_FREEZE_NOTHING = (None, UNKNOWN, REVOKED)
Placed = tuple[int, StoredEvent]
"""An event and its position in the journal."""

_STOPPED = select(problems.c.subject).where(
    problems.c.subject.in_(bindparam("wanted", expanding=True)),
    problems.c.code.not_in((UNKNOWN, REVOKED)),
)
_log = logging.getLogger(__name__)


class Applier:
    """The projections of one transaction.

    Args:
        connection: of the transaction.
        journal: the same look at it.
        keys: the same.
        own_nodes: gives this node, and those that this database was before.
        touched: told what each event touched.
        holds: checks a signature that stands in a payload.
    """

    def __init__(
        self,
        connection: Connection,
        journal: SqlJournal,
        keys: SqlKeys,
        *,
        own_nodes: Callable[[], Collection[str]],
        touched: Callable[[Topic], None],
        holds: SignatureHolds,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._keys = keys
        self._own_nodes = own_nodes
        self._holds = holds
        self._touched = touched
        self._rows = DossierRows(connection)

    def apply(self, position: int, stored: StoredEvent) -> None:
        """Apply an event that was made here just now; that it does not hold is a bug."""
        self._note(project(self._read(position, stored)))
        self._rows.flush()

    def apply_guarded(self, placed: Sequence[Placed]) -> list[str | None]:
        """Apply events of others, or of before, in this order.

        Returns:
            For each the code of its problem; None when all is well or it stood before.
        """
        subjects = {stored.head.subject for _, stored in placed} - {None}
        first = self._journal.first_places([stored.head.event_id for _, stored in placed])
        stopped = self._stopped(subjects)
        self._rows.look_up([subject for subject in subjects if subject])
        codes = []
        for position, stored in placed:
            double = first[stored.head.event_id] < position
            code = None if double else self._guarded(position, stored, stopped)
            if code not in _FREEZE_NOTHING:
                stopped.add(stored.head.subject)
            codes.append(code)
        self._rows.flush()
        self._keep_problems(placed, codes)
        return codes

    def forget(self) -> None:
        """Look at the tables again: a part of the transaction was undone."""
        self._rows.forget()

    def _guarded(
        self, position: int, stored: StoredEvent, stopped: Collection[str | None]
    ) -> str | None:
        if self._keys.is_cut_off(stored):
            return REVOKED
        if stored.head.subject and stored.head.subject in stopped:
            return FROZEN
        try:
            applied = self._read(position, stored)
            with self._undoing(applied):
                self._note(project(applied))
        except UnknownKind:
            return UNKNOWN
        except (CaError, ValueError, KeyError, TypeError) as error:
            _log.warning("event at %s not applied: %s", position, type(error).__name__)
            return NOT_APPLIED
        return None

    def _read(self, position: int, stored: StoredEvent) -> Applied:
        own = StreamName.parse(stored.head.stream).node in self._own_nodes()
        return read(self._connection, self._rows, position, stored, own=own, holds=self._holds)

    def _undoing(self, applied: Applied) -> AbstractContextManager[Any]:
        if changes_memory_only(applied.event):
            return nullcontext()
        return undoing(self._connection)

    def _note(self, topic: Topic) -> None:
        if topic is Topic.OFFICE:
            self._rows.forget_offices()
        self._touched(topic)

    def _stopped(self, subjects: Collection[str | None]) -> set[str | None]:
        wanted = sorted(subject for subject in subjects if subject)
        return set(self._connection.execute(_STOPPED, {"wanted": wanted}).scalars())

    def _keep_problems(self, placed: Sequence[Placed], codes: Sequence[str | None]) -> None:
        rows = [
            {"position": position, "subject": stored.head.subject, "code": code}
            for (position, stored), code in zip(placed, codes, strict=True)
            if code is not None
        ]
        if rows:
            self._connection.execute(insert(problems), rows)
