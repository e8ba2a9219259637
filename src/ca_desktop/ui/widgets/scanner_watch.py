"""Watching the folder into which the scanner writes."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ca_desktop.domain.attachments import Stillness
from ca_desktop.services import words
from ca_desktop.services.desk.attachments import Detached, choose_scanner_folder, scanner_folder
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.labels import PlainLabel

EVERY = 1000
"""Milliseconds between two looks."""

SECOND = 1000.0


class ScannerWatch(QWidget):
    """Looks into the scanner's folder while it is shown; what is new and finished is told once.

    Signals:
        finished(list[Path]): files that the scanner has finished since this was shown.
        warned(str): the folder cannot be used.
    """

    finished = Signal(object)
    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder: Path | None = None
        self._still = Stillness()
        self._looking = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._on_time)
        self._words = PlainLabel("", self, role="hint")
        choose, leave = button("Chọn thư mục…", "choose_scanner"), button("Thôi", "leave_scanner")
        self._leave = leave
        choose.clicked.connect(self._on_choose)
        leave.clicked.connect(self._on_leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(choose)
        row.addWidget(leave)
        self._show(None)
        work = partial(scanner_folder, context.ports)
        context.tasks.query(work, owner=self, done=self._show)

    def _show(self, folder: Path | None) -> None:
        self._folder, self._still = folder, Stillness()
        self._leave.setVisible(folder is not None)
        if folder is None:
            self._timer.stop()
            self._words.setText("Thư mục máy quét: chưa chọn.")
            return
        self._words.setText(
            f"Thư mục máy quét: {folder}. Tệp mới ở đây vào hồ sơ này rồi được xóa khỏi thư mục."
        )
        self._clock.start()
        self._timer.start()
        self._on_time()

    @Slot()
    def _on_time(self) -> None:
        if self._folder is None or self._looking:
            return
        self._looking = True
        work = partial(self._context.ports.files.sizes, self._folder)
        self._context.tasks.query(
            work, owner=self, done=self._on_seen, failed=self._on_failed, lane=Lane.FILES
        )

    def _on_seen(self, sizes: dict[str, int]) -> None:
        self._looking = False
        folder = self._folder
        if folder is None:
            return
        names = self._still.settled(sizes, self._clock.elapsed() / SECOND)
        if names:
            self.finished.emit([folder / name for name in names])

    def _on_failed(self, error: Exception) -> None:
        self._looking = False
        self.warned.emit(words.describe(error).sentence)

    @Slot()
    def _on_choose(self) -> None:
        ask_folder(self, "Chọn thư mục máy quét", self._on_chosen)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self._choose(Path(name))

    @Slot()
    def _on_leave(self) -> None:
        self._choose(None)

    def _choose(self, folder: Path | None) -> None:
        work = partial(choose_scanner_folder, self._context.ports, folder)
        self._context.tasks.change(
            work, owner=self, done=partial(self._on_set, folder), failed=self._on_failed
        )

    def _on_set(self, folder: Path | None, _done: Detached) -> None:
        self._show(folder)
