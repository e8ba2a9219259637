"""Refusing an intake: the first press asks for the reason, the second one refuses."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ca_desktop.ui.widgets.fields import Field, TextField, button, named


class Refusal(QObject):
    """The button and the reason.

    Attributes:
        button: asks, then refuses.
        reason: why the dossier is not taken in.
        field: the reason with its label; hidden until it is asked for.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.button = button("", "refuse")
        self.reason = named(TextField(page), "refusal_reason")
        self.field = Field("&Lý do từ chối *", self.reason, page)
        self.reset()

    @property
    def asked(self) -> bool:
        """Whether the reason has been asked for."""
        return not self.field.isHidden()

    def ask(self, missing: Sequence[str]) -> None:
        """Ask for the reason; papers that are missing are one."""
        names = "; ".join(missing)
        self.reason.fill(f"Hồ sơ chưa đủ thành phần: {names}" if names else "")
        self.field.show()
        self.button.setText("Xác nhận từ chối")
        self.reason.setFocus()

    def reset(self) -> None:
        """Nothing is to be refused."""
        self.field.hide()
        self.button.setText("Từ chối tiếp nhận")
