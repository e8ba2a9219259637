"""The part of a page that scrolls on a low screen; what has the focus stays in sight."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.fields import Field

MARGIN = 24
"""Pixels that stay visible around what has the focus."""

BESIDE_BAR = 8
"""Pixels between the widgets and the bar that scrolls them."""


class _Following(QScrollArea):
    """Has no frame and takes no focus itself."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def hold(self, inner: QWidget) -> None:
        """Scroll a widget; it is quicker where the viewport is its parent already."""
        self.setWidget(inner)
        for each in (self.viewport(), inner):
            each.setAutoFillBackground(False)  # it would cover the ring around its neighbour

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self.widget().isAncestorOf(new):
            QTimer.singleShot(0, self, self._follow)  # after what the change itself moves

    def _follow(self) -> None:
        """Show what has the focus, with its title; of what is higher than the room, its top."""
        focused = QApplication.focusWidget()
        if focused is None or not self.widget().isAncestorOf(focused):
            return
        self.ensureWidgetVisible(focused, 0, MARGIN)
        above = focused.parentWidget()
        block = above if isinstance(above, Field) else focused
        top = block.mapTo(self.widget(), QPoint(0, 0)).y() - MARGIN
        bar = self.verticalScrollBar()
        if top < bar.value() or focused.height() > self.viewport().height():
            bar.setValue(top)


class Scrolled(_Following):
    """Takes widgets one below the other.

    Attributes:
        box: where they go.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget(self.viewport())
        self.hold(inner)
        self.box = QVBoxLayout(inner)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(8)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)

    @override
    def minimumSizeHint(self) -> QSize:
        """Never so narrow that what is in it is cut: it scrolls up and down only."""
        least = super().minimumSizeHint()
        if self.widget() is None:
            return least
        bar = self.verticalScrollBar().sizeHint().width() + BESIDE_BAR
        inner = self.box.minimumSize().width() - self.box.contentsMargins().right()
        return QSize(max(least.width(), inner + bar), least.height())

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @Slot(int, int)
    def _on_range(self, _least: int, most: int) -> None:
        self.box.setContentsMargins(0, 0, BESIDE_BAR if most else 0, 0)


class ScrolledWhole(_Following):
    """Shows a widget whole; on a screen that is too small for it, a part of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(False)  # by itself Qt scrolls what could still be drawn together

    @override
    def hold(self, inner: QWidget) -> None:
        super().hold(inner)
        inner.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, whole = self.maximumViewportSize(), self.widget()
        width = max(room.width(), whole.minimumSizeHint().width())
        height = _least_height(whole, width)
        if height > room.height():
            bar = self.verticalScrollBar().sizeHint().width()
            width = max(room.width() - bar, whole.minimumSizeHint().width())
            height = _least_height(whole, width)
        whole.resize(width, max(room.height(), height))


def _least_height(whole: QWidget, width: int) -> int:
    layout = whole.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.minimumHeightForWidth(width)
    return whole.minimumSizeHint().height()
