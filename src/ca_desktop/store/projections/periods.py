"""Closed periods: what was frozen when, by whom, and how much it carried on."""

from datetime import date

from sqlalchemy import insert, select

from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.store.period_tables import closed_periods
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.tables import node

_OWN_OFFICE = select(node.c.office_id)
CARRIED = "form06"


def period_closed(applied: Applied, event: PeriodClosed) -> None:
    """A period was closed; figures that cannot be read would be no snapshot."""
    period = Period(start=date.fromisoformat(event.start), end=date.fromisoformat(event.end))
    tables = [ReportTable.from_json(table) for table in event.tables]
    form = next(table for table in tables if table.name == CARRIED)
    if not 0 < event.number < _MOST:
        raise ValueError("snapshots are counted from 1")
    applied.connection.execute(
        insert(closed_periods).values(
            closing_id=applied.head.event_id,
            office_id=office_of(applied),
            first_day=period.start.isoformat(),
            last_day=period.end.isoformat(),
            number=event.number,
            carried=form.number(form.total, "c6"),
            still_open=form.number(form.total, "c11"),
            reason=event.reason,
            as_of=event.as_of,
            closed_at=event.at,
            officer_name=event.officer_name,
        )
    )


_MOST = 10**6


def office_of(applied: Applied) -> str:
    """Return the office that an event speaks for: whoever wrote it, in whatever life."""
    if applied.own:  # also as a node that this database was before
        return str(applied.connection.execute(_OWN_OFFICE).scalar_one())
    return applied.rows.office_of(applied.stream.node) or ""
