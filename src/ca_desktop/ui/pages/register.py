"""Sổ theo dõi hồ sơ: the register of a year or of some days, looked at and written."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.registers import RegisterLine
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.desk.registers import (
    MISSING,
    RegisterBook,
    SavedRegister,
    register_book,
    save_register,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.typed_fields import DayField

MOST_SHOWN = 500
"""Lines on screen; the files have all of them."""


class RegisterPage(Page):
    """Shows the register and writes it as PDF and as a workbook."""

    screen_name = "register"
    title = "Sổ theo dõi hồ sơ"
    topics = frozenset({Topic.DOSSIERS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.primary
        today = context.today()
        self.start = named(DayField(context.today, self), "start")
        self.end = named(DayField(context.today, self), "end")
        self.start.begin(day_text(date(today.year, 1, 1)))
        self.end.begin(day_text(date(today.year, 12, 31)))
        self._fields = {
            "start": Field("&Từ ngày", self.start, self),
            "end": Field("Đế&n ngày", self.end, self),
        }
        self._count = named(PlainLabel("", self, role="due"), "register_count")
        self._hint = NoteLabel("", self, role="hint")
        self.model = RowsModel(_COLUMNS, self)
        self.view = table(self.model, "register", _WIDTHS, self, empty=EMPTY)
        self.view.columns.make_room(_LEAST, _GOING)
        self.view.setAccessibleName("Sổ theo dõi hồ sơ")
        show = button("Xe&m", "show_register")
        self._save = self.act_button("primary", "save_register")
        row = FlowRow(left=True, foot=True)
        for field in self._fields.values():
            row.add(field)
        row.turn_right()
        row.add(show)
        row.add(self._save)
        self.box.addLayout(row)
        self.box.addWidget(self._count)
        self.box.addWidget(self.view, 1)
        self.box.addWidget(self._hint)
        show.clicked.connect(self.refresh)
        self._save.clicked.connect(self.primary)

    def period(self) -> Period | None:
        """Return the days that were typed; None once what is wrong was shown."""
        for field in self._fields.values():
            field.show_problem("")
        try:
            return Period(start=self.start.day("start"), end=self.end.day("end"))
        except InvalidField as error:
            self._fields.get(error.field, self._fields["end"]).refuse(error)
            return None

    @override
    @Slot()
    def refresh(self) -> None:
        period = self.period()
        if period is not None:
            work = partial(register_book, self.context.ports, period)
            self.context.tasks.query(
                work, owner=self, done=self._show, failed=self.tell, lane=Lane.REPORTS
            )

    def _show(self, book: RegisterBook) -> None:
        count = book.closing
        parts = [f"{grouped(count.numbers)} số", f"đã hủy {grouped(count.cancelled)}"]
        if count.missing:
            parts.append(f"thiếu {grouped(count.missing)}")
        parts.append(f"{count.volumes} quyển")
        self._count.setText(" · ".join(parts) if book.lines else "Không có hồ sơ.")
        more = len(book.lines) - MOST_SHOWN
        self._hint.setText(f"Tệp có thêm {grouped(more)} dòng nữa." if more > 0 else "")
        self.model.show_rows(book.lines[:MOST_SHOWN])

    @override
    @Slot()
    def primary(self) -> None:
        if self.period() is not None:
            ask_folder(self, "Nơi lưu sổ theo dõi", self._on_folder)

    @Slot(str)
    def _on_folder(self, name: str) -> None:
        self.save_to(Path(name))

    def save_to(self, folder: Path) -> None:
        """Write the register into a folder."""
        period = self.period()
        if period is None:
            return
        self._save.setEnabled(False)
        self.context.tasks.query(
            partial(save_register, self.context.ports, period, folder),
            owner=self,
            done=self._on_saved,
            failed=self._on_refused,
            lane=Lane.FILES,
        )

    def _on_saved(self, done: SavedRegister) -> None:
        self._save.setEnabled(True)
        path = done.paths[0]
        names = " và ".join(each.name for each in done.paths)
        self.tell_written(f"Đã lưu {names}.", path)

    def _on_refused(self, error: Exception) -> None:
        self._save.setEnabled(True)
        self.tell(error)


def _number(line: RegisterLine) -> str:
    return line.number


def _code(line: RegisterLine) -> str:
    return line.code


def _holder(line: RegisterLine) -> str:
    return line.holder


def _procedure(line: RegisterLine) -> str:
    return MISSING if line.missing else line.procedure


def _received(line: RegisterLine) -> str:
    return shown.day(line.received_at or None)


def _due(line: RegisterLine) -> str:
    return shown.day(line.due_at)


def _returned(line: RegisterLine) -> str:
    return words.status_name("cancelled") if line.cancelled else shown.day(line.returned_at)


_COLUMNS = (
    Column("STT", _number),
    Column("Mã hồ sơ", _code),
    Column("Tên tổ chức,\ncá nhân", _holder),
    Column("Thủ tục", _procedure),
    Column("Nhận", _received),
    Column("Hẹn trả", _due),
    Column("Trả\nkết quả", _returned),
)

_PROCEDURE, _RECEIVED, _DUE = 3, 4, 5
EMPTY = "Khoảng ngày này chưa có hồ sơ vào sổ. Gõ khoảng ngày khác, rồi bấm Xem."
_WIDTHS = (60, 200, 200, 300, 100, 100, 110)
_LEAST = (48, 172, 112, 112, 90, 90, 84)
_GOING = ((_DUE,), (_RECEIVED,), (_PROCEDURE,))
