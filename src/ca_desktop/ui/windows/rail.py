"""The rail: the screens of a person, in the order of the office's work."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from ca_desktop.ui.actions import ACTS, BY_NUMBER
from ca_desktop.ui.screens import Screen

RAIL_WIDTH, FOLDED_WIDTH = 184, 56
RAIL_ITEM, LEAST_ITEM = 40, 32


class Rail(QListWidget):
    """Titles of the screens with their counters; says which one is wanted.

    Folded it shows the number of each page's key, its counter and, on asking, its title.

    Signals:
        wanted(str): name of a screen.
    """

    wanted = Signal(str)

    def __init__(self, screens: Sequence[Screen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = [screen.name for screen in screens]
        self._titles = [screen.title for screen in screens]
        self._keys = [_key(screen) for screen in screens]
        self._counts = dict.fromkeys(self.names, 0)
        self.folded = False
        self.setObjectName("rail")
        self.setAccessibleName("Các trang")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for _screen in screens:
            item = QListWidgetItem(self)
            item.setSizeHint(QSize(FOLDED_WIDTH, RAIL_ITEM))
        self.fold(wanted=False)
        self.currentRowChanged.connect(self._on_row)

    def show_current(self, name: str) -> None:
        """Mark the screen that is shown, without asking for it again; none where it has none."""
        self.blockSignals(True)
        self.setCurrentRow(self.names.index(name) if name in self.names else -1)
        self.blockSignals(False)

    @Slot(str, int)
    def show_count(self, name: str, number: int) -> None:
        """Say beside a title how many things wait there."""
        if name in self.names:
            self._counts[name] = number
            self._write(self.names.index(name))

    def fold(self, *, wanted: bool) -> None:
        """Make it narrow, or wide again."""
        self.folded = wanted
        self.setFixedWidth(FOLDED_WIDTH if wanted else RAIL_WIDTH)
        for place in range(self.count()):
            self._write(place)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the items together on a small screen, so that all of them are seen."""
        super().resizeEvent(event)
        room = self.viewport().height() // max(self.count(), 1)
        height = min(max(room, LEAST_ITEM), RAIL_ITEM)
        if self.count() and self.item(0).sizeHint().height() != height:
            for place in range(self.count()):
                self.item(place).setSizeHint(QSize(FOLDED_WIDTH, height))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keys; while a page without a place here is shown, mark none and ask for none."""
        row = self.currentRow()
        self.blockSignals(True)
        super().focusInEvent(event)
        if row < 0:
            self.setCurrentRow(-1)
        self.blockSignals(False)

    def _write(self, place: int) -> None:
        number = self._counts[self.names[place]]
        count = f" ({number})" if number else ""
        title = self._titles[place]
        digit = str(place + 1) if place < BY_NUMBER else "·"
        key = f"  {self._keys[place]}" if self._keys[place] else ""
        item = self.item(place)
        item.setText(f"{digit}{count}" if self.folded else f"{title}{key}{count}")
        item.setToolTip(f"{title}{count}" if self.folded else "")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}{count}")

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.names):
            self.wanted.emit(self.names[row])


def _key(screen: Screen) -> str:
    """Return the key of the act that begins the work of a screen."""
    own = (act.keys[:1] for act in ACTS.values() if act.screen == screen.name)
    shown = (key for keys in own for key in keys if key.startswith("F"))
    return next(shown, "")
