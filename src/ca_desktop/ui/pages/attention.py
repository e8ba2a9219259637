"""Cần xử lý: each thing that waits, what it means, and the one thing to do about it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.attention import Matter, Settled, matters, settle
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page, table
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel


class AttentionPage(Page):
    """Lists what waits for a person; nothing here ends in silence."""

    title = "Cần xử lý"
    topics = frozenset(Topic)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._empty = PlainLabel("", self, role="due")
        self.box.addWidget(self._empty)
        self.model = RowsModel[Matter](_COLUMNS, self)
        self.list = table(self.model, "matters", (380, 230, 110, 400), self)
        self.box.addWidget(self.list, 1)
        self._meaning = PlainLabel("", self)
        self.box.addWidget(self._meaning)
        self._open = button("Mở hồ sơ  F9", "open_dossier", primary=True)
        self._open.setEnabled(False)
        self._settle = button("Đã xử lý", "settle")
        self._settle.setEnabled(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._settle)
        row.addWidget(self._open)
        self.box.addLayout(row)
        self._settle.clicked.connect(self._on_settle)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.list.activated.connect(self.primary)
        self._open.clicked.connect(self.primary)

    @override
    def refresh(self) -> None:
        work = partial(matters, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, found: Sequence[Matter]) -> None:
        self.model.show_rows(found)
        self._meaning.setText("")
        self._open.setEnabled(False)
        self._settle.setEnabled(False)
        self._empty.setText("" if found else "Không có việc nào cần xử lý.")

    def _chosen(self) -> Matter | None:
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, Matter) else None

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        matter = current.data(ROW_ROLE)
        if isinstance(matter, Matter):
            self._meaning.setText(words.describe_code(matter.code).sentence)
            self._open.setEnabled(matter.dossier_id is not None)
            self._settle.setEnabled(matter.settles)

    @Slot()
    def _on_settle(self) -> None:
        matter = self._chosen()
        if matter is not None and matter.settles:
            work = partial(settle, self.context.ports, matter)
            self.context.tasks.change(work, owner=self, done=self._on_settled, failed=self.tell)

    def _on_settled(self, _done: Settled) -> None:
        self.said.emit("Đã đưa khỏi danh sách; tệp vẫn được giữ trong thư mục quarantine.")

    @override
    @Slot()
    def primary(self) -> None:
        matter = self._chosen()
        if matter is not None and matter.dossier_id:
            self.dossier_chosen.emit(matter.dossier_id)


def _what_happened(row: Matter) -> str:
    return words.describe_code(row.code).happened


def _what(row: Matter) -> str:
    return row.what


def _day(row: Matter) -> str:
    return shown.day(row.day or None)


def _to_do(row: Matter) -> str:
    return words.describe_code(row.code).do_now


_COLUMNS = (
    Column("Việc", _what_happened),
    Column("Hồ sơ hoặc tệp", _what),
    Column("Ngày", _day),
    Column("Làm gì", _to_do),
)
