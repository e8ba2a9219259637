"""The table of papers by keyboard: Space ticks, + adds one, - takes it off, Enter moves on."""

from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.cell_painter import CellPainter
from ca_desktop.ui.widgets.fields import ENTER, TextField
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.widgets.typed_fields import AmountField

Index = QModelIndex | QPersistentModelIndex
NEW_PAPER = ("", "1", "0")
_UNWANTED = frozenset({Qt.Key.Key_Minus, Qt.Key.Key_Delete})
USUAL_HEIGHT = 144
"""The header and three rows; more where there is room."""


class PapersView(RowsView):
    """Shows `PapersModel`; what is typed into it comes through the fields of the program.

    Signals:
        passed(): Enter goes on to what comes after the papers.
        unwanted(int): the paper in this row is to be taken off the list.
    """

    passed = Signal()
    unwanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        cells = _CellFields(self, frames=True)
        self.setItemDelegate(cells)
        cells.closeEditor.connect(self._on_left, Qt.ConnectionType.QueuedConnection)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), USUAL_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), USUAL_HEIGHT)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.passed.emit()
        elif event.key() == Qt.Key.Key_Plus:
            self.add_paper()
        elif event.key() in _UNWANTED and self.currentIndex().isValid():
            self.unwanted.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    @Slot()
    def begin(self) -> None:
        """Bring the cursor to the first paper, or back to where it was."""
        self.setFocus()
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def _toggle(self, row: int) -> None:
        first = self.model().index(row, 0)
        role = Qt.ItemDataRole.CheckStateRole
        ticked = Qt.CheckState(first.data(role)) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.model().setData(first, wanted, role)

    def add_paper(self) -> None:
        """Add a paper that the procedure does not name, and ask for its name."""
        model = self.model()
        if isinstance(model, QStandardItemModel):
            items = [QStandardItem(text) for text in NEW_PAPER]
            items[0].setCheckable(True)
            items[0].setCheckState(Qt.CheckState.Checked)
            model.appendRow(items)
            self.setCurrentIndex(model.indexFromItem(items[0]))
            self.edit(model.indexFromItem(items[0]))

    @Slot()
    def _on_left(self) -> None:
        """A paper that was given no name is none."""
        row = self.currentIndex().row()
        if row >= 0 and not str(self.model().index(row, 0).data() or "").strip():
            self.model().removeRow(row)


class _CellFields(CellPainter):
    @override
    def eventFilter(self, editor: QObject, event: QEvent, /) -> bool:
        """Enter ends a cell at once: the field would go on to the next one, and end it twice."""
        enters = isinstance(event, QKeyEvent) and event.key() in ENTER
        if not enters or event.type() != QEvent.Type.KeyPress or not isinstance(editor, TextField):
            return super().eventFilter(editor, event)
        editor.finish()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
        return True

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index, /
    ) -> QWidget:
        asks_name = index.column() == 0
        cell = TextField(parent) if asks_name else AmountField("documents", "BAD-NUMBER", parent)
        cell.seen.connect(partial(self._write_through, QPersistentModelIndex(index)))
        return cell

    def _write_through(self, index: QPersistentModelIndex, text: str) -> None:
        if index.isValid():
            cell = index.model().index(index.row(), index.column())
            index.model().setData(cell, text)

    @override
    def setEditorData(self, editor: QWidget, index: Index, /) -> None:
        if not (isinstance(editor, TextField) and editor.seen_text() == str(index.data() or "")):
            super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index, /) -> None:
        if isinstance(editor, TextField):
            model.setData(index, editor.value())
