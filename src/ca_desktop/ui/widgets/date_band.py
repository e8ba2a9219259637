"""The red band that asks what day it is, when the machine's clock may be wrong."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.services.office.dates import ConfirmedDate, DateDoubt, confirm_date, date_doubt
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import DayField


class DateBand(QFrame):
    """Hidden while the date is sure; import is never held up by it.

    Signals:
        said(str): the date was confirmed.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words = PlainLabel("", self, role="error")
        self.day = named(DayField(None, self), "today")
        self.day.setPlaceholderText("24/11/2026")
        self.reason = named(TextField(self), "earlier_reason")
        self._fields = {
            "day": Field("Hôm nay là ngày *", self.day, self),
            "reason": Field("Lý do, nếu trước dữ liệu mới nhất", self.reason, self),
        }
        self._confirm = button("Xác nhận ngày", "confirm_date")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 0)
        box.addWidget(self._words)
        row = QHBoxLayout()
        row.addWidget(self._fields["day"], 1)
        row.addWidget(self._fields["reason"], 2)
        row.addWidget(self._confirm)
        box.addLayout(row)
        self._confirm.clicked.connect(self._on_confirm)
        self.hide()

    def check(self) -> None:
        """Look in the background whether the date is sure."""
        work = partial(date_doubt, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self._show)

    def _show(self, doubt: DateDoubt | None) -> None:
        self.setVisible(doubt is not None)
        if doubt is None:
            return
        after = ""
        if doubt.newest is not None and doubt.machine < doubt.newest:
            after = f", trước dữ liệu mới nhất ({day_text(doubt.newest)})"
        self._words.setText(
            f"Ngày của máy là {day_text(doubt.machine)}{after}, chưa chắc đúng."
            " Gõ ngày hôm nay trước khi tiếp nhận hồ sơ; nhập tệp vẫn làm được."
        )

    @Slot()
    def _on_confirm(self) -> None:
        for field in self._fields.values():
            field.show_problem("")
        try:
            day = self.day.day("day")
        except InvalidField as error:
            self._on_failed(error)
            return
        work = partial(confirm_date, self._context.ports, day, self.reason.value())
        self._context.tasks.change(work, owner=self, done=self._on_done, failed=self._on_failed)

    def _on_done(self, done: ConfirmedDate) -> None:
        self.hide()
        self.said.emit(f"Đã xác nhận hôm nay là {day_text(done.day)}.")

    def _on_failed(self, error: Exception) -> None:
        field = self._fields.get(getattr(error, "field", ""), self._fields["day"])
        field.show_error(error)
        field.editor.setFocus()
