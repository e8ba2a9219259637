"""Sửa mức thu, miễn giảm: a fee of a dossier worked out again, or a further one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.tariffs import FeeCounts
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.desk.fees import (
    AssessedFee,
    Assessing,
    assess_fee,
    assessing,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fee_form import FeeForm
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel

FURTHER = "Thêm một khoản khác"


class AssessDialog(ActingDialog):
    """Which fee, what it is for, and what it comes to by the tariff of the dossier's day.

    Args:
        context: the outside world.
        code: of the dossier.
        parent: the page.

        note: the reason, as far as it was typed before.

    Signals:
        said(str): it was kept.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, code: str, parent: QWidget, note: str = "") -> None:
        super().__init__(context, ("Ghi mức thu", "assess"), parent)
        self.setWindowTitle("Mức thu, miễn giảm")
        self.setMinimumWidth(680)
        self._code = code
        self._found: Assessing | None = None
        self.which = named(ChoiceField(self), "fee")
        self.name = named(TextField(self), "fee.name")
        self.money = FeeForm(self, collects=False)
        self.note = named(TextField(self), "note")
        self.note.begin(note)
        self.fields = {
            "fee": Field("&Khoản thu", self.which, self),
            "fee.name": Field("&Tên khoản thu", self.name, self),
            **self.money.fields,
            "note": Field("&Lý do sửa", self.note, self),
        }
        self._head = PlainLabel(f"Hồ sơ {code}", self, role="due")
        self._go.setEnabled(False)
        box = QVBoxLayout(self)
        named_so = (self.fields[name] for name in ("fee", "fee.name"))
        for each in (self._head, *named_so, self.money, self.fields["note"]):
            box.addWidget(each)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.which.currentIndexChanged.connect(self._on_which)
        work = partial(assessing, context.ports, code)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _show(self, found: Assessing) -> None:
        self._found = found
        state = found.money.state
        self._head.setText(f"{state.code} · {state.holder_name}")
        for fee in found.money.fees:
            paid = f", đã thu {format_vnd(fee.kept_vnd)}" if fee.kept_vnd else ""
            self.which.addItem(f"{fee.name}: {format_vnd(fee.due_vnd)}{paid}", fee.fee_id)
        self.which.addItem(FURTHER, "")
        self.money.show_tariff(found.tariff)
        self._on_which()
        self._go.setEnabled(True)
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))
        self.adjustSize()

    @Slot()
    def _on_which(self) -> None:
        """Begin with what is known of the fee that is chosen."""
        if self._found is None:
            return
        chosen = str(self.which.currentData() or "")
        fees = {fee.fee_id: fee for fee in self._found.money.fees}
        usual = self._found.tariff.usual
        self.fields["note"].setVisible(bool(chosen))
        self.name.begin(fees[chosen].name if chosen else usual[0] if usual else "")
        if chosen:
            fee = fees[chosen]
            counts = FeeCounts(pages=fee.pages, copies=fee.copies, times=fee.times)
            self.money.begin(fee.amount_vnd, counts, fee.codes)
            self.money.evidence.begin(fee.evidence)

    @override
    def work(self) -> Callable[[], AssessedFee]:
        values = self.money.values()
        fee = values.get("fee")
        given = AssessFee.from_json(
            {
                **(fee if isinstance(fee, dict) else {"grounds": []}),
                "fee": self.which.currentData() or None,
                "name": self.name.value(),
                "amount_vnd": values["fee_vnd"],
                "note": self.note.value(),
            }
        )
        return partial(assess_fee, self._context.ports, self._code, given)

    @override
    def tell(self, done: AssessedFee) -> None:
        rest = f" Còn phải thu {format_vnd(done.open_vnd)}." if done.open_vnd else ""
        if done.over_vnd:
            rest += f" Đã thu thừa {format_vnd(done.over_vnd)}: hoàn lại ở trang Phí, lệ phí."
        self.said.emit(f"Đã ghi mức thu của {done.code}: {format_vnd(done.due_vnd)}.{rest}")

    @override
    def ready(self) -> bool:
        return self._found is not None
