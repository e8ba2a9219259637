"""The list of the program: rows as high as their text wants, badges and bars in its cells."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.ui.theme import row_height
from ca_desktop.ui.widgets.cell_painter import CellPainter
from ca_desktop.ui.widgets.empty_words import EmptyWords
from ca_desktop.ui.widgets.fields import named

LEAST_WIDEST = 140
"""The column that takes what is left is never narrower, at the usual size of text."""


class RowsView(QTableView):
    """A table whose rows and columns follow the size of the text.

    Args:
        parent: where it stands.
        cells: each cell means something of its own; the current one has a frame.

    Signals:
        columns_changed(): a person made a column wider or narrower.
    """

    columns_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, cells: bool = False) -> None:
        super().__init__(parent)
        self._usual: Sequence[int] = ()
        self._taking: Sequence[int] = ()
        self._given: dict[str, int] = {}
        self._fitting = False
        self._whole = 0
        self.setItemDelegate(CellPainter(self, frames=cells))
        self._fit_rows()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.horizontalHeader().geometriesChanged.connect(self._fit_height)
        self.horizontalHeader().sectionResized.connect(self._on_resized)

    def lay_out(self, usual: Sequence[int]) -> None:
        """Say how wide the columns are as they are made, at the usual size of text."""
        self._usual = tuple(usual)
        self.take_rest(max(range(len(usual)), key=usual.__getitem__))
        self._fit_columns()

    def take_rest(self, *columns: int) -> None:
        """Say which columns share what the others leave; the others are as wide as one likes."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        self._taking = columns
        for column in range(len(self._usual)):
            taking = column in columns
            header.setSectionResizeMode(column, modes.Stretch if taking else modes.Interactive)

    def show_whole(self, rows: int) -> None:
        """Be as high as so many rows, whatever the size of the text."""
        self._whole = rows
        self._fit_height()

    def widths(self) -> Mapping[str, int]:
        """Return what a person made of the columns, by title, at the usual size of text."""
        return dict(self._given)

    def use(self, given: Mapping[str, int]) -> None:
        """Make the columns as a person made them, the others as they were made."""
        self._given = dict(given)
        self._fit_columns()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_widest()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        self._fit_height()

    @Slot()
    def _fit_height(self) -> None:
        if self._whole:
            rows = self._whole * self.verticalHeader().defaultSectionSize()
            high = self.horizontalHeader().sizeHint().height() + rows
            self.setFixedHeight(high + 2 * self.frameWidth())

    def _fit_columns(self) -> None:
        self._fitting = True
        for column, usual in enumerate(self._usual):
            width = self._given.get(self._title(column), usual)
            self.setColumnWidth(column, self._scaled(width))
        self._fitting = False
        self._fit_widest()

    def _fit_widest(self) -> None:
        """Give the widest column what the others leave; where that is too little, scroll."""
        if len(self._taking) != 1:
            return
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        widest = self._taking[0]
        beside = sum(header.sectionSize(x) for x in range(len(self._usual)) if x != widest)
        least = self._scaled(min(self._usual[widest], LEAST_WIDEST))
        fits = self.viewport().width() - beside >= least
        self._fitting = True
        header.setSectionResizeMode(widest, modes.Stretch if fits else modes.Fixed)
        if not fits:
            self.setColumnWidth(widest, least)
        self._fitting = False

    def _scaled(self, width: int) -> int:
        return width * self.font().pointSize() // USUAL_POINTS

    @Slot(int, int, int)
    def _on_resized(self, column: int, _old: int, width: int) -> None:
        mode = self.horizontalHeader().sectionResizeMode(column)
        by_hand = mode == QHeaderView.ResizeMode.Interactive and width > 0
        if self._fitting or not self._usual or not by_hand:
            return
        self._given[self._title(column)] = -(-width * USUAL_POINTS // self.font().pointSize())
        self._fit_widest()
        self.columns_changed.emit()

    def _title(self, column: int) -> str:
        title = self.model().headerData(column, Qt.Orientation.Horizontal)
        return " ".join(str(title).split())


def table(
    model: QAbstractItemModel,
    name: str,
    widths: Sequence[int],
    parent: QObject,
    *,
    empty: str = "",
    view: RowsView | None = None,
) -> RowsView:
    """Make a table of whole rows, read-only, with fixed row height.

    Args:
        model: its rows.
        name: tests find it by this.
        widths: of the columns at the usual size of text; the widest takes what is left.
        parent: where it stands.
        empty: what it says while there is no row; empty where the page says so beside it.
        view: of a kind of its own.
    """
    view = named(view or RowsView(), name)
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
    view.lay_out(widths)
    if isinstance(parent, QWidget):
        view.setParent(parent)
    if empty:
        EmptyWords(view, empty)
    return view
