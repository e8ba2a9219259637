"""Guidance on paper: printed at once, for no dossier waits in a list for it."""

from functools import partial

from PySide6.QtCore import QObject

from ca_desktop.domain.letters import LetterKind
from ca_desktop.services import words
from ca_desktop.services.desk.letter_papers import draw_guidance
from ca_desktop.services.desk.letters import Guidance
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.letters import NAMES
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.told import Level, Offer, Told

KEPT = "Đã ghi việc hướng dẫn hoàn thiện hồ sơ. Nội dung đang nhập nay ở Nháp."


class GuidanceDesk(QObject):
    """Prints what a citizen takes home, and says on the page what became of it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def print(self, given: Guidance) -> None:
        """Print it; where that fails it can be tried again."""
        self._page.context.tasks.query(
            partial(_printed, self._page.context.ports, given),
            owner=self,
            done=partial(self._on_printed, given),
            failed=partial(self._on_unprinted, given),
            lane=Lane.PAPER,
            holds=True,
        )

    def _on_printed(self, given: Guidance, printer: str) -> None:
        text = f"{KEPT} Đã gửi tới máy in {printer}."
        self._page.told.emit(Told(text=text, about=given.event_id))

    def _on_unprinted(self, given: Guidance, error: Exception) -> None:
        again = Offer("In lại", "print_again", partial(self.print, given))
        text = f"{KEPT} Chưa in được phiếu: {words.describe(error).sentence}"
        told = Told(text=text, level=Level.WARNING, about=given.event_id, offers=(again,))
        self._page.told.emit(told)


def _printed(ports: Ports, given: Guidance) -> str:
    return print_sheet(draw_guidance(ports, given), title=NAMES[LetterKind.SUPPLEMENT], ports=ports)
