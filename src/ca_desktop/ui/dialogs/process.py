"""Quy trình nội bộ của một thủ tục: who works on it, at what, for how long, from a day on."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.calendar_layers import CENTRE
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.processes import most_hours
from ca_desktop.services.office.process_settings import (
    IssuedProcess,
    IssueProcess,
    ShownProcess,
    issue_process,
    shown_process,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot, open_whole
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.process_rows import ProcessRows
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.typed_fields import DayField

KEYS = "Ctrl+mũi tên lên, xuống: chuyển bước. Bước để trống được bỏ qua."


class ProcessDialog(ActingDialog):
    """Begins with the process of today; without a step there is none from that day on.

    Args:
        context: the outside world.
        code: of the procedure.
        parent: the page.

    Signals:
        said(str): it was kept.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, code: str, parent: QWidget) -> None:
        super().__init__(context, ("Ban hành quy trình", "issue_process"), parent)
        self.setWindowTitle("Quy trình nội bộ")
        self._code = code
        self._found: ShownProcess | None = None
        self._head = PlainLabel(code, self, role="due")
        self._head.setWordWrap(True)
        self._whose = named(PlainLabel("", self, role="hint"), "whose")
        self.since = named(DayField(context.today, self), "since")
        self.decision = named(TextField(self), "decision")
        self.decision.setPlaceholderText("Quyết định 12/QĐ-UBND ngày 01/12/2026")
        self.steps = named(ProcessRows(self), "process")
        self.fields = {
            "since": Field("Áp dụng &từ ngày *", self.since, self),
            "decision": Field("&Quyết định ban hành *", self.decision, self),
            "process": Field("Các &bước", self.steps, self),
        }
        self._ways = (
            (button("T&hêm bước", "add_step"), self.steps.add_row),
            (button("&Lên", "step_up"), self.steps.move_up),
            (button("&Xuống", "step_down"), self.steps.move_down),
            (button("Bỏ bướ&c", "remove_step"), self.steps.remove_row),
        )
        self._go.setEnabled(False)
        self._lay_out()
        self.steps.changed.connect(self._on_changed)
        work = partial(shown_process, context.ports, code)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(self._head)
        row = QHBoxLayout()
        row.addWidget(self.fields["since"], 1)
        row.addWidget(self.fields["decision"], 3)
        box.addLayout(row)
        lines = Scrolled(self)
        lines.box.addWidget(self.fields["process"])
        lines.box.addStretch(1)
        box.addWidget(lines, 1)
        row = QHBoxLayout()
        for way, act in self._ways:
            row.addWidget(way)
            way.clicked.connect(act)
        row.addWidget(PlainLabel(KEYS, self, role="hint"), 1)
        box.addLayout(row)
        box.addWidget(self._whose)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.setMinimumSize(860, 440)

    def _show(self, found: ShownProcess) -> None:
        self._found = found
        self._head.setText(f"{found.procedure.code} · {found.procedure.name}")
        self.since.begin(day_text(self._context.today()))
        process = found.process
        if process is not None:
            self.decision.begin(process.decision)
            self.steps.begin(process.steps)
            open_whole(self, self.size())
        self._whose.setText(_whose(found))
        self._on_changed()
        self.steps.setEnabled(found.may_edit)
        for each in (self._go, *(way for way, _act in self._ways)):
            each.setEnabled(found.may_edit)
        self.steps.setFocus()

    @Slot()
    def _on_changed(self) -> None:
        """Say how long the steps take together, and how long they may."""
        if self._found is None:
            return
        most = most_hours(case.limit for case in self._found.procedure.cases)
        of = f" trong {_shown(most)} giờ của thủ tục" if most is not None else ""
        self.fields["process"].show_aside(f"Cộng {_shown(self.steps.hours())} giờ làm việc{of}")

    @override
    def ready(self) -> bool:
        return self._found is not None and self._found.may_edit

    @override
    def work(self) -> Callable[[], Any]:
        command = IssueProcess(
            procedure=self._code,
            since=self.since.day("since"),
            decision=self.decision.value(),
            steps=self.steps.steps(),
        )
        return partial(issue_process, self._context.ports, command)

    @override
    def tell(self, done: IssuedProcess) -> None:
        since, process = day_text(done.process.since), done.process
        sends = " Các xã nhận trong lần chuyển dữ liệu tới." if done.published else ""
        said = f"{len(process.steps)} bước" if process.steps else "hết quy trình nội bộ"
        self.said.emit(f"Đã ghi quy trình của {process.procedure}: {said}, từ {since}.{sends}")


def _whose(found: ShownProcess) -> str:
    process = found.process
    if process is None:
        return "Thủ tục chưa có quy trình nội bộ."
    who = "Trung tâm ban hành" if process.layer == CENTRE else "Đơn vị ban hành"
    return f"{who}, áp dụng từ {day_text(process.since)}."


def _shown(hours: Fraction) -> str:
    return f"{float(hours):g}".replace(".", ",")
