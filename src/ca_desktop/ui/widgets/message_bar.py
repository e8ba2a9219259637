"""The message bar: what happened last, said without a dialog."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services import words
from ca_desktop.ui.widgets.labels import PlainLabel


class MessageBar(PlainLabel):
    """One sentence above the page; hidden until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, role="message")
        self.setObjectName("message")
        self.hide()

    @Slot(str)
    def say(self, text: str) -> None:
        """Tell of something that happened."""
        self._tell(text, "message")

    @Slot(str)
    def warn(self, text: str) -> None:
        """Tell of something that went wrong."""
        self._tell(text, "error")

    def warn_of_space(self, low: bool) -> None:  # noqa: FBT001 an answer
        """Tell that the disk is nearly full, where it is."""
        if low:
            self.warn(words.describe_code("LOW-SPACE").sentence)

    def _tell(self, text: str, role: str) -> None:
        self.setText(text)
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
