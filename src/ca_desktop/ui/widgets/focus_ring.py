"""The ring around whatever has the focus: two pixels, in the colour of the accent."""

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from typing_extensions import override

from ca_desktop.ui.theme import accent_of, worn

WIDTH = 2


class _Above(QProxyStyle):
    """Lets the ring stand in the window or what scrolls, where nothing around a field cuts it."""

    @override
    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0  # the ring's own: that of the style leaves out what must move inwards
        return super().styleHint(hint, option, widget, returnData)

    @override
    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        metrics = QStyle.PixelMetric
        if metric in {metrics.PM_FocusFrameHMargin, metrics.PM_FocusFrameVMargin}:
            return WIDTH
        return super().pixelMetric(metric, option, widget)


class FocusRing(QFocusFrame):
    """Drawn around one widget of its window at a time; on the widget's own edge where it must."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._above = _Above("Fusion")
        self._above.setParent(self)
        self.setStyle(self._above)
        theme = worn()
        if theme is not None:
            theme.worn.connect(self.show)  # Qt hides it when what it stands around is dressed anew

    @override
    def setVisible(self, visible: bool, /) -> None:
        """Show it only around what is seen: what moves around a hidden field calls it as well."""
        around: QWidget | None = self.widget()
        seen = around is not None and around.isVisible()
        super().setVisible(visible and seen)

    @override
    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._leave_inside()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_inside()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent_of(self.window().palette()), WIDTH))
        half = WIDTH / 2
        painter.drawRoundedRect(QRectF(self._edge()).adjusted(half, half, -half, -half), 4, 4)

    def _edge(self) -> QRect:
        """Return what of its place can be seen."""
        around = self.parentWidget()
        return (
            self.rect() if around is None else self.rect() & around.rect().translated(-self.pos())
        )

    def _leave_inside(self) -> None:
        """Cover only what is drawn: whoever types does not paint the ring anew."""
        edge, wide = self._edge(), WIDTH + 1
        inside = edge.adjusted(wide, wide, -wide, -wide)
        self.setMask(QRegion(edge).subtracted(QRegion(inside)))
        self.update()


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
