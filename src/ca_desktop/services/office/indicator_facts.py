"""What receipts and finished dossiers say for the indicators of QĐ 766."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.handling_times import Handled
from ca_desktop.domain.indicators import Payments
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.rates import FINISHED
from ca_desktop.domain.reckoning import worked_minutes
from ca_desktop.domain.tariffs import PayMethod
from ca_desktop.services.office.asked import Asked, common_calendar
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

HOUR = 60


def payments(asked: Asked) -> Payments:
    """Return which dossiers paid in the period, and how; cancelled receipts are none."""
    last = asked.moment.date()
    receipts = [
        receipt
        for office in sorted(asked.desks)
        for receipt in asked.view.fees.taken(office, asked.period.start, last)
        if receipt.cancelled_at is None
    ]
    online = frozenset(x.dossier_id for x in receipts if x.method == PayMethod.ONLINE.value)
    procedures = asked.view.master.procedures(last)
    return Payments(
        online=online,
        paid=frozenset(x.dossier_id for x in receipts),
        procedures_online=frozenset(row.procedure_code for row in _rows(asked, online)),
        procedures_due=frozenset(x.code for x in procedures if _is_due(x)),
    )


def handled(asked: Asked) -> Iterator[Handled]:
    """Yield how long each dossier took that the period counts as finished."""
    calendar = common_calendar(asked.view)
    ended = frozenset(x for column in FINISHED for x in asked.form.behind(None, column))
    for row in _rows(asked, ended):
        if row.finished_at is None:
            continue
        amount = _amount(calendar, row, parse_moment(row.finished_at))
        if amount is not None:
            yield Handled(
                dossier_id=row.dossier_id,
                procedure=row.procedure_name,
                hours=row.by_minute,
                amount=amount,
            )


def _amount(calendar: WorkingCalendar, row: DossierRow, finished: datetime) -> Fraction | None:
    """Return working hours or days; None where a year between has no calendar."""
    received = parse_moment(row.received_at)
    try:
        if row.by_minute:
            return Fraction(worked_minutes(calendar, received, finished), HOUR)
        return Fraction(calendar.working_days_after(received.date(), finished.date()))
    except CalendarMissing:
        return None


def _is_due(procedure: Procedure) -> bool:
    return any(rule.amount_vnd is None or rule.amount_vnd > 0 for rule in procedure.fees)


def _rows(asked: Asked, ids: frozenset[str]) -> Iterator[DossierRow]:
    if ids:
        yield from asked.view.dossiers.each(DossierFilter(ids=tuple(sorted(ids))))
