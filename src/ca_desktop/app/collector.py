"""Garbage is collected on the thread of the window alone.

Python collects on whichever thread happens to allocate. A worker that collects a dialog ends its
widgets there, and Qt, told of a lost focus by the wrong thread, brings the program down.
"""

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

LOOK_MS = 500


class Collector(QObject):
    """Looks from time to time whether there is something to collect."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self.setObjectName("collector")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Collect here from now on, and nowhere else; what is there already stays."""
        gc.freeze()
        gc.disable()
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect what is due by Python's own thresholds."""
        counts, most = gc.get_count(), gc.get_threshold()
        due = [age for age, count in enumerate(counts) if count > most[age]]
        if due:
            gc.collect(max(due))


def collect_here() -> None:
    """Let the running application collect on its own thread."""
    application = QCoreApplication.instance()
    if application is None:
        return
    found = application.findChild(QObject, "collector")
    (found if isinstance(found, Collector) else Collector(application)).begin()
