"""Questions about closed periods."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from ca_desktop.domain.events.codec import decode
from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.periods import ClosedRow
from ca_desktop.store.period_tables import closed_periods
from ca_desktop.store.tables import journal


class SqlPeriods:
    """See `ca_desktop.services.ports.periods.Periods`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def closed(self, office_id: str) -> Sequence[ClosedRow]:
        """Return the snapshots of an office, the newest period and snapshot first."""
        table = closed_periods.c
        rows = self._connection.execute(
            select(closed_periods)
            .where(table.office_id == office_id)
            .order_by(table.last_day.desc(), table.first_day.desc(), table.number.desc())
        )
        return [
            ClosedRow(
                closing_id=row.closing_id,
                office_id=row.office_id,
                period=Period(
                    start=date.fromisoformat(row.first_day), end=date.fromisoformat(row.last_day)
                ),
                number=row.number,
                carried=row.carried,
                still_open=row.still_open,
                reason=row.reason,
                as_of=row.as_of,
                closed_at=row.closed_at,
                officer_name=row.officer_name,
            )
            for row in rows
        ]

    def snapshot(self, closing_id: str) -> PeriodClosed | None:
        """Return what was frozen; None when there is no such snapshot here."""
        payload = self._connection.execute(
            select(journal.c.payload)
            .where(
                journal.c.event_id == closing_id,
                journal.c.kind == PeriodClosed.__name__,
                journal.c.payload.is_not(None),
            )
            .limit(1)
        ).scalar()
        if payload is None:
            return None
        event = decode(PeriodClosed.__name__, PeriodClosed.version, payload)
        return event if isinstance(event, PeriodClosed) else None
