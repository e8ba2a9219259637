"""The one painter of cells: badges of dossiers and bars of rates, from the tokens of the theme."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate
from typing_extensions import override

from ca_desktop.ui.badges import BADGE_ROLE, Badge, Bar, Standing
from ca_desktop.ui.theme import Tokens, tokens_of

EDGE, GAP, ROUND = 4, 8, 4
WIDEST = "100,00%"


class CellPainter(QStyledItemDelegate):
    """Paints a badge or a bar where the model has one, else the text as usual."""

    @override
    def initStyleOption(
        self,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().initStyleOption(option, index)
        if index.data(BADGE_ROLE) is not None:
            option.text = ""

    @override
    def paint(
        self,
        painter: QPainter,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        found = index.data(BADGE_ROLE)
        painter.save()
        painter.setClipRect(option.rect)
        if isinstance(found, Badge):
            paint_badge(painter, option, found)
        elif isinstance(found, Bar):
            paint_bar(painter, option, found)
        painter.restore()


def paint_badge(painter: QPainter, option: Any, badge: Badge) -> None:  # noqa: ANN401 the stubs lack its members
    """Paint shape and words on the fill of their strength; text alone in high contrast."""
    tokens = tokens_of(option.palette)
    font = QFont(option.font)
    font.setBold(badge.strong)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    area = option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    text = metrics.elidedText(badge.text, Qt.TextElideMode.ElideRight, area.width() - 2 * EDGE)
    area.setWidth(min(area.width(), metrics.horizontalAdvance(text) + 2 * GAP))
    if tokens is None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
    elif badge.standing is Standing.DONE:
        painter.setPen(QColor(tokens["muted"]))
    else:
        _pill(painter, area, badge.standing, tokens)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _pill(painter: QPainter, area: QRect, standing: Standing, tokens: Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens[f"{standing}-edge"]), 1))
    painter.setBrush(QColor(tokens[f"{standing}-fill"]))
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    painter.setPen(QColor(tokens[standing]))


def paint_bar(painter: QPainter, option: Any, bar: Bar) -> None:  # noqa: ANN401 the stubs lack its members
    """Paint what is on time solid and what is late hatched; the figure stands beside it."""
    tokens = tokens_of(option.palette)
    metrics = QFontMetrics(option.font)
    area = option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    painter.setFont(option.font)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
    ink = option.palette.color(role)
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.text)
    if bar.share is None:
        return
    whole = area.adjusted(0, EDGE, -metrics.horizontalAdvance(WIDEST) - GAP, -EDGE)
    good = QRect(whole)
    good.setWidth(round(whole.width() * bar.share))
    rest = whole.adjusted(good.width(), 0, 0, 0)
    late = QColor(tokens["bar-late"]) if tokens else ink
    painter.fillRect(good, QColor(tokens["bar-on-time"]) if tokens else ink)
    if rest.width() > 0:
        painter.fillRect(rest, QBrush(late, Qt.BrushStyle.BDiagPattern))
        painter.setPen(late)
        painter.drawRect(rest.adjusted(0, 0, -1, -1))
