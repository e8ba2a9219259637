"""Questions about keys: the roster's, own ones of the past, and the cuts of revoked nodes."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, or_, select

from ca_desktop.domain.events.envelope import GENESIS, StoredEvent
from ca_desktop.domain.events.roster import Cut
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.keys import HeardKey, Rotation
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.services.ports.rows import FormerKeys, StrayEvent
from ca_desktop.store.key_tables import cuts, former_keys, heard_keys, node_keys
from ca_desktop.store.tables import (
    centre,
    dossiers,
    journal,
    node,
    nodes,
    offices,
    problems,
    streams,
)


class SqlKeys:
    """See `ca_desktop.services.ports.keys.Keys`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cuts: dict[str, tuple[int, str]] | None = None
        self._revoked: frozenset[str] = frozenset()

    def rotations(self, node_id: str) -> Sequence[Rotation]:
        """Return the keys a node was enrolled with, unsigned, and what followed them."""
        rows = self._connection.execute(
            select(node_keys).where(node_keys.c.node_id == node_id).order_by(node_keys.c.number)
        )
        return [
            Rotation(
                number=row.number,
                keys=PublicKeys(sign=row.sign_key, box=row.box_key),
                by_old=row.by_old,
                by_new=row.by_new,
            )
            for row in rows
        ]

    def former(self) -> Sequence[FormerKeys]:
        """Return the keys this node has spoken with before, the newest first."""
        rows = self._connection.execute(select(former_keys).order_by(former_keys.c.place.desc()))
        return [
            FormerKeys(
                place=row.place,
                number=row.number,
                keys=PublicKeys(sign=row.sign_key, box=row.box_key),
                secrets=row.sign_secret and NodeSecrets(sign=row.sign_secret, box=row.box_secret),
                told_stream=row.told_stream,
                told_seq=row.told_seq,
                unneeded_since=row.unneeded_since,
            )
            for row in rows
        ]

    def heard(self, node_id: str) -> HeardKey | None:
        """Return the newest keys of a node that have signed a package read here."""
        row = self._connection.execute(
            select(heard_keys).where(heard_keys.c.node == node_id)
        ).first()
        if row is None:
            return None
        return HeardKey(number=row.number, incarnation=row.incarnation, package=row.package)

    def cuts(self) -> Sequence[Cut]:
        """Return the last believed event of each stream of the revoked nodes."""
        rows = self._connection.execute(select(cuts).order_by(cuts.c.stream))
        return [Cut(stream=row.stream, seq=row.seq, hash=row.hash) for row in rows]

    def forget(self) -> None:
        """Look at the roster again next time: this transaction has changed it."""
        self._cuts = None

    def is_cut_off(self, stored: StoredEvent) -> bool:
        """Tell whether an event stands behind the point up to which its node is believed."""
        if self._cuts is None:
            self._cuts = {cut.stream: (cut.seq, cut.hash) for cut in self.cuts()}
            revoked = select(nodes.c.node_id).where(nodes.c.revoked == 1)
            self._revoked = frozenset(self._connection.execute(revoked).scalars())
        head = stored.head
        if not self._revoked or head.stream.partition(".")[0] not in self._revoked:
            return False
        seq, digest = self._cuts.get(head.stream, (0, GENESIS))
        return head.seq > seq or (head.seq == seq and stored.hash != digest)

    def beyond_cuts(self) -> Sequence[StrayEvent]:
        """Return the events held of revoked nodes that stand behind their cuts."""
        rows = self._connection.execute(
            select(
                journal.c.position,
                streams.c.name,
                journal.c.seq,
                journal.c.kind,
                journal.c.envelope,
                dossiers.c.code,
                problems.c.code.label("problem"),
            )
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .join(nodes, and_(nodes.c.node_id == streams.c.node, nodes.c.revoked == 1))
            .outerjoin(cuts, cuts.c.stream == streams.c.name)
            .outerjoin(dossiers, dossiers.c.dossier_id == journal.c.subject)
            .outerjoin(problems, problems.c.position == journal.c.position)
            .where(or_(cuts.c.seq.is_(None), journal.c.seq > cuts.c.seq))
            .order_by(journal.c.position)
        )
        return [
            StrayEvent(
                position=row.position,
                stream=row.name,
                seq=row.seq,
                kind=row.kind,
                dossier=row.code or "",
                recorded_at=json.loads(row.envelope)["recorded_at"],
                applied=row.problem is None,
            )
            for row in rows
        ]

    def held_before(self, node_id: str, day: str) -> Sequence[Cut]:
        """Return how far the streams of a node were held before a day of the own clock."""
        names = self._connection.execute(
            select(streams.c.stream_id, streams.c.name).where(streams.c.node == node_id)
        ).all()
        last = self._last_position_before(day)
        found = []
        for row in names:
            newest = self._connection.execute(
                select(journal.c.seq, journal.c.hash)
                .where(journal.c.stream_id == row.stream_id, journal.c.position <= last)
                .order_by(journal.c.seq.desc())
                .limit(1)
            ).first()
            seq, digest = (newest.seq, newest.hash) if newest else (0, GENESIS)
            found.append(Cut(stream=row.name, seq=seq, hash=digest))
        return sorted(found, key=lambda cut: cut.stream)

    def _last_position_before(self, day: str) -> int:
        """The own streams tell when: what was taken in stands before what was written after."""
        everything = self._connection.execute(select(func.max(journal.c.position))).scalar() or 0
        if not day:
            return everything
        rows = self._connection.execute(
            select(journal.c.position, journal.c.envelope)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(streams.c.own == 1, journal.c.kind == "PackageTaken")
            .order_by(journal.c.position)
        )
        taken = [row.position for row in rows if json.loads(row.envelope)["recorded_at"] < day]
        return max(taken, default=0)

    def last_said(self, kind: str) -> str:
        """Return the moment of the newest own event of a kind; empty for none."""
        envelope = self._connection.execute(
            select(journal.c.envelope)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .where(streams.c.own == 1, journal.c.kind == kind)
            .order_by(journal.c.position.desc())
            .limit(1)
        ).scalar()
        return json.loads(envelope)["recorded_at"] if envelope else ""

    def pinned(self) -> CentreCard | None:
        """Return the pinned centre with its certificate (communes)."""
        row = self._connection.execute(
            select(centre, offices.c.code, offices.c.name).join(
                offices, offices.c.office_id == centre.c.office_id
            )
        ).first()
        if row is None:
            return None
        training = self._connection.execute(select(node.c.training)).scalar()
        certified, *after = self.rotations(row.node_id)
        return CentreCard(
            office=row.office_id,
            code=row.code,
            name=row.name,
            training=bool(training),
            root_key=bytes.fromhex(row.root_key),
            escrow_key=bytes.fromhex(row.escrow_key),
            node=row.node_id,
            number=certified.number,
            sign=certified.keys.sign,
            box=certified.keys.box,
            serial=row.serial,
            certificate=bytes.fromhex(row.certificate),
            rotations=tuple(after),
        )
