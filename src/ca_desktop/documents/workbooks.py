"""Workbooks that print: Biểu 06, the on-time table, any list.

Texts are written as texts: nothing a citizen typed can become a formula (CWE-1236), not even
when somebody opens the cell and presses Enter.
"""

import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ca_desktop.documents.sheet_words import Form06Words, read_form06_words
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import (
    COLUMNS,
    SUMS,
    Form06,
    Form06Row,
    OnTimeRow,
    OnTimeTable,
    Period,
)
from ca_desktop.services.ports.sheets import SheetHead

_A4 = 9
_FONT = "Times New Roman"
_LETTERS = "ABCDEFGHIJKLM"
_FIRST = 9
"""Row (from 0) of the first field in Biểu 06."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings that a spreadsheet takes for a formula when a cell is typed anew."""

_FORM_WIDTHS = (6, 34, *[9] * 11)
_ON_TIME_WIDTHS = (6, 30, 11, 13, 11, 11, 11, 18, 13)
_LIST_WIDTH = 22
_LINE = 15.5
"""Points from line to line."""

_HIGHEST = 409
"""Points of a row at the most, by the format."""

_NO_RATE = "không có hồ sơ"
_BAR_ROWS = 1.3
"""Rows of the sheet that a bar of the chart is given."""
_ROW_PIXELS = 20
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 a fixed stamp: the same figures give the same file


