"""The button that opens the rate in time to be reached, over its page."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import named


class TargetButton(QPushButton):
    """Opens the dialog; what it keeps is said by the page.

    Args:
        page: it stands on.
    """

    def __init__(self, page: Page) -> None:
        super().__init__("Mụ&c tiêu…", page)
        named(self, "target")
        self.setAutoDefault(False)
        self._page = page
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        from ca_desktop.ui.dialogs.target import TargetDialog  # noqa: PLC0415 start-up time

        dialog = TargetDialog(self._page.context, self._page)
        dialog.said.connect(self._page.said)
        dialog.open()
