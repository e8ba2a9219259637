"""The one painter of cells: badges of dossiers and bars of rates, from the tokens of the theme."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QTableView
from typing_extensions import override

from ca_desktop.ui.badges import BADGE_ROLE, Badge, Bar, Standing
from ca_desktop.ui.theme import Tokens, tokens_of

EDGE, GAP, ROUND, FRAME = 4, 8, 4, 2
EN_SPACE = "\u2002"
WIDEST = "100,00%"


class CellPainter(QStyledItemDelegate):
    """Paints a badge or a bar where the model has one, else the text as usual.

    Args:
        view: whose cells they are.
        frames: the current cell has a frame: it is more than a part of the chosen row.
    """

    def __init__(self, view: QTableView, *, frames: bool = False) -> None:
        super().__init__(view)
        self._view = view
        self._frames = frames

    @override
    def initStyleOption(
        self,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the row is what is chosen
        if option.displayAlignment & Qt.AlignmentFlag.AlignRight:
            option.text += EN_SPACE  # clear of what follows, as the heading above is
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
        if self._frames and self._view.currentIndex() == index:
            _frame(painter, option)
        painter.restore()


def _frame(painter: QPainter, option: Any) -> None:  # noqa: ANN401 the stubs lack its members
    tokens = tokens_of(option.palette)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
    painter.setPen(QPen(QColor(tokens["accent"]) if tokens else option.palette.color(role), FRAME))
    painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


def paint_badge(painter: QPainter, option: Any, badge: Badge) -> None:  # noqa: ANN401 the stubs lack its members
    """Paint shape and words on the fill of their strength; text alone in high contrast."""
    font = QFont(option.font)
    font.setBold(badge.strong)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    area = option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    text = metrics.elidedText(badge.text, Qt.TextElideMode.ElideRight, area.width() - 2 * EDGE)
    area.setWidth(min(area.width(), metrics.horizontalAdvance(text) + 2 * GAP))
    _paint_words(painter, option, area, badge, text)


def _paint_words(
    painter: QPainter,
    option: Any,  # noqa: ANN401 the stubs lack its members
    area: QRect,
    badge: Badge,
    text: str,
) -> None:
    tokens = tokens_of(option.palette)
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
    """Paint what is on time solid and what is late hatched; the figure stands beside it.

    A figure that is less than it ought to be stands on the fill of what is late, behind its shape.
    """
    tokens = tokens_of(option.palette)
    area = option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    painter.setFont(option.font)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
    ink = option.palette.color(role)
    painter.setPen(ink)
    room = _room(option.font, bar)
    if badge := bar.badge:
        painter.save()
        painter.setFont(_bold(option.font))
        figure = area.adjusted(area.width() - room, 0, 0, 0)
        _paint_words(painter, option, figure, badge, badge.text)
        painter.restore()
    else:
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, bar.text)
    if bar.share is None:
        return
    whole = area.adjusted(0, EDGE, -room - GAP, -EDGE)
    good = QRect(whole)
    good.setWidth(round(whole.width() * bar.share))
    rest = whole.adjusted(good.width(), 0, 0, 0)
    late = QColor(tokens["bar-late"]) if tokens else ink
    painter.fillRect(good, QColor(tokens["bar-on-time"]) if tokens else ink)
    if rest.width() > 0:
        painter.fillRect(rest, QBrush(late, Qt.BrushStyle.BDiagPattern))
        painter.setPen(late)
        painter.drawRect(rest.adjusted(0, 0, -1, -1))


def _room(font: QFont, bar: Bar) -> int:
    """Return the room of the widest figure, the same in every row of a column."""
    if bar.late is None:
        return QFontMetrics(font).horizontalAdvance(WIDEST)
    widest = Badge(Standing.LATE, WIDEST).text
    return QFontMetrics(_bold(font)).horizontalAdvance(widest) + 2 * EDGE


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made
