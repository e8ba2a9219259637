"""A sheet of tariffs: one line for each amount, one for each group that pays less.

Columns are known by their headings, in any order: procedure, first day, resolution, amount; and,
where there are such, case, name, for whom, online, unit, prices by page and their cap, per cent
taken off, evidence. What is written here can be filled in and read again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ca_desktop.domain.errors import InvalidField, NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.fee_tiers import NONE, read_tiers, tiers_text
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.domain.moments import day_text, read_day
from ca_desktop.domain.notices import RowProblem
from ca_desktop.domain.old_books import OldBook, OldCell, OldLine
from ca_desktop.domain.procedures import Procedure, ProcedureCase
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.tariffs import FeeRule, FeeUnit
from ca_desktop.domain.text import grouped, tokens
from ca_desktop.domain.typed import whole_number
from ca_desktop.services import words
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.office.tariffs import (
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
    "tiers": re.compile(r"(muc thu )?tu trang( sau)?( dong| vnd)?"),
    "cap": re.compile(r"(muc )?toi da( mot| moi)?( ban)?( dong| vnd)?"),
    "percent": re.compile(r"(mien )?giam( %| phan tram)?"),
    "evidence": re.compile(r"giay to( chung minh)?"),
}
_NEEDED: Final = {"code", "since", "basis", "amount"}
_TO_FILL_IN: Final = ("since", "basis", "amount", "percent")
HEADINGS: Final = (
    "Mã TTHC", "Tên thủ tục", "Trường hợp", "Khoản thu", "Đối tượng", "Mức thu (đồng)",
    "Trực tuyến (đồng)", "Đơn vị tính", "Mức thu từ trang", "Tối đa một bản (đồng)", "Giảm (%)",
    "Giấy tờ", "Từ ngày", "Căn cứ",
)  # fmt: skip
CSV: Final = ".csv"
NO_CELL: Final = OldCell()
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
    require(ports.actor.roles, *MASTER_KEEPERS)
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
                    if any(_text(cells, x) or cells.get(x, NO_CELL).day for x in _TO_FILL_IN):
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
    return line.cells[place] if place < len(line.cells) else NO_CELL


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
    online, cap = _text(line, "online"), _text(line, "cap")
    rate = GivenRate(
        case=_case(_text(line, "case"), cases),
        name=_text(line, "name"),
        note=_text(line, "note"),
        amount_vnd=whole_number("amount_vnd", _text(line, "amount"), "BAD-MONEY"),
        online_vnd=whole_number("amount_vnd", online, "BAD-MONEY") if online else None,
        unit=_unit(_text(line, "unit")),
        tiers=read_tiers(_text(line, "tiers")) if {"tiers", "cap"} & set(line) else None,
        cap_vnd=whole_number("amount_vnd", cap, "BAD-MONEY") if cap.strip(NONE) else None,
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
    cell = line.get("since", NO_CELL)
    return cell.day or read_day("since", cell.raw)


def _text(line: _Line, name: str) -> str:
    return " ".join(line.get(name, NO_CELL).raw.split())


def save_tariffs(ports: Ports, path: Path) -> int:
    """Write every tariff that was entered here, and what still waits for a resolution.

    The lines that wait have no amount: filled in, they are read like the others; left as they
    are, they are passed over.

    Args:
        ports: the outside world.
        path: ``.csv`` for plain text, else a workbook.

    Returns:
        The number of lines.
    """
    today = ports.clock.now().date()
    with ports.reading() as view:
        procedures = {item.code: item for item in view.master.procedures(today, tariffs=False)}
        known, head = view.master.tariffs(), sheet_head(view)
    rows = [*_known_lines(known, procedures), *_waiting_lines(known, procedures, today)]
    if path.suffix.lower() == CSV:
        data = ports.sheets.plain_list(HEADINGS, rows)
    else:
        data = ports.sheets.listing("MỨC THU PHÍ, LỆ PHÍ", HEADINGS, rows, head)
    ports.files.write(path, data)
    with ports.writing() as uow:
        uow.record(ListExported(what="tariffs", rows=len(rows)), Standing(audience=LOCAL))
        uow.commit()
    return len(rows)


def _known_lines(
    known: Sequence[LocalTariff], procedures: Mapping[str, Procedure]
) -> Iterator[tuple[str, ...]]:
    for tariff in sorted(known, key=lambda each: (each.procedure, each.since)):
        procedure = procedures.get(tariff.procedure)
        name = procedure.name if procedure else ""
        of, when = (tariff.procedure, name), (day_text(tariff.since), tariff.legal_basis)
        for rule in tariff.rules:
            yield (*of, *_rule_cells(rule, procedure), "", "", *when)
        for ground in tariff.grounds:
            blank = ("",) * 5
            yield (*of, "", "", ground.name, *blank, str(ground.percent), ground.evidence, *when)


def _waiting_lines(
    known: Sequence[LocalTariff], procedures: Mapping[str, Procedure], today: date
) -> Iterator[tuple[str, ...]]:
    entered = {tariff.procedure for tariff in known}
    for code, procedure in procedures.items():
        for rule in procedure.fees if code not in entered else ():
            if rule.amount_vnd is None and rule.in_force(today):
                cells = _rule_cells(rule, procedure)
                yield (code, procedure.name, *cells, "", "", "", "")


def _rule_cells(rule: FeeRule, procedure: Procedure | None) -> tuple[str, ...]:
    cases = {case.key: case.name or case.key for case in procedure.cases} if procedure else {}
    amounts = (rule.amount_vnd, rule.online_vnd, rule.cap_vnd)
    amount, online, cap = ("" if x is None else grouped(x) for x in amounts)
    unit = words.label("fee_units", rule.unit.value)
    case = "" if rule.case is None else cases.get(rule.case, rule.case)
    tiers = tiers_text(rule.tiers)
    return case, rule.name, rule.unit_note, amount, online, unit, tiers, cap
