"""Workbooks that print: Biểu 06, the on-time table, any list.

Texts are written as texts: nothing a citizen typed can become a formula (CWE-1236).
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import xlsxwriter

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import COLUMNS, SUMS, Form06, Form06Row, OnTimeTable, Period
from ca_desktop.services.ports.sheets import SheetHead

FORM_NUMBER = "Biểu số II.06a/VPCP/KSTT"
FORM_TITLE = (
    "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT"
)
_A4 = 9
_FONT = "Times New Roman"
_LETTERS = "ABCDEFGHIJKLM"
_FIRST = 9
"""Row (from 0) of the first field in Biểu 06."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 a fixed stamp: the same figures give the same file


class Workbooks:
    """See `ca_desktop.services.ports.sheets.SheetsPort`."""

    def form06(self, report: Form06, head: SheetHead) -> bytes:
        """Return Biểu 06: thirteen columns by field, sums as formulas."""
        with _book() as (book, data):
            sheet = _sheet(book, "Bieu 06")
            _form_head(book, sheet, report, head)
            style = _styles(book)
            for place, row in enumerate(report.rows):
                _form_row(sheet, style, _FIRST + place, place + 1, row)
            last = _FIRST + len(report.rows)
            _form_total(sheet, style, last, report)
            _form_foot(sheet, style, last + 1, report)
            _widths(sheet, [6, 34, *[9] * 11])
            _print(sheet, last + 8, 12, header=(5, 8))
            sheet.freeze_panes(_FIRST, 2)
        return data.getvalue()

    def on_time(self, table: OnTimeTable, names: Mapping[str, str], head: SheetHead) -> bytes:
        """Return the on-time table, worst first, with a native bar chart."""
        with _book() as (book, data):
            sheet, style = _sheet(book, "Ty le dung han"), _styles(book)
            _list_head(sheet, style, "TỶ LỆ GIẢI QUYẾT ĐÚNG HẠN", _words(table.period), head)
            titles = (
                "STT", "Đơn vị", "Tiếp nhận", "Đã giải quyết", "Trước hạn", "Đúng hạn",
                "Quá hạn", "Tỷ lệ đúng hạn (%)", "Đang quá hạn",
            )  # fmt: skip
            first = 5
            for column, title in enumerate(titles):
                sheet.write_string(first - 1, column, title, style["header"])
            rows = [*table.rows, table.total]
            for place, row in enumerate(rows):
                line, total = first + place, row.office_id is None
                kind = "total" if total else "number"
                name = "TỔNG CỘNG" if total else names.get(row.office_id or "", "")
                sheet.write_string(line, 0, "" if total else str(place + 1), style[kind])
                sheet.write_string(line, 1, _clean(name), style["total" if total else "text"])
                exact = row.on_time - row.early
                figures = (row.received, row.finished, row.early, exact, row.late)
                for column, figure in enumerate(figures, start=2):
                    sheet.write_number(line, column, figure, style[kind])
                if row.rate is None:
                    sheet.write_string(line, 7, "không có hồ sơ", style[kind])
                else:
                    sheet.write_number(line, 7, float(row.rate), style["rate"])
                sheet.write_number(line, 8, row.late_open, style[kind])
            _chart(book, sheet, first, len(table.rows))
            _widths(sheet, [6, 30, 11, 13, 11, 11, 11, 18, 13])
            _print(sheet, first + len(rows), 8, header=(4, 4))
            sheet.freeze_panes(first, 2)
        return data.getvalue()

    def listing(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list with a frozen header and filters."""
        with _book() as (book, data):
            sheet, style = _sheet(book, "Danh sach"), _styles(book)
            _list_head(sheet, style, title, "", head)
            for column, name in enumerate(columns):
                sheet.write_string(4, column, name, style["header"])
            for line, row in enumerate(rows, start=5):
                for column, cell in enumerate(row):
                    sheet.write_string(line, column, _clean(cell), style["text"])
            last = 5 + len(rows) - 1
            sheet.autofilter(4, 0, max(last, 4), len(columns) - 1)
            _widths(sheet, [22] * len(columns))
            _print(sheet, max(last, 4), len(columns) - 1, header=(4, 4))
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
        "strong": book.add_format(base | bold | centre | {"text_wrap": True}),
        "title": book.add_format(base | bold | centre | {"font_size": 13, "text_wrap": True}),
        "right": book.add_format(base | {"align": "right"}),
        "centre": book.add_format(base | centre),
        "header": book.add_format(cell | bold | centre),
        "text": book.add_format(cell),
        "number": book.add_format(cell | centre | {"num_format": "#,##0"}),
        "rate": book.add_format(cell | centre | {"num_format": "0.00"}),
        "total": book.add_format(cell | bold | centre | {"num_format": "#,##0"}),
    }


def _form_head(book: Any, sheet: Any, report: Form06, head: SheetHead) -> None:  # noqa: ANN401 no types
    style = _styles(book)
    sheet.merge_range("A1:D1", FORM_NUMBER, style["plain"])
    sheet.merge_range("E1:I3", FORM_TITLE, style["title"])
    sheet.merge_range("J1:M1", _clean(f"Đơn vị báo cáo: {head.unit_name}"), style["plain"])
    sheet.merge_range("J2:M2", _clean(f"Đơn vị nhận: {head.receiving_unit}"), style["plain"])
    sheet.merge_range("A4:M4", _words(report.period), style["centre"])
    sheet.merge_range("A5:M5", "Đơn vị tính: Số hồ sơ TTHC", style["right"])
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
    sheet.write_string(line, 1, _clean(row.field), style["text"])
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


def _form_foot(sheet: Any, style: dict[str, Any], line: int, report: Form06) -> None:  # noqa: ANN401 no types
    total = report.total.figures
    check = "khớp" if report.balanced else "chưa khớp"
    words = f"Kiểm tra (3) = (7) + (11): {total['c3']} = {total['c7']} + {total['c11']}, {check}"
    sheet.merge_range(line, 0, line, 12, words, style["plain"])
    sheet.merge_range(line + 2, 0, line + 2, 4, "NGƯỜI LẬP BIỂU", style["strong"])
    sheet.merge_range(line + 2, 8, line + 2, 12, "THỦ TRƯỞNG ĐƠN VỊ", style["strong"])


def _list_head(
    sheet: Any,  # noqa: ANN401 the library has no types
    style: dict[str, Any],
    title: str,
    below: str,
    head: SheetHead,
) -> None:
    sheet.write_string(0, 0, _clean(head.unit_name), style["plain"])
    sheet.merge_range(1, 0, 1, 8, _clean(title), style["title"])
    sheet.merge_range(2, 0, 2, 8, below, style["centre"])


def _chart(book: Any, sheet: Any, first: int, rows: int) -> None:  # noqa: ANN401 no types
    if not rows:
        return
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
    sheet.insert_chart(first + rows + 3, 1, chart)


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
