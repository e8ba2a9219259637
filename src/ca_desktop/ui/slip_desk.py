"""Slips on their way to paper: drawn and spooled on a worker, logged once the queue has them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.paper_receipts import draw_receipt
from ca_desktop.services.desk.slips import PrintedSlip, Slip, draw_slip, log_print, save_slip
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Done, Lane, touching


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spooled:
    slip: Slip
    printer: str


class SlipDesk(QObject):
    """Prints, shows and saves slips in the background; a printer never holds up an intake.

    Signals:
        said(str): a slip went to a printer or into a file.
        warned(str): it did not; the slip is still "chưa in".
    """

    said = Signal(str)
    warned = Signal(str)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.last = ""

    @Slot(str)
    @Slot(str, str)
    def print_slip(self, code: str, before: str = "") -> None:
        """Print the slip of a dossier.

        Args:
            code: of the dossier.
            before: a sentence that stays in front of the answer.
        """
        self.last = code
        self._context.tasks.query(
            partial(_spool, self._context.ports, code),
            owner=self,
            done=partial(self._on_spooled, before),
            failed=partial(self._on_failed, code),
            lane=Lane.FILES,
            holds=True,
        )

    @Slot(str)
    def preview(self, code: str) -> None:
        """Show the slip of a dossier before it is printed again."""
        self.last = code
        self._context.tasks.query(
            partial(draw_slip, self._context.ports, code),
            owner=self,
            done=self._show,
            failed=partial(self._on_failed, code),
        )

    @Slot(str, str)
    def save(self, code: str, folder: str) -> None:
        """Write the slip of a dossier into a folder."""
        self._context.tasks.change(
            touching(partial(save_slip, self._context.ports, code, Path(folder)), Topic.PRINTS),
            owner=self,
            done=self._on_saved,
            failed=partial(self._on_failed, code),
        )

    def _show(self, slip: Slip) -> None:
        from ca_desktop.ui.dialogs.slip_preview import SlipPreview  # noqa: PLC0415 start-up time

        dialog = SlipPreview(slip, self._window)
        dialog.print_asked.connect(self.print_slip)
        dialog.save_asked.connect(self.save)
        dialog.open()

    @Slot(str)
    def print_receipt(self, task_id: str) -> None:
        """Print the receipt for papers that were brought; it can be asked for again."""
        self._context.tasks.query(
            partial(_spool_receipt, self._context.ports, task_id),
            owner=self,
            done=self.said.emit,
            failed=self._on_no_receipt,
            lane=Lane.FILES,
            holds=True,
        )

    def _on_no_receipt(self, error: Exception) -> None:
        message = words.describe(error)
        self.warned.emit(f"Chưa in được giấy biên nhận: {message.happened} {message.do_now}")

    def _on_spooled(self, before: str, spooled: _Spooled) -> None:
        before = before or f"Giấy hẹn {spooled.slip.code}:"
        self._context.tasks.change(
            partial(log_print, self._context.ports, spooled.slip),
            owner=self,
            done=partial(
                self._on_logged,
                f"{before} Đã gửi tới máy in {spooled.printer}.",
            ),
            failed=partial(self._on_failed, spooled.slip.code),
        )

    def _on_logged(self, sentence: str, _done: PrintedSlip) -> None:
        self.said.emit(sentence)

    def _on_saved(self, done: Done[Path]) -> None:
        self.said.emit(f"Đã lưu giấy hẹn: {done.value}.")

    def _on_failed(self, code: str, error: Exception) -> None:
        message = words.describe(error)
        self.warned.emit(f"{code} chưa in được giấy hẹn: {message.happened} {message.do_now}")


def _spool(ports: Ports, code: str) -> _Spooled:
    from ca_desktop.ui.printing import send_to_printer  # noqa: PLC0415 start-up time

    slip = draw_slip(ports, code)
    return _Spooled(slip=slip, printer=send_to_printer(slip.pdf, title=code))


def _spool_receipt(ports: Ports, task_id: str) -> str:
    from ca_desktop.ui.printing import send_to_printer  # noqa: PLC0415 start-up time

    drawn = draw_receipt(ports, task_id)
    printer = send_to_printer(drawn.pdf, title=drawn.code)
    return f"{drawn.code}: đã gửi giấy biên nhận giấy tờ tới máy in {printer}."
