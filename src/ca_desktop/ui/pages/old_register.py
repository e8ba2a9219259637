"""Nhập sổ cũ: choose a workbook, see what its rows become, then keep them as closed history."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.old_books import OldBook, OldField
from ca_desktop.domain.old_registers import Plan, guess_plan
from ca_desktop.domain.text import grouped
from ca_desktop.services.desk.old_registers import (
    OldImport,
    OldLook,
    OldPreview,
    import_old,
    look_into,
    preview_old,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.old_register_tabs import OldRegisterTabs
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.progress import ProgressStrip
from ca_desktop.ui.widgets.typed_fields import AmountField

BOOKS = "Sổ cũ (*.xls *.xlsx);;Mọi tệp (*)"
BEGIN = (
    "Chọn sổ cũ là tệp Excel, cả chữ TCVN3 và VNI. Chương trình chỉ đọc tệp; chưa có gì được nhập"
    " trước khi bấm F9. Hồ sơ nhập từ sổ cũ đã đóng, tra cứu được, không tính vào báo cáo."
)
HEADER_WIDTH = 90


class OldRegisterPage(Page):
    """One workbook at a time; every change of a column shows at once what becomes of the rows."""

    screen_name = "old_register"
    title = "Nhập sổ cũ"
    topics = frozenset[Topic]()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._book: OldBook | None = None
        self._plan = Plan(sheet=0, header=0, columns={})
        self._found: OldPreview | None = None
        self.place = PlaceField("Sổ cũ (tệp Excel)", "old_book", BOOKS, self)
        self._sheet = named(PlainLabel("", self), "old_sheet")
        self._before = button("Trang tính trước", "sheet_before")
        self._after = button("Trang tính sau", "sheet_after")
        self.header = named(AmountField("header", "BAD-NUMBER", self), "old_header")
        self._said = named(PlainLabel(BEGIN, self, role="due"), "old_said")
        self.tabs = OldRegisterTabs(self)
        self._strip = ProgressStrip(self)
        self._long = LongWork(self, self._strip)
        self._go = self.act_button("primary", "import_old")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.box.addWidget(self.place)
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sheet, 1)
        row.addWidget(self._before)
        row.addWidget(self._after)
        row.addWidget(PlainLabel("Dòng tiêu đề", self))
        self.header.setAccessibleName("Dòng tiêu đề")
        self.header.setMaximumWidth(HEADER_WIDTH)
        row.addWidget(self.header)
        self.box.addWidget(self._bar)
        self.box.addWidget(self._said)
        self.box.addWidget(self.tabs, 1)
        self.box.addStretch(0)
        self.box.addWidget(self._strip)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._go)
        self.box.addLayout(foot)
        for part in (self._bar, self.tabs):
            part.hide()

    def _connect(self) -> None:
        self.place.chosen.connect(self._on_chosen)
        self.tabs.column_chosen.connect(self._on_column)
        self.header.returnPressed.connect(self._on_header)
        self._before.clicked.connect(partial(self._turn, -1))
        self._after.clicked.connect(partial(self._turn, 1))
        self._go.clicked.connect(self.primary)

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.place.path, self.tabs.column_list, self.tabs.meanings)

    # reading

    @Slot(object)
    def _on_chosen(self, path: Path) -> None:
        self._said.setText("Đang đọc sổ…")
        self._found = None
        work = partial(look_into, self.context.ports, path)
        self.context.tasks.query(
            work, owner=self, done=self._show_book, failed=self._on_unreadable, lane=Lane.FILES
        )

    def _on_unreadable(self, error: Exception) -> None:
        self._said.setText(BEGIN if self._book is None else "")
        self.tell(error)
        if self._book is not None:
            self._preview()

    def _show_book(self, look: OldLook) -> None:
        self._book = look.book
        self._read_by(look.plan)
        self.tabs.setCurrentIndex(0)
        self.tabs.column_list.setFocus()

    def _read_by(self, plan: Plan) -> None:
        book = self._book
        if book is None:
            return
        self._plan = plan
        number = len(book.sheets)
        name = book.sheets[plan.sheet].name
        self._sheet.setText(f"Trang tính {plan.sheet + 1}/{number}: {name}")
        self._before.setVisible(number > 1)
        self._after.setVisible(number > 1)
        self.header.begin(str(plan.header))
        self.tabs.show_columns(book, plan)
        for part in (self._bar, self.tabs):
            part.show()
        self._preview()

    def _preview(self) -> None:
        if self._book is not None:
            work = partial(preview_old, self.context.ports, self._book, self._plan)
            done = partial(self._show_preview, self._plan)
            self.context.tasks.query(work, owner=self, done=done, failed=self.tell, lane=Lane.FILES)

    def _show_preview(self, plan: Plan, found: OldPreview) -> None:
        if plan != self._plan:
            return  # a column was changed meanwhile
        self._found = found
        self.tabs.show_preview(found)
        guesses = f", {grouped(found.guessed)} ô là đoán: xem thẻ Bảng mã" if found.guessed else ""
        self._said.setText(
            f"{grouped(found.new)} dòng nhập được · {grouped(found.known)} dòng đã có"
            f" · {grouped(found.refused)} dòng để lại"
            f" · {grouped(found.rewritten)} ô chuyển sang Unicode{guesses}."
        )

    # changing how it is read

    @Slot(int, object)
    def _on_column(self, place: int, said: OldField | None) -> None:
        self._read_by(self._plan.with_column(place, said))

    def _turn(self, steps: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 Qt's signal
        book = self._book
        if book is None:
            return
        sheet = (self._plan.sheet + steps) % len(book.sheets)
        alone = replace(book, sheets=(book.sheets[sheet],))
        guess = guess_plan(alone)
        columns = guess.columns or self._plan.columns
        self._read_by(replace(guess, sheet=sheet, columns=columns))

    @Slot()
    def _on_header(self) -> None:
        try:
            number = self.header.amount()
        except InvalidField as error:
            self.tell(error)
            return
        self._read_by(replace(self._plan, header=number))

    # keeping

    @override
    @Slot()
    def primary(self) -> None:
        book = self._book
        if book is None:
            self.ask_for_place("tệp sổ cũ")
            self.place.path.setFocus()
            return
        if self._found is None:
            self.said.emit("Đang xem sổ, chờ một lát rồi bấm lại.")
            return
        if self._found.new == 0 and not self._plan.missing:
            self.warned.emit("Không có dòng mới nào để nhập: xem thẻ Vấn đề.")
            return
        if self._long.is_free():
            ports, plan = self.context.ports, self._plan
            self._long.run(
                lambda watch: import_old(ports, book, plan, watch),
                Topic.DOSSIERS,
                done=self._on_imported,
            )

    def _on_imported(self, done: OldImport) -> None:
        left = f" {grouped(done.refused)} dòng để lại." if done.refused else ""
        self.said.emit(
            f"Đã nhập {grouped(done.rows)} hồ sơ từ sổ cũ.{left} Tìm ở ô Quét hoặc tìm (F3)."
        )
        self._preview()
