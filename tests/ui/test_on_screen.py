"""A dialog is never larger than the screen, whatever it was made for."""

from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ca_desktop.ui.widgets.on_screen import OnScreen


def test_a_dialog_that_opens_larger_than_the_screen_fits_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    watch = OnScreen(qapp)
    room = qapp.primaryScreen().availableGeometry()
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.resize(room.width() + 200, room.height() + 300)
    dialog.move(room.center())
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: room.contains(dialog.frameGeometry()))
    assert room.contains(dialog.frameGeometry())
    watch.deleteLater()
