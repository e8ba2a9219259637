"""Questions about the exchange with other nodes."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from ca_desktop.domain.streams import KnownAck
from ca_desktop.services.ports.rows import InboxRow, OutboxRow, PeerState
from ca_desktop.store.tables import acks, inbox, journal, outbox, peers, problems, streams


class SqlExchange:
    """See `ca_desktop.services.ports.work.Exchange`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acks(self, peer: str) -> dict[str, KnownAck]:
        """Return what ``peer`` has acknowledged of own streams, by stream."""
        rows = self._connection.execute(select(acks).where(acks.c.peer == peer))
        return {
            row.stream: KnownAck(
                stored_to=row.stored_to,
                hash=row.hash,
                applied_to=row.applied_to,
                problems=row.problems,
                incarnation=row.incarnation,
                package=row.package,
            )
            for row in rows
        }

    def peer_state(self, peer: str) -> PeerState | None:
        """Return what is known of a peer from its packages."""
        row = self._connection.execute(select(peers).where(peers.c.node == peer)).first()
        if row is None:
            return None
        values = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for it
        values["earlier"] = tuple(json.loads(row.earlier))
        return PeerState(**values)

    def applied_to(self, stream: str) -> tuple[int, int]:
        """Return (events applied, events with problems) of a foreign stream."""
        row = self._connection.execute(
            select(streams.c.stream_id, streams.c.head_seq).where(streams.c.name == stream)
        ).first()
        if row is None:
            return 0, 0
        bad = self._connection.execute(
            select(func.count())
            .select_from(problems)
            .join(journal, journal.c.position == problems.c.position)
            .where(journal.c.stream_id == row.stream_id)
        ).scalar_one()
        return row.head_seq - bad, bad

    def inbox(self, digest: str) -> InboxRow | None:
        """Return an imported package by the SHA-256 of its file."""
        row = self._connection.execute(select(inbox).where(inbox.c.digest == digest)).first()
        return None if row is None else InboxRow(**row._mapping)  # noqa: SLF001 public name

    def imported(self, limit: int = 100) -> Sequence[InboxRow]:
        """Return the newest imports."""
        rows = self._connection.execute(
            select(inbox).order_by(inbox.c.imported_at.desc(), inbox.c.package.desc()).limit(limit)
        )
        return [InboxRow(**row._mapping) for row in rows]  # noqa: SLF001 public name

    def written(self, limit: int = 100) -> Sequence[OutboxRow]:
        """Return the newest exports."""
        rows = self._connection.execute(
            select(outbox)
            .order_by(outbox.c.created_at.desc(), outbox.c.package.desc())
            .limit(limit)
        )
        return [OutboxRow(**row._mapping) for row in rows]  # noqa: SLF001 public name
