"""A place on a disk: typed, pasted, or chosen in the system's own dialog."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ca_desktop.ui.widgets.fields import TextField, button, named


class PlaceField(QWidget):
    """A path with a button that opens the system's dialog.

    Args:
        title: what the place is for; also the dialog's title.
        name: tests find the field by it.
        pattern: of a file to open, as the dialog wants it; empty for a folder.

    Signals:
        chosen(Path): picked in the dialog, or typed and left with Enter.
    """

    chosen = Signal(object)

    def __init__(
        self, title: str, name: str, pattern: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._pattern = pattern
        self.path = named(TextField(self), name)
        self.path.setPlaceholderText(title)
        self.path.setAccessibleName(title)
        choose = button("Chọn…", f"choose_{name}")
        choose.setAccessibleName(f"Chọn: {title}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        choose.clicked.connect(self._on_choose)
        self.path.returnPressed.connect(self._on_entered)

    def value(self) -> Path | None:
        """Return the place, None where nothing is typed."""
        text = self.path.value().strip()
        return Path(text) if text else None

    def clear(self) -> None:
        """Forget the place."""
        self.path.clear()

    @Slot()
    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self._title, "", self._pattern)
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.ExistingFile if self._pattern else mode.Directory)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    @Slot(str)
    def _on_picked(self, text: str) -> None:
        self.path.fill(text)
        self.chosen.emit(Path(text))

    @Slot()
    def _on_entered(self) -> None:
        place = self.value()
        if place is not None:
            self.chosen.emit(place)
