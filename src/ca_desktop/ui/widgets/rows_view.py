"""The list of the program: rows as high as their text wants, badges and bars in its cells."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import row_height
from ca_desktop.ui.widgets.cell_painter import CellPainter
from ca_desktop.ui.widgets.column_layout import ColumnLayout
from ca_desktop.ui.widgets.empty_words import EmptyWords
from ca_desktop.ui.widgets.fields import named


class RowsView(QTableView):
    """A table whose rows and columns follow the size of the text.

    Args:
        parent: where it stands.
        cells: each cell means something of its own; the current one has a frame.

    Attributes:
        columns: how they stand.
        kind: of what is shown, where that has columns of its own; see `lay_out`.

    Signals:
        laid_out(): other columns are shown now.
        columns_asked(): the mouse asks for the choice of columns.
    """

    laid_out = Signal()
    columns_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, cells: bool = False) -> None:
        super().__init__(parent)
        self.kind = ""
        self._whole = 0
        self.columns = ColumnLayout(self)
        self.setItemDelegate(CellPainter(self, frames=cells))
        self._fit_rows()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.geometriesChanged.connect(self._fit_height)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_asked)

    def lay_out(
        self,
        usual: Sequence[int],
        kind: str = "",
        least: Sequence[int] = (),
        going: Sequence[Sequence[int]] = (),
    ) -> None:
        """Say how wide the columns are as they are made, at the usual size of text.

        Args:
            usual: pixels; the widest takes what is left.
            kind: of what is shown, where one table shows things of several kinds.
            least: how narrow they may become, see `ColumnLayout.make_room`.
            going: what gives way then.
        """
        self.kind = kind
        self.columns.lay_out(usual, least, going)
        self.laid_out.emit()

    def take_rest(self, *columns: int) -> None:
        """Say which columns share what the others leave; the others are as wide as one likes."""
        self.columns.take_rest(*columns)

    def wrap(self) -> None:
        """Let a long text take a second line; for short lists, whose every row is measured."""
        self.setWordWrap(True)
        self.model().modelReset.connect(self.resizeRowsToContents)
        self.horizontalHeader().sectionResized.connect(self.resizeRowsToContents)

    def show_whole(self, rows: int) -> None:
        """Be as high as so many rows, whatever the size of the text."""
        self._whole = rows
        self._fit_height()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit_widest()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.columns.fit_widest()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.columns.fit()
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

    @Slot(QPoint)
    def _on_asked(self, _place: QPoint) -> None:
        self.columns_asked.emit()


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
    view.verticalHeader().hide()
    view.lay_out(widths)
    if isinstance(parent, QWidget):
        view.setParent(parent)
    if empty:
        EmptyWords(view, empty)
    return view
