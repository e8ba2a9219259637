"""Trả kết quả khi chưa thu phí: the money first, or the reason why not."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.money import format_vnd
from ca_desktop.services.desk.receipts import leave_unpaid
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.money_back import MoneyDialog
from ca_desktop.ui.widgets.fields import Field, TextField, button, named


class UnpaidDialog(MoneyDialog):
    """Asks for the money of a dossier whose result goes out, or for the reason.

    Args:
        context: the outside world.
        code: of the dossier.
        open_vnd: what is still to be paid.
        parent: the page.
        collects: whoever is signed in may take money.

    Signals:
        may_go(): the result may be handed over now.
        collect_asked(): the money is to be taken first.
    """

    may_go = Signal()
    collect_asked = Signal()

    def __init__(
        self, context: UiContext, code: str, open_vnd: int, parent: QWidget, *, collects: bool
    ) -> None:
        self._code = code
        self.reason = named(TextField(), "reason")
        self.take = button("&Thu tiền trước…", "take_first")
        said = f"Hồ sơ {code} chưa thu phí, lệ phí: {format_vnd(open_vnd)}."
        titles = ("Chưa thu phí, lệ phí", said, "Vẫn trả, ghi lý do")
        super().__init__(context, titles, parent)
        self.add_button(self.take)
        self.take.setVisible(collects)
        self.take.clicked.connect(self._on_take)

    @override
    def make(self) -> dict[str, Field]:
        return {"reason": Field("&Lý do chưa thu *", self.reason, self)}

    @override
    def work(self) -> Callable[[], Any]:
        return partial(leave_unpaid, self._context.ports, self._code, self.reason.value())

    @override
    def sentence(self, done: Any) -> str:
        self.may_go.emit()
        return ""

    @Slot()
    def _on_take(self) -> None:
        self.collect_asked.emit()
        self.accept()
