"""The box that is always there: scan a slip or a card, or find a dossier by typing."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.services.desk.finding import LEAST_TYPED, find_dossiers
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.finding.found_rows import FoundRows
from ca_desktop.ui.widgets.fields import ENTER, TextField

BOX_WIDTH, LINES_OF_A_PAGE = 340, 8
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: LINES_OF_A_PAGE,
    Qt.Key.Key_PageUp: -LINES_OF_A_PAGE,
}


class SearchBox(TextField):
    """Finds while it is typed in; the keys act on the highlighted line, the focus stays here.

    Attributes:
        filters: the page below shows what is found itself, and no list opens.

    Signals:
        changed(str): what stands here, an unfinished composition included.
        moved(int): the page below shall highlight the line so many lines further.
        entered(str): Enter, where no line is highlighted.
        chosen(DossierRow): open this dossier.
        all_asked(str): show everything that matches in the list of dossiers.
    """

    changed = Signal(str)
    moved = Signal(int)
    entered = Signal(str)
    chosen = Signal(object)
    all_asked = Signal(str)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._shown_for = ""
        self.filters = False
        self.setObjectName("search")
        self.setPlaceholderText("Quét hoặc tìm…  F3")
        self.setAccessibleName("Quét hoặc tìm")
        self.setFixedWidth(BOX_WIDTH)
        self.found = FoundRows(context.now, window)
        self.found.taken.connect(self._on_taken)
        self.seen.connect(self._look)

    def current(self) -> DossierRow | None:
        """Return the highlighted dossier; None while no list answers what is typed now."""
        hit = self.found.current() if self._shown_for == self.seen_text().strip() else None
        return hit.row if hit else None

    def shut(self) -> bool:
        """Close the list; tell whether it was open."""
        was_open = self.found.isVisible()
        self.found.hide()
        return was_open

    @Slot(str)
    def _look(self, seen: str) -> None:
        typed = seen.strip()
        self.changed.emit(typed)
        if self.filters or len(typed) < LEAST_TYPED or "|" in typed:
            self.found.hide()
            return
        work = partial(find_dossiers, self._context.ports, typed)
        self._context.tasks.query(work, owner=self, done=partial(self._show, typed))

    def _show(self, typed: str, rows: list[DossierRow]) -> None:
        if typed != self.seen_text().strip() or not self.hasFocus() or self.filters:
            return  # an answer to a question that has changed
        self._shown_for = typed
        self.found.show_rows(rows, typed)
        corner = self.mapTo(self._window, QPoint(self.width(), self.height() + 2))
        self.found.move(corner.x() - self.found.width(), corner.y())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.found.isVisible():
            self.found.highlight(step)
        elif step is not None:
            self.moved.emit(step)
        elif event.key() == Qt.Key.Key_Escape and self.shut():
            event.accept()
        elif event.key() in ENTER and not self.composing:
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Give a code to whoever knows it; else open the highlighted line of this text."""
        text = self.text().strip()
        self.returnPressed.emit()
        if not self.text():
            self.shut()
        elif self.found.isVisible() and self._shown_for == text:
            self._on_taken()
        else:
            self.entered.emit(text)

    @Slot()
    def _on_taken(self) -> None:
        hit = self.found.current()
        self.found.hide()
        if hit is not None and hit.row is not None:
            self.chosen.emit(hit.row)
        elif hit is not None:
            self.all_asked.emit(hit.typed)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.found.hide()
