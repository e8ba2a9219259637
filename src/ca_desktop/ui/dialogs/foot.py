"""What dialogs of fields share: their size, and the foot with the way out and what F9 does."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from ca_desktop.ui.widgets.fields import button


def open_whole(dialog: QDialog, usual: QSize) -> None:
    """Make a dialog as high as what it shows, and no higher than the window it belongs to.

    Args:
        dialog: laid out; a part of it scrolls.
        usual: its least size.
    """
    wanted = usual.expandedTo(dialog.sizeHint())
    parent = dialog.parentWidget()
    dialog.resize(wanted.boundedTo(parent.window().size()) if parent is not None else wanted)


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
