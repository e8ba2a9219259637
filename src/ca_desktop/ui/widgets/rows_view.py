"""The list of the program: rows as high as their text wants, badges and bars in its cells."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import Height, height_of
from ca_desktop.ui.widgets.cell_painter import CellPainter
from ca_desktop.ui.widgets.fields import named


class RowsView(QTableView):
    """A table whose rows follow the size of the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(CellPainter(self))
        self._fit_rows()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(height_of(self.font(), Height.ROW))


def table(
    model: QAbstractItemModel, name: str, widths: Sequence[int], parent: QObject
) -> QTableView:
    """Make a table of whole rows, read-only, with fixed row height."""
    view = named(RowsView(), name)
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setAccessibleName(name)
    view.verticalHeader().hide()
    header = view.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(widths):
        view.setColumnWidth(column, width)
    stretched = max(range(len(widths)), key=widths.__getitem__)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    if isinstance(parent, QWidget):
        view.setParent(parent)
    return view
