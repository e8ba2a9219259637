"""By which column the rows of a table stand."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QTableView


class RowOrder(QObject):
    """A click on a header sorts by its column; once more turns the order round.

    Args:
        view: the table; its page sorts the rows and shows them anew when the order has changed.
        down: what is largest comes first, to begin with.

    Attributes:
        column: the one to sort by.
        down: what is largest comes first.

    Signals:
        changed(): the rows are to stand otherwise.
    """

    changed = Signal()

    def __init__(self, view: QTableView, *, down: bool = False) -> None:
        super().__init__(view)
        self.column, self.down = 0, down
        self._header = view.horizontalHeader()
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        self._show()
        self._header.sectionClicked.connect(self.choose)

    @Slot(int)
    def choose(self, column: int) -> None:
        """Sort by a column, or turn the order round where it is sorted by it already."""
        self.down = not self.down if column == self.column else False
        self.column = column
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self.down else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(self.column, order)
