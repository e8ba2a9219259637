"""The ring around whatever has the focus: two pixels, in the colour of the accent."""

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import accent_of

WIDTH = 2


class FocusRing(QFocusFrame):
    """Drawn around one widget of its window at a time."""

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent_of(self.palette()), WIDTH))
        half = WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)


class FocusRings(QObject):
    """Gives each window that has the focus its ring, and moves it."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        window = now.window()
        if window.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip} or now is window:
            return
        ring = window.findChild(FocusRing)
        (ring if isinstance(ring, FocusRing) else FocusRing(window)).setWidget(now)
