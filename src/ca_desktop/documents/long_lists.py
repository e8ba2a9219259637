"""A list of any length as a workbook; its rows go into the file as they come, none is held.

The frame of the workbook is made by the library, once for what stands above the rows and once,
when their number is known, for what stands below them.
"""

import io
import re
from collections.abc import Iterable, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.utility import xl_col_to_name

from ca_desktop.documents.sheet_style import (
    LINE,
    add_sheet,
    book_in_memory,
    clean,
    formats_of,
    height_of,
    set_print,
    set_widths,
    text_kind,
    write_texts,
)
from ca_desktop.services.ports.sheets import SheetHead

_WIDTH = 22
"""Letters of every column."""

_HEADER = 4
"""The row with the names of the columns, from 0."""

_KINDS = ("text", "risky")
_SHEET = "xl/worksheets/sheet1.xml"
_FIRST_ROW = re.compile(rf'<row r="{_HEADER + 2}".*?</row>')
_STYLE = re.compile(r' s="(\d+)"')
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def long_list(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
) -> bytes:
    """Return a list with a frozen header and filters; the same rows give the same bytes."""
    data = io.BytesIO()
    with ZipFile(data, "w") as book:
        above = _frame(title, columns, head, _HEADER)[_SHEET].decode()
        sample = _only(_FIRST_ROW, above)
        styles = dict(zip(_KINDS, _STYLE.findall(sample), strict=True))
        with book.open(_entry(_SHEET), "w") as sheet:
            # The extent of the sheet would stand here; it may be left out, and is not known yet.
            sheet.write(_DIMENSION.sub("", above.partition(sample)[0]).encode())
            last = _HEADER
            for last, row in enumerate(rows, start=_HEADER + 1):
                sheet.write(_row(last + 1, row, styles).encode())
            parts = _frame(title, columns, head, last)
            below = parts.pop(_SHEET).decode()
            sheet.write(below.partition(_only(_FIRST_ROW, below))[2].encode())
        for name, part in parts.items():
            book.writestr(_entry(name), part)
    return data.getvalue()


def _frame(title: str, columns: Sequence[str], head: SheetHead, last: int) -> dict[str, bytes]:
    """Return the parts of a workbook with one row in the place of all, a cell of each kind."""
    with book_in_memory() as (book, data):
        sheet, formats = add_sheet(book, "Danh sach"), formats_of(book)
        widths, right = [_WIDTH] * len(columns), len(columns) - 1
        sheet.write_string(0, 0, clean(head.unit_name), formats["plain"])
        if right:
            sheet.merge_range(1, 0, 1, right, clean(title), formats["title"])
        else:
            sheet.write_string(1, 0, clean(title), formats["title"])
        sheet.set_row(1, 1.2 * LINE)
        write_texts(sheet, _HEADER, columns, widths, [formats["header"]] * len(columns))
        for column, kind in enumerate(_KINDS):
            sheet.write_string(_HEADER + 1, column, kind, formats[kind])
        sheet.autofilter(_HEADER, 0, last, right)
        set_widths(sheet, widths)
        set_print(sheet, (last, right), header=(_HEADER, _HEADER))
        sheet.freeze_panes(_HEADER + 1, 0)
    with ZipFile(data) as made:
        return {name: made.read(name) for name in made.namelist()}


def _entry(name: str) -> ZipInfo:
    """Return a part's entry with the format's first moment, so that no clock is in the file."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _only(pattern: re.Pattern[str], text: str) -> str:
    (found,) = pattern.findall(text)
    return str(found)


def _row(number: int, texts: Sequence[str], styles: dict[str, str]) -> str:
    """Return a row as the format writes it (ECMA-376-1 §18.3.1.73), high enough for its texts."""
    cleaned = [clean(text) for text in texts]
    high = max((height_of(text, _WIDTH) for text in cleaned), default=LINE)
    cells = "".join(
        f'<c r="{xl_col_to_name(column)}{number}" s="{styles[text_kind(text)]}" t="inlineStr">'
        f'<is><t xml:space="preserve">{_escaped(text)}</t></is></c>'
        for column, text in enumerate(cleaned)
    )
    return f'<row r="{number}" ht="{high:g}" customHeight="1">{cells}</row>'


def _escaped(text: str) -> str:
    """Return a text as a cell writes it; what looks like an escape of the format is escaped."""
    return _ESCAPE.sub("_x005F_", text).translate(_MARKS)
