"""Commands of reports."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.rates import OnTimeRow
from ca_desktop.domain.report_tables import Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.standings import HandIn
from ca_desktop.services.office import reports
from ca_desktop.services.office.deadlines import read_moment
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.ports.office import Ports


def report(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Make a report of the list."""
    name, wanted = arguments.action, _wanted(arguments)
    if arguments.out:
        table = reports.save_report(ports, name, wanted, arguments.out)
    else:
        table = reports.report(ports, name, wanted)
    shape = _SHAPES.get(name, _any)
    return shape(ports, wanted, table) | {
        "as_of": table.as_of.isoformat(),
        "out": str(arguments.out) if arguments.out else None,
    }


def _any(_ports: Ports, _wanted: Wanted, table: ReportTable) -> Json:
    return table_json(table)


def table_json(table: ReportTable) -> Json:
    """Write a report as the command line answers it."""
    return {
        "title": table.words.title,
        "columns": {column.key: " – ".join(column.heading) for column in table.columns},
        "rows": [_line(table, line) for line in table.lines],
        "total": _line(table, table.total) if table.totalled else None,
        "notes": list(table.notes),
    }


def _line(table: ReportTable, line: Line) -> Json:
    return {
        column.key: table.share(line, column).percent
        if column.kind is Figure.RATE
        else table.number(line, column.key)
        if column.kind is Figure.NUMBER
        else table.shown(line, column)
        for column in table.columns
    }


def _form06(ports: Ports, wanted: Wanted, _table: ReportTable) -> Json:
    found = reports.form06_report(ports, wanted.period, wanted.commune, at=wanted.at)
    return {
        "rows": [{"field": row.field, **row.figures} for row in found.rows],
        "total": dict(found.total.figures),
        "balanced": found.balanced,
    }


def _ontime(ports: Ports, wanted: Wanted, _table: ReportTable) -> Json:
    found = reports.on_time_report(ports, wanted.period, wanted.commune, at=wanted.at)
    rows = []
    for row in found.table.rows:
        office = found.offices.get(row.office_id or "")
        names = {"commune": office.code if office else None, "name": office.name if office else ""}
        rows.append(names | _rates(row))
    due = {
        found.offices[office_id].code: _hand_in(hand_in)
        for office_id, hand_in in found.hand_ins.items()
    }
    return {"rows": rows, "total": _rates(found.table.total), "hand_ins": due}


def _hand_in(found: HandIn) -> Json:
    return {
        "data_to": found.data_to.isoformat() if found.data_to else None,
        "hand_in_by": found.agreed.isoformat(),
        "handed_in": found.done,
        "late_days": found.late_days,
    }


def _rates(row: OnTimeRow) -> Json:
    return {
        "received": row.received,
        "finished": row.finished,
        "early": row.early,
        "on_time": row.on_time,
        "late": row.late,
        "late_open": row.late_open,
        "first_kept": row.first_kept,
        "first_broken": row.first_broken,
        "rate": row.rate,
        "rate_all": row.of_all_due.percent,
        "rate_first": row.of_first_promise.percent,
        "few": row.few,
    }


_SHAPES = {"form06": _form06, "ontime": _ontime}
"""Reports that scripts know by keys of their own."""


def _wanted(arguments: argparse.Namespace) -> Wanted:
    at = arguments.at
    return Wanted(
        period=period_of(arguments),
        commune=arguments.commune,
        at=read_moment("at", at) if at else None,
    )


def period_of(arguments: argparse.Namespace) -> Period:
    """Return the period that was typed.

    Raises:
        InvalidField: a day is none, or the end is before the start.
    """
    return Period(start=read_day("from", arguments.start), end=read_day("to", arguments.end))
