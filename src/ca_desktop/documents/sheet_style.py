"""How workbooks look and how texts go into them, shared by every kind.

Texts are written as texts: nothing a citizen typed can become a formula (CWE-1236), not even
when somebody opens the cell and presses Enter.
"""

import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import xlsxwriter

LINE = 15.5
"""Points from line to line."""

_A4 = 9
_FONT = "Times New Roman"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings that a spreadsheet takes for a formula when a cell is typed anew."""

_HIGHEST = 409
"""Points of a row at the most, by the format."""

_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 a fixed stamp: the same figures give the same file


@contextmanager
def book_in_memory() -> Iterator[tuple[Any, io.BytesIO]]:
    """Make a workbook without any file beside it; its bytes are there once the block is left."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"created": _EPOCH})
    yield book, data
    book.close()


def add_sheet(book: Any, name: str) -> Any:  # noqa: ANN401 the library has no types
    """Add a sheet that prints on A4 across, one page wide."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.set_footer("&C&P/&N")
    return sheet


def formats_of(book: Any) -> dict[str, Any]:  # noqa: ANN401 the library has no types
    """Return the formats of cells by name."""
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    cell = base | {"border": 1, "text_wrap": True}
    bold, centre, wrap = {"bold": True}, {"align": "center"}, {"text_wrap": True}
    kinds = {
        "plain": base | wrap,
        "strong": base | bold | centre | wrap,
        "title": base | bold | centre | wrap | {"font_size": 13},
        "right": base | {"align": "right"},
        "centre": base | centre,
        "header": cell | bold | centre,
        "text": cell,
        "risky": cell | {"quote_prefix": True},
        "number": cell | centre | {"num_format": "#,##0"},
        "tenths": cell | centre | {"num_format": "0.0"},
        "rate": cell | centre | {"num_format": "0.00"},
        "total": cell | bold | centre | {"num_format": "#,##0"},
        "total_tenths": cell | bold | centre | {"num_format": "0.0"},
        "total_rate": cell | bold | centre | {"num_format": "0.00"},
    }
    return {name: book.add_format(kind) for name, kind in kinds.items()}


def write_texts(
    sheet: Any,  # noqa: ANN401 the library has no types
    line: int,
    texts: Sequence[str],
    widths: Sequence[float],
    formats: Sequence[Any],
    *,
    start: int = 0,
) -> None:
    """Write texts side by side, in a row high enough for the longest of them."""
    cleaned = [clean(text) for text in texts]
    for column, (text, kind) in enumerate(zip(cleaned, formats, strict=True), start=start):
        sheet.write_string(line, column, text, kind)
    heights = [height_of(text, width) for text, width in zip(cleaned, widths, strict=False)]
    sheet.set_row(line, max(heights, default=LINE))


def height_of(text: str, width: float) -> float:
    """Return the points a text needs in a column: no program but Excel measures it by itself."""
    if len(text) <= width and text.isprintable():
        return LINE
    lines = sum(len(textwrap.wrap(part, int(width))) or 1 for part in text.splitlines())
    return min(LINE * max(lines, 1), _HIGHEST)


def text_kind(text: str) -> str:
    """Return the format of a text: one that looks like a formula says that it is none."""
    return "risky" if text.startswith(_RISKY) else "text"


def set_widths(sheet: Any, widths: Sequence[float]) -> None:  # noqa: ANN401 no types
    """Set the widths of the columns, in letters."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def set_print(sheet: Any, last: tuple[int, int], *, header: tuple[int, int]) -> None:  # noqa: ANN401 no types
    """Print from the first cell to the ``last`` (row and column), ``header`` on every page."""
    sheet.print_area(0, 0, *last)
    sheet.repeat_rows(*header)


def clean(text: str) -> str:
    """Return a text as a cell can hold it."""
    return _CONTROL.sub(" ", text)[:32000]
