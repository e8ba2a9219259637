"""The lines of any report, as a table on screen."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from ca_desktop.domain.report_tables import Column as ReportColumn
from ca_desktop.domain.report_tables import Figure, Line, ReportTable
from ca_desktop.domain.standings import LATE_SHAPE
from ca_desktop.ui.badges import Badge, Bar, Standing, rate_bar
from ca_desktop.ui.models.rows import Column, RowsModel

LETTER = 8
"""Pixels of a letter of the workbook, at the usual size of text."""
EDGES = 10
_NUMBERS = frozenset({Figure.NUMBER, Figure.TENTHS})


class ReportLines(RowsModel[Line]):
    """The lines of the report that is shown, its total last."""

    def __init__(self, columns: Sequence[ReportColumn], parent: QObject | None = None) -> None:
        """Stand empty under the headings of a report until there is one."""
        super().__init__([_first(column) for column in columns], parent)
        self.table: ReportTable | None = None

    def show_table(self, table: ReportTable) -> None:
        """Replace columns and lines by those of another report."""
        self.beginResetModel()
        self.table = table
        self.columns = tuple(_column(table, column) for column in table.on_screen)
        self._rows = list(table.shown_lines) if table.lines else []
        self.endResetModel()

    def behind(self, row: int, column: int) -> tuple[str, ...]:
        """Return the dossiers that a cell opens."""
        line = self.row(row)
        if self.table is None or line is None:
            return ()
        return self.table.behind(line, self.table.on_screen[column].key)


def widths(columns: Sequence[ReportColumn]) -> list[int]:
    """Return how wide the columns are on screen."""
    return [LETTER * (column.screen or column.width) + EDGES for column in columns]


def _title(column: ReportColumn) -> str:
    return column.short or column.heading[-1]


def _first(column: ReportColumn) -> Column[Line]:
    return Column(_title(column), _nothing, number=column.kind in _NUMBERS)


def _nothing(_line: Line) -> str:
    return ""


def _column(table: ReportTable, column: ReportColumn) -> Column[Line]:
    title, text = _title(column), partial(_text, table, column)
    if column.kind is Figure.RATE:
        return Column(title, text, badge=partial(_bar, table, column))
    if column.kind is Figure.TEXT:
        return Column(title, text, badge=partial(_late, column))
    return Column(title, text, number=True)


def _text(table: ReportTable, column: ReportColumn, line: Line) -> str:
    return table.shown(line, column)


def _late(column: ReportColumn, line: Line) -> Badge | None:
    said = str(line.cells.get(column.key, ""))
    if not said.startswith(LATE_SHAPE):
        return None
    return Badge(Standing.LATE, said.removeprefix(LATE_SHAPE).strip())


def _bar(table: ReportTable, column: ReportColumn, line: Line) -> Bar:
    return rate_bar(" ".join(column.heading), table.share(line, column), column.least)
