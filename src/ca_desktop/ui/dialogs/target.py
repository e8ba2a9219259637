"""Mục tiêu đúng hạn: the rate to be reached from a day on; a centre says it for everybody."""

from collections.abc import Callable
from functools import partial
from typing import Any

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
from ca_desktop.ui.dialogs.dated_setting import DatedSettingDialog, sent_words, whose
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import Field, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField

KEPT = (
    "Đơn vị có tỷ lệ tính cả đang quá hạn dưới mục tiêu thì có ▲. Mỗi kỳ theo mục tiêu của ngày"
    " cuối kỳ. Gõ 0 để không đánh dấu; để trống thì theo cấp trên."
)


class TargetDialog(DatedSettingDialog):
    """One number of per cent.

    Args:
        context: the outside world.
        parent: the page.
    """

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, "save_target", "Kế hoạch 5/KH-UBND ngày 15/12/2026", parent)
        self.setWindowTitle("Mục tiêu tỷ lệ đúng hạn")
        self.target = named(AmountField("target", "BAD-PERCENT", self), "target")
        self.fields["target"] = Field(words.field_label("target"), self.target, self)
        self._lay_out()
        self.ask(partial(target_setting, context.ports), self._show)

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
        self.target.begin(str(found.target.percent))
        said = whose(found.target)
        basis = f" ({found.target.basis})" if found.target.basis else ""
        self.fields["target"].show_aside(f"{said}{basis}" if said else "")
        self.target.setEnabled(found.may_edit)
        self.target.setFocus()

    @override
    def work(self) -> Callable[[], Any]:
        percent = self.target.amount() if self.target.value().strip() else None
        command = SetTarget(
            since=self.since.day("since"), percent=percent, basis=self.basis.value()
        )
        return partial(set_target, self._context.ports, command)

    @override
    def tell(self, done: ChangedTarget) -> None:
        sends = sent_words(published=done.published)
        since = day_text(done.since)
        self.said.emit(f"Đã lưu mục tiêu {done.percent}%, áp dụng từ {since}.{sends}")
