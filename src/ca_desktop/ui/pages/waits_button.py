"""The button that opens how long is waited, over its page."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import named


class WaitsButton(QPushButton):
    """Opens the dialog; what it keeps is said by the page.

    Args:
        page: it stands on.
    """

    def __init__(self, page: Page) -> None:
        super().__init__("&Số ngày chờ…", page)
        named(self, "waits")
        self.setAutoDefault(False)
        self._page = page
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        from ca_desktop.ui.dialogs.waits import WaitsDialog  # noqa: PLC0415 start-up time

        dialog = WaitsDialog(self._page.context, self._page)
        dialog.said.connect(self._page.said)
        dialog.open()
