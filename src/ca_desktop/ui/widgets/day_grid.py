"""Months as a calendar on the wall: which days of a promise count, and which do not."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import Tokens, points_of, tokens_of

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
ABREAST = 3
"""Months side by side."""

_WEEK, _ROWS = 7, 6
_AIR, _GAP, _EDGE = 10, 24, 2
_WIDEST = "không tính"


class Kind(StrEnum):
    """What a day is to a promise."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands below the number of a day; words, so that colour is never alone."""

    kind: Kind
    words: str


class DayGrid(QWidget):
    """Paints the months that its marks lie in."""

    def __init__(self, marks: Mapping[date, Mark], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = dict(marks)
        self.months = _months(sorted(marks))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def _cell(self) -> QSize:
        metrics = QFontMetrics(self._small())
        wide = metrics.horizontalAdvance(_WIDEST) + 2 * _EDGE
        return QSize(wide, QFontMetrics(self.font()).height() + metrics.height() + _EDGE)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSize(points_of(font.pointSize())["hint"])
        return font

    @property
    def _month(self) -> QSize:
        head = 2 * (QFontMetrics(self.font()).height() + _AIR)
        return QSize(_WEEK * self._cell.width(), head + _ROWS * self._cell.height())

    @override
    def sizeHint(self) -> QSize:
        across = min(len(self.months), ABREAST)
        down = -(-len(self.months) // ABREAST)
        size = self._month
        wide = across * size.width() + (across - 1) * _GAP
        return QSize(max(wide, 0), down * size.height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = self._month
        for place, month in enumerate(self.months):
            left = place % ABREAST * (size.width() + _GAP)
            top = place // ABREAST * size.height()
            self._paint_month(painter, month, left, top)

    def _paint_month(self, painter: QPainter, month: date, left: int, top: int) -> None:
        cell, line = self._cell, QFontMetrics(self.font()).height() + _AIR
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        title = QRect(left, top, self._month.width(), line)
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, f"Tháng {month:%m/%Y}")
        painter.setFont(self.font())
        for place, name in enumerate(WEEKDAYS):
            area = QRect(left + place * cell.width(), top + line, cell.width(), line)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        days = Calendar().itermonthdates(month.year, month.month)
        for place, day in enumerate(days):
            if day.month == month.month:
                corner = (left + place % _WEEK * cell.width(), place // _WEEK * cell.height())
                area = QRect(corner[0], top + 2 * line + corner[1], cell.width(), cell.height())
                self._paint_day(painter, area.adjusted(1, 1, -1, -1), day)

    def _paint_day(self, painter: QPainter, area: QRect, day: date) -> None:
        tokens, mark = tokens_of(self.palette()), self.marks.get(day)
        ink = _ink(self.palette(), tokens, mark)
        if mark is not None:
            _fill(painter, area, mark.kind, tokens, ink)
        painter.setPen(ink)
        font = QFont(self.font())
        font.setBold(mark is not None and mark.kind in {Kind.START, Kind.DUE})
        painter.setFont(font)
        upper = area.adjusted(0, 0, 0, -QFontMetrics(self._small()).height())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if mark is not None:
            painter.setFont(self._small())
            below = area.adjusted(0, upper.height(), 0, 0)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, mark.words)


def _ink(palette: QPalette, tokens: Tokens | None, mark: Mark | None) -> QColor:
    if tokens is None:
        return palette.color(QPalette.ColorRole.Text)
    if mark is None:
        return QColor(tokens["muted"])
    names = {Kind.START: "ready", Kind.COUNTED: "in-time", Kind.DUE: "on-accent"}
    return QColor(tokens[names.get(mark.kind, "muted")])


def _fill(painter: QPainter, area: QRect, kind: Kind, tokens: Tokens | None, ink: QColor) -> None:
    """Fill a day: the due one solid, the first tinted, a counted one framed, others hatched."""
    if kind is Kind.SKIPPED:
        faint = QColor(tokens["alt"]) if tokens else QColor(Qt.GlobalColor.transparent)
        painter.fillRect(area, faint)
        return
    names = {Kind.DUE: "accent", Kind.START: "ready-fill", Kind.COUNTED: "in-time-fill"}
    inside = QBrush(QColor(tokens[names[kind]])) if tokens else QBrush(Qt.BrushStyle.NoBrush)
    painter.setBrush(inside)
    painter.setPen(QPen(ink if kind is not Kind.DUE or not tokens else QColor(tokens["accent"]), 1))
    painter.drawRect(area.adjusted(0, 0, -1, -1))


def _months(days: Sequence[date]) -> list[date]:
    """Return the first of each month from the first day to the last."""
    found: list[date] = []
    month = days[0].replace(day=1) if days else None
    while month is not None and month <= days[-1]:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found
