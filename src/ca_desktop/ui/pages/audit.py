"""Nhật ký: who did what, and when; nothing here can be changed."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.services.office.audit import (
    COLUMNS,
    WINDOW,
    AuditRow,
    Wanted,
    audit,
    save_audit,
)
from ca_desktop.services.office.list_files import SavedListing
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.typed_fields import DayField

EMPTY = "Không có việc nào như vậy. Thử bỏ bớt từ, hoặc bỏ ngày."


class AuditPage(Page):
    """A list that is filtered by words and days, and leaves as a workbook."""

    screen_name = "audit"
    title = "Nhật ký"
    topics = frozenset(Topic)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.export
        self._more = False
        self.sought = named(TextField(self), "find")
        self.start = named(DayField(self._today, self), "from")
        self.end = named(DayField(self._today, self), "to")
        for editor in (self.start, self.end):
            editor.setPlaceholderText("dd/mm/yyyy")
        self.fields = {
            "find": Field("Người, &việc hoặc mã hồ sơ", self.sought, self),
            "from": Field("&Từ ngày", self.start, self),
            "to": Field("Đế&n ngày", self.end, self),
        }
        row = QHBoxLayout()
        row.addWidget(self.fields["find"], 2)
        row.addWidget(self.fields["from"], 1)
        row.addWidget(self.fields["to"], 1)
        self.box.addLayout(row)
        self._hint = PlainLabel("", self, role="hint")
        self.box.addWidget(self._hint)
        columns = zip(COLUMNS, (_at, _who, _what, _about), strict=True)
        self.model = RowsModel[AuditRow]([Column(*each) for each in columns], self)
        self.list = table(
            self.model,
            "audit",
            (150, 200, 320, 200),
            self,
            empty="Không có việc nào khớp. Chọn khoảng ngày khác hoặc bỏ bớt điều kiện lọc.",
        )
        self.list.columns.make_room((134, 100, 130, 172))
        self.list.setAccessibleName("Nhật ký")
        self.box.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self._go = self.act_button("primary", "export_audit")
        foot.addWidget(self._go)
        self.box.addLayout(foot)
        self._go.clicked.connect(self.primary)
        sought: tuple[TextField, ...] = (self.sought, self.start, self.end)
        for each in sought:
            each.left.connect(self.refresh)
            each.returnPressed.connect(self.refresh)
        self.list.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @override
    @Slot()
    def refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            work = partial(audit, self.context.ports, wanted)
            self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _wanted(self) -> Wanted | None:
        days = []
        for name, editor in (("from", self.start), ("to", self.end)):
            self.fields[name].show_problem("")
            try:
                days.append(editor.day(name).isoformat() if editor.value() else "")
            except InvalidField as error:
                self.fields[name].show_error(error)
                return None
        return Wanted(find=self.sought.value(), start=days[0], end=days[1])

    def _today(self) -> date:
        return self.context.ports.clock.now().date()

    def _show(self, rows: Sequence[AuditRow]) -> None:
        self._more = len(rows) == WINDOW
        self.model.show_rows(rows)
        self._hint.setText(f"{len(rows)}{'+' if self._more else ''} việc" if rows else EMPTY)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        last = self.model.row(self.model.rowCount() - 1)
        wanted = self._wanted()
        at_end = value == self.list.verticalScrollBar().maximum() and value > 0
        if not at_end or not self._more or last is None or wanted is None:
            return
        self._more = False  # until the answer says otherwise
        work = partial(audit, self.context.ports, wanted, before=last.position)
        self.context.tasks.query(work, owner=self, done=self._show_more)

    def _show_more(self, rows: Sequence[AuditRow]) -> None:
        self._more = len(rows) == WINDOW
        if rows:
            self.model.add_rows(rows)
            self._hint.setText(f"{self.model.rowCount()}{'+' if self._more else ''} việc")

    @override
    @Slot()
    def primary(self) -> None:
        self.export()

    def export(self) -> None:
        """Ask where the workbook goes (Ctrl+E)."""
        ask_new_file(self, "Xuất nhật ký", self._on_file, name="nhat-ky.xlsx")

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write what is looked for as a workbook."""
        wanted = self._wanted()
        if wanted is not None:
            columns = self.list.columns.chosen() or COLUMNS
            work = partial(save_audit, self.context.ports, wanted, path, columns)
            self.context.tasks.change(work, owner=self, done=self._on_saved, failed=self.tell)

    def _on_saved(self, done: SavedListing) -> None:
        self.tell_written(f"Đã xuất {done.rows} dòng vào {done.path.name}.", done.path)


def _at(row: AuditRow) -> str:
    return f"{shown.moment(row.at)}{' (ngày chưa chắc)' if row.doubtful else ''}"


def _who(row: AuditRow) -> str:
    return row.who or "Chương trình"


def _what(row: AuditRow) -> str:
    return row.what


def _about(row: AuditRow) -> str:
    return row.about
