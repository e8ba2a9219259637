"""One office, one window: whoever starts the program once more calls the window that is open.

Both meet at a note in the state folder, which neither a network nor a socket carries: who looks
for the window lays it down, who has the window comes forward and takes it away once it is there.
"""

import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from ca_desktop.vault.layout import state_folder

NOTE = "called"
"""In the state folder: somebody looks for the window of this office."""
LOOKS_EACH_MS = 50
PATIENCE_MS = 2_000
"""By then a window that comes forward is there: there may be none, or the system lets none."""


class Summons(QObject):
    """Hears who looks for the window of the office that is open here.

    Signals:
        called(): it is to come forward.
    """

    called = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._note: Path | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window)

    def listen(self, folder: Path) -> None:
        """Hear from now on who looks for the office in this data folder."""
        self.mute()
        self._note = state_folder(folder) / NOTE
        self._watcher.addPath(str(self._note.parent))

    def mute(self) -> None:
        """The office is left: whoever looks for it finds nobody."""
        if self._note is not None:
            self._watcher.removePath(str(self._note.parent))
            self._note = None

    @property
    def _wanted(self) -> bool:
        return self._note is not None and self._note.exists()

    @Slot()
    def _on_changed(self) -> None:
        if self._wanted:
            self.called.emit()
            self._on_focus_window(QGuiApplication.focusWindow())

    @Slot(QWindow)
    def _on_focus_window(self, window: QWindow | None) -> None:
        """Tell whoever called, once a window of this program has the keys."""
        if window is not None and self._note is not None and self._wanted:
            with suppress(OSError):  # then whoever called is told that nobody came
                self._note.unlink()


class Call(QObject):
    """Looks for the window of an office that another program of this computer has open.

    Args:
        folder: the data folder of the office.
        parent: who looks.

    Signals:
        answered(bool): the window came forward, or it did not.
    """

    answered = Signal(bool)

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._note = state_folder(folder) / NOTE
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EACH_MS)
        self._timer.timeout.connect(self._on_look)

    @Slot()
    def begin(self) -> None:
        """Lay the note down, and look whether somebody takes it away."""
        _let_others_forward()
        with suppress(OSError):
            self._note.touch()
        self._looks = 0 if self._note.exists() else PATIENCE_MS // LOOKS_EACH_MS
        self._timer.start()

    @Slot()
    def _on_look(self) -> None:
        self._looks += 1
        patient = self._looks < PATIENCE_MS // LOOKS_EACH_MS
        taken = patient and not self._note.exists()
        if patient and not taken:
            return
        self._timer.stop()
        with suppress(OSError):
            self._note.unlink(missing_ok=True)
        self.answered.emit(taken)


def _let_others_forward() -> None:
    """Give away the right to stand in front: Windows lets only its holder's window come there."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 Windows only

        windows = ctypes.windll  # type: ignore[attr-defined, unused-ignore]
        windows.user32.AllowSetForegroundWindow(-1)
