"""The last resort of a window: what nobody expected is logged, shown and survived."""

import sys
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from ca_desktop.app.crash import log_bug


class CrashNet(QObject):
    """Catches what nobody expected: logged without personal data, shown, survived.

    Signals:
        crashed(Exception): shown by the window.
    """

    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._showing = False

    def install(self) -> None:
        """Take over the last resort of the interpreter."""
        sys.excepthook = self._on_error

    def _on_error(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log_bug(error)
        if self._showing:  # whatever shows it failed in its turn: that would never end
            return
        self._showing = True
        self.crashed.emit(error)
        self._showing = False
