"""Where a passphrase or a PIN is typed: as dots, or to be read by whoever asks for that."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.fields import TextField, named


class SecretField(TextField):
    """A passphrase or PIN: no input method, no scanner, nothing tidied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_typed(False)

    @override
    def tidied(self, text: str) -> str:
        return text

    @Slot(bool)
    def show_typed(self, shown: bool) -> None:  # noqa: FBT001 a signal
        """Show what is typed, or dots in its place."""
        self.setEchoMode(self.EchoMode.Normal if shown else self.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)


def shows_typed(secret: SecretField, parent: QWidget) -> QCheckBox:
    """Make the box that shows what is typed into a field: a new passphrase is typed once."""
    made = named(QCheckBox("Hiện mật khẩu khi &gõ", parent), f"show_{secret.objectName()}")
    made.toggled.connect(secret.show_typed)
    return made
