"""The labels of the program: text from outside is never markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override


class PlainLabel(QLabel):
    """Shows text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)
        if role:
            self.setProperty("role", role)


class ElidedLabel(PlainLabel):
    """One line at the right; what does not fit ends in dots and is told on asking."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__("", parent, role=role)
        self._whole = ""
        self.setWordWrap(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self._whole = text
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip("" if shown == self._whole else self._whole)


class PictureLabel(QLabel):
    """Shows a picture, with words for who cannot see it."""

    def __init__(self, picture: QImage, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(QPixmap.fromImage(picture))
        self.setAccessibleName(words)
