"""Rows that can be ticked: Space for one, Ctrl+A for all."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from typing_extensions import override

from ca_desktop.ui.models.rows import Column, Index, RowsModel
from ca_desktop.ui.widgets.rows_view import RowsView

R = TypeVar("R")
_TICK = Qt.ItemDataRole.CheckStateRole


class TickedModel(RowsModel[R]):
    """Rows of which some are ticked; the tick stands in the first column.

    Args:
        columns: what is shown.
        key: names a row, so that its tick outlives a reload.
        parent: the owner.

    Signals:
        ticked(): another row is ticked, or one no more.
    """

    ticked = Signal()

    def __init__(
        self, columns: Sequence[Column[R]], key: Callable[[R], str], parent: QObject
    ) -> None:
        super().__init__(columns, parent)
        self._key = key
        self._ticked: set[str] = set()

    @override
    def show_rows(self, rows: Sequence[R]) -> None:
        super().show_rows(rows)
        self._ticked &= set(map(self._key, rows))
        self.ticked.emit()

    def begin(self) -> None:
        """Take every tick off: other rows come."""
        self._ticked = set()

    def chosen(self) -> list[R]:
        """Return the rows that are ticked, in their order."""
        return [row for row in self._rows if self._key(row) in self._ticked]

    @Slot()
    def tick_all(self) -> None:
        """Tick every row, or none where all are ticked."""
        every = set(map(self._key, self._rows))
        self._ticked = set() if self._ticked == every else every
        self._tell(0, self.rowCount() - 1)

    def toggle(self, place: int) -> None:
        """Tick a row, or take its tick off."""
        row = self.row(place)
        if row is not None:
            self._ticked ^= {self._key(row)}
            self._tell(place, place)

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
            self.ticked.emit()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.column() == 0:
            row = self.row(index.row())
            on = row is not None and self._key(row) in self._ticked
            if role == _TICK:
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{super().data(index, role)}, {'đã' if on else 'chưa'} đánh dấu"
        return super().data(index, role)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else found

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != _TICK or index.column():
            return False
        self.toggle(index.row())
        return True


class TickedView(RowsView):
    """The list of a `TickedModel`."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        if not isinstance(model, TickedModel):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            model.toggle(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            model.tick_all()
        else:
            super().keyPressEvent(event)
