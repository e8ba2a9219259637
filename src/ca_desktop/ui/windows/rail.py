"""The rail: the screens of a person, in the order of the office's work."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.ui.actions import ACTS
from ca_desktop.ui.icons import LARGE, blank, drawing
from ca_desktop.ui.screens import Screen
from ca_desktop.ui.widgets.fields import restyle

RAIL_WIDTH, FOLDED_WIDTH, MOST_WIDTH = 200, 64, 236
RAIL_ITEM, LEAST_ITEM = 40, 27
LEAST_PAGE = 600
"""Pixels that a page has beside the titles of the others, at the usual size of text."""

MOST_SHOWN = 99
"""Larger counters do not fit the folded rail."""


class Rail(QListWidget):
    """Titles of the screens with their counters; says which one is wanted.

    Folded it shows the drawing of each page, its counter and, on asking, its title.

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
        self._details = dict.fromkeys(self.names, "")
        self.folded = self._kept = self._tight = False
        self._drawn = False
        self.setObjectName("rail")
        self.setAccessibleName("Các trang")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(LARGE, LARGE))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a counter is never cut
        for _screen in screens:
            item = QListWidgetItem(blank(), "", self)
            item.setSizeHint(QSize(FOLDED_WIDTH, RAIL_ITEM))
        self.fold(wanted=False)
        self.currentRowChanged.connect(self._on_row)

    def show_current(self, name: str) -> None:
        """Mark the screen that is shown, without asking for it again; none where it has none."""
        self.blockSignals(True)
        self.setCurrentRow(self.names.index(name) if name in self.names else -1)
        self.blockSignals(False)

    @Slot(str, int)
    def show_count(self, name: str, number: int, detail: str = "") -> None:
        """Say beside a title how many things wait there, and on asking which."""
        if name in self.names:
            self._counts[name] = number
            self._details[name] = detail
            self._write(self.names.index(name))

    def fold(self, *, wanted: bool) -> None:
        """Make it narrow, or wide again, as a person asks."""
        self._kept = wanted
        self._fold(wanted=wanted)

    def fit(self, room: int) -> None:
        """Become narrow where the page beside it would have too little room for its text.

        Args:
            room: pixels for both.
        """
        points = max(self.font().pointSize(), USUAL_POINTS)
        tight = room - _wide(points) < LEAST_PAGE * points // USUAL_POINTS
        if tight is not self._tight:
            self._tight = tight
            self._fold(wanted=tight or self._kept)

    def _fold(self, *, wanted: bool) -> None:
        self.folded = wanted
        if self.property("folded") is not wanted:
            self.setProperty("folded", wanted)
            restyle(self)
        wide = _wide(max(self.font().pointSize(), USUAL_POINTS))
        self.setFixedWidth(FOLDED_WIDTH if wanted else wide)
        for place in range(self.count()):
            self._write(place)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._drawn:
            self._drawn = True
            QTimer.singleShot(0, self, self._draw)

    @Slot()
    def _draw(self) -> None:
        """Put the drawings in once the window stands: nobody waits for them."""
        for place, name in enumerate(self.names):
            self.item(place).setIcon(drawing(name))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold(wanted=self.folded)
            if isinstance(parent := self.parentWidget(), QWidget):
                self.fit(parent.width())

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
        short = str(number) if number else ""
        key = f"  {self._keys[place]}" if self._keys[place] else ""
        item = self.item(place)
        item.setText(
            (short if number <= MOST_SHOWN else f"{MOST_SHOWN}+")
            if self.folded
            else f"{title}{key}{count}"
        )
        detail = self._details[self.names[place]]
        said = f"{title}{count}: {detail}" if detail else f"{title}{count}"
        item.setToolTip(said if self.folded or detail else "")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.names):
            self.wanted.emit(self.names[row])


def _wide(points: int) -> int:
    """Return how wide it is unfolded, at a size of text."""
    return min(RAIL_WIDTH * points // USUAL_POINTS, MOST_WIDTH)


def _key(screen: Screen) -> str:
    """Return the key of the act that begins the work of a screen."""
    own = (act.keys[:1] for act in ACTS.values() if act.screen == screen.name)
    shown = (key for keys in own for key in keys if key.startswith("F"))
    return next(shown, "")
