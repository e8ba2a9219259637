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
_LEAST = {Figure.NUMBER: 44, Figure.TENTHS: 44, Figure.RATE: 78, Figure.TEXT: 104}
"""Pixels at the usual size of text: five digits, a bar beside its rate, a few words."""

_CODE, _LEAST_CODE = "code", 176
"""The code of a dossier is read whole or not at all."""

_LONG = (8, 20)
"""Letters of a head from which on it stands in two lines: over figures, and over words."""

_GOING = (
    ("rate_first",),
    ("rate_all",),
    ("c4", "c5", "c6"),
    ("p_province", "p_commune", "p_other"),
    ("early", "exact"),
    ("c8", "c9"),
    ("c12",),
)
"""What a small screen leaves out first: other readings of the rate, and what a sum is made of."""


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


def least_widths(columns: Sequence[ReportColumn]) -> list[int]:
    """Return how narrow the columns may become where there is little room."""
    usual = widths(columns)
    least = [_LEAST_CODE if x.key == _CODE else _LEAST[x.kind] for x in columns]
    return [min(pair) for pair in zip(usual, least, strict=True)]


def going(columns: Sequence[ReportColumn]) -> list[list[int]]:
    """Return which columns are left out where there is still less, the first of them first."""
    places = {column.key: place for place, column in enumerate(columns)}
    return [[places[key] for key in keys if key in places] for keys in _GOING]


def _title(column: ReportColumn) -> str:
    head, wide = column.heading[-1], column.kind is Figure.TEXT
    return column.short or (_in_two_lines(head) if len(head) >= _LONG[wide] else head)


def _in_two_lines(head: str) -> str:
    """Return a head with a break where both lines are about as long."""
    words = head.split(" ")
    if len(words) == 1:
        return head
    broken = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return "\n".join(min(broken, key=lambda lines: max(map(len, lines))))


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
