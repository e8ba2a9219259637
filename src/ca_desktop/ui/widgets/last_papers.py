"""The newest numbers a person finds on paper: those of a new life begin beyond them."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel


class LastPapersFields(QWidget):
    """Asks for the last printed papers; what there is none of stays empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = named(TextField(self), "last_code")
        self.receipt = named(TextField(self), "last_receipt")
        self.register = named(TextField(self), "last_register")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        hint = "Số trên tờ giấy gần nhất tìm được (không có thì để trống):"
        box.addWidget(PlainLabel(hint, self, role="hint"))
        row = QHBoxLayout()
        for title, editor in (
            ("Mã &hồ sơ trên giấy hẹn", self.code),
            ("Số b&iên nhận", self.receipt),
            ("Số trong &sổ theo dõi", self.register),
        ):
            row.addWidget(Field(title, editor, self))
        box.addLayout(row)

    def value(self) -> LastPapers:
        """Return what was typed."""
        return LastPapers(
            code=self.code.value().strip(),
            receipt=self.receipt.value().strip(),
            register=self.register.value().strip(),
        )
