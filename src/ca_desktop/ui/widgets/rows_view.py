"""The list of the program: rows as high as their text wants, badges and bars in its cells."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import Height, height_of
from ca_desktop.ui.widgets.cell_painter import CellPainter


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
