"""Files and folders in the programs that the system has for them."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_in_system(path: Path) -> bool:
    """Open a file or folder; tell whether the system has a program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
