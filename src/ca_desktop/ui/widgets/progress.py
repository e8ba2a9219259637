"""How far long work is, in figures, and the button that stops it."""

import threading

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.watch import Stage, Watch
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

MEGABYTE = 10**6
STEPS = 1000
"""Bytes of a large file do not fit the bar's integers; thousandths do."""

_COUNTED = frozenset({Stage.APPLY, Stage.COUNT, Stage.SCAN, Stage.LIST, Stage.SAMPLE})
"""Stages that count things; the others count bytes."""


class ProgressStrip(QWidget):
    """Hidden while nothing runs."""

    _told = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._words = named(PlainLabel("", self), "stage")
        self._bar = named(QProgressBar(self), "progress")
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Tiến độ")
        self.stop_button = button("Dừng", "stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop_button)
        self.stop_button.clicked.connect(self._on_stop)
        self._told.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.hide()

    @property
    def stopped(self) -> bool:
        """Whether the person has asked to stop what ran last."""
        return self._stop.is_set()

    def begin(self) -> Watch:
        """Show the strip; return what the work tells and asks, from any thread."""
        self._stop = threading.Event()
        self._bar.setValue(0)
        self._words.setText("")
        self.stop_button.setEnabled(True)
        self.show()
        return Watch(self._told.emit, self._stop.is_set)

    def end(self) -> None:
        """Hide the strip: the work has answered."""
        self.hide()

    @Slot(str, object, object)
    def _show(self, stage: str, done: int, total: int) -> None:
        self._bar.setValue(STEPS * done // max(total, 1))
        self._words.setText(f"{words.label('stages', stage)}: {_figures(stage, done, total)}")

    @Slot()
    def _on_stop(self) -> None:
        self._stop.set()
        self.stop_button.setEnabled(False)
        self._words.setText("Đang dừng…")


def _figures(stage: str, done: int, total: int) -> str:
    if stage in _COUNTED:
        return f"{grouped(done)} / {grouped(total)}"
    return f"{done / MEGABYTE:.1f} / {total / MEGABYTE:.1f} MB".replace(".", ",")
