"""Phí, lệ phí: the till of a day, who has still to pay, the books of receipts, the month."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.text import has_words, sort_key
from ca_desktop.services.desk.giving_back import proposals
from ca_desktop.services.desk.receipt_books import books
from ca_desktop.services.desk.refund_rules import Proposal
from ca_desktop.services.office.cash_sheets import (
    CashEntry,
    cash_entries,
    day_table,
    ended_receipts,
    month_table,
    open_fees,
    save_table,
)
from ca_desktop.services.ports.fees import OpenFeeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.fees import (
    MonthColumns,
    back_columns,
    book_columns,
    cash_columns,
    open_columns,
)
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.fee_desk import BACK, BOOKS, OPEN, TILL, FeeDesk, over_words
from ca_desktop.ui.pages.list_export import export_list
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import EXCEL, PDF, ask_new_file
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import RowsView, table
from ca_desktop.ui.widgets.typed_fields import DayField

MONTH = "month"
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
VIEWS = {
    TILL: "Biên lai trong ngày",
    OPEN: "Hồ sơ chưa thu",
    BACK: "Tiền cần hoàn lại",
    BOOKS: "Quyển biên lai giấy",
    MONTH: "Tổng tháng theo loại phí",
}
"""What the page shows, in the words of its choice."""

_EMPTY = {
    TILL: "Ngày này chưa thu khoản nào. Chọn ngày khác, hoặc thu tiền ở “Hồ sơ chưa thu”.",
    OPEN: "0 hồ sơ chưa thu phí.",
    BACK: "0 hồ sơ có tiền cần hoàn lại.",
    BOOKS: "Chưa ghi quyển biên lai giấy nào.",
    MONTH: "Tháng này chưa thu khoản nào.",
}
_WIDTHS = {
    TILL: (168, 180, 150, 190, 88, 150, 112, 140),
    OPEN: (180, 160, 260, 96, 150, 110),
    BACK: (180, 160, 260, 96, 150, 110),
    BOOKS: (100, 110, 90, 90, 84, 70, 116, 180),
    MONTH: (240, 110, 110, 130, 110, 110),
}
_ROOM: Mapping[str, tuple[Sequence[int], Sequence[Sequence[int]]]] = {
    TILL: ((140, 172, 104, 110, 78, 110, 108, 110), ((7,), (6,), (5,), (3,))),
    OPEN: ((172, 104, 110, 90, 110, 92), ((4,), (2,))),
    BACK: ((172, 104, 110, 90, 110, 92), ((4,), (2,))),
    BOOKS: ((76, 84, 76, 76, 64, 56, 80, 110), ((1,),)),
    MONTH: ((120, 84, 84, 84, 84, 84), ()),
}
"""How narrow the columns of a list may become, and which a small screen leaves out first."""


class FeesPage(Page):
    """One list at a time, found and sorted here; what is done with a line is the desk's."""

    screen_name = "fees"
    title = "Phí, lệ phí"
    topics = frozenset({Topic.FEES, Topic.DOSSIERS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.export
        self._order: dict[str, str] = {}
        self._rows: Sequence[Any] = ()
        self._month = MonthColumns()
        self.view = named(ChoiceField(self), "view")
        for name, said in VIEWS.items():
            self.view.addItem(said, name)
        self.day = named(DayField(self._today, self), "day")
        self.day.begin(day_text(self._today()))
        self.sought = named(TextField(self), "find")
        self.fields = {
            "view": Field("Danh &sách", self.view, self),
            "day": Field("&Ngày", self.day, self),
            "find": Field("Tì&m trong danh sách", self.sought, self),
        }
        self.hint = named(PlainLabel("", self, role="hint"), "paper_over")
        self.hint.hide()
        self.total = named(PlainLabel("", self, role="due"), "total")
        self._lists = QStackedWidget(self)
        self.models: dict[str, RowsModel[Any]] = {}
        self.tables: dict[str, RowsView] = {}
        columns: tuple[Sequence[Column[Any]], ...] = (
            cash_columns(),
            open_columns(),
            back_columns(),
            book_columns(),
            self._month.columns,
        )
        for name, made in zip(VIEWS, columns, strict=True):
            self._add(name, made)
        self.desk = FeeDesk(context, self, self.current)
        self._save = button("&Lưu Excel…", "save_sheet")
        self._paper = button("Bảng kê P&DF…", "save_paper")
        self._collect = self.act_button("primary", "collect_fee")
        self._build()

    def _today(self) -> date:
        return self.context.ports.clock.now().date()

    def _add(self, name: str, columns: Sequence[Column[Any]]) -> None:
        self.models[name] = RowsModel(columns, self)
        widths = _WIDTHS[name]
        made = table(self.models[name], f"{name}_list", widths, self, empty=_EMPTY[name])
        self.tables[name] = made
        made.columns.make_room(*_ROOM[name])
        made.setAccessibleName(VIEWS[name])
        made.activated.connect(self._on_activated)
        made.horizontalHeader().setSectionsClickable(True)
        made.horizontalHeader().sectionClicked.connect(self._on_sorted)
        self._lists.addWidget(made)

    def _build(self) -> None:
        row = QHBoxLayout()
        for name, share in (("view", 2), ("day", 1), ("find", 2)):
            row.addWidget(self.fields[name], share)
        self.box.addLayout(row)
        self.box.addWidget(self.hint)
        self.box.addWidget(self._lists, 1)
        foot = FlowRow()
        foot.add(self.total, 1)
        for each in (*self.desk.buttons, self._save, self._paper, self._collect):
            foot.add(each)
        self.box.addLayout(foot)
        self._save.clicked.connect(self.export)
        self._paper.clicked.connect(self.export_paper)
        self._collect.clicked.connect(self.primary)
        self.view.currentIndexChanged.connect(self._on_view)
        self.sought.seen.connect(self._show_rows)
        self.day.left.connect(self.refresh)
        self.day.returnPressed.connect(self.refresh)
        self._on_view()

    @property
    def shows(self) -> str:
        """Which list is shown."""
        return str(self.view.currentData())

    @Slot()
    def _on_view(self) -> None:
        name = self.shows
        self._lists.setCurrentWidget(self.tables[name])
        self.fields["day"].setVisible(name in {TILL, MONTH})
        for each in (self._save, self._paper):
            each.setVisible(name in {TILL, MONTH})
        self.desk.show_view(name)
        self._rows = ()
        self._show_rows()
        self.total.setText("Đang tải danh sách…")
        self.refresh()

    # loading

    @override
    @Slot()
    def refresh(self) -> None:
        ports, tasks = self.context.ports, self.context.tasks
        self.fields["day"].show_problem("")
        try:
            day = self.day.day("day")
        except InvalidField as error:
            self.fields["day"].refuse(error)
            return
        loads: dict[str, Callable[[], Any]] = {
            TILL: partial(cash_entries, ports, day),
            OPEN: partial(open_fees, ports),
            BACK: partial(proposals, ports),
            BOOKS: partial(books, ports),
            MONTH: partial(month_table, ports, day.year, day.month),
        }
        name = self.shows
        lane = Lane.REPORTS if name == MONTH else Lane.READER
        done = partial(self._show, name)
        tasks.query(loads[name], owner=self, done=done, failed=self.tell, lane=lane)
        tasks.query(partial(ended_receipts, ports), owner=self, done=self._show_over)

    def _show_over(self, ended: Sequence[Any]) -> None:
        self.hint.setText(over_words(ended))
        self.hint.setVisible(bool(ended))

    def _show(self, name: str, found: Any) -> None:  # noqa: ANN401 what the list is made of
        if name != self.shows:
            return
        if isinstance(found, ReportTable):
            self._month.table = found
            found = found.shown_lines if found.lines else ()
        self._rows = found
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        """Show what was found, in the order that was asked for."""
        name, model = self.shows, self.models[self.shows]
        typed = self.sought.seen_text()
        rows = [x for x in self._rows if has_words(_said(model, x), typed)]
        if order := self._order.get(name, ""):
            place = int(order.lstrip("-"))
            rows.sort(key=partial(_key, model.columns[place]), reverse=order.startswith("-"))
        model.show_rows(rows)
        self.total.setText(_sum(name, rows))

    @Slot(int)
    def _on_sorted(self, section: int) -> None:
        name = self.shows
        if name == MONTH:
            return  # its last line is the sum
        self._order[name] = f"-{section}" if self._order.get(name) == str(section) else str(section)
        self._show_rows()

    # doing

    def current(self) -> Any:  # noqa: ANN401 a row of whatever list is shown
        """Return the line that is chosen; None for none."""
        return self.tables[self.shows].currentIndex().data(ROW_ROLE)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, CashEntry | OpenFeeRow | Proposal) and row.dossier_id:
            self.dossier_chosen.emit(row.dossier_id)

    @override
    @Slot()
    def primary(self) -> None:
        """Take the money of the dossier that is chosen (F9)."""
        row = self.current()
        if self.shows == OPEN and isinstance(row, OpenFeeRow):
            self.desk.collect(row.code)
        elif self.shows == OPEN:
            self.ask_to_choose("hồ sơ", "thu tiền")
        else:
            self.view.setCurrentIndex(self.view.findData(OPEN))
            self.said.emit("Chọn hồ sơ cần thu, rồi bấm F9.")

    @Slot()
    def export(self) -> None:
        """Ask where the workbook of the day or the month goes, else the list in view (Ctrl+E)."""
        if self.shows in {TILL, MONTH}:
            self._ask_file(EXCEL)
        else:
            export_list(self)

    @Slot()
    def export_paper(self) -> None:
        """Ask where the paper to sign goes."""
        self._ask_file(PDF)

    def _ask_file(self, kind: tuple[str, str]) -> None:
        if self.shows not in {TILL, MONTH}:
            self.warned.emit("Chọn “Biên lai trong ngày” hoặc “Tổng tháng”, rồi lưu.")
            return
        stem = "bang-ke-thu" if self.shows == TILL else "tong-hop-phi"
        name = f"{stem}-{self.day.value().replace('/', '')}.{kind[1]}"
        ask_new_file(self, "Lưu bảng kê", self._on_file, kind=kind, name=name)

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the list of the day, or of its month, into a file."""
        try:
            work = partial(_saved, self.context.ports, self.shows, self.day.day("day"), path)
        except InvalidField as error:
            self.fields["day"].refuse(error)
            return
        done = partial(self._on_saved, path)
        self.context.tasks.query(
            work, owner=self, done=done, failed=self.tell, lane=Lane.REPORTS, holds=True
        )

    def _on_saved(self, path: Path, _table: ReportTable) -> None:
        self.tell_written(f"Đã lưu {path.name}.", path)


def _saved(ports: Any, name: str, day: date, path: Path) -> ReportTable:  # noqa: ANN401 the ports
    if name == TILL:
        return save_table(ports, day_table(ports, day), path)
    return save_table(ports, month_table(ports, day.year, day.month), path)


def _said(model: RowsModel[Any], row: Any) -> str:  # noqa: ANN401 a row of any list
    return " ".join(column.text(row) for column in model.columns)


def _key(column: Column[Any], row: Any) -> tuple[int, str]:  # noqa: ANN401 a row of any list
    """Return what a column is sorted by: amounts and days, words in Vietnamese order."""
    text = column.text(row)
    plain = text.removesuffix(" đ").removesuffix(" tờ").replace(".", "")
    if plain.lstrip("-").isdigit():
        return int(plain), ""
    if day := _DAY.fullmatch(plain):
        return int("".join(reversed(day.groups()))), ""
    return 0, sort_key(text)


def _sum(name: str, rows: Sequence[Any]) -> str:
    if name == TILL:
        total = sum(row.amount_vnd for row in rows)
        return f"{len(rows)} dòng · Cộng: {format_vnd(total)}"
    if name == OPEN:
        return f"{len(rows)} hồ sơ · Còn phải thu: {format_vnd(sum(x.open_vnd for x in rows))}"
    if name == BACK:
        return f"{len(rows)} hồ sơ · Cần hoàn: {format_vnd(sum(x.amount_vnd for x in rows))}"
    return ""
