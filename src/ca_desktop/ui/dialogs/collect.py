"""Thu phí: money of one dossier, and the number of the receipt that is given for it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.tariffs import ReceiptKind
from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.desk.receipts import (
    CollectedFee,
    CollectFee,
    Collecting,
    collect_fee,
    collecting,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fee_form import pay_methods
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField

_ELECTRONIC = ("symbol", "number")


class CollectDialog(ActingDialog):
    """What is open of a dossier, how it is paid, what is given for it.

    Args:
        context: the outside world.
        code: of the dossier.
        parent: the page.

    Signals:
        collected(CollectedFee): money was taken.
    """

    collected = Signal(object)

    def __init__(self, context: UiContext, code: str, parent: QWidget) -> None:
        super().__init__(context, ("Thu tiền", "collect"), parent)
        self.setWindowTitle("Thu phí, lệ phí")
        self.setMinimumWidth(620)
        self._code = code
        self._found: Collecting | None = None
        self.fee = named(ChoiceField(self), "fee")
        self.amount = named(AmountField("amount_vnd", "BAD-MONEY", self), "amount_vnd")
        self.method = named(pay_methods(self), "method")
        self.kind = named(ChoiceField(self), "receipt")
        self.symbol = named(TextField(self), "symbol")
        self.number = named(TextField(self), "number")
        self.payer = named(TextField(self), "payer_name")
        self.fields = {
            "fee": Field("&Khoản thu", self.fee, self),
            "amount_vnd": Field("&Số tiền (đồng)", self.amount, self),
            "method": Field("&Hình thức", self.method, self),
            "receipt": Field("&Loại chứng từ", self.kind, self),
            "symbol": Field("Ký hiệ&u", self.symbol, self),
            "number": Field("Số &biên lai", self.number, self),
            "payer_name": Field("&Người nộp tiền", self.payer, self),
        }
        self._head = PlainLabel(f"Hồ sơ {code}", self, role="due")
        self._hint = named(PlainLabel("", self, role="hint"), "receipt_hint")
        self._go.setEnabled(False)
        self._build()
        work = partial(collecting, context.ports, code)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(self._head)
        grid = QGridLayout()
        top = Qt.AlignmentFlag.AlignTop
        places = (("fee",), ("amount_vnd", "method"), ("receipt", "payer_name"), _ELECTRONIC)
        for down, row in enumerate(places):
            for across, name in enumerate(row):
                wide = 2 if len(row) == 1 else 1
                grid.addWidget(self.fields[name], down, across, 1, wide, top)
        box.addLayout(grid)
        box.addWidget(self._hint)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.fee.currentIndexChanged.connect(self._on_fee)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()

    def _show(self, found: Collecting) -> None:
        self._found = found
        state = found.money.state
        self._head.setText(f"{state.code} · {state.holder_name} · {state.procedure_name}")
        self._head.setWordWrap(True)
        for fee in found.money.fees:
            if fee.open_vnd:
                self.fee.addItem(f"{fee.name}: còn {format_vnd(fee.open_vnd)}", fee.fee_id)
        for rule in found.kinds:
            leaf = f" {found.leaf}" if rule.kind is ReceiptKind.PAPER and found.leaf else ""
            self.kind.addItem(f"{rule.name}{leaf}", rule.kind.value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(found.usual.value)))
        self.payer.begin(state.submitter_name)
        self._go.setEnabled(self.ready())
        if not self.fee.count():
            self._problem.setText(words.describe_code("NOTHING-DUE", code=self._code).sentence)
        self._on_fee()
        self._on_kind()
        self.amount.setFocus()

    @Slot()
    def _on_fee(self) -> None:
        found = self._found.money.fees if self._found else ()
        chosen = self.fee.currentData()
        left = next((fee.open_vnd for fee in found if fee.fee_id == chosen), 0)
        self.amount.begin(grouped(left))

    @Slot()
    def _on_kind(self) -> None:
        electronic = self.kind.currentData() == ReceiptKind.ELECTRONIC.value
        for name in _ELECTRONIC:
            self.fields[name].setVisible(electronic)
        self._hint.setText(self._advice())
        self._hint.setVisible(bool(self._hint.text()))
        self.adjustSize()

    def _advice(self) -> str:
        """Say what the chosen kind means, and why another is not there any more."""
        ended = self._found.ended if self._found else ()
        over = [
            f"{rule.name} chỉ dùng đến hết ngày {day_text(rule.valid_to)} ({rule.legal_basis})."
            for rule in ended
            if rule.valid_to is not None
        ]
        said = {
            ReceiptKind.INTERNAL.value: "Phiếu thu nội bộ không thay cho biên lai.",
            ReceiptKind.ELECTRONIC.value: "Nhập ký hiệu và số mà hệ thống biên lai điện tử đã cấp.",
        }.get(str(self.kind.currentData()), "")
        return " ".join([*over, said]).strip()

    @override
    def work(self) -> Callable[[], CollectedFee]:
        electronic = self.kind.currentData() == ReceiptKind.ELECTRONIC.value
        given = CollectFee(
            fee=self.fee.currentData(),
            amount_vnd=self.amount.amount(),
            method=self.method.currentData(),
            receipt=self.kind.currentData(),
            symbol=self.symbol.value() if electronic else "",
            number=self.number.value() if electronic else "",
            payer_name=self.payer.value(),
        )
        return partial(collect_fee, self._context.ports, self._code, given)

    @override
    def tell(self, done: CollectedFee) -> None:
        self.collected.emit(done)

    @override
    def ready(self) -> bool:
        return self.fee.count() > 0
