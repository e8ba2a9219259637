"""Working state of the exchange: what was heard of peers, what came, what is on its way."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.lives import Life
from ca_desktop.domain.packages import GiveBack, SignedManifest
from ca_desktop.domain.streams import KnownAck
from ca_desktop.services.ports.handovers import HandoverRow
from ca_desktop.services.ports.peer_rows import PeerState, PlacedRow, StickRow
from ca_desktop.services.ports.rows import InboxRow, OfferRow, OutboxRow, OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.carried_tables import handovers, placed, sticks
from ca_desktop.store.key_tables import former_keys, heard_keys
from ca_desktop.store.queries.exchange import SqlExchange
from ca_desktop.store.scan_tables import wanted_blobs
from ca_desktop.store.tables import (
    acks,
    asked,
    branches,
    inbox,
    node,
    offers,
    outbox,
    peers,
    pending_pairing,
    proofs,
    requests,
    streams,
)


class SqlExchangeState(SqlExchange):
    """See `ca_desktop.services.ports.exchange.ExchangeState`."""

    def __init__(
        self,
        connection: Connection,
        own: Callable[[], OwnNode],
        touch: Callable[[Topic], None],
    ) -> None:
        super().__init__(connection)
        self._own = own
        self._touch = touch

    def keep_acks(self, peer: str, known: Mapping[str, KnownAck]) -> None:
        """Remember what ``peer`` holds of own streams; what is not named is forgotten."""
        self._connection.execute(delete(acks).where(acks.c.peer == peer))
        rows = [{"stream": name, "peer": peer, **asdict(ack)} for name, ack in known.items()]
        if rows:
            self._connection.execute(insert(acks), rows)

    def keep_peer_state(self, state: PeerState) -> None:
        """Remember what a package said of its sender."""
        values = asdict(state) | {"earlier": json.dumps(state.earlier)}
        self._connection.execute(
            upsert(peers).values(values).on_conflict_do_update(index_elements=["node"], set_=values)
        )
        self._touch(Topic.EXCHANGE)

    def keep_import(self, row: InboxRow) -> None:
        """Remember an imported package."""
        self._connection.execute(insert(inbox).values(asdict(row)))
        self._touch(Topic.EXCHANGE)

    def begin_export(self, row: OutboxRow) -> int:
        """Take the next package number for a peer and remember the export; return the number."""
        last = self._connection.execute(
            select(func.max(outbox.c.package)).where(
                outbox.c.peer == row.peer, outbox.c.incarnation == row.incarnation
            )
        ).scalar()
        number = (last or 0) + 1
        self._connection.execute(insert(outbox).values(asdict(row) | {"package": number}))
        return number

    def finish_export(
        self, peer: str, package: int, *, file_name: str, digest: str, size: int
    ) -> None:
        """Remember that the file stands at its place, read back."""
        self._connection.execute(
            update(outbox)
            .where(
                outbox.c.peer == peer,
                outbox.c.package == package,
                outbox.c.incarnation == self._own().incarnation,
            )
            .values(status="written", file_name=file_name, digest=digest, size=size)
        )
        self._touch(Topic.EXCHANGE)

    def keep_placed(self, rows: Sequence[PlacedRow]) -> None:
        """Remember where files of packages were put."""
        self._connection.execute(insert(placed), [asdict(row) for row in rows])

    def keep_handover(self, row: HandoverRow) -> None:
        """Remember what a package carried."""
        values = asdict(row)
        values |= {name: json.dumps(values[name]) for name in ("spans", "heads")}
        self._connection.execute(insert(handovers).values(values | {"taken": int(row.taken)}))

    def keep_stick(self, row: StickRow) -> None:
        """Remember a stick."""
        values = asdict(row) | {"due": int(row.due)}
        self._connection.execute(
            upsert(sticks)
            .values(values)
            .on_conflict_do_update(index_elements=["serial"], set_=values)
        )
        self._touch(Topic.EXCHANGE)

    def drop_export(self, peer: str, package: int) -> None:
        """Give up an export that a person stopped; its number is not used again."""
        self._connection.execute(
            update(outbox)
            .where(
                outbox.c.peer == peer,
                outbox.c.package == package,
                outbox.c.incarnation == self._own().incarnation,
            )
            .values(status="dropped")
        )
        self._touch(Topic.EXCHANGE)

    def drop_unfinished_exports(self) -> None:
        """Give up exports that were cut off; their events go with the next, their numbers stay."""
        self._connection.execute(
            update(outbox).where(outbox.c.status == "building").values(status="dropped")
        )

    def keep_offer(self, row: OfferRow) -> None:
        """Add or replace a pairing offer."""
        values = asdict(row)
        self._connection.execute(
            upsert(offers)
            .values(values)
            .on_conflict_do_update(index_elements=["offer_id"], set_=values)
        )

    def keep_pending_pairing(self, offer: bytes) -> None:
        """Remember the offer that was answered."""
        self._connection.execute(delete(pending_pairing))
        self._connection.execute(insert(pending_pairing).values(one=1, offer=offer))

    def begin_life(self, life: Life, *, series: int, install_id: str) -> None:
        """End the running life of this database and begin the next (R3, R7, R8)."""
        self._connection.execute(
            update(node).values(
                incarnation=life.incarnation,
                earlier=json.dumps(life.earlier),
                learned=json.dumps(life.learned),
                succeeded=0,
                series=series,
                install_id=install_id,
            )
        )
        self._touch(Topic.OFFICE)

    def become(self, copy: OwnNode) -> None:
        """Go on as a node of its own; what the former node wrote is another's from now on."""
        self._connection.execute(
            update(node).values(
                node_id=copy.node_id,
                former=json.dumps(copy.former),
                incarnation=copy.incarnation,
                earlier=json.dumps(copy.earlier),
                learned=json.dumps(copy.learned),
                succeeded=int(copy.succeeded),
                series=copy.series,
                install_id=copy.install_id,
                sign_secret=copy.secrets.sign,
                box_secret=copy.secrets.box,
                key_number=copy.key_number,
            )
        )
        self._connection.execute(update(streams).values(own=0))
        for table in (acks, peers, asked, requests, former_keys, heard_keys, wanted_blobs):
            self._connection.execute(delete(table))
        self._touch(Topic.OFFICE)

    def number_above(self, series: int) -> None:
        """Let the numbers of the running life begin beyond a series."""
        self._connection.execute(update(node).values(series=series + 1))
        self._touch(Topic.OFFICE)

    def join_office(self, office_id: str, *, series: int) -> None:
        """Belong to an office that the centre knows, as a further machine of it."""
        self._connection.execute(update(node).values(office_id=office_id, series=series))
        self._touch(Topic.OFFICE)

    def learn(self, life: Life, *, succeeded: bool) -> None:
        """Remember other lives of this node, and whether one that came from mine speaks."""
        self._connection.execute(
            update(node).values(learned=json.dumps(life.learned), succeeded=int(succeeded))
        )
        self._touch(Topic.OFFICE)

    def ask_back(self, peer: str, lost: Sequence[GiveBack], since: str) -> None:
        """Remember what a peer proved to be lost here; it is asked for until it is back."""
        for wanted in lost:
            values = {"after": wanted.after, "after_hash": wanted.after_hash}
            self._connection.execute(
                upsert(requests)
                .values(
                    peer=peer,
                    stream=wanted.stream,
                    seq=wanted.seq,
                    hash=wanted.hash,
                    since=since,
                    **values,
                )
                .on_conflict_do_update(
                    index_elements=["peer", "stream", "seq", "hash"], set_=values
                )
            )
        self._touch(Topic.EXCHANGE)

    def end_requests(self, got: Iterable[GiveBack]) -> None:
        """Forget requests of which the loss is made good, whoever proved it."""
        for wanted in got:
            self._connection.execute(
                delete(requests).where(
                    requests.c.stream == wanted.stream,
                    requests.c.seq == wanted.seq,
                    requests.c.hash == wanted.hash,
                )
            )
        self._touch(Topic.EXCHANGE)

    def keep_asked(self, peer: str, standing: Mapping[str, Sequence[GiveBack]]) -> None:
        """Remember what a peer asks back, by the life that asked."""
        self._connection.execute(delete(asked).where(asked.c.peer == peer))
        for incarnation, wanted in standing.items():
            for row in wanted:
                self._connection.execute(
                    insert(asked).values(peer=peer, incarnation=incarnation, **asdict(row))
                )

    def keep_branch(self, events: Iterable[StoredEvent]) -> None:
        """Keep events aside that stand where the own stream has others."""
        for stored in events:
            self._connection.execute(
                upsert(branches)
                .values(
                    stream=stored.head.stream,
                    seq=stored.head.seq,
                    hash=stored.hash,
                    envelope=stored.envelope,
                    salt=stored.salt,
                    payload=stored.payload,
                )
                .on_conflict_do_nothing()
            )

    def close_stream(self, stream: str, seq: int) -> None:
        """Exchange an own stream no further than ``seq``: there it parts (R5)."""
        self._connection.execute(
            update(streams).where(streams.c.name == stream).values(closed_at=seq)
        )

    def keep_proof(self, stream: str, seq: int, signed: SignedManifest) -> None:
        """Keep what a sender signed of its stream: without it nothing can be given back."""
        values = {"seq": seq, **asdict(signed)}
        self._connection.execute(
            upsert(proofs)
            .values(stream=stream, **values)
            .on_conflict_do_update(
                index_elements=["stream"], set_=values, where=proofs.c.seq <= seq
            )
        )
