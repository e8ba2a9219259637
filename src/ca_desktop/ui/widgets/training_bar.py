"""The bar that says on every page that nobody here is real."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

TRAINING = "ĐANG TẬP HUẤN – dữ liệu giả, phiếu in có chữ TẬP HUẤN"


class TrainingBar(QFrame):
    """Stands above the page of a training office."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_bar")
        self.setProperty("role", "training")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 2, 16, 2)
        label = named(PlainLabel(TRAINING, self, role="on-training"), "training_text")
        self._row.addWidget(label, 1)

    def offer(self, title: str, name: str, do: Callable[[], object]) -> None:
        """Add a button."""
        made = button(title, name)
        made.clicked.connect(do)
        self._row.addWidget(made)
