"""What follows every write, done not more often than a person can see."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

REST_MS = 250
"""Twenty papers that leave a queue in a second need no twenty paintings of their list."""


class Paced(QObject):
    """Does at once what is asked for; what is asked while it rests it does once, afterwards.

    Args:
        work: to be done.
        parent: whose work it is.
    """

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._on_rested)

    def ask(self) -> None:
        """Do it now, or as soon as the rest is over."""
        if self._timer.isActive():
            self._due = True
        else:
            self._go()

    @Slot()
    def _on_rested(self) -> None:
        if self._due:
            self._go()

    def _go(self) -> None:
        self._due = False
        self._timer.start()
        self._work()
