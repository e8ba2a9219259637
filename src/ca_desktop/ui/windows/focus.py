"""Where the keys go: panes by F6, out of a field by Esc, on by Enter."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

FIELDS = (QLineEdit, QPlainTextEdit, QComboBox)
PASSED = (QComboBox, QCheckBox, QRadioButton)
_TAB = Qt.FocusPolicy.TabFocus
_BY_KEY = Qt.FocusReason.TabFocusReason


def next_pane(panes: Sequence[QWidget], way: int) -> None:
    """Put the focus into the pane after the one that has it, or before it."""
    seen = [pane for pane in panes if pane.isVisible() and pane.isEnabled()]
    focused = QApplication.focusWidget()
    here = -1 if way > 0 else 0
    for at, pane in enumerate(seen):
        if focused is not None and (pane is focused or pane.isAncestorOf(focused)):
            here = at
    if seen:
        _enter(seen[(here + way) % len(seen)])


def _enter(pane: QWidget) -> None:
    """Focus a pane, or the first in it that takes keys."""
    widget: QWidget | None = pane
    while widget is not None and not (widget.isVisible() and widget.focusPolicy() & _TAB):
        widget = widget.nextInFocusChain()
        if widget is pane or (widget is not None and not pane.isAncestorOf(widget)):
            return
    if widget is not None:
        widget.setFocus(_BY_KEY)


def leave_field(page: QWidget) -> bool:
    """Take the focus out of a field, its text kept; tell whether it was in one."""
    if not isinstance(QApplication.focusWidget(), FIELDS):
        return False
    page.setFocus()
    return True


def move_on() -> None:
    """Go from a choice to the next field; a button is not pressed, nor left."""
    focused = QApplication.focusWidget()
    if isinstance(focused, PASSED):
        focused.focusNextChild()
