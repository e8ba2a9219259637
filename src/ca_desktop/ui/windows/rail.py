"""The rail: the screens of a person, in the order of the office's work."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ca_desktop.ui.actions import ACTS
from ca_desktop.ui.screens import Screen

RAIL_WIDTH, RAIL_ITEM = 184, 40


class Rail(QListWidget):
    """Titles of the screens with their counters; says which one is wanted.

    Signals:
        wanted(str): name of a screen.
    """

    wanted = Signal(str)

    def __init__(self, screens: Sequence[Screen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = [screen.name for screen in screens]
        self._titles = [_title(screen) for screen in screens]
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName("Các trang")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title in self._titles:
            item = QListWidgetItem(title, self)
            item.setSizeHint(QSize(RAIL_WIDTH, RAIL_ITEM))
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
            place = self.names.index(name)
            title = self._titles[place]
            self.item(place).setText(f"{title} ({number})" if number else title)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.names):
            self.wanted.emit(self.names[row])


def _title(screen: Screen) -> str:
    keys = [key for act in ACTS.values() if act.screen == screen.name for key in act.keys[:1]]
    return "  ".join((screen.title, *keys))
