"""A table model of frozen rows; columns are data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from ca_desktop.ui.badges import BADGE_ROLE, Badge, Bar
from ca_desktop.ui.spoken import spoken

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column.

    Attributes:
        badge: what is painted in the place of the text, and the phrase that is read out for it;
            where it gives None, the text stands.
        order: name of the order its header asks the database for; empty: not sortable.
        number: it is read from the right.
    """

    title: str
    text: Callable[[R], str]
    order: str = ""
    badge: Callable[[R], Badge | Bar | None] | None = None
    number: bool = False


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows of type ``R``, replaced as a whole or added to at the end."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[R] = []

    def show_rows(self, rows: Sequence[R]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[R]) -> None:
        """Add rows at the end."""
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def row(self, place: int) -> R | None:
        """Return a row, None where there is none."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role in {Qt.ItemDataRole.AccessibleTextRole, BADGE_ROLE}:
            badge = column.badge(row) if column.badge else None
            if role == BADGE_ROLE:
                return badge
            return badge.phrase if badge else spoken(column.text(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return NUMBERS if column.number else None
        return row if role == ROW_ROLE else None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return super().headerData(section, orientation, role)
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(column.title.split())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return NUMBERS if column.number else None
        return super().headerData(section, orientation, role)
