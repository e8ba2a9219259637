"""The labels of the program: text from outside is never markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """Shows text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)
        if role:
            self.setProperty("role", role)


class PictureLabel(QLabel):
    """Shows a picture, with words for who cannot see it."""

    def __init__(self, picture: QImage, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(QPixmap.fromImage(picture))
        self.setAccessibleName(words)
