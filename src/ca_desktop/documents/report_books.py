"""A report as a workbook: figures as numbers, sums and rates as formulas, a page wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
)
from ca_desktop.domain.report_tables import (
    NO_RATE,
    Column,
    Figure,
    Line,
    ReportTable,
    heading_cells,
    heading_depth,
)
from ca_desktop.services.ports.sheets import SheetHead

HEAD_ROWS = 5
"""Rows above the heading: units, title, period, measure."""

NUMBER_WIDTH = 6
_BAR_ROWS = 1.3
"""Rows of the sheet that a bar of the chart is given."""
_ROW_PIXELS = 20


def report_book(table: ReportTable, head: SheetHead) -> bytes:
    """Return a report as a workbook; the same figures give the same bytes."""
    with book_in_memory() as (book, data):
        _Drawing(book, table).draw(head)
    return data.getvalue()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the lines stand: rows from 0."""

    first: int
    total: int


class _Drawing:
    """A report on its way into a sheet."""

    def __init__(self, book: Any, table: ReportTable) -> None:  # noqa: ANN401 the library has no types
        self._book = book
        self._table = table
        self._sheet = add_sheet(book, "Bao cao")
        self._formats = formats_of(book)
        self._widths = [NUMBER_WIDTH, *(column.width for column in table.columns)]
        self._last = len(table.columns)
        self._letters = {
            column.key: xl_col_to_name(at) for at, column in enumerate(table.columns, start=1)
        }
        depth = heading_depth(table.columns)
        first = HEAD_ROWS + depth + table.lettered
        self._at = _Place(first, first + len(table.lines))

    def draw(self, head: SheetHead) -> None:
        self._head(head)
        self._heading()
        for number, line in enumerate(self._table.lines):
            self._line(self._at.first + number, str(number + 1), line)
        if self._table.totalled:
            self._line(self._at.total, "", self._table.total, total=True)
        last = self._chart(self._foot())
        set_widths(self._sheet, self._widths)
        set_print(self._sheet, (last, self._last), header=(HEAD_ROWS, self._at.first - 1))
        self._sheet.freeze_panes(self._at.first, 2)

    def _span(self, row: int, left: int, right: int, text: str, kind: str) -> None:
        written = clean(text)
        if left == right:
            self._sheet.write_string(row, left, written, self._formats[kind])
        else:
            self._sheet.merge_range(row, left, row, right, "", self._formats[kind])
            self._sheet.write_string(row, left, written, self._formats[kind])

    def _head(self, head: SheetHead) -> None:
        words, middle = self._table.words, (self._last + 1) // 2
        rows = (
            (words.number, f"Đơn vị báo cáo: {head.unit_name}"),
            ("", f"Đơn vị nhận: {head.receiving_unit}" if head.receiving_unit else ""),
        )
        for row, (left, right) in enumerate(rows):
            self._span(row, 0, middle - 1, left, "plain")
            self._span(row, middle, self._last, right, "plain")
            self._high(row, right, self._widths[middle:])
        self._span(2, 0, self._last, words.title, "title")
        self._high(2, words.title, self._widths, letters=1.3)
        self._span(3, 0, self._last, self._table.when, "centre")
        self._span(4, 0, self._last, words.measure, "right")

    def _high(self, row: int, text: str, widths: Sequence[float], *, letters: float = 1.0) -> None:
        room = max(sum(widths) / letters, 1)
        self._sheet.set_row(row, max(letters * height_of(text, room), 1.2 * LINE))

    def _heading(self) -> None:
        columns = self._table.columns
        depth, kind = heading_depth(columns), self._formats["header"]
        number = Column(key="", heading=("STT",))
        for cell in heading_cells([number, *columns]):
            top, bottom = HEAD_ROWS + cell.top, HEAD_ROWS + cell.bottom
            if (top, cell.left) != (bottom, cell.right):
                self._sheet.merge_range(top, cell.left, bottom, cell.right, "", kind)
            self._sheet.write_string(top, cell.left, clean(cell.text), kind)
        tallest = max(height_of(x.heading[-1], x.width) for x in columns)
        self._sheet.set_row(HEAD_ROWS + depth - 1, max(tallest, 2 * LINE))
        if self._table.lettered:
            for column in range(self._last + 1):
                self._sheet.write_string(HEAD_ROWS + depth, column, f"({column + 1})", kind)

    def _line(self, row: int, number: str, line: Line, *, total: bool = False) -> None:
        formats, kind = self._formats, "total" if total else "number"
        if number:
            self._sheet.write_number(row, 0, int(number), formats[kind])
        else:
            self._sheet.write_string(row, 0, "", formats[kind])
        high = LINE
        for at, column in enumerate(self._table.columns, start=1):
            text = self._cell((row, at), line, column, total=total)
            high = max(high, height_of(text, column.width))
        self._sheet.set_row(row, high)

    def _cell(self, at: tuple[int, int], line: Line, column: Column, *, total: bool) -> str:
        """Write a cell and return its text, where it has one."""
        table, sheet = self._table, self._sheet
        value = line.cells.get(column.key, "" if column.kind is Figure.TEXT else 0)
        if total and (column.kind is Figure.TENTHS or not column.summed):
            value = ""
        if column.base and isinstance(value, str):
            text = clean(value)
            kind = "total" if total else text_kind(text)
            sheet.write_string(*at, text, self._formats[kind])
            return text
        kind = _kind(column, total=total)
        if column.base and column.kind is Figure.TENTHS:
            sheet.write_number(*at, int(value) / 10, self._formats[kind])
        elif column.base and not (total and table.lines):
            sheet.write_number(*at, table.number(line, column.key), self._formats[kind])
        else:
            known = self._known(line, column)
            sheet.write_formula(*at, self._formula(at, column), self._formats[kind], known)
        return ""

    def _known(self, line: Line, column: Column) -> str | float:
        """Return what a formula comes to, for programs that do not count."""
        if column.kind is not Figure.RATE:
            return self._table.number(line, column.key)
        percent = self._table.share(line, column).percent
        return NO_RATE if percent is None else float(percent)

    def _formula(self, at: tuple[int, int], column: Column) -> str:
        row = at[0] + 1
        parts = "+".join(f"{self._letters[part]}{row}" for part in column.parts)
        if column.kind is Figure.RATE:
            of = "+".join(f"{self._letters[part]}{row}" for part in column.of)
            return f'=IF(({of})=0,"{NO_RATE}",ROUND(100*({parts})/({of}),2))'
        if column.parts:
            return f"={parts}"
        letter = self._letters[column.key]
        return f"=SUM({letter}{self._at.first + 1}:{letter}{self._at.total})"

    def _foot(self) -> int:
        """Write what stands below the table and return its last row."""
        row = self._at.total + self._table.totalled
        for note in self._table.notes:
            self._span(row, 0, self._last, note, "plain")
            self._high(row, note, self._widths)
            row += 1
        words = self._table.words
        if not words.signed_by:
            return row
        middle = (self._last + 1) // 2
        self._span(row + 1, 0, middle - 1, words.prepared_by, "strong")
        self._span(row + 1, middle, self._last, words.signed_by, "strong")
        return row + 6

    def _chart(self, above: int) -> int:
        """Draw the bars below everything and return the last row of it all."""
        table, rows = self._table, len(self._table.lines)
        if table.chart is None or not rows:
            return above
        column = table.column(table.chart)
        at = 1 + table.columns.index(column)
        name, first, last = self._sheet.get_name(), self._at.first, self._at.total - 1
        title = " – ".join(column.heading)
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": title,
                "categories": [name, first, 1, last, 1],
                "values": [name, first, at, last, at],
                "fill": {"color": "#2A7F9E"},
            }
        )
        if column.kind is Figure.RATE:
            chart.set_x_axis({"min": 0, "max": 100})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        chart.set_title({"name": title, "name_font": {"size": 11}})
        high = round(7 + _BAR_ROWS * rows)
        chart.set_size({"width": 640, "height": high * _ROW_PIXELS})
        self._sheet.insert_chart(above + 1, 1, chart)
        return above + 1 + high


def _kind(column: Column, *, total: bool) -> str:
    kind = {Figure.RATE: "rate", Figure.TENTHS: "tenths"}.get(column.kind, "")
    if total:
        return f"total_{kind}" if kind else "total"
    return kind or "number"
