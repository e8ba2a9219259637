"""Closing a period: its figures are frozen and come out of any later program as they were."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ca_desktop.domain.closing import LATE_COLUMNS, ClosedBefore, require_closing, unexcused
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import CENTRE, LOCAL
from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Form06, Period
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_text
from ca_desktop.services.office.asked import Asked
from ca_desktop.services.office.report_list import REPORTS, count_form06
from ca_desktop.services.office.reports import Wanted, asked, head_of, report_named, write_report
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.periods import ClosedRow
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

CLOSERS = (Role.LEADER, Role.DESK_HEAD, Role.KSTT)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What stands in the way of closing a period, and what it would say.

    Attributes:
        form: Biểu 06 of the period.
        missing: late dossiers of this desk with neither a letter nor a recorded reason.
        same: the newest snapshot of this very period; None while it is open.
        before: the newest snapshot of the period that ends on the day before.
    """

    form: Form06
    missing: tuple[str, ...]
    same: ClosedRow | None
    before: ClosedRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """A period whose figures are frozen."""

    closing_id: str
    number: int
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The figures of a closed period under the head they were frozen with."""

    head: SheetHead
    tables: dict[str, ReportTable]
    event: PeriodClosed


def closing_of(ports: Ports, period: Period) -> Closing:
    """Return how it stands with closing a period of this office."""
    with ports.reading() as view:
        return _closing(view, asked(ports, view, Wanted(period=period)))


def close_period(ports: Ports, period: Period, reason: str = "") -> ClosedPeriod:
    """Freeze the figures of a period; for a closed one a correction, with its reason.

    Raises:
        Forbidden: only heads and whoever answers for reports may.
        NotAllowedNow: PERIOD-NOT-OVER, PERIOD-CLOSED, PERIOD-UNEXCUSED, PERIOD-CARRIED.
    """
    require(ports.actor.roles, *CLOSERS)
    now = ports.clock.now().replace(second=0, microsecond=0)
    said = clean_text("reason", reason)
    with ports.writing() as uow:
        about = asked(ports, uow, Wanted(period=period))
        found = _closing(uow, about)
        require_closing(
            found.form,
            now.date(),
            missing=found.missing,
            same=_before(found.same),
            before=_before(found.before),
            reason=said,
        )
        head = head_of(uow)
        tables = [
            x.build(about).with_words(ports.sheets.words(x.name))
            for x in REPORTS.values()
            if x.frozen
        ]
        event = PeriodClosed(
            at=moment_text(now),
            start=period.start.isoformat(),
            end=period.end.isoformat(),
            number=found.same.number + 1 if found.same else 1,
            reason=said,
            as_of=moment_text(about.moment),
            unit_name=head.unit_name,
            receiving_unit=head.receiving_unit,
            tables=tuple(table.to_json() for table in tables),
            officer_name=ports.actor.name,
        )
        audience = CENTRE if uow.offices.own().kind == "commune" else LOCAL
        closing_id = uow.record(event, Standing(audience=audience))
        uow.commit()
    _log.info("period closed: snapshot %s", event.number)
    touched = uow.touched | {Topic.PERIODS}
    return ClosedPeriod(closing_id=closing_id, number=event.number, touched=touched)


def closed_periods(ports: Ports, commune: str | None = None) -> Sequence[ClosedRow]:
    """Return the snapshots of this office or of a commune, the newest period first."""
    with ports.reading() as view:
        office = view.offices.by_code(commune) if commune else view.offices.own()
        if office is None:
            raise NotFound("NO-SUCH-PEER", code=(commune or "")[:60])
        return view.periods.closed(office.office_id)


def snapshot(ports: Ports, closing_id: str) -> Snapshot:
    """Return what was frozen.

    Raises:
        NotFound: NO-SUCH-SNAPSHOT there is none of this id here.
    """
    with ports.reading() as view:
        event = view.periods.snapshot(closing_id)
    if event is None:
        raise NotFound("NO-SUCH-SNAPSHOT")
    tables = [ReportTable.from_json(table) for table in event.tables]
    head = SheetHead(unit_name=event.unit_name, receiving_unit=event.receiving_unit)
    return Snapshot(head=head, tables={table.name: table for table in tables}, event=event)


def table_of(ports: Ports, closing_id: str, name: str) -> ReportTable:
    """Return a report of a closed period, as it was.

    Raises:
        NotFound: NO-SUCH-SNAPSHOT, NO-SUCH-REPORT this report is not in it.
    """
    return _table(snapshot(ports, closing_id), name)


def _table(found: Snapshot, name: str) -> ReportTable:
    table = found.tables.get(report_named(name).name)
    if table is None:
        raise NotFound("NO-SUCH-REPORT", name=name)
    return table


def save_snapshot(ports: Ports, closing_id: str, name: str, path: Path) -> ReportTable:
    """Write a report of a closed period, as it was, as a workbook or on paper.

    Raises:
        NotFound: NO-SUCH-SNAPSHOT, NO-SUCH-REPORT this report is not in it.
    """
    found = snapshot(ports, closing_id)
    table = _table(found, name)
    write_report(ports, table, found.head, path)
    return table


def _closing(view: View, about: Asked) -> Closing:
    form = count_form06(about)
    own = view.offices.own().office_id
    at_desk = {fact.dossier_id for fact in about.facts if fact.office_id == own}
    late = [x for column in LATE_COLUMNS for x in form.behind(None, column) if x in at_desk]
    closed = view.periods.closed(own)
    eve = about.period.start - timedelta(days=1)
    return Closing(
        form=form,
        missing=unexcused(late, view.promises.answered(late)),
        same=next((row for row in closed if row.period == about.period), None),
        before=_newest_up_to(closed, eve, about.period),
    )


def _newest_up_to(closed: Sequence[ClosedRow], eve: object, period: Period) -> ClosedRow | None:
    """Return the snapshot before, of the period most like this one where several end then."""
    ending = [row for row in closed if row.period.end == eve]
    length = period.end - period.start
    return min(
        ending, key=lambda row: (abs(row.period.end - row.period.start - length), -row.number),
        default=None,
    )  # fmt: skip


def _before(row: ClosedRow | None) -> ClosedBefore | None:
    if row is None:
        return None
    return ClosedBefore(period=row.period, number=row.number, still_open=row.still_open)
