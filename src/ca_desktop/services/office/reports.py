"""Biểu 06 and the on-time rate, on screen and as a workbook, the same at commune and centre."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.reports import (
    Form06,
    OnTimeTable,
    Period,
    as_of,
    form06,
    on_time,
)
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import OfficeRow
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeReport:
    """The on-time table with the offices behind its rows."""

    table: OnTimeTable
    offices: Mapping[str, OfficeRow]


def form06_report(ports: Ports, period: Period, commune: str | None = None) -> Form06:
    """Return Biểu 06 of a period, of one commune or of all this office knows.

    Raises:
        UserError: NO-SUCH-PEER there is no such commune here.
    """
    with ports.reading() as view:
        office_id = _office_id(view, commune)
        return form06(
            view.dossiers.facts(period, office_id), period, as_of(period, ports.clock.now())
        )


def on_time_report(ports: Ports, period: Period, commune: str | None = None) -> OnTimeReport:
    """Return the on-time rates of a period by commune."""
    with ports.reading() as view:
        office_id = _office_id(view, commune)
        offices = {office.office_id: office for office in view.offices.all()}
        shown = _desks(view) if office_id is None else {office_id}
        table = on_time(
            view.dossiers.facts(period, office_id),
            period,
            as_of(period, ports.clock.now()),
            offices=shown,
        )
        return OnTimeReport(table=table, offices=offices)


def save_form06(ports: Ports, period: Period, path: Path, commune: str | None = None) -> Form06:
    """Write Biểu 06 as a workbook that prints."""
    report = form06_report(ports, period, commune)
    data = ports.sheets.form06(report, _head(ports, commune))
    _save(ports, path, data, "form06", len(report.rows))
    return report


def save_on_time(
    ports: Ports, period: Period, path: Path, commune: str | None = None
) -> OnTimeReport:
    """Write the on-time table as a workbook that prints."""
    report = on_time_report(ports, period, commune)
    names = {office_id: office.name for office_id, office in report.offices.items()}
    data = ports.sheets.on_time(report.table, names, _head(ports, commune))
    _save(ports, path, data, "ontime", len(report.table.rows))
    return report


def _save(ports: Ports, path: Path, data: bytes, what: str, rows: int) -> None:
    ports.files.write(path, data)
    with ports.writing() as uow:
        uow.record(ListExported(what=what, rows=rows), Standing(audience=LOCAL))
        uow.commit()


def _office_id(view: View, commune: str | None) -> str | None:
    if commune is None:
        own = view.offices.own()
        return own.office_id if own.kind == "commune" else None
    office = view.offices.by_code(commune)
    if office is None:
        raise UserError("NO-SUCH-PEER", code=commune[:60])
    return office.office_id


def _desks(view: View) -> set[str]:
    own = view.offices.own()
    if own.kind == "commune":
        return {own.office_id}
    return {office.office_id for office in view.offices.all() if office.kind == "commune"}


def _head(ports: Ports, commune: str | None) -> SheetHead:
    with ports.reading() as view:
        own, centre = view.offices.own(), view.offices.centre()
        office = view.offices.by_code(commune) if commune else None
        receiving = own.name if office and office != own else (centre.name if centre else "")
        return sheet_head(view, office, receiving)
