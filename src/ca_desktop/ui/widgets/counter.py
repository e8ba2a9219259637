"""A counter that is also a filter: a large figure above its words."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget
from typing_extensions import override

from ca_desktop.domain.text import grouped
from ca_desktop.ui.theme import accent_of

FIGURE, EDGE = 24, 4
UNKNOWN = "…"
ONE_LINE = 12
"""Points of text up to which the words stand in one line."""


class Counter(QToolButton):
    """Shows how many; pressed, its dossiers are listed. The chosen one has a bar below it."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._lines = [words]
        self._narrow = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._figure_said = UNKNOWN
        self.setAccessibleName(f"{words}: đang đếm")
        self._fit()

    def show_number(self, number: int) -> None:
        """Show another figure; before the first one nothing is known, which is not 0."""
        self._figure_said = grouped(number)
        self.setText(f"{number}\n{self._words}")
        self.setAccessibleName(f"{self._words}: {number} hồ sơ")
        self._fit()
        self.update()

    def fold(self, *, wanted: bool) -> None:
        """Write the words in two lines, because many counters stand in the row."""
        if self._narrow is not wanted:
            self._narrow = wanted
            self._fit()
            self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Take the room of the words; large words stand in two lines, so that all counters fit."""
        metrics = QFontMetrics(self.font())
        two = self._narrow or self.font().pointSize() > ONE_LINE
        self._lines = _lines(self._words) if two else [self._words]
        below = metrics.height() * len(self._lines)
        self.setMinimumHeight(QFontMetrics(self._figure()).height() + below + 3 * EDGE)
        self.setMinimumWidth(max(map(metrics.horizontalAdvance, self._lines)) + 2 * EDGE)

    def _figure(self) -> QFont:
        font = QFont(self.font())
        font.setPointSize(FIGURE)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        style, area = self.style(), self.rect()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelButtonTool, option, painter, self)
        accent = accent_of(self.window().palette())  # its own is the style sheet's
        if self.isChecked():
            painter.fillRect(area.adjusted(0, area.height() - 4, 0, 0), accent)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        below = QFontMetrics(self.font()).height() * len(self._lines)
        upper = QRect(area.left(), EDGE, area.width(), area.height() - below - 2 * EDGE)
        painter.setFont(self._figure())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self._figure_said)
        painter.setFont(self.font())
        lower = QRect(area.left(), area.height() - below - EDGE, area.width(), below)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, "\n".join(self._lines))
        if self.hasFocus():
            painter.setPen(accent)
            painter.drawRect(area.adjusted(1, 1, -2, -2))


def _lines(text: str) -> list[str]:
    """Split words into two lines, as even as they come."""
    parts = text.split()
    ways = [[" ".join(parts[:at]), " ".join(parts[at:])] for at in range(1, len(parts))]
    return min(ways, key=_longest) if ways else parts


def _longest(lines: list[str]) -> int:
    return max(map(len, lines))
