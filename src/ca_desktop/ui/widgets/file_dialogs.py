"""Asking where something goes: the dialog of files, never in the way of the program."""

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

EXCEL = ("Excel (*.xlsx)", "xlsx")
EXCEL_OR_CSV = ("Excel (*.xlsx);;CSV (*.csv)", "xlsx")
PDF = ("PDF (*.pdf)", "pdf")
ICS = ("Lịch (*.ics)", "ics")
"""A kind of file: how the dialog says it, and its ending."""


def ask_new_file(
    parent: QWidget,
    title: str,
    chosen: Callable[[str], object],
    *,
    kind: tuple[str, str] = EXCEL,
    name: str = "",
) -> None:
    """Ask for a file to be written; ``chosen`` gets its path unless the person thinks better."""
    said, ending = kind
    dialog = QFileDialog(parent, title, name, said)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_folder(parent: QWidget, title: str, chosen: Callable[[str], object]) -> None:
    """Ask for a folder; ``chosen`` gets its path unless the person thinks better."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(chosen)
    dialog.open()
