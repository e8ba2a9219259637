"""A workbook of tariffs: one line for each amount, one for each group that pays less.

Columns are known by their headings, in any order: procedure, first day, resolution, amount; and,
where there are such, case, name, for whom, online, unit, per cent taken off, evidence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ca_desktop.domain.errors import InvalidField, NotFound, UserError
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.notices import RowProblem
from ca_desktop.domain.old_books import OldBook, OldCell, OldLine
from ca_desktop.domain.procedures import ProcedureCase
from ca_desktop.domain.roles import require
from ca_desktop.domain.tariffs import FeeUnit
from ca_desktop.domain.text import tokens
from ca_desktop.domain.typed import whole_number
from ca_desktop.services import words
from ca_desktop.services.office.tariffs import (
    ENTERING,
    GivenGround,
    GivenRate,
    SetTariff,
    read_tariff,
    record_tariff,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

HEADING_LINES: Final = 30
"""The headings stand within so many lines."""

_COLUMNS: Final = {
    "code": re.compile(r"ma (so )?(thu tuc|tthc)( hanh chinh)?|ma so"),
    "since": re.compile(r"(ap dung |hieu luc )?tu( ngay)?"),
    "basis": re.compile(r"can cu( phap ly)?|nghi quyet|van ban"),
    "amount": re.compile(r"muc thu( dong| vnd)?"),
    "online": re.compile(r"(muc thu |nop )?truc tuyen( dong| vnd)?"),
    "case": re.compile(r"truong hop"),
    "name": re.compile(r"(ten )?(khoan thu|phi le phi|loai phi le phi)"),
    "note": re.compile(r"doi tuong|ap dung cho|ghi chu"),
    "unit": re.compile(r"don vi( tinh)?"),
    "percent": re.compile(r"(mien )?giam( %| phan tram)?"),
    "evidence": re.compile(r"giay to( chung minh)?"),
}
_NEEDED: Final = {"code", "since", "basis", "amount"}
_Cases = Mapping[str, Sequence[ProcedureCase]]
_Line = Mapping[str, OldCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffImport:
    """What a sheet brings, or brought.

    Attributes:
        new: tariffs of a procedure and a day that were not known.
        changed: known ones that say something else now.
        same: known ones.
        problems: rows that cannot be used, and why; a tariff that has one is left out whole.
    """

    new: int
    changed: int
    same: int
    problems: Sequence[RowProblem]
    touched: frozenset[Topic] = frozenset()


def import_tariffs(ports: Ports, path: Path, *, preview: bool = False) -> TariffImport:
    """Read tariffs of many procedures from a workbook; again gives the same.

    Raises:
        Forbidden: the person looks after no catalogue.
        UserError: the sheet cannot be read; SHEET-NO-TARIFF no line names its columns.
    """
    require(ports.actor.roles, *ENTERING)
    today = ports.clock.now().date()
    lines = list(_lines(ports.files.read_old_book(path)))
    with ports.writing() as uow:
        known = {(each.procedure, each.since): each for each in uow.master.tariffs()}
        cases = {item.code: item.cases for item in uow.master.procedures(today, tariffs=False)}
        number, problems = {"new": 0, "changed": 0, "same": 0}, list[RowProblem]()
        for line, command in _commands(lines, cases, problems):
            try:
                tariff = read_tariff(uow, command, today)
            except (InvalidField, NotFound) as error:
                problems.append(RowProblem(line=line, code=error.code, details=error.details))
                continue
            before = known.get((tariff.procedure, tariff.since))
            number["new" if before is None else "same" if before == tariff else "changed"] += 1
            if not preview and before != tariff:
                record_tariff(ports, uow, tariff)
        if not preview:
            uow.commit()
        found = tuple(sorted(problems, key=lambda problem: problem.line))
        return TariffImport(**number, problems=found, touched=uow.touched)


def is_tariff_sheet(ports: Ports, path: Path) -> bool:
    """Tell whether a workbook is one of tariffs.

    Raises:
        UserError: it cannot be read.
    """
    try:
        next(_lines(ports.files.read_old_book(path)), None)
    except UserError as error:
        if error.code == "SHEET-NO-TARIFF":
            return False
        raise
    return True


def _lines(book: OldBook) -> Iterator[tuple[int, _Line]]:
    """Yield the lines below the headings of the first sheet that has them."""
    for sheet in book.sheets:
        for place, line in enumerate(sheet.lines[:HEADING_LINES]):
            columns = _columns(line)
            if set(columns) >= _NEEDED:
                for below in sheet.lines[place + 1 :]:
                    cells = {name: _cell(below, at) for name, at in columns.items()}
                    yield below.number, cells
                return
    raise UserError("SHEET-NO-TARIFF")


def _columns(line: OldLine) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        said = " ".join(tokens(cell.raw.replace("%", " phan tram ")))
        for name, pattern in _COLUMNS.items():
            if pattern.fullmatch(said):
                found.setdefault(name, place)
    return found


def _cell(line: OldLine, place: int) -> OldCell:
    return line.cells[place] if place < len(line.cells) else OldCell()


def _commands(
    lines: Sequence[tuple[int, _Line]], cases: _Cases, problems: list[RowProblem]
) -> Iterator[tuple[int, SetTariff]]:
    """Put the lines of a procedure and a day together; with a bad one all of them are left out."""
    found: dict[tuple[str, date], tuple[int, SetTariff]] = {}
    bad: set[str] = set()
    for number, line in lines:
        code = "".join(_text(line, "code").split()).upper()
        try:
            since = _day(line)
            first, before = found.get((code, since)) or (
                number,
                SetTariff(code=code, since=since, legal_basis=_text(line, "basis"), rates=()),
            )
            found[code, since] = first, _with_line(before, line, cases.get(code, ()))
        except InvalidField as error:
            bad.add(code)
            problems.append(RowProblem(line=number, code=error.code, details=error.details))
    yield from (each for (code, _since), each in found.items() if code not in bad)


def _with_line(command: SetTariff, line: _Line, cases: Sequence[ProcedureCase]) -> SetTariff:
    percent = _text(line, "percent").rstrip("% ")
    if percent:
        ground = GivenGround(
            name=_text(line, "note"),
            percent=whole_number("percent", percent, "BAD-COUNT"),
            evidence=_text(line, "evidence"),
        )
        return replace(command, grounds=(*command.grounds, ground))
    online = _text(line, "online")
    rate = GivenRate(
        case=_case(_text(line, "case"), cases),
        name=_text(line, "name"),
        note=_text(line, "note"),
        amount_vnd=whole_number("amount_vnd", _text(line, "amount"), "BAD-MONEY"),
        online_vnd=whole_number("amount_vnd", online, "BAD-MONEY") if online else None,
        unit=_unit(_text(line, "unit")),
    )
    return replace(command, rates=(*command.rates, rate))


def _case(said: str, cases: Sequence[ProcedureCase]) -> str | None:
    if not said:
        return None
    for case in cases:
        if tokens(said) in (tokens(case.name), tokens(case.key)):
            return case.key
    raise InvalidField("case", "NO-SUCH-CASE", case=said[:60])


def _unit(said: str) -> str:
    units = {tuple(tokens(words.label("fee_units", unit.value))): unit.value for unit in FeeUnit}
    plain = tuple(word for word in tokens(said) if word != "dong")
    if not plain:
        return FeeUnit.DOSSIER.value
    if plain not in units:
        choices = ", ".join(words.label("fee_units", unit.value) for unit in FeeUnit)
        raise InvalidField("unit", "BAD-CHOICE", choices=choices)
    return units[plain]


def _day(line: _Line) -> date:
    cell = line.get("since", OldCell())
    return cell.day or read_day("since", cell.raw)


def _text(line: _Line, name: str) -> str:
    return " ".join(line.get(name, OldCell()).raw.split())
