"""The foot of a dialog: the way out, and right of it what the dialog is for, by F9 too."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from ca_desktop.ui.widgets.fields import button


def foot(dialog: QDialog, leave: str, go: QPushButton, act: Callable[[], object]) -> QHBoxLayout:
    """Return the row of buttons.

    Args:
        dialog: is left without a change by the first one.
        leave: the words of that one.
        go: the main button.
        act: what it does.
    """
    row = QHBoxLayout()
    row.addStretch(1)
    close = button(leave, "close")
    close.clicked.connect(dialog.reject)
    row.addWidget(close)
    row.addWidget(go)
    go.clicked.connect(act)
    QShortcut(QKeySequence("F9"), dialog).activated.connect(act)
    return row
