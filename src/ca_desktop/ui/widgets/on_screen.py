"""Dialogs that open larger than the screen are made to fit it: no button is out of reach."""

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog


class OnScreen(QObject):
    """Looks at each dialog that comes to the front; lives as long as the application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusWindowChanged.connect(self._on_window)

    @Slot(QWindow)
    def _on_window(self, _window: QWindow | None) -> None:
        dialog = QApplication.activeWindow()
        if isinstance(dialog, QDialog):
            fit_on_screen(dialog)


def fit_on_screen(dialog: QDialog) -> None:
    """Make a dialog no larger than its screen leaves, and put it where all of it is seen."""
    frame = dialog.frameGeometry()
    screen = QApplication.screenAt(frame.center()) or QApplication.primaryScreen()
    room = screen.availableGeometry()  # the binding lets `dialog.screen()` die with the dialog
    around = frame.size() - dialog.size()
    most = QSize(room.width() - around.width(), room.height() - around.height())
    if dialog.width() > most.width() or dialog.height() > most.height():
        dialog.resize(dialog.size().boundedTo(most))
        frame = dialog.frameGeometry()
    left = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    top = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    if (left, top) != (frame.left(), frame.top()):
        dialog.move(left, top)
