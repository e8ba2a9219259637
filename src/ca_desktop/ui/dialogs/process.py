"""Quy trình nội bộ của một thủ tục: who works on it, at what, for how long, from a day on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.calendar_layers import CENTRE
from ca_desktop.domain.moments import day_text
from ca_desktop.services.office.process_settings import (
    IssuedProcess,
    IssueProcess,
    ShownProcess,
    issue_process,
    shown_process,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import DayField

STEPS = "Các &bước (mỗi dòng: đơn vị | việc | 4 giờ hoặc 2 ngày làm việc | liên thông)"
EXAMPLE = (
    "Bộ phận Một cửa | Tiếp nhận, chuyển hồ sơ | 4 giờ\n"
    "Chi nhánh Văn phòng đăng ký đất đai | Kiểm tra hồ sơ | 5 ngày làm việc | liên thông"
)


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
        self.steps = named(TextArea(self), "process")
        self.steps.setPlaceholderText(EXAMPLE)
        self.fields = {
            "since": Field("Áp dụng &từ ngày *", self.since, self),
            "decision": Field("&Quyết định ban hành *", self.decision, self),
            "process": Field(STEPS, self.steps, self),
        }
        self._go.setEnabled(False)
        self._lay_out()
        work = partial(shown_process, context.ports, code)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(self._head)
        row = QHBoxLayout()
        row.addWidget(self.fields["since"], 1)
        row.addWidget(self.fields["decision"], 3)
        box.addLayout(row)
        box.addWidget(self.fields["process"], 1)
        box.addWidget(self._whose)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.setMinimumSize(760, 440)

    def _show(self, found: ShownProcess) -> None:
        self._found = found
        self._head.setText(f"{found.procedure.code} · {found.procedure.name}")
        self.since.begin(day_text(self._context.today()))
        process = found.process
        if process is not None:
            self.decision.begin(process.decision)
            self.steps.fill("\n".join(step.line() for step in process.steps))
        self._whose.setText(_whose(found))
        self._go.setEnabled(found.may_edit)
        self.steps.setFocus()

    @override
    def ready(self) -> bool:
        return self._found is not None and self._found.may_edit

    @override
    def work(self) -> Callable[[], Any]:
        command = IssueProcess(
            procedure=self._code,
            since=self.since.day("since"),
            decision=self.decision.value(),
            steps=self.steps.value().splitlines(),
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
        return "Thủ tục chưa có quy trình nội bộ. Xóa hết các bước rồi lưu là hết quy trình."
    who = "Trung tâm ban hành" if process.layer == CENTRE else "Đơn vị ban hành"
    hours = f"{float(process.hours):g}".replace(".", ",")
    return f"{who}, áp dụng từ {day_text(process.since)}; các bước cộng lại {hours} giờ làm việc."
