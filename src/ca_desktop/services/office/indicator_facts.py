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
RECEIVED = ("c4", "c5")
"""Columns of Biểu 06: taken in within the period."""


def payments(asked: Asked) -> Payments:
    """Return of which dossiers of the period something is to be paid, and who paid online.

    Counted are those of procedures with a fee in force at the end, without those whose fees are
    all nothing: free of charge, or wholly exempted. Cancelled receipts are none.
    """
    last = asked.moment.date()
    paid = (
        receipt.dossier_id
        for office in sorted(asked.desks)
        for receipt in asked.view.fees.taken(office, asked.period.start, last)
        if receipt.cancelled_at is None and receipt.method == PayMethod.ONLINE.value
    )
    due = _due(asked, frozenset(x.code for x in asked.view.master.procedures(last) if _costs(x)))
    return Payments(due=due, online=due.intersection(paid))


def _due(asked: Asked, procedures: frozenset[str]) -> frozenset[str]:
    received = frozenset(x for column in RECEIVED for x in asked.form.behind(None, column))
    rows = _rows(asked, received)
    wanted = {row.dossier_id for row in rows if row.procedure_code in procedures}
    amounts: dict[str, int] = {}
    for move in asked.money:
        if move.figure in {"count", "due"}:
            known = amounts.setdefault(move.dossier_id, 0)
            amounts[move.dossier_id] = known + (move.amount if move.figure == "due" else 0)
    return frozenset(x for x in wanted if amounts.get(x, 1) > 0)


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


def _costs(procedure: Procedure) -> bool:
    return any(rule.amount_vnd is None or rule.amount_vnd > 0 for rule in procedure.fees)


def _rows(asked: Asked, ids: frozenset[str]) -> Iterator[DossierRow]:
    if ids:
        yield from asked.view.dossiers.each(DossierFilter(ids=tuple(sorted(ids))))
