"""One long thing at a time: it shows figures, can be stopped, and always answers."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ca_desktop.domain.errors import Cancelled
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.watch import Watch
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.progress import ProgressStrip

T = TypeVar("T")
BUSY = "Việc trước đang chạy. Chờ xong, hoặc bấm Dừng, rồi làm lại."


class LongWork(QObject):
    """Runs what takes long, for the panels of one page.

    Signals:
        busy(bool): something begins, or has ended.
    """

    busy = Signal(bool)

    def __init__(self, page: Page, strip: ProgressStrip) -> None:
        super().__init__(page)
        self._page = page
        self._strip = strip
        self._runs = False

    def is_free(self) -> bool:
        """Tell whether nothing runs; where something does, the person reads so."""
        if self._runs:
            self._page.warned.emit(BUSY)
        return not self._runs

    @property
    def stopped(self) -> bool:
        """Whether the person has asked to stop what ran last."""
        return self._strip.stopped

    def run(
        self,
        work: Callable[[Watch], T],
        *topics: Topic,
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        lane: Lane = Lane.FILES,
    ) -> None:
        """Run something that changes what other pages show; ``done`` gets no stopped work."""
        task = touching(partial(_unless_stopped, work, self._strip.begin()), *topics)
        fail = partial(self._fail, failed or self._page.tell)
        self._set(runs=True)
        self._page.context.tasks.change(
            task, owner=self._page, done=partial(self._end, done), failed=fail, lane=lane
        )

    def _end(self, done: Callable[[T], object], result: Done[T | None]) -> None:
        self._strip.end()
        self._set(runs=False)
        if result.value is None:
            self._page.said.emit("Đã dừng. Chưa có gì thay đổi.")
        else:
            done(result.value)

    def _fail(self, tell: Callable[[Exception], object], error: Exception) -> None:
        self._strip.end()
        self._set(runs=False)
        tell(error)

    def _set(self, *, runs: bool) -> None:
        self._runs = runs
        self.busy.emit(runs)


def _unless_stopped(work: Callable[[Watch], T], watch: Watch) -> T | None:
    try:
        return work(watch)
    except Cancelled:
        return None
