"""Choosing one: by letters without marks, never by a wheel that only passes; many are searched."""

from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.text import fold
from ca_desktop.ui.widgets.choice_search import ChoiceSearch
from ca_desktop.ui.widgets.fields import ENTER

FEW = 7
"""Entries of the longest list that is looked through; a longer one is searched."""

SHORT = 6
"""Letters that a choice shows at least."""

TOGETHER_MS = 1000
"""Letters within so many milliseconds are one search."""


class Opened(QListView):
    """The list of a choice that is open; letters find in it as they do while it is closed."""

    def __init__(self, choice: "ChoiceField") -> None:
        super().__init__(choice)
        self._choice = choice

    @override
    def keyboardSearch(self, text: str, /) -> None:
        place = self._choice.looked_up(text)
        if place >= 0:
            self.setCurrentIndex(self.model().index(place, 0))


class ChoiceField(QComboBox):
    """Something to choose; Enter moves on, letters without marks find an entry.

    The list of more than `FEW` opens with a line to type in.

    Signals:
        entered(): Enter was pressed; whoever listens may bring the focus elsewhere.
    """

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = ""
        self._since = QElapsedTimer()
        self._opened = False
        self._search_list: ChoiceSearch | None = None

    def let_be_narrow(self) -> None:
        """Be narrower than the longest of its entries, where there is little room."""
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORT)

    @override
    def showPopup(self) -> None:
        if self.count() > FEW:
            entries = [self.itemText(place) for place in range(self.count())]
            self._searching().open_with(entries, self.currentIndex())
            return
        if not self._opened:
            self._opened = True
            self.setView(Opened(self))
        super().showPopup()

    @override
    def hidePopup(self) -> None:
        if self._search_list is not None:
            self._search_list.close_search()
        super().hidePopup()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if self._search_list is not None:
            self._search_list.close_search()
        super().hideEvent(event)

    def _searching(self) -> ChoiceSearch:
        """Return the list that is searched, in the window the choice stands in now."""
        found = self._search_list
        if found is None or found.parentWidget() is not self.window():
            found = ChoiceSearch(self)
            found.taken.connect(self._on_taken)
            found.passed.connect(self._on_passed)
            self.destroyed.connect(found.deleteLater)
            self._search_list = found
        return found

    @Slot(int)
    def _on_taken(self, place: int) -> None:
        self.setCurrentIndex(place)
        self.activated.emit(place)
        self.textActivated.emit(self.itemText(place))

    @Slot(bool)
    def _on_passed(self, forward: bool) -> None:  # noqa: FBT001 a signal gives it
        if forward:
            self.focusNextChild()
        else:
            self.focusPreviousChild()

    @override
    def initStyleOption(self, option: QStyleOptionComboBox, /) -> None:
        super().initStyleOption(option)
        parts = QStyle.SubControl
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, parts.SC_ComboBoxEditField, self)
        elide = Qt.TextElideMode.ElideRight
        shown: Any = option  # the stubs of Qt leave its fields out
        said = shown.fontMetrics.elidedText(shown.currentText, elide, room.width() + 1)
        shown.currentText = said

    @override
    def setAccessibleName(self, name: str, /) -> None:
        """Name the choice; on X11 its name is what is chosen, and the description names it."""
        super().setAccessibleName(name)
        self.setAccessibleDescription(name)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # the page scrolls, the value stays

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.entered.emit()
            if self.hasFocus():
                self.focusNextChild()
        elif event.text().strip() and event.text().isprintable():
            self._search(event.text())
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        place = self.looked_up(text)
        if place >= 0:
            self.setCurrentIndex(place)

    def looked_up(self, text: str) -> int:
        """Return the place of what begins with the letters typed, else has them; -1 for none.

        Args:
            text: the next letters; marks do not matter. Those typed a moment ago go before.
        """
        if not self._since.isValid() or self._since.elapsed() > TOGETHER_MS:
            self._typed = ""
        self._since.start()
        self._typed += fold(text)
        names = [fold(self.itemText(place)) for place in range(self.count())]
        for fits in (str.startswith, str.__contains__):
            found = [place for place, name in enumerate(names) if fits(name, self._typed)]
            if found:
                return found[0]
        if len(self._typed) > 1:
            self._typed = ""
            return self.looked_up(text)
        return -1
