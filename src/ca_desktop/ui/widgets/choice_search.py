"""The open list of a choice with many entries: a line to type in, below it what fits."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.text import fold, has_words
from ca_desktop.ui.theme import row_height
from ca_desktop.ui.widgets.fields import ENTER, TextField, named

MOST_SHOWN = 10
"""Entries that are seen at once, where the window is high enough."""

LEAST_WIDTH, EDGE = 320, 8
"""Pixels: how wide the list is at least, and how far from the edges of the window it stays."""

NONE = "Không có mục nào có chữ này."
_PLACE = Qt.ItemDataRole.UserRole
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MOST_SHOWN,
    Qt.Key.Key_PageDown: MOST_SHOWN,
}


class _Line(TextField):
    """The line that is typed in; arrows, Enter and Esc go to the list below.

    Signals:
        stepped(int): entries down.
        taken(): Enter.
        forsaken(): Esc, Tab, or the focus went elsewhere.
        passed(bool): Tab, forwards or back.
    """

    stepped = Signal(int)
    taken = Signal()
    forsaken = Signal()
    passed = Signal(bool)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in ENTER and not self.composing:
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.forsaken.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.forsaken.emit()

    @override
    def event(self, event: QEvent, /) -> bool:
        tabs = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in tabs
            and not self.composing
        ):
            self.forsaken.emit()
            self.passed.emit(event.key() == Qt.Key.Key_Tab)
            return True
        return super().event(event)


class ChoiceSearch(QFrame):
    """Stands in the window of the choice, so input methods compose in it as in any field.

    Words without marks find entries that have them all, in any order; those that begin with what
    was typed come first.

    Args:
        choice: whose entries these are; it gets the focus back.

    Signals:
        taken(int): the place of the entry that was chosen.
        passed(bool): Tab leaves without choosing, forwards or back.
    """

    taken = Signal(int)
    passed = Signal(bool)

    def __init__(self, choice: QWidget) -> None:
        super().__init__(choice.window())
        self._choice = choice
        self._entries: Sequence[str] = ()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        name = choice.objectName()
        self.line = named(_Line(self), f"{name}_find")
        self.line.setPlaceholderText("Gõ vài chữ, không cần dấu")
        self.list = named(QListWidget(self), f"{name}_found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.setSpacing(4)
        box.addWidget(self.line)
        box.addWidget(self.list, 1)
        self.line.seen.connect(self._on_seen)
        self.line.stepped.connect(self._on_step)
        self.line.taken.connect(self._on_taken)
        self.line.forsaken.connect(self.close_search)
        self.line.passed.connect(self.passed)
        self.list.itemClicked.connect(self._on_taken)
        self.hide()

    def open_with(self, entries: Sequence[str], current: int) -> None:
        """Show these entries, one of them current; an empty one is a line between others."""
        self._entries = entries
        self.line.setAccessibleName(f"Tìm: {self._choice.accessibleName()}")
        self.list.setAccessibleName(self._choice.accessibleName())
        self.line.begin()
        self._show(range(len(entries)))
        for row in range(self.list.count()):
            if self.list.item(row).data(_PLACE) == current:
                self.list.setCurrentRow(row)
        self.setGeometry(self._room())
        self.raise_()
        self.show()
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def shown(self) -> list[str]:
        """What the list shows."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    @Slot()
    def close_search(self) -> None:
        """Choose nothing; the choice has the focus again, unless something else took it."""
        if self.isHidden():
            return
        if self.window().focusWidget() is self.line:
            self._choice.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def _show(self, places: Sequence[int]) -> None:
        metrics, high = self.list.fontMetrics(), row_height(self.list.font())
        self.list.clear()
        for place in places:
            if self._entries[place]:
                item = QListWidgetItem(self._entries[place], self.list)
                item.setData(_PLACE, place)
                wide = metrics.horizontalAdvance(self._entries[place])
                item.setSizeHint(QSize(wide + 2 * EDGE, high))
        if not self.list.count():
            QListWidgetItem(NONE, self.list).setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(0)

    @Slot(str)
    def _on_seen(self, text: str) -> None:
        begun = fold(text).strip()
        found = [x for x, entry in enumerate(self._entries) if has_words(entry, text)]
        self._show(
            sorted(found, key=lambda place: not fold(self._entries[place]).startswith(begun))
        )

    @Slot(int)
    def _on_step(self, rows: int) -> None:
        last = self.list.count() - 1
        self.list.setCurrentRow(max(0, min(self.list.currentRow() + rows, last)))

    @Slot()
    def _on_taken(self) -> None:
        place = self.list.currentItem().data(_PLACE)
        if place is not None:
            self.close_search()
            self.taken.emit(int(place))

    def _room(self) -> QRect:
        """Return where it stands: below the choice, above it, or beside it in a low window."""
        window, choice = self.window().rect(), self._choice
        place = QRect(choice.mapTo(self.window(), QPoint(0, 0)), choice.size())
        rows = min(MOST_SHOWN, self.list.count())
        high = self.line.sizeHint().height() + rows * row_height(self.list.font()) + 20
        high = min(high, window.height() - 2 * EDGE)
        widest = self.list.sizeHintForColumn(0) + 40
        wide = min(max(place.width(), LEAST_WIDTH, widest), window.width() - 2 * EDGE)
        left = max(EDGE, min(place.left(), window.width() - EDGE - wide))
        top = place.bottom() + 1
        if top + high > window.height() - EDGE:
            above = place.top() - high
            top = above if above >= EDGE else window.height() - EDGE - high
        return QRect(left, top, wide, high)
