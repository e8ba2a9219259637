"""How a dossier stands, painted as in the lists."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem, QWidget
from typing_extensions import override

from ca_desktop.ui.badges import Badge
from ca_desktop.ui.theme import Height, height_of
from ca_desktop.ui.widgets.cell_painter import EDGE, GAP, paint_badge


class BadgeLabel(QWidget):
    """One badge; read out as its phrase."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge: Badge | None = None
        self.setObjectName("badge")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_badge(self, badge: Badge | None) -> None:
        """Show another badge, or none."""
        self.badge = badge
        self.setAccessibleName(badge.phrase if badge else "")
        self.setVisible(badge is not None)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        font = QFont(self.font())
        font.setBold(bool(self.badge and self.badge.strong))
        text = self.badge.text if self.badge else ""
        wide = QFontMetrics(font).horizontalAdvance(text) + 2 * (GAP + EDGE) + EDGE
        return QSize(wide, height_of(self.font(), Height.ROW))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.badge is None:
            return
        option = QStyleOptionViewItem()
        option.initFrom(self)
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        paint_badge(painter, option, self.badge)
