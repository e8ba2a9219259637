"""The working calendar as a grid: a month with words, a year with a letter for each day."""

from calendar import monthrange
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

from ca_desktop.domain.moments import WEEKDAYS
from ca_desktop.ui.shown import SHORT_WEEKDAYS
from ca_desktop.ui.theme import points_of, tokens_of
from ca_desktop.ui.widgets.fields import ENTER

WEEKS, WEEK = 6, 7
MONTHS, LONGEST_MONTH = 12, 31
EDGE, MARK, FRAME = 5, 4, 2
LEAST = (380, 250)
MONTH_WIDTH = 66
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
        letter: the same where there is room for one.
        own: this office alone says so.
    """

    kind: str
    words: str
    letter: str = ""
    own: bool = False


class _DaysModel(QAbstractTableModel):
    """Days by row and column; a cell may have none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first = date.min
        self._days: Mapping[date, DayShown] = {}

    def show_days(self, first: date, days: Mapping[date, DayShown]) -> None:
        """Show what begins with ``first``."""
        self.beginResetModel()
        self.first = first
        self._days = days
        self.endResetModel()

    def day(self, index: QModelIndex | QPersistentModelIndex) -> date | None:
        """Return the day of a cell; None for a cell without one."""
        raise NotImplementedError

    def place(self, day: date) -> QModelIndex:
        """Return the cell of a day."""
        raise NotImplementedError

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


class MonthModel(_DaysModel):
    """Six weeks, from Monday to Sunday; days of other months are empty."""

    @property
    def _start(self) -> date:
        return self.first - timedelta(days=self.first.weekday())

    @override
    def day(self, index: QModelIndex | QPersistentModelIndex) -> date | None:
        if not index.isValid() or self.first == date.min:
            return None
        day = self._start + timedelta(days=index.row() * WEEK + index.column())
        return day if day.month == self.first.month else None

    @override
    def place(self, day: date) -> QModelIndex:
        return self.index(*divmod((day - self._start).days, WEEK))

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEEKS

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEEK

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return SHORT_WEEKDAYS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.AccessibleTextRole:
            return WEEKDAYS[section]
        return None


class YearModel(_DaysModel):
    """A month a row, a day of the month a column."""

    @override
    def day(self, index: QModelIndex | QPersistentModelIndex) -> date | None:
        if not index.isValid() or self.first == date.min:
            return None
        month, number = index.row() + 1, index.column() + 1
        if number > monthrange(self.first.year, month)[1]:
            return None
        return date(self.first.year, month, number)

    @override
    def place(self, day: date) -> QModelIndex:
        return self.index(day.month - 1, day.day - 1)

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else MONTHS

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else LONGEST_MONTH

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return None
        names = {Qt.ItemDataRole.DisplayRole: "Th", Qt.ItemDataRole.AccessibleTextRole: "Tháng"}
        name = names.get(Qt.ItemDataRole(role))
        return f"{name} {section + 1}" if name else None


class _DayPainter(QStyledItemDelegate):
    """Paints number, words and tint; what the office itself says has a bar on its left.

    Args:
        parent: the view.
        brief: paint the number alone, or the letter in its place.
    """

    def __init__(self, parent: QObject, *, brief: bool) -> None:
        super().__init__(parent)
        self._brief = brief

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
        area: QRect = option.rect.adjusted(1, 1, -1, -1)
        _paint_ground(painter, option, area, shown)
        if self._brief:
            font = QFont(option.font)
            font.setBold(bool(shown.letter))
            painter.setFont(font)
            rests = shown.kind == "weekend" and tokens_of(option.palette) is None
            text = shown.letter or ("·" if rests else str(day.day))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        else:
            inner = area.adjusted(MARK + EDGE, FRAME, -EDGE, -FRAME)
            _paint_words(painter, option.font, inner, day, shown)
        if option.state & QStyle.StateFlag.State_Selected:
            ours = tokens_of(option.palette) is not None
            role = QPalette.ColorRole.Link if ours else QPalette.ColorRole.HighlightedText
            painter.setPen(QPen(option.palette.color(role), FRAME))
            painter.drawRect(area.adjusted(1, 1, -FRAME, -FRAME))
        painter.restore()


def _paint_ground(painter: QPainter, option: Any, area: QRect, shown: DayShown) -> None:  # noqa: ANN401 the stubs lack its members
    """Paint what a day stands on, and leave the painter with its ink."""
    tokens = tokens_of(option.palette)
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


def _paint_words(painter: QPainter, font: QFont, area: QRect, day: date, shown: DayShown) -> None:
    strong = QFont(font)
    strong.setBold(bool(shown.words) and shown.kind != "weekend")
    painter.setFont(strong)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(day.day))
    if shown.kind == "weekend" and not shown.own:
        return  # said by its column and its shade
    small = QFont(font)
    small.setPointSize(points_of(font.pointSize())["hint"])
    painter.setFont(small)
    metrics = QFontMetrics(small)
    below = area.adjusted(0, QFontMetrics(font).height(), 0, 0)
    at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    wrapped = metrics.boundingRect(below, int(at) | Qt.TextFlag.TextWordWrap, shown.words)
    if below.contains(wrapped):
        painter.drawText(below, int(at) | Qt.TextFlag.TextWordWrap, shown.words)
    else:
        words = metrics.elidedText(shown.words, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, at, words)


class DaysView(QTableView):
    """Days to be chosen by arrows.

    Signals:
        day_chosen(date): another day is chosen.
        month_asked(int): a month further, or back.
        day_entered(): Enter was pressed on the chosen day.
    """

    day_chosen = Signal(object)
    month_asked = Signal(int)
    day_entered = Signal()

    def __init__(self, days: _DaysModel, parent: QWidget | None, *, brief: bool) -> None:
        super().__init__(parent)
        self.days = days
        days.setParent(self)
        self.setModel(days)
        self.setItemDelegate(_DayPainter(self, brief=brief))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
        self.setMinimumSize(*LEAST)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_days(self, day: date, first: date, days: Mapping[date, DayShown]) -> None:
        """Show what begins with ``first``, and choose a day of it."""
        self.days.show_days(first, days)
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


class MonthGrid(DaysView):
    """The days of a month, each with its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MonthModel(), parent, brief=False)
        self.verticalHeader().hide()


class YearGrid(DaysView):
    """The days of a year, each with a letter where it is not as its weekday says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(YearModel(), parent, brief=True)
        self.horizontalHeader().hide()  # each day has its number
        self.verticalHeader().setFixedWidth(MONTH_WIDTH)
