"""What the door does for the ways that start from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from ca_desktop.app.entering import Entering
from ca_desktop.ui.tasks import Lane


class Leading(Protocol):
    """Shows one dialog at a time, works in the background, opens and leaves offices.

    Attributes:
        dialog: what is shown, None behind a window.
    """

    dialog: Any

    @property
    def folder(self) -> Path:
        """The data folder of the office."""

    def show(self, dialog: QDialog) -> None:
        """Show a dialog in the place of the one before."""

    def leave(self, after: Callable[[], object]) -> None:
        """Leave the open office; then do something else."""

    def answer(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        *,
        owner: QObject | None = None,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Do something in the background; ``owner``: who waits, when it is not the door."""

    def restore(self) -> None:
        """Offer the backups."""

    def go_into(self, folder: Path, wish: Entering) -> None:
        """Open what lies in another folder."""

    def open(self, passphrase: str | None) -> None:
        """Open the office."""

    def again(self) -> None:
        """Look once more what is there."""
