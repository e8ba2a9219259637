"""The cell of the status bar that says whether what is being typed is safe."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.ui.widgets.fields import restyle
from ca_desktop.ui.widgets.labels import PlainLabel

NOTHING = "Nháp: không có"


class DraftState(PlainLabel):
    """“Đã lưu nháp 09:41:12”, or that the disk refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NOTHING, parent, role="hint")
        self.setObjectName("draft_state")
        self.setWordWrap(False)

    @Slot(str, bool)
    def show_state(self, text: str, well: bool) -> None:  # noqa: FBT001 a signal
        """Show what became of the last write."""
        self.setText((text if well else f"▲ {text}") or NOTHING)
        self.setProperty("role", "hint" if well else "problem")
        restyle(self)
