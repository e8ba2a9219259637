"""Mục tiêu đúng hạn: the rate to be reached from a day on; a centre says it for everybody."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text
from ca_desktop.services import words
from ca_desktop.services.office.target_settings import (
    ChangedTarget,
    SetTarget,
    TargetSetting,
    set_target,
    target_setting,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.dialogs.waits import WHOSE
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField, DayField

KEPT = (
    "Đơn vị có tỷ lệ tính cả đang quá hạn dưới mục tiêu thì có ▲. Mỗi kỳ theo mục tiêu của ngày"
    " cuối kỳ. Gõ 0 để không đánh dấu; để trống thì theo cấp trên."
)


class TargetDialog(ActingDialog):
    """Begins with what holds today.

    Args:
        context: the outside world.
        parent: the page.

    Signals:
        said(str): it was kept.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, ("Lưu", "save_target"), parent)
        self.setWindowTitle("Mục tiêu tỷ lệ đúng hạn")
        self._found: TargetSetting | None = None
        self.target = named(AmountField("target", "BAD-PERCENT", self), "target")
        self.since = named(DayField(context.today, self), "since")
        self.basis = named(TextField(self), "legal_basis")
        self.basis.setPlaceholderText("Kế hoạch 5/KH-UBND ngày 15/12/2026")
        self.fields = {
            "target": Field(words.field_label("target"), self.target, self),
            "since": Field("Áp dụng &từ ngày *", self.since, self),
            "legal_basis": Field("Căn &cứ *", self.basis, self),
        }
        self._go.setEnabled(False)
        self._lay_out()
        work = partial(target_setting, context.ports)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self.fields["target"], 1)
        row.addWidget(self.fields["since"], 1)
        box.addLayout(row)
        box.addWidget(self.fields["legal_basis"])
        hint = PlainLabel(KEPT, self, role="hint")
        hint.setWordWrap(True)
        box.addWidget(hint)
        box.addStretch(1)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.setMinimumWidth(520)

    def _show(self, found: TargetSetting) -> None:
        self._found = found
        self.target.begin(str(found.target.percent))
        said = WHOSE.get(found.target.layer, "").format(day_text(found.target.since))
        basis = f" ({found.target.basis})" if found.target.basis else ""
        self.fields["target"].show_aside(f"{said}{basis}" if said else "")
        self.since.begin(day_text(self._context.today()))
        self.target.setEnabled(found.may_edit)
        self._go.setEnabled(found.may_edit)
        self.target.setFocus()

    @override
    def ready(self) -> bool:
        return self._found is not None and self._found.may_edit

    @override
    def work(self) -> Callable[[], Any]:
        percent = self.target.amount() if self.target.value().strip() else None
        command = SetTarget(
            since=self.since.day("since"), percent=percent, basis=self.basis.value()
        )
        return partial(set_target, self._context.ports, command)

    @override
    def tell(self, done: ChangedTarget) -> None:
        sends = " Các xã nhận trong lần chuyển dữ liệu tới." if done.published else ""
        since = day_text(done.since)
        self.said.emit(f"Đã lưu mục tiêu {done.percent}%, áp dụng từ {since}.{sends}")
