"""Goes on with dates that a calendar still has to move: after a break, and when one comes back."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from ca_desktop.services.desk.moving import MovedOn, finish_moves, is_unmoved
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Lane


class MovesDesk(QObject):
    """Looks at the start and after every exchange, in the background.

    Signals:
        said(str): dates were moved.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._runs = False
        context.tasks.touched.connect(self._on_touched)
        self.look()

    def look(self) -> None:
        """Ask whether something is left to be moved."""
        work = partial(is_unmoved, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self._on_looked, lane=Lane.COUNTS)

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if Topic.EXCHANGE in topics:
            self.look()

    def _on_looked(self, left: bool) -> None:  # noqa: FBT001 the answer of a question
        if left and not self._runs:
            self._runs = True
            self._context.tasks.change(
                partial(finish_moves, self._context.ports),
                owner=self,
                done=self._on_moved,
                failed=self._on_failed,
                lane=Lane.FILES,
            )

    def _on_moved(self, done: MovedOn) -> None:
        self._runs = False
        if done.moved:
            self.said.emit(f"{done.moved} hồ sơ đổi ngày hẹn theo lịch làm việc đã lưu.")

    def _on_failed(self, error: Exception) -> None:
        self._runs = False
        self._context.tasks.failed.emit(error)
