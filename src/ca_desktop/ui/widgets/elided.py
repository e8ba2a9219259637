"""A button whose words are shortened where there is little room for them."""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyleOptionButton, QWidget
from typing_extensions import override

LEAST = 240
EDGES = 32
"""Pixels beside the words."""


class ElidedButton(QPushButton):
    """Is as wide as its row; `text` stays whole, for screen readers too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, super().minimumSizeHint().height())

    @override
    def initStyleOption(self, option: QStyleOptionButton, /) -> None:
        super().initStyleOption(option)
        shown: Any = option  # the stubs of Qt leave its fields out
        room, elide = self.width() - EDGES, Qt.TextElideMode.ElideRight
        shown.text = self.fontMetrics().elidedText(shown.text, elide, room)
