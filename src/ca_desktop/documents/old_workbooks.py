"""Reading sheets from outside, ``.xlsx`` and ``.xls`` with the font of every text, and ``.csv``.

The file is only read. What it claims about its own size is not believed.
"""

import hashlib
import io
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlrd
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from ca_desktop.documents.comma_sheets import plain_lines
from ca_desktop.documents.sheet_files import MAX_FILE, UNREADABLE, refuse_oversize
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.old_books import OldBook, OldCell, OldLine, OldSheet, Run

MAX_ROWS = 100_000
MAX_COLUMNS = 60
MAX_TEXT = 5000
EMPTY_RUN = 500
"""Blank lines in a row after which a sheet is over, whatever size it claims."""

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_OLD_TROUBLES = (
    *UNREADABLE,
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
)


def read_old_book(path: Path) -> OldBook:
    """Read every sheet of a workbook that holds something.

    Raises:
        UserError: NO-SUCH-FILE, SHEET-TOO-BIG, SHEET-NOT-READABLE.
    """
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    try:
        if path.stat().st_size > MAX_FILE:
            raise UserError("SHEET-TOO-BIG")
        data = path.read_bytes()
        read = _reader(path, data)
        sheets = tuple(sheet for sheet in read(data) if sheet.lines)
    except _OLD_TROUBLES as error:
        raise UserError("SHEET-NOT-READABLE") from error
    if not sheets:
        raise UserError("SHEET-NOT-READABLE")
    return OldBook(digest=hashlib.sha256(data).hexdigest(), sheets=sheets)


def _reader(path: Path, data: bytes) -> Callable[[bytes], Iterator[OldSheet]]:
    if path.suffix.lower() == ".csv":
        return _plain_sheets
    return _old_sheets if data.startswith(_OLD_FORMAT) else _new_sheets


def _plain_sheets(data: bytes) -> Iterator[OldSheet]:
    lines = plain_lines(data)
    yield _sheet("csv", (tuple(_cell(x, "") for x in line[:MAX_COLUMNS]) for line in lines))


def _sheet(name: str, lines: Iterable[tuple[OldCell, ...]]) -> OldSheet:
    return OldSheet(name=name[:MAX_TEXT], lines=tuple(_filled(lines)))


def _filled(lines: Iterable[tuple[OldCell, ...]]) -> Iterator[OldLine]:
    empty = 0
    for number, cells in enumerate(lines, start=1):
        if any(cell.runs or cell.day for cell in cells):
            empty = 0
            if number > MAX_ROWS:
                raise UserError("SHEET-TOO-BIG")
            yield OldLine(number=number, cells=_trimmed(cells))
        elif (empty := empty + 1) >= EMPTY_RUN:
            return


def _trimmed(cells: tuple[OldCell, ...]) -> tuple[OldCell, ...]:
    last = max(place for place, cell in enumerate(cells) if cell.runs or cell.day)
    return cells[: last + 1]


def _cell(value: object, font: str) -> OldCell:
    """Make a cell of a value that is no rich text."""
    if isinstance(value, datetime):
        return OldCell(day=value.date())
    if isinstance(value, date):
        return OldCell(day=value)
    if value is None or isinstance(value, bool):
        return OldCell()
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        return OldCell(runs=(Run(text=str(int(value) if whole else value)),), number=True)
    text = str(value)[:MAX_TEXT]
    return OldCell(runs=(Run(text=text, font=font),)) if text.strip() else OldCell()


# .xlsx


def _new_sheets(data: bytes) -> Iterator[OldSheet]:
    stream = io.BytesIO(data)
    refuse_oversize(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on styles it does not keep
        book = load_workbook(
            stream, read_only=True, data_only=True, keep_links=False, rich_text=True
        )
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_col=MAX_COLUMNS)
                yield _sheet(sheet.title, (tuple(map(_new_cell, row)) for row in rows))
        finally:
            book.close()


def _new_cell(cell: Any) -> OldCell:  # noqa: ANN401 the library's cells have no common type
    value = cell.value
    if value is None:
        return OldCell()
    if isinstance(value, CellRichText):
        return _rich(value, _font_of(cell))
    return _cell(value, _font_of(cell) if isinstance(value, str) else "")


def _font_of(cell: Any) -> str:  # noqa: ANN401 the library's cells have no common type
    return str(cell.font.name or "") if cell.font is not None else ""


def _rich(value: CellRichText, font: str) -> OldCell:
    runs = []
    for part in value:
        own = part.font.rFont if isinstance(part, TextBlock) else None
        runs.append(Run(text=str(part)[:MAX_TEXT], font=str(own or font)))
    return OldCell(runs=tuple(runs))


# .xls


def _old_sheets(data: bytes) -> Iterator[OldSheet]:
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    fonts = [font.name for font in book.font_list]
    for sheet in book.sheets():
        rows = range(min(sheet.nrows, MAX_ROWS + 1))
        columns = range(min(sheet.ncols, MAX_COLUMNS))
        lines = (tuple(_old_cell(book, fonts, sheet, (row, at)) for at in columns) for row in rows)
        yield _sheet(sheet.name, lines)


def _old_cell(book: Any, fonts: Sequence[str], sheet: Any, place: tuple[int, int]) -> OldCell:  # noqa: ANN401 no types
    row, column = place
    if column >= sheet.row_len(row):
        return OldCell()
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_DATE:
        return OldCell(day=xlrd.xldate_as_datetime(value, book.datemode).date())
    if kind == xlrd.XL_CELL_NUMBER:
        return _cell(float(value), "")
    if kind != xlrd.XL_CELL_TEXT:
        return OldCell()
    own = fonts[book.xf_list[sheet.cell_xf_index(row, column)].font_index]
    changes = sheet.rich_text_runlist_map.get(place, ())
    return _old_rich(str(value)[:MAX_TEXT], own, [(at, fonts[font]) for at, font in changes])


def _old_rich(text: str, font: str, changes: Sequence[tuple[int, str]]) -> OldCell:
    """Cut a text where its font changes."""
    if not changes:
        return _cell(text, font)
    starts = [(0, font), *changes]
    ends = [*(at for at, _font in changes), len(text)]
    runs = (
        Run(text=text[start:end], font=name)
        for (start, name), end in zip(starts, ends, strict=True)
    )
    return OldCell(runs=tuple(run for run in runs if run.text))
