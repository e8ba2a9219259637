"""Closing a period: its figures are frozen and come out of any later program as they were."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ca_desktop.domain.closing import (
    LATE_COLUMNS,
    ClosedBefore,
    before_of,
    misfits,
    reached,
    require_closing,
    unexcused,
)
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.events.scores import StaffScoresFrozen
from ca_desktop.domain.figures import form06_table
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.periods import kind_of, period_name
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Form06, Period
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_text
from ca_desktop.services import words
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.office.asked import Asked
from ca_desktop.services.office.report_list import REPORTS, STAFF, count_form06
from ca_desktop.services.office.reports import Wanted, asked, head_of, report_named, write_report
from ca_desktop.services.office.scoring import ADDING
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.periods import ClosedRow
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

CLOSERS = (Role.LEADER, Role.DESK_HEAD, Role.KSTT)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A closed period whose figures are others by now.

    Attributes:
        number: of its newest snapshot.
        carried: what that one began with; ``carried_now``: what it is counted to begin with.
        still_open: what it carried on; ``open_now``: what it is counted to carry on.
    """

    period: Period
    number: int
    carried: int
    carried_now: int
    still_open: int
    open_now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What stands in the way of closing a period, and what it would say.

    Attributes:
        form: Biểu 06 of the period.
        missing: late dossiers of this desk with neither a letter nor a recorded reason.
        same: the newest snapshot of this very period; None while it is open.
        before: the newest snapshot of the period that ends on the day before.
        later: closed periods that no longer say what is counted, in the order of mending.
    """

    form: Form06
    missing: tuple[str, ...]
    same: ClosedRow | None
    before: ClosedBefore | None
    later: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """A period whose figures are frozen.

    Attributes:
        later: closed periods that did not say any more what is counted, in order.
        followed: their corrections, in the same order; empty where they were not wanted.
    """

    closing_id: str
    number: int
    later: tuple[Reached, ...]
    followed: tuple[str, ...]
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The figures of a closed period under the head they were frozen with."""

    head: SheetHead
    tables: dict[str, ReportTable]
    event: PeriodClosed


def closing_of(ports: Ports, period: Period) -> Closing:
    """Return how it stands with closing a period, and which later ones that reaches."""
    with ports.reading() as view:
        found = _closing(view, asked(ports, view, Wanted(period=period)))
        return replace(found, later=_later(ports, view, period))


def close_period(
    ports: Ports, period: Period, reason: str = "", *, following: bool = False
) -> ClosedPeriod:
    """Freeze the figures of a period; for a closed one a correction, with its reason.

    Args:
        ports: the outside world.
        period: first to last day.
        reason: why figures are corrected.
        following: correct the later closed periods too that no longer say what is counted, one
            after the other, each with a snapshot of its own; all of them, or nothing is closed.

    Raises:
        Forbidden: only heads and whoever answers for reports may.
        NotAllowedNow: PERIOD-NOT-OVER, PERIOD-CLOSED, PERIOD-UNEXCUSED, PERIOD-CARRIED.
    """
    require(ports.actor.roles, *CLOSERS)
    said = clean_text("reason", reason)
    with ports.writing() as uow:
        later = _later(ports, uow, period)
        closing_id, number = _freeze(ports, uow, period, said)
        why = words.phrase("closing_text", "follows", period=period_name(period), reason=said)
        wanted = later if following else ()
        followed = tuple(_freeze(ports, uow, row.period, why.strip(" :"))[0] for row in wanted)
        uow.commit()
    _log.info("period closed: snapshot %s, %s more corrected", number, len(followed))
    return ClosedPeriod(
        closing_id=closing_id,
        number=number,
        later=later,
        followed=followed,
        touched=uow.touched | {Topic.PERIODS, Topic.TASKS},
    )


def _freeze(ports: Ports, uow: UnitOfWork, period: Period, reason: str) -> tuple[str, int]:
    """Record a snapshot; return its id and number."""
    now = ports.clock.now().replace(second=0, microsecond=0)
    about = asked(ports, uow, Wanted(period=period))
    found = _closing(uow, about)
    require_closing(
        found.form,
        now.date(),
        missing=found.missing,
        same=standing(found.same) if found.same else None,
        before=found.before,
        reason=reason,
    )
    head = head_of(uow)
    tables = [
        x.snapshot(about).with_words(ports.sheets.words(x.name))
        for x in REPORTS.values()
        if x.frozen_in(period)
    ]
    event = PeriodClosed(
        at=moment_text(now),
        start=period.start.isoformat(),
        end=period.end.isoformat(),
        number=found.same.number + 1 if found.same else 1,
        reason=reason,
        as_of=moment_text(about.moment),
        unit_name=head.unit_name,
        receiving_unit=head.receiving_unit,
        tables=tuple(table.to_json() for table in tables),
        officer_name=ports.actor.name,
    )
    closing_id = uow.record(event, Standing(audience=uow.offices.own().accounts_to))
    if kind_of(period) in ADDING:
        _freeze_people(ports, uow, about, closing_id, event.at)
    return closing_id, event.number


