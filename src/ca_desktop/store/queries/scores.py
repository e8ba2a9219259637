"""Questions about entered points."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from ca_desktop.domain.events.codec import decode
from ca_desktop.domain.events.scores import StaffScoresFrozen
from ca_desktop.domain.reports import Period
from ca_desktop.domain.scoring import Entry
from ca_desktop.services.ports.scores import EntryRow
from ca_desktop.store.score_tables import frozen_scores, scores
from ca_desktop.store.tables import journal


class SqlScores:
    """See `ca_desktop.services.ports.scores.Scores`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, period: Period) -> Sequence[EntryRow]:
        """Return what was entered for a period, by every office, the newest entry last."""
        table = scores.c
        rows = self._connection.execute(
            select(scores)
            .where(
                table.first_day == period.start.isoformat(),
                table.last_day == period.end.isoformat(),
            )
            .order_by(table.number, table.entered_at, table.entry_id)
        )
        return [
            EntryRow(
                office_id=row.office_id,
                person=row.person,
                indicator=row.indicator,
                entry=Entry(
                    number=row.number,
                    points=row.points,
                    reason=row.reason,
                    evidence=row.evidence,
                    at=row.entered_at,
                    officer_name=row.officer_name,
                ),
            )
            for row in rows
        ]

    def frozen(self, closing_id: str) -> StaffScoresFrozen | None:
        """Return the points of people that were frozen with a period; None for none here."""
        payload = self._connection.execute(
            select(journal.c.payload)
            .join(frozen_scores, frozen_scores.c.event_id == journal.c.event_id)
            .where(frozen_scores.c.closing_id == closing_id, journal.c.payload.is_not(None))
            .limit(1)
        ).scalar()
        if payload is None:
            return None
        event = decode(StaffScoresFrozen.__name__, StaffScoresFrozen.version, payload)
        return event if isinstance(event, StaffScoresFrozen) else None
