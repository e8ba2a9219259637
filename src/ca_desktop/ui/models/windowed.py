"""Rows of a list of any length: only the windows that somebody looks at are in memory."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, Signal
from typing_extensions import override

from ca_desktop.ui.models.rows import Column, Index, RowsModel

R = TypeVar("R")

WINDOW = 200
"""Rows that are fetched at a time."""

KEPT = 40
"""Windows in memory; the one not looked at for the longest time goes first."""


class WindowedRows(RowsModel[R]):
    """As many rows as the list has, each window fetched when it is first painted.

    One window is on its way at a time. Whoever drags the scroll bar over many of them gets the
    one that was painted last.

    Signals:
        wanted(int, int): the state of the list, and the window of it that should be fetched.
    """

    wanted = Signal(int, int)

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._windows: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._count = 0
        self._state = 0
        self._coming: int | None = None
        self._next: int | None = None

    @override
    def show_rows(self, rows: Sequence[R]) -> None:
        """Begin another list, of which these are the first rows; `grow` tells if there are more."""
        self.beginResetModel()
        self._state += 1
        self._count = len(rows)
        self._windows.clear()
        self._coming = self._next = None
        for first in range(0, len(rows), WINDOW):
            self._windows[first // WINDOW] = rows[first : first + WINDOW]
        self.endResetModel()

    @override
    def add_rows(self, rows: Sequence[R]) -> None:
        raise TypeError("a windowed list is told its length by `grow`")

    def grow(self, count: int) -> None:
        """Say how many rows the list has."""
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def give(self, state: int, window: int, rows: Sequence[R]) -> None:
        """Take a window in; one of an earlier list is dropped."""
        if state != self._state:
            return
        self._coming = None
        self._windows[window] = rows
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        first = window * WINDOW
        last = min(first + WINDOW, self._count) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        if self._next is not None and self._next not in self._windows:
            self._ask(self._next)

    @override
    def row(self, place: int) -> R | None:
        """Return a row; None where there is none, or while it is being fetched."""
        if not 0 <= place < self._count:
            return None
        number, within = divmod(place, WINDOW)
        window = self._windows.get(number)
        if window is None:
            self._ask(number)
            return None
        self._windows.move_to_end(number)
        return window[within] if within < len(window) else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def _ask(self, window: int) -> None:
        if self._coming is not None:
            self._next = window if window != self._coming else self._next
            return
        self._coming, self._next = window, None
        self.wanted.emit(self._state, window)