def _freeze_people(ports: Ports, uow: UnitOfWork, about: Asked, closing_id: str, at: str) -> None:
    """Keep the points of people as they are, here alone."""
    table = REPORTS[STAFF].build(about).with_words(ports.sheets.words(STAFF))
    if table.lines:
        event = StaffScoresFrozen(at=at, closing=closing_id, table=table.to_json())
        uow.record(event, Standing(audience=LOCAL))


def _later(ports: Ports, view: View, period: Period) -> tuple[Reached, ...]:
    """Return the closed periods that a correction reaches: those that are counted otherwise now."""
    rows = {(x.period, x.number): x for x in view.periods.closed(view.offices.own().office_id)}
    found = []
    for old in reached(period, map(standing, rows.values())):
        form = count_form06(asked(ports, view, Wanted(period=old.period)))
        if _cells(form06_table(form)) != _cells(_frozen_form(view, rows[old.period, old.number])):
            found.append(
                Reached(
                    period=old.period,
                    number=old.number,
                    carried=old.carried,
                    carried_now=form.total.figures["c6"],
                    still_open=old.still_open,
                    open_now=form.total.figures["c11"],
                )
            )
    return tuple(found)


def _frozen_form(view: View, row: ClosedRow) -> ReportTable:
    event = view.periods.snapshot(row.closing_id)
    if event is None:
        raise NotFound("NO-SUCH-SNAPSHOT")
    return next(
        table for table in map(ReportTable.from_json, event.tables) if table.name == "form06"
    )


def _cells(table: ReportTable) -> list[dict[str, str | int]]:
    return [dict(line.cells) for line in table.lines]


def standing(row: ClosedRow) -> ClosedBefore:
    """Return a snapshot as the rules see it."""
    return ClosedBefore(
        period=row.period, number=row.number, carried=row.carried, still_open=row.still_open
    )


def misfitting(rows: Sequence[ClosedRow]) -> frozenset[str]:
    """Return the ids of newest snapshots that do not begin with what the one before carried on."""
    wrong = {(x.later.period, x.later.number) for x in misfits([standing(row) for row in rows])}
    return frozenset(row.closing_id for row in rows if (row.period, row.number) in wrong)


def unfitting(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name every closed period that does not begin with what the one before it carried on."""
    rows = view.periods.closed(view.offices.own().office_id)
    for found in misfits([standing(row) for row in rows]):
        later, before = found.later, found.before
        yield Matter(
            code="PERIOD-MISFIT",
            key=f"{later.period.start}:{later.period.end}:{later.number}:{before.number}",
            about=period_name(later.period),
            remedy=Remedy.REPORT,
            since=later.period.end.isoformat(),
            details={
                "name": period_name(later.period),
                "carried": later.carried,
                "before": period_name(before.period),
                "open": before.still_open,
            },
        )


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
        Forbidden: points of people, for who may not see them.
    """
    return _table(ports, snapshot(ports, closing_id), closing_id, name)


def _table(ports: Ports, found: Snapshot, closing_id: str, name: str) -> ReportTable:
    wanted = report_named(name)
    if wanted.roles:
        require(ports.actor.roles, *wanted.roles)
    table = found.tables.get(name)
    if name == STAFF:
        with ports.reading() as view:
            people = view.scores.frozen(closing_id)
        table = ReportTable.from_json(people.table) if people else None
    if table is None:
        raise NotFound("NO-SUCH-REPORT", name=name)
    return table


def save_snapshot(ports: Ports, closing_id: str, name: str, path: Path) -> ReportTable:
    """Write a report of a closed period, as it was, as a workbook or on paper.

    Raises:
        NotFound: NO-SUCH-SNAPSHOT, NO-SUCH-REPORT this report is not in it.
        Forbidden: points of people, for who may not see them.
    """
    found = snapshot(ports, closing_id)
    table = _table(ports, found, closing_id, name)
    write_report(ports, table, found.head, path)
    return table


def _closing(view: View, about: Asked) -> Closing:
    form = count_form06(about)
    own = view.offices.own().office_id
    at_desk = {fact.dossier_id for fact in about.facts if fact.office_id == own}
    late = [x for column in LATE_COLUMNS for x in form.behind(None, column) if x in at_desk]
    closed = view.periods.closed(own)
    return Closing(
        form=form,
        missing=unexcused(late, view.promises.answered(late)),
        same=next((row for row in closed if row.period == about.period), None),
        before=before_of(about.period, map(standing, closed)),
    )
