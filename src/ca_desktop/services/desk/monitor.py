"""Theo dõi: how this month and year go, and what is open with whom."""

from dataclasses import dataclass, replace
from datetime import date

from ca_desktop.domain.backlog import Backlog, backlog
from ca_desktop.domain.rates import OnTimeRow, on_time
from ca_desktop.domain.reports import Period, as_of, month_period
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Results against their dates, up to now.

    Attributes:
        month: this calendar month; its rate is None for 0 of 0.
        year: this calendar year.
        month_least: per cent that the month's rate with what is late and open ought to reach.
        year_least: the same for the year; each period is held against its last day's target.
    """

    today: date
    month: OnTimeRow
    year: OnTimeRow
    month_least: int
    year_least: int


def rates(ports: Ports) -> Rates:
    """Return the on-time rates of this month and year: of this desk, at a centre of all."""
    now = ports.clock.now()
    today = now.date()
    year = Period(start=date(today.year, 1, 1), end=date(today.year, 12, 31))
    month = month_period(today.year, today.month)
    with ports.reading() as view:
        facts = list(view.dossiers.facts(year, _desk(view)))
        targets = [view.master.on_time_target(period.end).least for period in (month, year)]
    return Rates(
        today=today,
        month=on_time(facts, month, as_of(month, now)).total,
        year=on_time(facts, year, as_of(year, now)).total,
        month_least=targets[0],
        year_least=targets[1],
    )


def open_now(ports: Ports) -> Backlog:
    """Return what is open today: taken in at this desk, at a centre everything."""
    with ports.reading() as view:
        own = view.offices.node().node_id
        facts = [
            fact if custodian == own else replace(fact, holder=office)
            for fact, custodian, office in view.dossiers.open_facts(_desk(view))
        ]
    return backlog(facts, ports.clock.now().date())


def _desk(view: View) -> str | None:
    own = view.offices.own()
    return own.office_id if own.kind == "commune" else None
