"""Wrong secrets in a row: each wait is twice the one before, and is said."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ca_desktop.domain.pins import wait_after


class WrongTries(QObject):
    """Counts wrong tries of each person and lets nobody try again before the wait is over.

    Signals:
        told(str): how long to wait, or to try again.
        waits(bool): a wait begins, or goes on; or it is over.
    """

    told = Signal(str)
    waits = Signal(bool)

    def __init__(self, failures: Mapping[str, int], parent: QObject) -> None:
        super().__init__(parent)
        self.failures = dict(failures)
        self.left = 0
        self.tick = QTimer(self)
        self.tick.setInterval(1000)
        self.tick.timeout.connect(self._on_tick)

    def note(self, person: str) -> None:
        """Somebody typed something wrong."""
        self.failures[person] = self.failures.get(person, 0) + 1
        self.left = wait_after(self.failures[person])
        self.tick.start()
        self._say()

    def resume(self, person: str) -> None:
        """Let whoever typed something wrong before wait as long as then."""
        self.left = wait_after(self.failures.get(person, 0))
        if self.left:
            self.tick.start()
            self._say()

    @Slot()
    def _on_tick(self) -> None:
        self.left -= 1
        self._say()

    def _say(self) -> None:
        waiting = self.left > 0
        self.told.emit(f"Đợi {self.left} giây rồi gõ lại." if waiting else "Gõ lại.")
        self.waits.emit(waiting)
        if not waiting:
            self.tick.stop()
