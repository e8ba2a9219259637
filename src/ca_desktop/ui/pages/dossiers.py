"""Hồ sơ: find anything; details with history beside the list; steps."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.events.codec import KINDS
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import (
    DossierDetail,
    Stepped,
    dossier_detail,
    step_dossier,
)
from ca_desktop.services.names import FIELD_OF_PART
from ca_desktop.services.ports.rows import DossierFilter, DossierRow, HistoryRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.lists import LISTS
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.dossier_list import DossierList
from ca_desktop.ui.pages.scans_button import ScansButton
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.dossier_tasks import DossierTasks
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

STEP_WORDS = {
    "in_process": "Chuyển giải quyết",
    "result_ready": "Có kết quả",
    "supplement": "Yêu cầu bổ sung",
    "withdrawn": "Rút hồ sơ",
    "stopped": "Dừng giải quyết",
    "forward": "Chuyển trung tâm",
    "accept": "Nhận hồ sơ",
    "recall": "Rút lại",
    "take_back": "Lấy lại, không đợi trả lời",
}


class DossiersPage(Page):
    """Lists dossiers by search and filter, and shows one of them."""

    screen_name = "dossiers"
    title = "Hồ sơ"
    topics = frozenset({Topic.DOSSIERS, Topic.TASKS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted = DossierFilter()
        self._detail: DossierDetail | None = None
        self.filter = named(ChoiceField(self), "filter")
        self.filter.addItems([name for name, _wanted in LISTS])
        self.filter.setPlaceholderText("Hồ sơ của số đã chọn")
        self.filter.setAccessibleName("Lọc hồ sơ")
        self.rows = DossierList(self)
        self.list, self.model = self.rows.view, self.rows.model
        self._build()
        self.filter.currentIndexChanged.connect(self._on_filter)
        self.rows.chosen.connect(self.open_dossier)
        self.offers["export"] = self.rows.export

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.filter)
        top.addWidget(self.rows.count, 1)
        self.box.addLayout(top)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.rows)
        split.addWidget(self._detail_pane())
        self.tasks = DossierTasks(self.context, self.note, self)
        self.tasks.said.connect(self.said)
        self.tasks.failed.connect(self._on_failed)
        self.tasks.receipt_asked.connect(self.receipt_asked)
        self.box.addWidget(self.tasks)
        split.setSizes([930, 230])
        split.setStretchFactor(0, 1)
        self.box.addWidget(split, 1)

    def _detail_pane(self) -> QWidget:
        pane = QWidget(self)
        box = QVBoxLayout(pane)
        box.setContentsMargins(8, 0, 0, 0)
        self._head = PlainLabel("Chọn một hồ sơ để xem.", pane)
        self._history = named(QPlainTextEdit(pane), "history")
        self._history.setReadOnly(True)
        self._history.setAccessibleName("Quá trình")
        self.step = named(ChoiceField(pane), "step")
        self.step.setAccessibleName("Bước xử lý")
        self.note = named(TextField(pane), "note")
        self.note.setPlaceholderText("Ghi chú hoặc lý do")
        self.note.setAccessibleName("Ghi chú hoặc lý do")
        self._go = self.act_button("primary", "take_step")
        self._return = button(with_key("Trả", "return"), "go_return")
        self._slip = button(with_key("In lại", "preview"), "reprint")
        self._ask = button("Đề &nghị…", "ask")
        self.scans = ScansButton(self.context, pane)
        for widget in (self._head, self._history, self.step, self.note):
            box.addWidget(widget)
        row = QHBoxLayout()
        for each in (self._slip, self._return, self._ask):
            row.addWidget(each)
        for each in (self._return, self._slip, self._ask):
            each.setEnabled(False)  # until a dossier is shown
        box.addWidget(self._go)
        box.addLayout(row)
        box.addWidget(self.scans)
        self._go.clicked.connect(self._on_step)
        self._return.clicked.connect(self._on_return)
        self._slip.clicked.connect(self._on_reprint)
        self._ask.clicked.connect(self._on_ask)
        return pane

    def search(self, text: str) -> None:
        """Show what matches ``text``."""
        wanted = LISTS[max(0, self.filter.currentIndex())][1]
        self._wanted = _with_find(wanted, text)
        if self.filter.currentIndex() < 0:
            self.filter.setCurrentIndex(0)
        else:
            self.refresh()

    def show_only(self, wanted: DossierFilter) -> None:
        """Show exactly these dossiers, until another list is chosen."""
        self._wanted = wanted
        self.filter.setCurrentIndex(-1)
        self.refresh()

    @Slot(str)
    def open_dossier(self, dossier_id: str) -> None:
        """Show the details of a dossier."""
        work = partial(dossier_detail, self.context.ports, dossier_id)
        self.context.tasks.query(work, owner=self, done=self._show_detail, failed=self.tell)

    @override
    def refresh(self) -> None:
        self.rows.show_list(self._wanted)
        if self._detail is not None:
            self.open_dossier(self._detail.state.dossier_id)

    @override
    def primary(self) -> None:
        self._on_step()

    @override
    def selected(self) -> DossierRow | None:
        return self.rows.selected()

    @Slot(int)
    def _on_filter(self, place: int) -> None:
        if place < 0:
            return
        self._wanted = _with_find(LISTS[place][1], self._wanted.find)
        self.refresh()

    def _show_detail(self, detail: DossierDetail) -> None:
        self._detail = detail
        state = detail.state
        holder = detail.holder_office.name if detail.holder_office else "–"
        lines = (
            f"{state.code or 'Không có mã'} · {words.status_name(state.status)}",
            state.holder_name,
            state.procedure_name,
            f"Nhận {shown.moment(state.received_at)} · Hẹn trả {shown.moment(state.due_at)}",
            f"Đang giữ: {holder}",
        )
        self._head.setText("\n".join(lines))
        self._history.setPlainText("\n".join(_history_line(row) for row in detail.history))
        self.step.clear()
        for name in detail.steps:
            if name == "forward" and detail.own_office != state.office_id:
                self.step.addItem("Chuyển lại nơi tiếp nhận", name)
            elif name in STEP_WORDS:
                self.step.addItem(STEP_WORDS[name], name)
        self._return.setEnabled("return" in detail.steps)
        self._slip.setEnabled(state.code is not None)
        self._ask.setEnabled(state.code is not None)
        here = "Sửa, &ghi chú…" if detail.may_correct else "&Ghi chú…"
        self._ask.setText(here if detail.is_held_here else "Đề &nghị…")
        self.tasks.show_detail(detail)
        self.scans.show_dossier(detail)

    @Slot()
    def _on_step(self) -> None:
        if self._detail is None:
            self.warned.emit("Chọn một hồ sơ trong danh sách, rồi chuyển bước.")
            return
        if self.step.currentData() is None:
            state = self._detail.state
            name = words.status_name(state.status)
            self.warned.emit(f"Hồ sơ {state.code or ''} đang là “{name}”, không còn bước ở đây.")
            return
        work = partial(
            step_dossier,
            self.context.ports,
            self._detail.state.code or "",
            str(self.step.currentData()),
            note=self.note.value(),
        )
        self.context.tasks.change(work, owner=self, done=self._on_stepped, failed=self.tell)

    def _on_stepped(self, result: Stepped) -> None:
        self.note.clear()
        if result.requested:
            self.said.emit(f"Đã đề nghị rút lại {result.code}; chờ tệp trả lời.")
            self.undoable.emit(None)
        else:
            self.tell_stepped(f"{result.code}: {words.status_name(result.status)}.", result)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.tell(error)

    @Slot()
    def _on_ask(self) -> None:
        if self._detail is not None:
            dialog = AskDialog(self.context, self._detail, self)
            dialog.said.connect(self.said)
            dialog.papers_taken.connect(self.receipt_asked)
            dialog.open()

    @Slot()
    def _on_return(self) -> None:
        if self._detail is not None and self._detail.state.code:
            self.return_asked.emit(self._detail.state.code)

    @Slot()
    def _on_reprint(self) -> None:
        if self._detail is None or not self._detail.state.code:
            return
        self.preview_asked.emit(self._detail.state.code)


def _with_find(wanted: DossierFilter, text: str) -> DossierFilter:
    return DossierFilter(find=text, statuses=wanted.statuses, open_only=wanted.open_only)


def _history_line(row: HistoryRow) -> str:
    fields = row.fields or {}
    who = fields.get("officer_name") or fields.get("receiver_name") or ""
    note = fields.get("note") or fields.get("reason") or ""
    event = words.label("events", row.kind)
    if not row.counted and row.kind in KINDS and KINDS[row.kind].state:
        event += " (không áp dụng)"
    parts = (shown.moment(row.at), event, _about(row.kind, fields), row.office_name, who, note)
    return " · ".join(part for part in parts if part)


def _about(kind: str, fields: Mapping[str, Any]) -> str:
    """Return what a request or its answer is about."""
    if kind == "TaskAnswered":
        return "đã làm theo" if fields.get("done") else "không làm theo"
    if kind == "PaperSupplied":
        return "; ".join(str(paper.get("name")) for paper in fields.get("papers", ()))
    part = FIELD_OF_PART.get(str(fields.get("part")))
    value = f" “{fields['value']}”" if fields.get("value") else ""
    return f"{words.field_label(part).lower()}{value}" if part else ""
