"""Hủy biên lai, hoàn tiền, hủy tờ, kết thúc quyển: each with its reason."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.text import grouped
from ca_desktop.services.desk.giving_back import Settled, give_back
from ca_desktop.services.desk.money_back import TakenBack, refund_fee
from ca_desktop.services.desk.receipt_books import RegisterBook, register_book
from ca_desktop.services.ports.fees import ReceiptRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fee_form import pay_methods
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField


class MoneyDialog(ActingDialog):
    """Fields, a problem, and one act.

    Args:
        context: the outside world.
        titles: of the window, above the fields, of the button.
        parent: the page.

    Signals:
        said(str): it was done.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, titles: tuple[str, str, str], parent: QWidget) -> None:
        super().__init__(context, (titles[2], "go"), parent)
        self.setWindowTitle(titles[0])
        self.setMinimumWidth(520)
        self._box = box = QVBoxLayout(self)
        head = PlainLabel(titles[1], self, role="due")
        head.setWordWrap(True)
        box.addWidget(head)
        self.fields = self.make()
        grid = QGridLayout()
        last = len(self.fields) - 1
        for place, field in enumerate(self.fields.values()):
            alone = place == last and place % 2 == 0
            wide = 2 if alone else 1
            grid.addWidget(field, place // 2, place % 2, 1, wide, Qt.AlignmentFlag.AlignTop)
        box.addLayout(grid)
        box.addWidget(self._problem)
        self._foot = foot(self, "Đóng", self._go, self.send)
        box.addLayout(self._foot)

    def add_button(self, other: QPushButton) -> None:
        """Put another way on between leaving and going."""
        self._foot.insertWidget(2, other)
        close = self._foot.itemAt(1).widget()
        QWidget.setTabOrder(close, other)
        QWidget.setTabOrder(other, self._go)

    def explain(self, words: PlainLabel) -> None:
        """Put words between the title and the fields."""
        self._box.insertWidget(1, words)

    def make(self) -> dict[str, Field]:
        """Make the fields, by the names of the command's attributes."""
        raise NotImplementedError

    def sentence(self, done: Any) -> str:  # noqa: ANN401 whatever the act returns
        """Say what was done."""
        raise NotImplementedError

    @override
    def tell(self, done: Any) -> None:
        if sentence := self.sentence(done):
            self.said.emit(sentence)


class ReasonDialog(MoneyDialog):
    """Asks why, and does what it was made for.

    Args:
        act: takes the reason.
        done: what is said afterwards.
    """

    def __init__(
        self,
        context: UiContext,
        titles: tuple[str, str, str],
        parent: QWidget,
        *,
        act: Callable[[str], Any],
        done: str,
    ) -> None:
        self.reason = named(TextField(), "reason")
        super().__init__(context, titles, parent)
        self._act = act
        self._done = done

    @override
    def make(self) -> dict[str, Field]:
        return {"reason": Field("&Lý do *", self.reason, self)}

    @override
    def work(self) -> Callable[[], Any]:
        return partial(self._act, self.reason.value())

    @override
    def sentence(self, done: Any) -> str:
        return self._done


class _RefundingDialog(MoneyDialog):
    """Asks how much goes back, how and why.

    Args:
        context: the outside world.
        whose: what the title names.
        most_vnd: what there is to give back; it stands in the field.
        act: takes amount, method and reason.
        parent: the page.
    """

    def __init__(
        self,
        context: UiContext,
        whose: str,
        most_vnd: int,
        act: Callable[..., Any],
        parent: QWidget,
    ) -> None:
        self._act = act
        self.amount = named(AmountField("amount_vnd", "BAD-MONEY"), "amount_vnd")
        self.amount.begin(grouped(most_vnd))
        self.method = named(pay_methods(), "method")
        self.reason = named(TextField(), "reason")
        super().__init__(context, ("Hoàn tiền", f"Hoàn tiền: {whose}", "Hoàn tiền"), parent)

    @override
    def make(self) -> dict[str, Field]:
        return {
            "amount_vnd": Field("&Số tiền hoàn (đồng)", self.amount, self),
            "method": Field("&Hình thức", self.method, self),
            "reason": Field("&Lý do *", self.reason, self),
        }

    @override
    def work(self) -> Callable[[], Any]:
        return partial(
            self._act,
            amount=self.amount.amount(),
            method=self.method.currentData(),
            reason=self.reason.value(),
        )


class RefundDialog(_RefundingDialog):
    """Gives money of a receipt back."""

    def __init__(self, context: UiContext, receipt: ReceiptRow, parent: QWidget) -> None:
        whose = f"{receipt.symbol} {receipt.number} · {receipt.payer_name}"
        left = receipt.amount_vnd - receipt.refunded_vnd
        act = partial(refund_fee, context.ports, receipt.receipt_id)
        super().__init__(context, whose, left, act, parent)

    @override
    def sentence(self, done: TakenBack) -> str:
        return f"Đã hoàn tiền theo biên lai {done.receipt.symbol} {done.receipt.number}."


class GiveBackDialog(_RefundingDialog):
    """Gives back what is proposed of a dossier."""

    def __init__(self, context: UiContext, code: str, proposed_vnd: int, parent: QWidget) -> None:
        act = partial(give_back, context.ports, code)
        super().__init__(context, f"hồ sơ {code}", proposed_vnd, act, parent)

    @override
    def sentence(self, done: Settled) -> str:
        return f"Đã hoàn {format_vnd(done.amount_vnd)} của hồ sơ {done.code}."


class BookDialog(MoneyDialog):
    """Registers a book of paper receipts."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        names = ("form", "symbol", "first", "last")
        self.editors = {name: named(TextField(), name) for name in names}
        self.editors["form"].setPlaceholderText("01BLP2-001")
        self.editors["first"].setPlaceholderText("0000501")
        self.editors["last"].setPlaceholderText("0000550")
        titles = ("Quyển biên lai", "Quyển biên lai giấy: ghi như in trên bìa", "Ghi quyển")
        super().__init__(context, titles, parent)

    @override
    def make(self) -> dict[str, Field]:
        titles = {"form": "&Mẫu số", "symbol": "&Ký hiệu", "first": "&Từ số", "last": "Đế&n số"}
        return {name: Field(titles[name], each, self) for name, each in self.editors.items()}

    @override
    def work(self) -> Callable[[], Any]:
        typed = {name: each.value() for name, each in self.editors.items()}
        return partial(register_book, self._context.ports, RegisterBook(**typed))

    @override
    def sentence(self, done: Any) -> str:
        book = done.book
        span = f"{book.printed(book.first)} đến {book.printed(book.last)}"
        return f"Đã ghi quyển {book.symbol}, từ số {span}."
