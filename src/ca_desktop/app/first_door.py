"""The ways to a first office: founding one in steps, or building a lost centre anew."""

from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, Slot

from ca_desktop.app.leading import Leading
from ca_desktop.ui.tasks import Lane


class FirstWays(QObject):
    """Leads from an empty folder to an open office.

    Args:
        door: shows, works and opens.
        parent: the door.
    """

    def __init__(self, door: Leading, parent: QObject) -> None:
        super().__init__(parent)
        self._door = door
        self._secret: str | None = None
        self._founded: Any = None

    def begin(self) -> None:
        """Show the first step; beside it the ways back to an office that was."""
        from ca_desktop.ui.dialogs.first_run import FirstRun  # noqa: PLC0415 once in a lifetime

        first = FirstRun()
        first.given.connect(self._found)
        first.printers_wanted.connect(self._on_printers)
        first.trial_asked.connect(self._on_trial)
        first.restore_asked.connect(self._door.restore)
        first.rebuild_asked.connect(self._show_rebuild)
        self._door.show(first)

    @Slot()
    def _on_printers(self) -> None:
        first = self._door.dialog
        done = first.show_printers
        self._door.answer(_machines, done, owner=first, lane=Lane.PAPER)

    @Slot(object)
    def _on_trial(self, choice: Any) -> None:  # noqa: ANN401 from a signal
        first = self._door.dialog
        done = first.show_tried
        self._door.answer(
            lambda: _office().print_trial_slip(choice), done, owner=first, lane=Lane.PAPER
        )

    @Slot(object, str, object)
    def _found(self, founding: Any, passphrase: str, choice: Any) -> None:  # noqa: ANN401 from a signal
        folder = self._door.folder
        self._secret = passphrase or None
        self._door.answer(
            lambda: _office().found(folder, founding, passphrase, choice), self._on_founded
        )

    def _on_founded(self, founded: Any) -> None:  # noqa: ANN401 loaded late
        from ca_desktop.ui.dialogs.first_run import KeepCodes  # noqa: PLC0415 once in a lifetime

        codes = KeepCodes(founded.recovery_code, founded.root_code)
        codes.kept.connect(self._on_kept)
        codes.print_asked.connect(self._on_print_recovery)
        codes.print_root_asked.connect(self._on_print_root)
        self._founded = founded
        self._door.show(codes)

    @Slot()
    def _on_print_recovery(self) -> None:
        founded, dialog = self._founded, self._door.dialog
        self._door.answer(
            lambda: _office().print_recovery(founded), dialog.show_printed, owner=dialog
        )

    @Slot()
    def _on_print_root(self) -> None:
        founded, dialog = self._founded, self._door.dialog
        self._door.answer(lambda: _office().print_root(founded), dialog.show_printed, owner=dialog)

    @Slot()
    def _on_kept(self) -> None:
        self._founded = None
        secret, self._secret = self._secret, None
        self._door.open(secret)

    @Slot()
    def _show_rebuild(self) -> None:
        from ca_desktop.ui.dialogs.rebuild import RebuildCentre  # noqa: PLC0415 hardly ever

        dialog = RebuildCentre()
        dialog.given.connect(self._rebuild)
        dialog.left.connect(self._door.again)
        self._door.show(dialog)

    @Slot(object)
    def _rebuild(self, wish: Any) -> None:  # noqa: ANN401 from a signal
        folder: Path = self._door.folder
        self._secret = wish.passphrase or None
        self._door.answer(lambda: _office().rebuild(folder, wish), self._on_founded)


def _machines() -> object:
    from ca_desktop.ui.printing import machines  # noqa: PLC0415 start-up time

    return machines.find_machines()


def _office() -> ModuleType:
    from ca_desktop.app import office_window  # noqa: PLC0415 loads while a person signs in

    return office_window
