"""Vì sao hẹn ngày này: the days of a promise, the law behind each, on a calendar and on paper."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QScrollArea, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.moments import WEEKDAYS, day_text, weekday_text
from ca_desktop.domain.reckoning import Why
from ca_desktop.services import words
from ca_desktop.services.desk.why import Explained, WhyPart, draw_why
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.day_grid import DayGrid, Kind, Mark
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

WHY_DAYS = 31
WIDE, HIGH = 980, 500
TITLE = "Phiếu giải thích ngày hẹn trả"
_BRIEF = {Why.WEEKEND: "cuối tuần", Why.HOLIDAY: "ngày lễ", Why.SWAP_OFF: "hoán đổi"}


@dataclass(frozen=True, slots=True)
class WhyLine:
    """A line of the table: one date that was given, or one day of its count."""

    day: str
    counted: str
    says: str
    law: str


class WhyDialog(QDialog):
    """Shows how a promise was counted; F9 prints it, Esc closes it."""

    def __init__(self, context: UiContext, deadline: Deadline, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Vì sao hẹn ngày này")
        self.resize(WIDE, HIGH)
        self._context = context
        self._explained: Explained | None = None
        said = how_counted(deadline)
        found = deadline.due_at
        title = f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else ""
        self.grid = DayGrid(marks_of(deadline), self)
        self.grid.setAccessibleName(said)
        self.words = named(PlainLabel(said, self), "why_words")
        self.model = RowsModel[WhyLine](_COLUMNS, self)
        self.list = table(
            self.model, "why_days", (160, 92, 270, 420), self, empty="Đang tìm căn cứ…"
        )
        self.list.setAccessibleName("Từng ngày, được tính hay không, vì sao và căn cứ")
        self.list.setWordWrap(True)
        self.tabs = named(QTabWidget(self), "why_tabs")
        self.tabs.addTab(self.list, "Từng ngày và &căn cứ")
        self.tabs.addTab(self._scrolled(), "Trên tờ &lịch")
        self.tabs.setAccessibleName("Cách xem")
        self.said = named(PlainLabel("", self, role="hint"), "why_said")
        self.print = button("In giải thích  F9", "print_why", primary=True)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(title, self, role="due"))
        box.addWidget(self.words)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.said)
        box.addLayout(foot(self, "Đóng  Esc", self.print, self._on_print))
        self.list.setFocus()

    def _scrolled(self) -> QScrollArea:
        area = named(QScrollArea(self), "days")
        area.setAccessibleName("Lịch các ngày được tính và không được tính")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        return area

    def explain(self, work: Callable[[], Explained]) -> None:
        """Look up the law behind each day in the background, and show it."""
        self._context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _show(self, explained: Explained) -> None:
        self._explained = explained
        several = len(explained.parts) > 1
        lines = [
            line
            for number, part in enumerate(explained.parts, start=1)
            for line in _lines(number if several else 0, part)
        ]
        self.model.show_rows(lines)
        self.list.resizeRowsToContents()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.resizeRowsToContents()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.resizeRowsToContents()  # the columns are as wide now as they will be

    @Slot()
    def _on_print(self) -> None:
        if self._explained is None:
            return
        self._context.tasks.query(
            partial(_printed, self._context.ports, self._explained),
            owner=self,
            done=self._on_printed,
            failed=self._on_failed,
            lane=Lane.PAPER,
        )

    def _on_printed(self, printer: str) -> None:
        self.said.setText(f"Đã gửi tới máy in {printer}.")

    def _on_failed(self, error: Exception) -> None:
        self.said.setText(f"▲ {words.describe(error).sentence}")


def _printed(ports: Ports, explained: Explained) -> str:
    return print_sheet(draw_why(ports, explained), title=TITLE, ports=ports)


def _lines(number: int, part: WhyPart) -> Iterator[WhyLine]:
    """Yield the days of a date that was given; where there are several, what it is first."""
    if number or not part.days:
        due = f"; hẹn {weekday_text(part.due_at.date())}" if part.due_at else ""
        name = f"Lần hẹn {number}" if number else "Ngày hẹn"
        yield WhyLine(name, "", f"{part.reason.says}{due}", part.reason.law)
    for day in part.days:
        yield WhyLine(weekday_text(day.date), day.counted or "–", day.reason.says, day.reason.law)


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
    weekday = WEEKDAYS[first.date.weekday()]
    parts = (
        f"Nhận {weekday}, {day_text(first.date)} ({words.why_word(first.why)})",
        _list(f"tính {len(counted)} ngày: ", counted),
        _list("không tính: ", passed),
    )
    return "; ".join(part for part in parts if part) + "."


def _list(title: str, days: list[str]) -> str:
    more = f" và {len(days) - WHY_DAYS} ngày nữa" if len(days) > WHY_DAYS else ""
    return f"{title}{', '.join(days[:WHY_DAYS])}{more}" if days else ""


def _day(row: WhyLine) -> str:
    return row.day


def _counted(row: WhyLine) -> str:
    return row.counted


def _says(row: WhyLine) -> str:
    return row.says


def _law(row: WhyLine) -> str:
    return row.law


_COLUMNS = (
    Column("Ngày", _day),
    Column("Được tính", _counted),
    Column("Vì sao", _says),
    Column("Căn cứ", _law),
)
