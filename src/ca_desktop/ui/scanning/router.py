"""Scanners that play a keyboard: their keys are told from typing in whatever has the focus."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from ca_desktop.domain.scans import Burst, Ended, UnknownScan
from ca_desktop.ui.scanning.traces import Trace, is_secret, trace_of

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_HELD = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_AltGr})
"""Keys that a scanner holds down to make a letter."""

_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class ScanRouter(QObject):
    """Looks at every key on its way to the widget that has the focus, and holds none back.

    Only when an Enter or Tab closes a burst that no hand could type, and the burst says something
    known, is it taken back out of the widget and told; that Enter does nothing more. Passphrases
    are never looked at. While a dialog asks something nothing is told.

    The time of a key is the window system's, so a busy program does not change it. A key without
    one was pressed by no hand and by no scanner.

    Signals:
        scanned(Scan): a scanner sent this.
        struck(str, int): a key came, so many milliseconds after the one before (-1: unknown).
    """

    scanned = Signal(object)
    struck = Signal(str, int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._burst = Burst()
        self._trace: Trace | None = None
        self._watched: QObject | None = None
        self._last_at = 0
        self._composed = QElapsedTimer()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusObjectChanged.connect(self._on_focus)
            self._on_focus(application.focusObject())

    def measure(self, largest_gap: int) -> None:
        """Take keys so many milliseconds apart for those of this machine's scanner."""
        self._burst = Burst(largest_gap)

    @Slot(QObject)
    def _on_focus(self, widget: QObject | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._burst.stop()
        self._watched = widget if self._is_ours(widget) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _is_ours(self, widget: QObject | None) -> bool:
        """Tell whether a widget stands in this window or in a dialog above it."""
        while isinstance(widget, QWidget) and widget is not self._window:
            widget = widget.parentWidget()
        return widget is self._window

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        if kind is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._on_composed(watched, event)
        return False

    def _on_key(self, widget: QObject, event: QKeyEvent) -> bool:
        gap = self._gap(event)
        if is_secret(widget) or event.isAutoRepeat() or event.modifiers() & _COMMANDING:
            self._burst.stop()
        elif event.key() in _ENDS:
            self.struck.emit("\n" if event.key() != Qt.Key.Key_Tab else "\t", _said(gap))
            return self._on_end(self._burst.end(gap))
        elif event.key() == Qt.Key.Key_Backspace:
            self._burst.erase(gap)
        elif event.text().isprintable() and event.text():
            self.struck.emit(event.text(), _said(gap))
            self._on_text(widget, event.text(), gap)
        elif event.key() not in _HELD:
            self._burst.stop()
        return False

    def _on_text(self, widget: QObject, text: str, gap: int | None) -> None:
        if self._burst.key(text, gap):
            self._trace = trace_of(widget)

    def _on_composed(self, widget: QObject, event: QInputMethodEvent) -> None:
        """An input method lets a scan through in pieces; it does not say when they were typed."""
        gap = self._composed.restart() if self._composed.isValid() else None
        if gap is None:
            self._composed.start()
        if is_secret(widget):
            self._burst.stop()
        elif event.commitString():
            self._on_text(widget, event.commitString(), gap)

    def _on_end(self, ended: Ended) -> bool:
        trace, self._trace = self._trace, None
        if ended.scan is None:
            return not ended.commands
        if QApplication.activeModalWidget() is None:
            if trace is not None and not isinstance(ended.scan, UnknownScan):
                trace.undo(ended.before)
            self.scanned.emit(ended.scan)
        return True

    def _gap(self, event: QKeyEvent) -> int | None:
        at, before = event.timestamp(), self._last_at
        self._last_at = at
        return at - before if at and before else None


def _said(gap: int | None) -> int:
    return -1 if gap is None else gap
