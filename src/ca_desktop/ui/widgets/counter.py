"""A counter that is also a filter: a large figure above its words."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget
from typing_extensions import override

FIGURE, EDGE = 24, 6


class Counter(QToolButton):
    """Shows how many; pressed, its dossiers are listed. The chosen one has a bar below it."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_number(0)

    def show_number(self, number: int) -> None:
        """Show another figure."""
        self._number = number
        self.setText(f"{number}\n{self._words}")
        self.setAccessibleName(f"{self._words}: {number} hồ sơ")
        below = QFontMetrics(self.font()).height()
        self.setMinimumHeight(QFontMetrics(self._figure()).height() + below + 3 * EDGE)
        self.setMinimumWidth(QFontMetrics(self.font()).horizontalAdvance(self._words) + 2 * EDGE)
        self.update()

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
        if self.isChecked():
            link = self.palette().color(QPalette.ColorRole.Link)
            painter.fillRect(area.adjusted(0, area.height() - 4, 0, 0), link)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        below = QFontMetrics(self.font()).height()
        upper = QRect(area.left(), EDGE, area.width(), area.height() - below - 2 * EDGE)
        painter.setFont(self._figure())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, f"{self._number:,}".replace(",", "."))
        painter.setFont(self.font())
        lower = QRect(area.left(), area.height() - below - EDGE, area.width(), below)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, self._words)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Link))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
