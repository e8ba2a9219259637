"""Long file work says how far it is and asks whether to go on."""

from collections.abc import Callable

from ca_desktop.domain.errors import Cancelled

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

IsCancelled = Callable[[], bool]
"""Tells whether the clerk has stopped the task."""


class Meter:
    """Counts bytes of one task for its `Progress` and `IsCancelled`."""

    def __init__(
        self, total: int, progress: Progress | None, cancelled: IsCancelled | None
    ) -> None:
        self._total = total
        self._done = 0
        self._progress = progress
        self._cancelled = cancelled

    def advance(self, count: int) -> None:
        """Note ``count`` more bytes.

        Raises:
            Cancelled: the clerk has stopped the task.
        """
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)
