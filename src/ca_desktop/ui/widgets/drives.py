"""USB sticks as they come and go; one press takes one as the place to write to."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from ca_desktop.domain.text import sized
from ca_desktop.services.ports.files import Drive
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel

LOOK_MS = 2_000


class DriveRow(QWidget):
    """A button for each stick; looks for them only while it is shown.

    Args:
        context: the outside world.
        parent: where it stands.
        writes: what is chosen is written to: one that is locked is of no use.

    Signals:
        chosen(str): folder of the stick.
        only(str): the one stick there is has just come.
        came(): a stick has come since the last look.
    """

    chosen = Signal(str)
    only = Signal(str)
    came = Signal()

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, writes: bool = True
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._writes = writes
        self._drives: Sequence[Drive] | None = None
        self._asked = False
        self._words = PlainLabel("", self, role="hint")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._words, 1)
        self._buttons: list[QPushButton] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look for sticks in the background; a slow one is not asked twice."""
        if self._asked:
            return
        self._asked = True
        work = self._context.ports.files.drives
        self._context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _on_failed(self, _error: Exception) -> None:
        self._asked = False

    def _show(self, drives: Sequence[Drive]) -> None:
        self._asked = False
        if drives == self._drives:
            return
        fresh = [x for x in drives if x.path not in {y.path for y in self._drives or ()}]
        if fresh:
            self.came.emit()
        self._drives = drives
        for old in self._buttons:
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = [self._button(drive) for drive in drives]
        self._words.setText("" if drives else "Chưa thấy USB. Cắm USB, màn hình tự nhận ra.")
        if len(drives) == 1 and fresh and self._serves(drives[0]):
            self.only.emit(str(drives[0].path))

    def _button(self, drive: Drive) -> QPushButton:
        state = "khóa ghi" if drive.read_only else f"còn {sized(drive.free)}"
        made = button(f"USB {drive.name} ({state})", f"drive_{len(self._buttons)}")
        made.setProperty("path", str(drive.path))
        made.setEnabled(self._serves(drive))
        made.clicked.connect(self._on_clicked)
        self._row.addWidget(made)
        return made

    def _serves(self, drive: Drive) -> bool:
        return not (self._writes and drive.read_only)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(str(sender.property("path")))
