"""What receipts and finished dossiers say for the indicators of QĐ 766."""

from collections.abc import Iterator
from fractions import Fraction

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.handling_times import Handled
from ca_desktop.domain.indicators import Payments
from ca_desktop.domain.moments import day_start, moment_text, parse_moment
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.reckoning import worked_minutes
from ca_desktop.domain.tariffs import PayMethod
from ca_desktop.services.office.asked import Asked, common_calendar
from ca_desktop.services.ports.rows import FinishedRow

HOUR = 60


def payments(asked: Asked) -> Payments:
    """Return of how many dossiers of the period something is to be paid, and who paid online.

    Counted are those of procedures with a fee in force at the end, without those whose fees are
    all nothing: free of charge, or wholly exempted. Where all that is known is that the province
    sets the price, only those count of which a fee was worked out. Cancelled receipts are none.
    """
    fees, start, (first, last) = asked.view.fees, asked.period.start, _ends(asked)
    costly = asked.view.master.procedures(asked.moment.date())
    priced, waiting = (frozenset(x.code for x in costly if rule(x)) for rule in (_priced, _waits))
    payable = priced | waiting
    known = fees.worked_out(start, last)
    paid = fees.paid_by(PayMethod.ONLINE.value, start, last)
    due, online = 0, set()
    for dossier_id, code in asked.view.dossiers.received(first, last, asked.office_id):
        if code in payable and known.get(dossier_id, code in priced):
            due += 1
            if dossier_id in paid:
                online.add(dossier_id)
    return Payments(due=due, online=frozenset(online))


def handled(asked: Asked) -> Iterator[Handled]:
    """Yield how long each dossier took that the period counts as finished."""
    calendar = common_calendar(asked.view)
    for row in asked.view.dossiers.finished(*_ends(asked), asked.office_id):
        amount = _amount(calendar, row)
        if amount is not None:
            yield Handled(
                dossier_id=row.dossier_id,
                procedure=row.procedure_name,
                hours=row.by_minute,
                amount=amount,
            )


def _ends(asked: Asked) -> tuple[str, str]:
    """Return the first moment of a period and the last that is reported."""
    return moment_text(day_start(asked.period.start)), moment_text(asked.moment)


def _amount(calendar: WorkingCalendar, row: FinishedRow) -> Fraction | None:
    """Return working hours or days; None where a year between has no calendar."""
    received, finished = parse_moment(row.received_at), parse_moment(row.finished_at)
    try:
        if row.by_minute:
            return Fraction(worked_minutes(calendar, received, finished), HOUR)
        return Fraction(calendar.working_days_after(received.date(), finished.date()))
    except CalendarMissing:
        return None


def _priced(procedure: Procedure) -> bool:
    return any(rule.amount_vnd for rule in procedure.fees)


def _waits(procedure: Procedure) -> bool:
    """Tell whether no more is known than that the province sets the price, of some cases or all."""
    unknown = any(rule.amount_vnd is None for rule in procedure.fees)
    return unknown and not _priced(procedure)
