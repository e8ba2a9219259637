"""Vì sao hẹn ngày này: the days of a promise on a calendar, and in a sentence."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reckoning import Why
from ca_desktop.services import words
from ca_desktop.ui import shown
from ca_desktop.ui.widgets.day_grid import DayGrid, Kind, Mark
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

WHY_DAYS = 31
MOST_WIDE, MOST_HIGH = 980, 420
_BRIEF = {Why.WEEKEND: "cuối tuần", Why.HOLIDAY: "ngày lễ", Why.SWAP_OFF: "hoán đổi"}


class WhyDialog(QDialog):
    """Shows how a promise was counted; Esc closes it."""

    def __init__(self, deadline: Deadline, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Vì sao hẹn ngày này")
        said = how_counted(deadline)
        found = deadline.due_at
        title = f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else ""
        self.grid = DayGrid(marks_of(deadline), self)
        self.grid.setAccessibleName(said)
        self.words = named(PlainLabel(said, self), "why_words")
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(title, self, role="due"))
        box.addWidget(self._scrolled(), 1)
        box.addWidget(self.words)
        row = QHBoxLayout()
        row.addStretch(1)
        self.shut = button("Đóng  Esc", "close_why")
        self.shut.clicked.connect(self.reject)
        row.addWidget(self.shut)
        box.addLayout(row)
        self.shut.setFocus()

    def _scrolled(self) -> QScrollArea:
        area = named(QScrollArea(self), "days")
        area.setAccessibleName("Lịch các ngày được tính và không được tính")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        hint = self.grid.sizeHint()
        area.setMinimumSize(min(hint.width() + 4, MOST_WIDE), min(hint.height() + 4, MOST_HIGH))
        return area


def marks_of(deadline: Deadline) -> Mapping[date, Mark]:
    """Return what each day of a promise is: where it began, counted by number, or why not."""
    found: dict[date, Mark] = {}
    number = 0
    for day in deadline.trace:
        number += bool(day.counted)
        kind = Kind.COUNTED if day.counted else Kind.SKIPPED
        said = f"tính {number}" if day.counted else _BRIEF.get(day.why, "không tính")
        found[day.date] = Mark(kind, said)
    if deadline.trace:
        found[deadline.trace[0].date] = Mark(Kind.START, "nhận")
    if deadline.due_at is not None:
        found[deadline.due_at.date()] = Mark(Kind.DUE, "hẹn trả")
    return found


def how_counted(deadline: Deadline) -> str:
    """Say from which day a promise was counted, which days count, and which do not and why."""
    if not deadline.trace:
        return ""
    first, *rest = deadline.trace
    counted = [f"{day.date:%d/%m}" for day in rest if day.counted]
    passed = [f"{day.date:%d/%m} {words.why_word(day.why)}" for day in rest if not day.counted]
    weekday = shown.WEEKDAYS[first.date.weekday()]
    parts = (
        f"Nhận {weekday}, {day_text(first.date)} ({words.why_word(first.why)})",
        _list(f"tính {len(counted)} ngày: ", counted),
        _list("không tính: ", passed),
    )
    return "; ".join(part for part in parts if part) + "."


def _list(title: str, days: list[str]) -> str:
    more = f" và {len(days) - WHY_DAYS} ngày nữa" if len(days) > WHY_DAYS else ""
    return f"{title}{', '.join(days[:WHY_DAYS])}{more}" if days else ""
