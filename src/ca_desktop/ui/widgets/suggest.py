"""A field that suggests what was typed before, and never by itself."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from ca_desktop.domain.places import fitting
from ca_desktop.ui.widgets.fields import ENTER, TextField, named

MOST_SHOWN = 7
ROW_HEIGHT = 32
LEAST_WIDTH = 220


class SuggestField(TextField):
    """Free text with a list below: nothing in it is chosen before Down, and it takes no focus.

    So an input method that goes back and replaces letters meets no text but its own, and Enter on
    what was typed keeps what was typed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Sequence[str] = ()
        self._list: QListWidget | None = None
        self.seen.connect(self._on_seen)

    def suggest(self, known: Sequence[str]) -> None:
        """Suggest from these from now on, in this order."""
        self._known = known

    @property
    def suggestions(self) -> list[str]:
        """What the list shows; empty while it is closed."""
        shown = self._shown()
        return [shown.item(row).text() for row in range(shown.count())] if shown else []

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._answer(Qt.Key(event.key())):
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()
        super().hideEvent(event)

    def close_list(self) -> None:
        """Suggest nothing until more is typed."""
        if self._list is not None:
            self._list.hide()

    def _answer(self, key: Qt.Key) -> bool:
        """Do what a key does to the open list; tell whether it did."""
        shown = self._shown()
        if shown is None:
            return False
        row = shown.currentRow()
        if key == Qt.Key.Key_Down:
            shown.setCurrentRow(min(row + 1, shown.count() - 1))
        elif key == Qt.Key.Key_Up:
            shown.setCurrentRow(max(row - 1, -1))
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            if key in ENTER and row >= 0:
                self._take(shown.item(row).text())
            return False  # Enter moves on as everywhere
        return True

    def _take(self, text: str) -> None:
        self.fill(text)
        self.close_list()

    def _shown(self) -> QListWidget | None:
        return self._list if self._list is not None and self._list.isVisible() else None

    @Slot(str)
    def _on_seen(self, text: str) -> None:
        found = fitting(self._known, text, MOST_SHOWN) if self.hasFocus() else []
        if not found or found == [text.strip()]:
            self.close_list()
            return
        shown = self._made()
        shown.clear()
        shown.addItems(found)
        shown.setCurrentRow(-1)
        width = max(self.width(), LEAST_WIDTH, shown.sizeHintForColumn(0) + 24)
        below = self.mapTo(self.window(), QPoint(0, self.height()))
        width = min(width, self.window().width() - below.x() - 8)
        shown.setGeometry(below.x(), below.y(), width, ROW_HEIGHT * len(found) + 4)
        shown.raise_()
        shown.show()

    def _made(self) -> QListWidget:
        if self._list is None:
            self._list = named(QListWidget(self.window()), f"{self.objectName()}_suggestions")
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setAccessibleName(f"Gợi ý: {self.accessibleName()}")
            self._list.setUniformItemSizes(True)
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.itemClicked.connect(self._on_clicked)
        return self._list

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._take(item.text())
