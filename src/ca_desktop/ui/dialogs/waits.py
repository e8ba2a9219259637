"""Số ngày chờ, hẹn nộp tệp: how long is waited, from a day on; a centre says it for everybody."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.waits import HAND_IN, OFFICE_WAITS, Wait
from ca_desktop.services import words
from ca_desktop.services.office.wait_settings import (
    ChangedWaits,
    SetWaits,
    WaitSettings,
    set_waits,
    wait_settings,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.dated_setting import DatedSettingDialog, sent_words, whose
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import Field, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField

ACROSS = 4


class WaitsDialog(DatedSettingDialog):
    """Numbers of days; what is left empty follows the level above.

    Args:
        context: the outside world.
        parent: the page.
    """

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, "save_waits", "Công văn 12/UBND-VP ngày 01/12/2026", parent)
        self.setWindowTitle("Số ngày chờ, hẹn nộp tệp")
        self._waits: tuple[Wait, ...] = ()
        self.days = {name: self._days_field(name) for name in (*OFFICE_WAITS, *HAND_IN.values())}
        self.fields |= {
            f"wait.{name}": Field(words.field_label(f"wait.{name}"), editor, self)
            for name, editor in self.days.items()
        }
        self._bases = named(PlainLabel("", self, role="hint"), "bases")
        self._lay_out()
        self.ask(partial(wait_settings, context.ports), self._show)

    def _days_field(self, name: str) -> AmountField:
        return named(AmountField(f"wait.{name}", "BAD-NUMBER", self), name.replace(".", "_"))

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        row = QHBoxLayout()
        for name in OFFICE_WAITS:
            row.addWidget(self.fields[f"wait.{name}"])
        box.addLayout(row)
        box.addWidget(PlainLabel("Nộp tệp sau ngày cuối kỳ (ngày)", self, role="due"))
        grid = QGridLayout()
        for place, name in enumerate(HAND_IN.values()):
            grid.addWidget(self.fields[f"wait.{name}"], place // ACROSS, place % ACROSS)
        box.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self.fields["since"], 1)
        row.addWidget(self.fields["legal_basis"], 3)
        box.addLayout(row)
        box.addWidget(self._bases)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.setMinimumWidth(760)

    def _show(self, found: WaitSettings) -> None:
        self._waits = found.waits
        for wait in found.waits:
            editor = self.days[wait.name]
            editor.begin("" if wait.days is None else str(wait.days))
            editor.setEnabled(found.may_edit and wait.name in found.own)
            self.fields[f"wait.{wait.name}"].show_aside(whose(wait))
        bases = dict.fromkeys(wait.basis for wait in found.waits if wait.basis)
        kept = "Hồ sơ đã nhận và kỳ đã qua giữ số ngày cũ."
        known = f"Căn cứ đang dùng: {'; '.join(bases)}. " if bases else ""
        self._bases.setText(known + kept)
        self.days[OFFICE_WAITS[0]].setFocus()

    @override
    def work(self) -> Callable[[], Any]:
        days = {wait.name: self._typed(wait) for wait in self._waits if self._is_changed(wait)}
        command = SetWaits(since=self.since.day("since"), days=days, basis=self.basis.value())
        return partial(set_waits, self._context.ports, command)

    def _typed(self, wait: Wait) -> int | None:
        editor = self.days[wait.name]
        return editor.amount() if editor.value().strip() else None

    def _is_changed(self, wait: Wait) -> bool:
        return self.days[wait.name].isEnabled() and self._typed(wait) != wait.days

    @override
    def tell(self, done: ChangedWaits) -> None:
        sends = sent_words(published=done.published)
        self.said.emit(f"Đã lưu số ngày, áp dụng từ {day_text(done.since)}.{sends}")
