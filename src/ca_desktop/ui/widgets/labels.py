"""The labels of the program: text from outside is never markup."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from ca_desktop.domain.text import TEXT_LIMIT

MOST_SHOWN = TEXT_LIMIT
"""Characters; no text that the program takes in is longer."""

WIDEST_WORD, WIDEST = 320, 1600
"""Pixels: how much of one word a label insists on, and how wide it would like to be at most."""


FEW = 9
"""Letters that a line which gives way shows at least."""


class PlainLabel(QLabel):
    """Shows text as it is; however long it or a word of it is, no window bursts."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)
        if role:
            self.setProperty("role", role)

    @override
    def setText(self, text: str) -> None:
        super().setText(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(min(least.width(), WIDEST_WORD), least.height()) if self.wordWrap() else least

    @override
    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        return QSize(min(wanted.width(), WIDEST), wanted.height()) if self.wordWrap() else wanted


class NoteLabel(PlainLabel):
    """Says something at times, and takes no room while it does not."""

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self.setVisible(bool(text))


class ShortLabel(PlainLabel):
    """One line that gives way: what does not fit ends in dots, and is still read out."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(False)

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        few = self.fontMetrics().averageCharWidth() * FEW
        return QSize(min(least.width(), few), least.height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.contentsRect()
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self.style().drawItemText(
            QPainter(self),
            room,
            place,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class ElidedLabel(PlainLabel):
    """One line at the right; what does not fit ends in dots and is still read out."""

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
        self.setAccessibleName(self._whole)  # a tip would read it as markup


class PictureLabel(QLabel):
    """Shows a picture, with words for who cannot see it."""

    def __init__(self, picture: QImage, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(QPixmap.fromImage(picture))
        self.setAccessibleName(words)
