"""A month of the working calendar as a grid: each day with its number, words and a mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)
from typing_extensions import override

from ca_desktop.ui.shown import SHORT_WEEKDAYS, WEEKDAYS
from ca_desktop.ui.theme import tokens_of
from ca_desktop.ui.widgets.fields import ENTER

WEEKS, WEEK = 6, 7
EDGE, MARK = 5, 4
DAY_ROLE = Qt.ItemDataRole.UserRole + 3

_TINTS = {
    "holiday": "paused",
    "swap_off": "paused",
    "make_up": "ready",
    "half_day": "soon",
}
"""Tokens of what is not as its weekday says; the words say the same."""

_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """What a day is.

    Attributes:
        kind: as `WorkingCalendar.day_kind` says it; empty where there is no calendar.
        words: what stands below the number; empty for an ordinary day.
        own: this office alone says so.
    """

    kind: str
    words: str
    own: bool = False


class MonthModel(QAbstractTableModel):
    """Six weeks, from Monday to Sunday; days of other months are empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first = date.min
        self._start = date.min
        self._days: Mapping[date, DayShown] = {}

    def show_month(self, first: date, days: Mapping[date, DayShown]) -> None:
        """Show the month that begins with ``first``."""
        self.beginResetModel()
        self.first = first
        self._start = first - timedelta(days=first.weekday())
        self._days = days
        self.endResetModel()

    def day(self, index: QModelIndex | QPersistentModelIndex) -> date | None:
        """Return the day of a cell; None outside the month."""
        if not index.isValid():
            return None
        day = self._start + timedelta(days=index.row() * WEEK + index.column())
        return day if day.month == self.first.month else None

    def place(self, day: date) -> QModelIndex:
        """Return the cell of a day of the month."""
        return self.index(*divmod((day - self._start).days, WEEK))

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEEKS

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEEK

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) if self.day(index) else Qt.ItemFlag.NoItemFlags

    @override
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        day = self.day(index)
        shown = self._days.get(day) if day else None
        if day is None or shown is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{day.day} {shown.words}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = shown.words or ("ngày làm việc" if shown.kind else "chưa có lịch")
            return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}: {words}"
        return (day, shown) if role == DAY_ROLE else None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return SHORT_WEEKDAYS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.AccessibleTextRole:
            return WEEKDAYS[section]
        return None


class _DayPainter(QStyledItemDelegate):
    """Paints number, words and tint; what the office itself says has a bar on its left."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        found = index.data(DAY_ROLE)
        if found is None:
            return
        day, shown = found
        painter.save()
        painter.setClipRect(option.rect)
        _paint_day(painter, option, day, shown)
        painter.restore()


def _paint_day(painter: QPainter, option: Any, day: date, shown: DayShown) -> None:  # noqa: ANN401 the stubs lack its members
    tokens = tokens_of(option.palette)
    area: QRect = option.rect.adjusted(1, 1, -1, -1)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    ink = option.palette.color(QPalette.ColorRole.Text)
    token = _TINTS.get(shown.kind)
    if tokens is None:
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        ink = option.palette.color(role)
        if chosen:
            painter.fillRect(area, option.palette.color(QPalette.ColorRole.Highlight))
    elif token:
        painter.fillRect(area, QColor(tokens[f"{token}-fill"]))
        ink = QColor(tokens[token])
    elif shown.kind == "weekend":
        painter.fillRect(area, option.palette.color(QPalette.ColorRole.AlternateBase))
        ink = QColor(tokens["muted"])
    painter.setPen(ink)
    if shown.own:
        painter.fillRect(QRect(area.left(), area.top(), MARK, area.height()), ink)
    _paint_words(painter, option.font, area.adjusted(MARK + EDGE, EDGE, -EDGE, -EDGE), day, shown)
    if chosen:
        width = 2
        painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Link), width))
        painter.drawRect(area.adjusted(1, 1, -width, -width))


def _paint_words(painter: QPainter, font: QFont, area: QRect, day: date, shown: DayShown) -> None:
    strong = QFont(font)
    strong.setBold(bool(shown.words) and shown.kind != "weekend")
    painter.setFont(strong)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(day.day))
    if shown.kind == "weekend" and not shown.own:
        return  # said by its column and its shade
    metrics = QFontMetrics(font)
    painter.setFont(font)
    words = metrics.elidedText(shown.words, Qt.TextElideMode.ElideRight, area.width())
    below = area.adjusted(0, metrics.height(), 0, 0)
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)


class MonthGrid(QTableView):
    """The days of a month; arrows choose a day and lead on into the next month.

    Signals:
        day_chosen(date): another day is chosen.
        month_asked(int): a month further, or back.
        day_entered(): Enter was pressed on the chosen day.
    """

    day_chosen = Signal(object)
    month_asked = Signal(int)
    day_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = MonthModel(self)
        self.setModel(self.days)
        self.setItemDelegate(_DayPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setMinimumSize(380, 250)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_month(self, day: date, days: Mapping[date, DayShown]) -> None:
        """Show the month of a day and choose the day."""
        self.days.show_month(day.replace(day=1), days)
        self.setCurrentIndex(self.days.place(day))

    @property
    def chosen(self) -> date | None:
        """The chosen day."""
        return self.days.day(self.currentIndex())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is not None:
            self.month_asked.emit(steps)
        elif event.key() in ENTER:
            self.day_entered.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        day = self.days.day(current)
        if day is not None:
            self.day_chosen.emit(day)
