"""Reading the Excel export of a procedure portal: code, name, agencies and field.

A sheet from outside is hostile until read: it is bounded before it is opened, its XML may
declare no entities (openpyxl uses defusedxml where that is installed, and it is a
dependency), formulas are refused, and what it claims about its own size is not believed.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from openpyxl import load_workbook

from ca_desktop.documents.sheet_files import UNREADABLE, refuse_oversize
from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.notices import RowProblem
from ca_desktop.domain.procedures import (
    OTHER_FIELD,
    PROCEDURE_CODE,
    Procedure,
    field_code_of,
)
from ca_desktop.domain.text import clean_text, fold

VALID_FROM = date(2025, 7, 1)
"""A portal's export names no dates; the two-level communes began on this day."""

SOURCE = "portal"
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_NAME = 2_000
HEADER_ROWS = 30
EMPTY_RUN = 200
"""Blank rows in a row after which a sheet is over, whatever size it claims."""

_COLUMNS = {
    "code": re.compile(r"ma so|ma (so )?(thu tuc|tthc)( hanh chinh)?"),
    "name": re.compile(r"ten|ten (thu tuc|tthc)( hanh chinh)?"),
    "field": re.compile(r"(ten )?linh vuc"),
    "agency": re.compile(r"(co quan|don vi) (thuc hien|giai quyet)"),
}
_LABELS = {"code": "code", "name": "procedure", "field": "field", "agency": "office_name"}
"""Column to the field name under which a message speaks of it."""

_LEVELS = (("Cấp xã", re.compile(r"cap xa")), ("Cấp tỉnh", re.compile(r"cap tinh|^so ")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """A good row.

    Attributes:
        line: row number in the sheet, from 1.
        agencies: who carries the procedure out, each once.
        field: lĩnh vực; ``""`` where the sheet has no such column.
    """

    line: int
    code: str
    name: str
    agencies: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """What a sheet holds; the preview of an import, and the import itself.

    Attributes:
        rows: in the order of the sheet, each code once.
        title: last line above the header, as the portal wrote it.
    """

    rows: tuple[CatalogueRow, ...]
    problems: tuple[RowProblem, ...]
    title: str

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The rows as procedures, not yet ready for intake."""
        return tuple(map(to_procedure, self.rows))


def read_catalogue(path: Path) -> SheetReading:
    """Read the first sheet of a workbook that has a header with code and name.

    The same file always gives the same reading.

    Raises:
        UserError: NO-SUCH-FILE, SHEET-TOO-BIG, SHEET-NOT-READABLE, SHEET-NO-HEADER.
    """
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    try:
        with path.open("rb") as stream:
            return _reading(stream)
    except UNREADABLE as error:
        raise UserError("SHEET-NOT-READABLE") from error


def to_procedure(row: CatalogueRow) -> Procedure:
    """Make a procedure of a row; time limits and papers must still be filled in."""
    field_name = row.field or OTHER_FIELD
    folded = [fold(agency) for agency in row.agencies]
    levels = [level for level, words in _LEVELS if any(map(words.search, folded))]
    return Procedure(
        code=row.code,
        name=row.name,
        alias="",
        field_code=field_code_of(field_name) or field_code_of(OTHER_FIELD),
        field_name=field_name,
        level=levels[0] if levels else "",
        valid_from=VALID_FROM,
        linked_agencies=tuple(
            agency
            for agency, words in zip(row.agencies, folded, strict=True)
            if "cap xa" not in words
        ),
        source=SOURCE,
    )


_Cells = Sequence[object]


def _reading(stream: BinaryIO) -> SheetReading:
    refuse_oversize(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on styles it does not keep
        book = load_workbook(stream, read_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1)
                found = _header(rows)
                if found is not None:
                    columns, title = found
                    return _rows(rows, columns, title)
        finally:
            book.close()
    raise UserError("SHEET-NO-HEADER")


def _header(rows: Iterator[tuple[int, _Cells]]) -> tuple[dict[str, int], str] | None:
    title = ""
    for line, cells in rows:
        columns = _columns(cells)
        if {"code", "name"} <= set(columns):
            return columns, title
        texts = [text for cell in cells for text in _text(cell).splitlines() if text.strip()]
        title = " ".join(texts[-1].split()) if texts else title
        if line >= HEADER_ROWS:
            break
    return None


def _columns(cells: _Cells) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = " ".join(fold(_text(cell)).split())
        for name, pattern in _COLUMNS.items():
            if pattern.fullmatch(words):
                found.setdefault(name, place)
    return found


def _rows(
    rows: Iterator[tuple[int, _Cells]], columns: Mapping[str, int], title: str
) -> SheetReading:
    found: dict[str, CatalogueRow] = {}
    problems = []
    for line, cells in _body(rows):
        try:
            row = _row(line, cells, columns)
        except InvalidField as error:
            problems.append(RowProblem(line=line, code=error.code, details=error.details))
            continue
        first = found.setdefault(row.code, row)
        if first is not row:
            details: dict[str, object] = {"code": row.code, "first": first.line}
            problems.append(RowProblem(line=line, code="ROW-DOUBLE", details=details))
    return SheetReading(rows=tuple(found.values()), problems=tuple(problems), title=title)


def _body(rows: Iterator[tuple[int, _Cells]]) -> Iterator[tuple[int, _Cells]]:
    empty = 0
    for line, cells in rows:
        if any(map(_text, cells)):
            empty = 0
            if line > MAX_ROWS:
                raise UserError("SHEET-TOO-BIG")
            yield line, cells
        elif (empty := empty + 1) >= EMPTY_RUN:
            return


def _row(line: int, cells: _Cells, columns: Mapping[str, int]) -> CatalogueRow:
    given = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
    for name, cell in given.items():
        if isinstance(cell, str) and cell.startswith("="):
            raise InvalidField(_LABELS[name], "BAD-TYPE")
    code = _code(given["code"])
    if PROCEDURE_CODE.fullmatch(code) is None:
        raise InvalidField("code", "ROW-BAD-CODE", code=code[:40])
    texts = {name: _clean(name, given.get(name)) for name in ("name", "field", "agency")}
    name = " ".join(texts["name"].split())
    if not name:
        raise InvalidField("name", "ROW-NO-NAME", code=code)
    agencies = (" ".join(part.split()) for part in re.split(r"[\n;]", texts["agency"]))
    return CatalogueRow(
        line=line,
        code=code,
        name=name,
        agencies=tuple(dict.fromkeys(agency for agency in agencies if agency)),
        field=" ".join(texts["field"].split()),
    )


def _code(cell: object) -> str:
    # A code that Excel took for a number has lost its last zeros.
    return f"{cell:.6f}" if isinstance(cell, float) else "".join(_text(cell).split()).upper()


def _clean(name: str, cell: object) -> str:
    try:
        return clean_text(_LABELS[name], _text(cell), limit=MAX_NAME)
    except InvalidField as error:
        if error.code == "TOO-LONG":
            raise InvalidField(error.field, "ROW-TOO-LONG") from error
        raise


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
