"""Questions about the exchange with other nodes."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from ca_desktop.domain.packages import GiveBack, Head, SignedManifest
from ca_desktop.domain.streams import KnownAck
from ca_desktop.services.ports.handovers import HandoverRow, Span
from ca_desktop.services.ports.peer_rows import LossRow, PeerState, PlacedRow, StickRow
from ca_desktop.services.ports.rows import InboxRow, OutboxRow
from ca_desktop.store.carried_tables import handovers, placed, sticks
from ca_desktop.store.tables import (
    acks,
    asked,
    branches,
    inbox,
    journal,
    outbox,
    peers,
    problems,
    proofs,
    requests,
    settled_matters,
    streams,
)

_MOST_PLACED = 500


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
                common=row.common,
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

    def digests(self, node: str, incarnation: str, package: int) -> Sequence[str]:
        """Return the digests of the packages of a life that carry a number."""
        return (
            self._connection.execute(
                select(inbox.c.digest).where(
                    inbox.c.node == node,
                    inbox.c.incarnation == incarnation,
                    inbox.c.package == package,
                )
            )
            .scalars()
            .all()
        )

    def imported(self, limit: int = 100, *, node: str | None = None) -> Sequence[InboxRow]:
        """Return the newest imports, of every node or of one."""
        rows = self._connection.execute(
            select(inbox)
            .where(*([] if node is None else [inbox.c.node == node]))
            .order_by(inbox.c.imported_at.desc(), inbox.c.package.desc())
            .limit(limit)
        )
        return [InboxRow(**row._mapping) for row in rows]  # noqa: SLF001 public name

    def written(self, limit: int = 100, *, number: int | None = None) -> Sequence[OutboxRow]:
        """Return the newest exports, or those with a package number."""
        rows = self._connection.execute(
            select(outbox)
            .where(*([] if number is None else [outbox.c.package == number]))
            .order_by(outbox.c.created_at.desc(), outbox.c.package.desc())
            .limit(limit)
        )
        return [OutboxRow(**row._mapping) for row in rows]  # noqa: SLF001 public name

    def placed(self, stick: str | None) -> Sequence[PlacedRow]:
        """Return what was put on a stick, or into other folders, the newest first."""
        rows = self._connection.execute(
            select(*(column for column in placed.c if column.name != "place"))
            .where(placed.c.stick.is_(None) if stick is None else placed.c.stick == stick)
            .order_by(placed.c.place.desc())
            .limit(_MOST_PLACED)
        )
        return [PlacedRow(**row._mapping) for row in rows]  # noqa: SLF001 public name

    def placed_of(self, peer: str, incarnation: str, package: int) -> Sequence[PlacedRow]:
        """Return where the files of a package were put, the oldest first."""
        rows = self._connection.execute(
            select(*(column for column in placed.c if column.name != "place"))
            .where(
                placed.c.peer == peer,
                placed.c.incarnation == incarnation,
                placed.c.package == package,
            )
            .order_by(placed.c.place)
        )
        return [PlacedRow(**row._mapping) for row in rows]  # noqa: SLF001 public name

    def handovers(self, number: int) -> Sequence[HandoverRow]:
        """Return the packages with a number that went or came, the newest first."""
        rows = self._connection.execute(
            select(*(column for column in handovers.c if column.name != "place"))
            .where(handovers.c.package == number)
            .order_by(handovers.c.place.desc())
        )
        return [
            HandoverRow(
                **dict(row._mapping)  # noqa: SLF001 public name
                | {
                    "taken": bool(row.taken),
                    "spans": tuple(Span(**span) for span in json.loads(row.spans)),
                    "heads": tuple(Head(**head) for head in json.loads(row.heads)),
                }
            )
            for row in rows
        ]

    def stick(self, serial: str) -> StickRow | None:
        """Return what is known of a stick."""
        row = self._connection.execute(select(sticks).where(sticks.c.serial == serial)).first()
        if row is None:
            return None
        return StickRow(**dict(row._mapping) | {"due": bool(row.due)})  # noqa: SLF001 public name

    def losses(self) -> Sequence[LossRow]:
        """Return what is proven lost here and not back yet, oldest first."""
        rows = self._connection.execute(
            select(requests).order_by(requests.c.since, requests.c.stream, requests.c.seq)
        )
        return [
            LossRow(
                peer=row.peer,
                since=row.since,
                wanted=GiveBack(
                    stream=row.stream,
                    seq=row.seq,
                    hash=row.hash,
                    after=row.after,
                    after_hash=row.after_hash,
                ),
            )
            for row in rows
        ]

    def asked(self, peer: str) -> dict[str, tuple[GiveBack, ...]]:
        """Return what a peer asks back, by the life that asked."""
        rows = self._connection.execute(
            select(asked).where(asked.c.peer == peer).order_by(asked.c.stream, asked.c.seq)
        )
        found: dict[str, tuple[GiveBack, ...]] = {}
        for row in rows:
            wanted = GiveBack(
                stream=row.stream,
                seq=row.seq,
                hash=row.hash,
                after=row.after,
                after_hash=row.after_hash,
            )
            found[row.incarnation] = (*found.get(row.incarnation, ()), wanted)
        return found

    def settled(self) -> frozenset[str]:
        """Return the ids of matters that a person has settled."""
        return frozenset(self._connection.execute(select(settled_matters.c.matter)).scalars())

    def on_branch(self, stream: str, seq: int, digest: str) -> bool:
        """Tell whether an event stands on a branch of an own stream that was kept aside."""
        return (
            self._connection.execute(
                select(branches.c.seq).where(
                    branches.c.stream == stream,
                    branches.c.seq == seq,
                    branches.c.hash == digest,
                )
            ).first()
            is not None
        )

    def proof(self, stream: str) -> tuple[int, SignedManifest] | None:
        """Return what the sender of a stream signed of it last, and up to which event."""
        row = self._connection.execute(select(proofs).where(proofs.c.stream == stream)).first()
        if row is None:
            return None
        signed = SignedManifest(
            header=row.header,
            prelude=row.prelude,
            signature=row.signature,
            manifest=row.manifest,
        )
        return row.seq, signed
