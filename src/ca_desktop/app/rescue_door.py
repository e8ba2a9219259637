"""The ways on when an office does not open: look again, put it back from a backup, begin anew."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, Slot

from ca_desktop.app.leading import Leading
from ca_desktop.domain.errors import CaError, DatabaseDamaged, DatabaseMissing

STOPS = (DatabaseMissing, DatabaseDamaged)
"""What a person has to decide about before anything is opened."""


class RescueWays(QObject):
    """Leads from a stop to an office that opens.

    Args:
        door: shows, works and opens.
        first_run: shows the founding of an office.
        parent: the door.
    """

    def __init__(self, door: Leading, first_run: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._door = door
        self._first_run = first_run
        self._secret: str | None = None

    def show_notice(self, error: Exception) -> None:
        """Say why the office does not open, and what can be done."""
        if isinstance(error, STOPS):
            self._stop(error)
            return
        from ca_desktop.ui.dialogs.entry import Notice  # noqa: PLC0415 seldom needed

        notice = Notice(error)
        notice.again.connect(self._door.again)
        notice.restore_asked.connect(self.restore)
        self._door.show(notice)

    def show_elsewhere(self, error: Exception) -> None:
        """Say that the office is open in another window; that window can be called."""
        from ca_desktop.app.summons import Call  # noqa: PLC0415 seldom needed
        from ca_desktop.ui.dialogs.entry import OpenElsewhere  # noqa: PLC0415 seldom needed

        dialog = OpenElsewhere(error)
        call = Call(self._door.folder, dialog)
        dialog.called.connect(call.begin)
        call.answered.connect(dialog.show_answer)
        dialog.again.connect(self._door.again)
        self._door.show(dialog)

    def _stop(self, error: CaError) -> None:
        from ca_desktop.ui.dialogs.stopped import Stopped  # noqa: PLC0415 seldom needed

        stopped = Stopped(error, damaged=isinstance(error, DatabaseDamaged))
        stopped.again.connect(self._door.again)
        stopped.restore_asked.connect(self.restore)
        stopped.anew_asked.connect(self._on_anew)
        stopped.support_asked.connect(self._on_support)
        self._door.show(stopped)

    @Slot()
    def _on_anew(self) -> None:
        folder = self._door.folder
        self._door.answer(lambda: _office().set_aside(folder), self._on_aside)

    def _on_aside(self, _kept: object) -> None:
        self._first_run()

    @Slot()
    def _on_support(self) -> None:
        folder, dialog = self._door.folder, self._door.dialog
        done = dialog.show_written
        self._door.answer(lambda: _office().write_support(folder), done, owner=dialog)

    @Slot()
    def restore(self) -> None:
        """Offer the backups."""
        from ca_desktop.ui.windows.restore import RestoreDialog  # noqa: PLC0415 seldom needed

        backups = self._door.folder / "backups"
        replaces = (self._door.folder / "office.db").exists()
        dialog = RestoreDialog(backups, replaces=replaces)
        dialog.looked.connect(self._on_looked)
        dialog.asked.connect(self._on_asked)
        dialog.given.connect(self._on_given)
        dialog.left.connect(self._door.again)
        self._door.show(dialog)
        self._on_looked(backups)

    @Slot(object)
    def _on_looked(self, folder: Path) -> None:
        dialog = self._door.dialog
        done = dialog.show_backups
        self._door.answer(lambda: _office().backups_in(folder), done, owner=dialog)

    @Slot(object, str)
    def _on_asked(self, backup: Path, secret: str) -> None:
        folder, dialog = self._door.folder, self._door.dialog
        done = dialog.show_missing
        self._door.answer(lambda: _office().foresee(folder, backup, secret), done, owner=dialog)

    @Slot(object, str)
    def _on_given(self, wish: Any, new: str) -> None:  # noqa: ANN401 from a signal
        folder = self._door.folder
        self._secret = new or wish.secret or None
        self._door.answer(lambda: _office().restore(folder, wish, new), self._on_restored)

    def _on_restored(self, _life: object) -> None:
        secret, self._secret = self._secret, None
        self._door.open(secret)


def _office() -> ModuleType:
    from ca_desktop.app import office_window  # noqa: PLC0415 loads while a person signs in

    return office_window
