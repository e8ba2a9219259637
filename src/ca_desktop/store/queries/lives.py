"""Questions about lives and heirs."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection, exists, func, select

from ca_desktop.domain.events.envelope import CENTRE
from ca_desktop.domain.heirs import Pair
from ca_desktop.domain.lives import Choice
from ca_desktop.services.ports.lives import DoubledPaper, RivalRow, TwinRow
from ca_desktop.store.lives_tables import ended_lives, rivals, successions, twins
from ca_desktop.store.tables import dossiers, journal, node, nodes, streams

_ENDED = select(ended_lives).order_by(ended_lives.c.at)  # asked by every intake: made once


class SqlLives:
    """See `ca_desktop.services.ports.lives.Lives`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def successions(self) -> Sequence[Pair]:
        """Return who took whose place: old node, new node."""
        rows = self._connection.execute(
            select(successions.c.old, successions.c.new).order_by(
                successions.c.old, successions.c.new
            )
        )
        return [(row.old, row.new) for row in rows]

    def choices(self) -> Sequence[Choice]:
        """Return which lives the centre let end."""
        rows = self._connection.execute(_ENDED)
        return [Choice(node=row.node, goes_on=row.goes_on, ends=(row.incarnation,)) for row in rows]

    def rivals(self) -> Sequence[RivalRow]:
        """Return the pairs of lives that knew nothing of each other, the first seen in front."""
        rows = self._connection.execute(select(rivals).order_by(rivals.c.at, rivals.c.heard))
        return [
            RivalRow(node=row.node, lives=(row.before, row.heard), since=row.at) for row in rows
        ]

    def twins(self) -> Sequence[TwinRow]:
        """Return the lives under which two machines sent."""
        rows = self._connection.execute(select(twins).order_by(twins.c.at, twins.c.node))
        return [
            TwinRow(node=row.node, incarnation=row.incarnation, package=row.package, since=row.at)
            for row in rows
        ]

    def ending(self) -> bool:
        """Tell whether the running life has said that it takes nothing in any more."""
        said = (
            select(journal.c.position)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .join(node, node.c.incarnation == streams.c.incarnation)
            .where(journal.c.kind == "LifeEnded", streams.c.audience == CENTRE)
        )
        return self._connection.execute(said.limit(1)).first() is not None

    def doubled_papers(self) -> Sequence[DoubledPaper]:
        """Return the numbers that two dossiers of one office carry."""
        # not by groups: each would cost the guarded memory of the library two system calls
        earlier = dossiers.alias("earlier")
        before = exists().where(
            earlier.c.code == dossiers.c.code, earlier.c.position < dossiers.c.position
        )
        twice = select(dossiers.c.code).where(before)
        rows = self._connection.execute(
            select(
                dossiers.c.code,
                dossiers.c.office_id,
                dossiers.c.dossier_id,
                dossiers.c.received_at,
            )
            .where(dossiers.c.code.in_(twice))
            .order_by(dossiers.c.code, dossiers.c.office_id, dossiers.c.position)
        ).all()
        found = []
        for (code, office), group in groupby(rows, key=lambda row: (row.code, row.office_id)):
            same = list(group)
            if len(same) > 1:
                found.append(
                    DoubledPaper(
                        number=code,
                        office_id=office,
                        dossiers=tuple(row.dossier_id for row in same),
                        since=max(row.received_at for row in same),
                    )
                )
        return found

    def series_known(self, office_id: str) -> int:
        """Return the highest series that the roster knows of an office; 0 for none."""
        highest = select(func.max(nodes.c.series)).where(nodes.c.office_id == office_id)
        return self._connection.execute(highest).scalar() or 0
