"""A place on a disk: typed, pasted, or chosen in the system's own dialog."""

from pathlib import Path, PurePath
from typing import TypeVar

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ca_desktop.ui.widgets.fields import TextField, button, named

P = TypeVar("P", bound=PurePath)


def typed_place(text: str) -> Path | None:
    """Return the place that somebody typed, None where nothing is typed."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return whole(Path(text.strip()), Path(documents)) if text.strip() else None


def whole(place: P, documents: P) -> P:
    """Return a place that is the same wherever the program was started.

    ``E:`` is the top of that drive; a name alone lies among the documents, as in the system's own
    dialogs.
    """
    if place.drive and not place.root:
        return type(place)(f"{place.drive}/").joinpath(*place.parts[1:])
    return documents / place


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
        return typed_place(self.path.value())

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
            self.path.fill(str(place))
            self.chosen.emit(place)
