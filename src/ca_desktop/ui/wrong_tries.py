"""Wrong secrets in a row: each wait of a person is twice the one before; nobody else waits."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ca_desktop.domain.pins import wait_after


class WrongTries(QObject):
    """Counts the wrong tries of each person, and the seconds until that person may try again.

    Attributes:
        failures: how often each person has typed a wrong secret in a row.

    Signals:
        ticked(): somebody waits a second less, or begins to wait.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.failures: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self.tick = QTimer(self)
        self.tick.setInterval(1000)
        self.tick.timeout.connect(self._on_tick)

    def left(self, person: str) -> int:
        """Return the seconds until this person's next try."""
        return self._left.get(person, 0)

    def note(self, person: str) -> None:
        """This person typed something wrong."""
        self.failures[person] = self.failures.get(person, 0) + 1
        self._left[person] = wait_after(self.failures[person])
        self.tick.start()
        self.ticked.emit()

    def forgive(self, person: str) -> None:
        """This person typed the right one."""
        self.failures.pop(person, None)

    def ask(self, person: str) -> str:
        """Return how long this person has to wait; empty where nothing is to wait for."""
        left = self.left(person)
        return f"Đợi {left} giây rồi gõ lại." if left else ""

    @Slot()
    def _on_tick(self) -> None:
        self._left = {person: left - 1 for person, left in self._left.items() if left > 1}
        if not self._left:
            self.tick.stop()
        self.ticked.emit()
