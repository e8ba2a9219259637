"""Asking where something goes: the dialog of files, never in the way of the program."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

EXCEL = ("Excel (*.xlsx)", "xlsx")
EXCEL_OR_CSV = ("Excel (*.xlsx);;CSV (*.csv)", "xlsx")
PDF = ("PDF (*.pdf)", "pdf")
ICS = ("Lịch (*.ics)", "ics")
"""A kind of file: how the dialog says it, and its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWish:
    """A file that somebody wanted written; it may be tried again.

    Attributes:
        parent: who asked.
        title: of the dialog.
        chosen: writes it, given its path.
        kind: see `EXCEL`.
        path: that was chosen.
    """

    parent: QWidget
    title: str
    chosen: Callable[[str], object]
    kind: tuple[str, str]
    path: str

    def again(self) -> None:
        """Write it once more under the same name."""
        self.chosen(self.path)

    def elsewhere(self) -> None:
        """Ask for another name."""
        name = self.path.rpartition(".")[0] or self.path
        ask_new_file(self.parent, self.title, self.chosen, kind=self.kind, name=f"{name}-2")


class AsksFiles:
    """Whoever asks for files and remembers the last one.

    Attributes:
        wish: the file that was chosen last; None before.
    """

    wish: FileWish | None = None

    def usual_folder(self) -> Path:
        """Return where a file goes unless somebody chooses another place."""
        raise NotImplementedError


def ask_new_file(
    parent: QWidget,
    title: str,
    chosen: Callable[[str], object],
    *,
    kind: tuple[str, str] = EXCEL,
    name: str = "",
) -> None:
    """Ask for a file to be written; ``chosen`` gets its path unless the person thinks better.

    Args:
        parent: who asks.
        title: of the dialog.
        chosen: writes it, given its path.
        kind: see `EXCEL`.
        name: that is suggested, in the folder of documents unless it names another.
    """
    said, ending = kind
    asks = _asking(parent)
    dialog = QFileDialog(parent, title, str(asks.usual_folder() / name) if asks else name, said)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(partial(_on_selected, parent, title, chosen, kind))
    dialog.open()


def _on_selected(
    parent: QWidget,
    title: str,
    chosen: Callable[[str], object],
    kind: tuple[str, str],
    path: str,
) -> None:
    asks = _asking(parent)
    if asks is not None:
        asks.wish = FileWish(parent=parent, title=title, chosen=chosen, kind=kind, path=path)
    chosen(path)


def _asking(parent: QWidget) -> AsksFiles | None:
    """Return the page on which somebody asks."""
    asks: QWidget | None = parent
    while asks is not None and not isinstance(asks, AsksFiles):
        asks = asks.parentWidget()
    return asks


def ask_folder(parent: QWidget, title: str, chosen: Callable[[str], object]) -> None:
    """Ask for a folder; ``chosen`` gets its path unless the person thinks better."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(chosen)
    dialog.open()
