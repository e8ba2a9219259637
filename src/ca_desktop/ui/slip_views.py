"""Slips on screen and in files."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.printing import SavedPrint, save_for_later
from ca_desktop.services.desk.slips import Slip, draw_slip, save_slip
from ca_desktop.services.office.printers import printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Done, touching


class SlipViews(QObject):
    """Shows slips and writes them into files, in the background.

    Signals:
        said(str): a slip went into a file.
        warned(str): it did not, or could not be drawn.
        print_asked(str, str): print the slip of the dossier with this code, on this printer or
            the usual one.
    """

    said = Signal(str)
    warned = Signal(str)
    print_asked = Signal(str, str)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def preview(self, code: str) -> None:
        """Show the slip of a dossier before it is printed again."""
        self._context.tasks.query(
            partial(_drawn, self._context.ports, code),
            owner=self,
            done=self._show,
            failed=partial(self._on_failed, code),
        )

    @Slot(str, str)
    def save(self, code: str, folder: str) -> None:
        """Write the slip of a dossier into a folder."""
        ports = self._context.ports
        self._context.tasks.change(
            touching(partial(_saved, ports, code, Path(folder)), Topic.PRINTS, Topic.DOSSIERS),
            owner=self,
            done=self._on_saved,
            failed=partial(self._on_failed, code),
        )

    @Slot(str)
    def save_later(self, code: str) -> None:
        """Write the slip of a dossier into the folder of the day, to be printed elsewhere."""
        self._context.tasks.change(
            partial(_kept_for_later, self._context.ports, code),
            owner=self,
            done=self._on_saved_later,
            failed=partial(self._on_failed, code),
        )

    def _show(self, slip: Slip) -> None:
        from ca_desktop.ui.dialogs.slip_preview import SlipPreview  # noqa: PLC0415 start-up time

        dialog = SlipPreview(slip, self._context, self._window)
        dialog.print_asked.connect(self.print_asked)
        dialog.save_asked.connect(self.save)
        dialog.later_asked.connect(self.save_later)
        dialog.open()

    def _on_saved(self, done: Done[Path]) -> None:
        self.said.emit(f"Đã lưu giấy hẹn: {done.value}.")

    def _on_saved_later(self, saved: SavedPrint) -> None:
        self.said.emit(f"Đã lưu PDF để in sau: {saved.path}.")

    def _on_failed(self, code: str, error: Exception) -> None:
        message = words.describe(error)
        self.warned.emit(f"{code}: {message.happened} {message.do_now}".strip())


def _layout(ports: Ports) -> SlipLayout:
    return printer_choice(ports, PaperForm.SLIP).layout


def _drawn(ports: Ports, code: str) -> Slip:
    return draw_slip(ports, code, _layout(ports))


def _saved(ports: Ports, code: str, folder: Path) -> Path:
    return save_slip(ports, code, folder, _layout(ports))


def _kept_for_later(ports: Ports, code: str) -> SavedPrint:
    return save_for_later(ports, code, _layout(ports))
