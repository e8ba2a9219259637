"""Reading the Excel export of a national portal: code, name, agencies and field."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import defusedxml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.procedures import Procedure, field_code_of
from ca_desktop.domain.text import clean_text, fold

VALID_FROM = date(2025, 7, 1)
LEVEL = "Cấp xã"
SOURCE = "portal"
MAX_FILE = 32 * 1024**2
MAX_ROWS = 20_000
HEADER_ROWS = 30
EMPTY_RUN = 200
"""Blank rows in a row after which a sheet is over, whatever size it claims."""

_COLUMNS = {
    "code": ("ma thu tuc", "ma tthc", "ma so"),
    "name": ("ten thu tuc", "ten tthc"),
    "field": ("linh vuc",),
    "agency": ("co quan thuc hien", "co quan ban hanh", "co quan cong khai", "co quan"),
}
_CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2})?(\.[A-Z]\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row that was left out."""

    line: int
    code: str
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """What a sheet holds."""

    procedures: tuple[Procedure, ...]
    problems: tuple[RowProblem, ...]


def read_catalogue(path: Path) -> SheetReading:
    """Read the first sheet of a workbook.

    Formulas are not evaluated; the same file always gives the same reading.

    Raises:
        UserError: NO-SUCH-FILE, SHEET-TOO-BIG, SHEET-NOT-READABLE, SHEET-NO-HEADER.
    """
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    if path.stat().st_size > MAX_FILE:
        raise UserError("SHEET-TOO-BIG")
    rows = _rows(path)
    columns = _header(rows)
    found: dict[str, Procedure] = {}
    problems = []
    for line, cells in _body(rows):
        try:
            procedure = _procedure(cells, columns)
        except InvalidField as error:
            problems.append(RowProblem(line=line, code=error.code, details=error.details))
            continue
        if procedure.code in found:
            problems.append(
                RowProblem(line=line, code="ROW-DOUBLE", details={"code": procedure.code})
            )
        else:
            found[procedure.code] = procedure
    return SheetReading(procedures=tuple(found.values()), problems=tuple(problems))


_Rows = Iterator[tuple[int, list[str]]]


def _rows(path: Path) -> _Rows:
    defusedxml.defuse_stdlib()
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, ["" if cell is None else str(cell).strip() for cell in row]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        OSError,
        KeyError,
        ValueError,
        IndexError,
    ) as error:
        raise UserError("SHEET-NOT-READABLE") from error


def _header(rows: _Rows) -> dict[str, int]:
    for line, cells in rows:
        columns = _columns(cells)
        if {"code", "name"} <= set(columns):
            return columns
        if line >= HEADER_ROWS:
            break
    raise UserError("SHEET-NO-HEADER")


def _columns(cells: list[str]) -> dict[str, int]:
    folded = [" ".join(fold(cell).split()) for cell in cells]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        for place, cell in enumerate(folded):
            if name not in found and cell.startswith(words):
                found[name] = place
    return found


def _body(rows: _Rows) -> _Rows:
    empty = 0
    for line, cells in rows:
        if line > MAX_ROWS:
            raise UserError("SHEET-TOO-BIG")
        if any(cells):
            empty = 0
            yield line, cells
        elif (empty := empty + 1) >= EMPTY_RUN:
            return


def _procedure(cells: list[str], columns: dict[str, int]) -> Procedure:
    values = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
    code = values["code"].upper()
    if _CODE.fullmatch(code) is None:
        raise InvalidField("code", "ROW-BAD-CODE", code=code[:40])
    name = _line("name", values["name"])
    if not name:
        raise InvalidField("name", "ROW-NO-NAME", code=code)
    field_name = _line("field", values.get("field", "")) or "Lĩnh vực khác"
    agencies = [_line("agency", part) for part in values.get("agency", "").split(";")]
    return Procedure(
        code=code,
        name=name,
        alias="",
        field_code=field_code_of(field_name),
        field_name=field_name,
        level=LEVEL,
        valid_from=VALID_FROM,
        linked_agencies=tuple(agency for agency in agencies if agency),
        source=SOURCE,
    )


def _line(name: str, text: str) -> str:
    return " ".join(clean_text(name, text, limit=2000).split())
