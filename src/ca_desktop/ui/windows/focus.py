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
    """Put the focus into the pane after the one that has it, or before it.

    A pane where nothing takes keys is passed over.
    """
    seen = [pane for pane in panes if pane.isVisible() and pane.isEnabled()]
    focused = QApplication.focusWidget()
    here = -1 if way > 0 else 0
    for at, pane in enumerate(seen):
        if focused is not None and (pane is focused or pane.isAncestorOf(focused)):
            here = at
    for steps in range(1, len(seen) + 1):
        first = _first_in(seen[(here + way * steps) % len(seen)])
        if first is not None:
            first.setFocus(_BY_KEY)
            return


def _first_in(pane: QWidget) -> QWidget | None:
    """Return a pane, or the first in it that takes keys; Tab goes there from elsewhere as well."""
    widget = pane
    while not (_takes_keys(widget) and (widget is pane or pane.isAncestorOf(widget))):
        after = widget.nextInFocusChain()
        if after is None or after is pane:
            return None
        widget = after
    return widget


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & _TAB)


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
