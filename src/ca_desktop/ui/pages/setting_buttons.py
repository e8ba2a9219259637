"""Buttons that open what an office says from a day on, over their page."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from ca_desktop.ui.dialogs.dated_setting import DatedSettingDialog
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import named


class _SettingButton(QPushButton):
    """Opens a dialog; what it keeps is said by the page.

    Args:
        words: on the button.
        name: of the button.
        page: it stands on.
    """

    def __init__(self, words: str, name: str, page: Page) -> None:
        super().__init__(words, page)
        named(self, name)
        self.setAutoDefault(False)
        self._page = page
        self.clicked.connect(self._on_clicked)

    def _dialog(self) -> DatedSettingDialog:
        raise NotImplementedError

    @Slot()
    def _on_clicked(self) -> None:
        dialog = self._dialog()
        dialog.said.connect(self._page.said)
        dialog.open()


class WaitsButton(_SettingButton):
    """Opens how long is waited."""

    def __init__(self, page: Page) -> None:
        super().__init__("&Số ngày chờ…", "waits", page)

    @override
    def _dialog(self) -> DatedSettingDialog:
        from ca_desktop.ui.dialogs.waits import WaitsDialog  # noqa: PLC0415 start-up time

        return WaitsDialog(self._page.context, self._page)


class TargetButton(_SettingButton):
    """Opens the rate in time to be reached."""

    def __init__(self, page: Page) -> None:
        super().__init__("Mụ&c tiêu…", "target", page)

    @override
    def _dialog(self) -> DatedSettingDialog:
        from ca_desktop.ui.dialogs.target import TargetDialog  # noqa: PLC0415 start-up time

        return TargetDialog(self._page.context, self._page)
