"""Reports on screen, as workbooks and on paper, the same at commune and centre."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ca_desktop.domain.errors import NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.rates import OnTimeTable
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Form06, Period, as_of
from ca_desktop.domain.roles import require
from ca_desktop.domain.standings import HandIn
from ca_desktop.services.office.asked import Asked
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.office.report_list import (
    REPORTS,
    Report,
    count_form06,
    count_on_time,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import OfficeRow
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.services.ports.work import View

PDF = ".pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which figures are wanted.

    Attributes:
        commune: code of one commune; None: of this commune, at a centre of all.
        at: as of when, where that is before now: two offices that know the same up to a moment
            say the same of it.
    """

    period: Period
    commune: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeReport:
    """The on-time table with the offices behind its rows, and, at a centre, who has handed in."""

    table: OnTimeTable
    offices: Mapping[str, OfficeRow]
    hand_ins: Mapping[str, HandIn]


def report_named(name: str) -> Report:
    """Return a report of the list.

    Raises:
        NotFound: NO-SUCH-REPORT there is none of this name.
    """
    found = REPORTS.get(name)
    if found is None:
        raise NotFound("NO-SUCH-REPORT", name=name[:40])
    return found


def report(ports: Ports, name: str, wanted: Wanted) -> ReportTable:
    """Return a report under the words of its form.

    Raises:
        NotFound: NO-SUCH-REPORT.
        Forbidden: it is about money, and the person looks after none.
        UserError: NO-SUCH-PEER there is no such commune here.
        MachineError: the words of the form are missing or damaged.
    """
    found = report_named(name)
    if found.roles:
        require(ports.actor.roles, *found.roles)
    with ports.reading() as view:
        table = found.build(asked(ports, view, wanted))
    return table.with_words(ports.sheets.words(name))


def save_report(ports: Ports, name: str, wanted: Wanted, path: Path) -> ReportTable:
    """Write a report as a workbook, or on paper where ``path`` ends in ``.pdf``."""
    table = report(ports, name, wanted)
    with ports.reading() as view:
        head = head_of(view, wanted.commune)
    write_report(ports, table, head, path)
    return table


def write_report(ports: Ports, table: ReportTable, head: SheetHead, path: Path) -> None:
    """Write a report into a file, and that it left the program."""
    draw = ports.sheets.report_pdf if path.suffix.lower() == PDF else ports.sheets.report
    ports.files.write(path, draw(table, head))
    with ports.writing() as uow:
        said = ListExported(what=table.name, rows=len(table.lines))
        uow.record(said, Standing(audience=LOCAL))
        uow.commit()


def form06_report(
    ports: Ports, period: Period, commune: str | None = None, *, at: datetime | None = None
) -> Form06:
    """Return Biểu 06 of a period, of one commune or of all this office knows.

    Raises:
        UserError: NO-SUCH-PEER there is no such commune here.
    """
    with ports.reading() as view:
        return count_form06(asked(ports, view, Wanted(period=period, commune=commune, at=at)))


def on_time_report(
    ports: Ports, period: Period, commune: str | None = None, *, at: datetime | None = None
) -> OnTimeReport:
    """Return the on-time rates of a period by commune."""
    with ports.reading() as view:
        about = asked(ports, view, Wanted(period=period, commune=commune, at=at))
        return OnTimeReport(
            table=count_on_time(about), offices=about.offices, hand_ins=about.hand_ins
        )


def save_form06(
    ports: Ports, period: Period, path: Path, commune: str | None = None
) -> ReportTable:
    """Write Biểu 06 as a workbook that prints."""
    return save_report(ports, "form06", Wanted(period=period, commune=commune), path)


def asked(ports: Ports, view: View, wanted: Wanted) -> Asked:
    """Return what a report looks at.

    Raises:
        UserError: NO-SUCH-PEER there is no such commune here.
    """
    now = ports.clock.now()
    moment = as_of(wanted.period, min(wanted.at, now) if wanted.at else now)
    office_id = _office_id(view, wanted.commune)
    return Asked(
        view=view, period=wanted.period, moment=moment, today=now.date(), office_id=office_id
    )


def head_of(view: View, commune: str | None = None) -> SheetHead:
    """Return what stands above the figures of one commune or of this office."""
    own, centre = view.offices.own(), view.offices.centre()
    office = view.offices.by_code(commune) if commune else None
    receiving = own.name if office and office != own else (centre.name if centre else "")
    return sheet_head(view, office, receiving)


def _office_id(view: View, commune: str | None) -> str | None:
    if commune is None:
        own = view.offices.own()
        return own.office_id if own.kind == "commune" else None
    office = view.offices.by_code(commune)
    if office is None:
        raise UserError("NO-SUCH-PEER", code=commune[:60])
    return office.office_id
