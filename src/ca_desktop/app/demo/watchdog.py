"""How long the event loop of a window was held up, and how much memory its process takes."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot

TICK_MS = 5

LIMIT_MS = 100
"""Milliseconds that the loop may be held up."""
_PROPORTIONAL = Path("/proc/self/smaps_rollup")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class Watchdog(QObject):
    """Ticks as long as the loop runs; a tick that comes late tells how long nothing ran.

    Attributes:
        longest: milliseconds of the longest wait so far.
        over: how many took longer than `LIMIT_MS`.
        where: what was going on then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.over = 0.0, 0
        self.where = ""
        self._doing = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    def doing(self, what: str) -> None:
        """Say what is going on from now on."""
        self._doing = what

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Do something that no clerk does, such as taking a picture of the window."""
        self._on_tick()
        self._timer.stop()
        yield
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    @Slot()
    def _on_tick(self) -> None:
        now = time.perf_counter()
        waited = (now - self._last) * 1000 - TICK_MS
        self._last = now
        self.over += waited > LIMIT_MS
        if waited > self.longest:
            self.longest, self.where = waited, self._doing


def memory_mib() -> float | None:
    """Return the proportional set size of this process in MiB; None where nobody tells."""
    try:
        found = _PSS.search(_PROPORTIONAL.read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) / 1024 if found else None