class Workbooks:
    """See `ca_desktop.services.ports.sheets.SheetsPort`."""

    def __init__(self, resources: Path) -> None:
        """Make workbooks with the words in ``resources``, read with the first that needs them."""
        self._resources = resources

    def form06(self, report: Form06, head: SheetHead) -> bytes:
        """Return Biểu 06: thirteen columns by field, sums as formulas.

        Raises:
            MachineError: the file with the words of the form is missing or damaged.
        """
        words = read_form06_words(self._resources)
        with _book() as (book, data):
            sheet = _sheet(book, "Bieu 06")
            _form_head(book, sheet, words, report.period, head)
            style = _styles(book)
            for place, row in enumerate(report.rows):
                _form_row(sheet, style, _FIRST + place, place + 1, row)
            last = _FIRST + len(report.rows)
            _form_total(sheet, style, last, report)
            _form_foot(sheet, style, last + 1, words, report)
            _widths(sheet, _FORM_WIDTHS)
            _print(sheet, last + 8, 12, header=(5, 8))
            sheet.freeze_panes(_FIRST, 2)
        return data.getvalue()

    def on_time(self, table: OnTimeTable, names: Mapping[str, str], head: SheetHead) -> bytes:
        """Return the on-time table, worst first, with a native bar chart."""
        with _book() as (book, data):
            sheet, style = _sheet(book, "Ty le dung han"), _styles(book)
            below = _words(table.period)
            _list_head(sheet, style, ("TỶ LỆ GIẢI QUYẾT ĐÚNG HẠN", below), head, last=8)
            titles = (
                "STT", "Đơn vị", "Tiếp nhận", "Đã giải quyết", "Trước hạn", "Đúng hạn",
                "Quá hạn", "Tỷ lệ đúng hạn (%)", "Đang quá hạn",
            )  # fmt: skip
            first = 5
            _row(sheet, first - 1, titles, _ON_TIME_WIDTHS, [style["header"]] * len(titles))
            for place, row in enumerate(table.rows):
                _on_time_row(sheet, style, first + place, place + 1, row, names)
            total = first + len(table.rows)
            _on_time_total(sheet, style, (first, total), table.total)
            last = _chart(book, sheet, first, len(table.rows))
            _widths(sheet, _ON_TIME_WIDTHS)
            _print(sheet, last, len(titles) - 1, header=(4, 4))
            sheet.freeze_panes(first, 2)
        return data.getvalue()

    def listing(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list with a frozen header and filters."""
        with _book() as (book, data):
            sheet, style = _sheet(book, "Danh sach"), _styles(book)
            widths = [_LIST_WIDTH] * len(columns)
            _list_head(sheet, style, (title, ""), head, last=len(columns) - 1)
            _row(sheet, 4, columns, widths, [style["header"]] * len(columns))
            last = 4
            for last, row in enumerate(rows, start=5):
                _row(sheet, last, row, widths, [_text_style(style, cell) for cell in row])
            sheet.autofilter(4, 0, last, len(columns) - 1)
            _widths(sheet, widths)
            _print(sheet, last, len(columns) - 1, header=(4, 4))
            sheet.freeze_panes(5, 0)
        return data.getvalue()


@contextmanager
def _book() -> Iterator[tuple[Any, io.BytesIO]]:
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"created": _EPOCH})
    yield book, data
    book.close()


def _sheet(book: Any, name: str) -> Any:  # noqa: ANN401 the library has no types
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.set_footer("&C&P/&N")
    return sheet


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 the library has no types
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    cell = base | {"border": 1, "text_wrap": True}
    bold = {"bold": True}
    centre = {"align": "center"}
    return {
        "plain": book.add_format(base),
        "unit": book.add_format(base | {"text_wrap": True}),
        "strong": book.add_format(base | bold | centre | {"text_wrap": True}),
        "title": book.add_format(base | bold | centre | {"font_size": 13, "text_wrap": True}),
        "right": book.add_format(base | {"align": "right"}),
        "centre": book.add_format(base | centre),
        "header": book.add_format(cell | bold | centre),
        "text": book.add_format(cell),
        "risky": book.add_format(cell | {"quote_prefix": True}),
        "number": book.add_format(cell | centre | {"num_format": "#,##0"}),
        "rate": book.add_format(cell | centre | {"num_format": "0.00"}),
        "total": book.add_format(cell | bold | centre | {"num_format": "#,##0"}),
        "total_rate": book.add_format(cell | bold | centre | {"num_format": "0.00"}),
    }


def _form_head(
    book: Any,  # noqa: ANN401 the library has no types
    sheet: Any,  # noqa: ANN401 the library has no types
    words: Form06Words,
    period: Period,
    head: SheetHead,
) -> None:
    style = _styles(book)
    sheet.merge_range("A1:C1", _clean(words.number), style["plain"])
    sheet.merge_range("D1:I3", _clean(words.title), style["title"])
    units = (f"Đơn vị báo cáo: {head.unit_name}", f"Đơn vị nhận: {head.receiving_unit}")
    for line, unit in enumerate(units):
        sheet.merge_range(line, 9, line, 12, _clean(unit), style["unit"])
        sheet.set_row(line, max(_height(unit, sum(_FORM_WIDTHS[9:])), 1.2 * _LINE))
    sheet.set_row(2, 1.2 * _LINE)
    sheet.set_row(7, 4 * _LINE)
    sheet.merge_range("A4:M4", _words(period), style["centre"])
    sheet.merge_range("A5:M5", _clean(words.measure), style["right"])
    sheet.merge_range("A6:A8", "STT", style["header"])
    sheet.merge_range("B6:B8", "Lĩnh vực, công việc giải quyết theo cấp", style["header"])
    sheet.merge_range("C6:F6", "Số hồ sơ nhận giải quyết", style["header"])
    sheet.merge_range("G6:J6", "Số hồ sơ đã giải quyết", style["header"])
    sheet.merge_range("K6:M6", "Số hồ sơ đang giải quyết", style["header"])
    sheet.merge_range("C7:C8", "Tổng số", style["header"])
    sheet.merge_range("D7:E7", "Trong kỳ", style["header"])
    sheet.merge_range("F7:F8", "Từ kỳ trước", style["header"])
    sheet.write_string("D8", "Trực tuyến", style["header"])
    sheet.write_string("E8", "Trực tiếp, dịch vụ bưu chính", style["header"])
    for letter, title in zip(
        "GHIJKLM",
        ("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn"),
        strict=True,
    ):
        sheet.merge_range(f"{letter}7:{letter}8", title, style["header"])
    for column in range(13):
        sheet.write_string(8, column, f"({column + 1})", style["header"])


def _form_row(sheet: Any, style: dict[str, Any], line: int, number: int, row: Form06Row) -> None:  # noqa: ANN401 no types
    sheet.write_number(line, 0, number, style["number"])
    _row(sheet, line, [row.field], _FORM_WIDTHS[1:], [_text_style(style, row.field)], start=1)
    _figures(sheet, style["number"], line, row.figures, None)


def _form_total(sheet: Any, style: dict[str, Any], line: int, report: Form06) -> None:  # noqa: ANN401 no types
    sheet.write_string(line, 0, "", style["total"])
    sheet.write_string(line, 1, "TỔNG CỘNG", style["total"])
    span = (_FIRST + 1, line) if report.rows else None
    _figures(sheet, style["total"], line, report.total.figures, span)


def _figures(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: Any,  # noqa: ANN401 the library has no types
    line: int,
    figures: Mapping[str, int],
    span: tuple[int, int] | None,
) -> None:
    for column, name in enumerate(COLUMNS, start=2):
        parts = SUMS.get(name)
        if parts is not None:
            letters = [_LETTERS[COLUMNS.index(part) + 2] for part in parts]
            formula = "=" + "+".join(f"{letter}{line + 1}" for letter in letters)
            sheet.write_formula(line, column, formula, style, figures[name])
        elif span is not None:
            letter = _LETTERS[column]
            formula = f"=SUM({letter}{span[0]}:{letter}{span[1]})"
            sheet.write_formula(line, column, formula, style, figures[name])
        else:
            sheet.write_number(line, column, figures[name], style)


def _form_foot(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: dict[str, Any],
    line: int,
    words: Form06Words,
    report: Form06,
) -> None:
    total = report.total.figures
    check = "khớp" if report.balanced else "chưa khớp"
    sums = f"Kiểm tra (3) = (7) + (11): {total['c3']} = {total['c7']} + {total['c11']}, {check}"
    sheet.merge_range(line, 0, line, 12, sums, style["plain"])
    sheet.merge_range(line + 2, 0, line + 2, 4, _clean(words.prepared_by), style["strong"])
    sheet.merge_range(line + 2, 8, line + 2, 12, _clean(words.signed_by), style["strong"])


def _on_time_row(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: dict[str, Any],
    line: int,
    number: int,
    row: OnTimeRow,
    names: Mapping[str, str],
) -> None:
    name = names.get(row.office_id or "", "")
    sheet.write_number(line, 0, number, style["number"])
    _row(sheet, line, [name], _ON_TIME_WIDTHS[1:], [_text_style(style, name)], start=1)
    for column, figure in _on_time_figures(row).items():
        sheet.write_number(line, column, figure, style["number"])
    if row.rate is None:
        sheet.write_string(line, 7, _NO_RATE, style["number"])
    else:
        sheet.write_number(line, 7, float(row.rate), style["rate"])


def _on_time_total(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: dict[str, Any],
    span: tuple[int, int],
    row: OnTimeRow,
) -> None:
    first, line = span
    sheet.write_string(line, 0, "", style["total"])
    sheet.write_string(line, 1, "TỔNG CỘNG", style["total"])
    for column, figure in _on_time_figures(row).items():
        letter = _LETTERS[column]
        formula = f"=SUM({letter}{first + 1}:{letter}{line})"
        if line == first:
            sheet.write_number(line, column, figure, style["total"])
        else:
            sheet.write_formula(line, column, formula, style["total"], figure)
    at = line + 1
    rate = f'=IF(D{at}=0,"{_NO_RATE}",ROUND(100*(E{at}+F{at})/D{at},2))'
    known = _NO_RATE if row.rate is None else float(row.rate)
    sheet.write_formula(line, 7, rate, style["total_rate"], known)


def _on_time_figures(row: OnTimeRow) -> dict[int, int]:
    """Return the figures of a row by column, early ones apart from those on the day."""
    exact = row.on_time - row.early
    return {2: row.received, 3: row.finished, 4: row.early, 5: exact, 6: row.late, 8: row.late_open}


def _list_head(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: dict[str, Any],
    titles: tuple[str, str],
    head: SheetHead,
    *,
    last: int,
) -> None:
    sheet.write_string(0, 0, _clean(head.unit_name), style["plain"])
    for line, (text, kind) in enumerate(zip(titles, ("title", "centre"), strict=True), start=1):
        if last:
            sheet.merge_range(line, 0, line, last, _clean(text), style[kind])
        else:
            sheet.write_string(line, 0, _clean(text), style[kind])
    sheet.set_row(1, 1.2 * _LINE)


def _row(
    sheet: Any,  # noqa: ANN401 the library has no types
    line: int,
    texts: Sequence[str],
    widths: Sequence[float],
    styles: Sequence[Any],
    *,
    start: int = 0,
) -> None:
    """Write texts side by side, in a row high enough for the longest of them."""
    clean = [_clean(text) for text in texts]
    for column, (text, style) in enumerate(zip(clean, styles, strict=True), start=start):
        sheet.write_string(line, column, text, style)
    heights = [_height(text, width) for text, width in zip(clean, widths, strict=False)]
    sheet.set_row(line, max(heights, default=_LINE))


def _height(text: str, width: float) -> float:
    """Return the points a text needs in a column: no program but Excel measures it by itself."""
    if len(text) <= width and text.isprintable():
        return _LINE
    lines = sum(len(textwrap.wrap(part, int(width))) or 1 for part in text.splitlines())
    return min(_LINE * max(lines, 1), _HIGHEST)


def _text_style(style: dict[str, Any], text: str) -> Any:  # noqa: ANN401 the library has no types
    return style["risky" if text.startswith(_RISKY) else "text"]


def _chart(book: Any, sheet: Any, first: int, rows: int) -> int:  # noqa: ANN401 no types
    """Draw the rates below the table and return the last row of it all."""
    total = first + rows
    if not rows:
        return total
    chart = book.add_chart({"type": "bar"})
    name, last = sheet.get_name(), first + rows - 1
    chart.add_series(
        {
            "name": "Tỷ lệ đúng hạn (%)",
            "categories": [name, first, 1, last, 1],
            "values": [name, first, 7, last, 7],
            "fill": {"color": "#2A7F9E"},
        }
    )
    chart.set_x_axis({"min": 0, "max": 100})
    chart.set_legend({"none": True})
    chart.set_title({"name": "Tỷ lệ đúng hạn (%)", "name_font": {"size": 11}})
    high = round(7 + _BAR_ROWS * rows)
    chart.set_size({"width": 640, "height": high * _ROW_PIXELS})
    sheet.insert_chart(total + 2, 1, chart)
    return total + 2 + high


def _widths(sheet: Any, widths: Sequence[float]) -> None:  # noqa: ANN401 no types
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _print(sheet: Any, last_row: int, last_column: int, *, header: tuple[int, int]) -> None:  # noqa: ANN401 no types
    sheet.print_area(0, 0, last_row, last_column)
    sheet.repeat_rows(*header)


def _words(period: Period) -> str:
    return f"Kỳ báo cáo: từ ngày {day_text(period.start)} đến ngày {day_text(period.end)}"


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)[:32000]
