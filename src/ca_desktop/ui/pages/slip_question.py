"""The slip of an earlier dossier, scanned while an intake is open: are its papers here?"""

from functools import partial

from PySide6.QtCore import Slot

from ca_desktop.services.desk.dossiers import Stepped, step_dossier
from ca_desktop.services.desk.scanned import ScannedSlip
from ca_desktop.ui import shown
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.ask_bar import AskBar

SUPPLY, OPEN, LEAVE = "supply", "open", "leave"


class SlipQuestion(AskBar):
    """Offers to take the papers that a dossier waits for; what is being typed stays."""

    def __init__(self, page: Page) -> None:
        super().__init__("slip", page)
        self._page = page
        self._slip: ScannedSlip | None = None
        self.answered.connect(self._on_answered)

    def take(self, slip: ScannedSlip) -> bool:
        """Ask about a slip; tell whether there is something to ask."""
        self.drop()
        if not slip.awaits_papers:
            return False
        self._slip = slip
        self.ask(
            f"Hồ sơ {slip.code} của {slip.holder_name} đang chờ bổ sung.",
            (
                (SUPPLY, f"Nộp bổ sung cho hồ sơ {slip.code}"),
                (OPEN, "Mở hồ sơ"),
                (LEAVE, "Bỏ qua"),
            ),
            focus=True,
        )
        return True

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        slip, self._slip = self._slip, None
        if slip is not None and answer == OPEN:
            self._page.dossier_chosen.emit(slip.dossier_id)
        elif slip is not None and answer == SUPPLY:
            work = partial(step_dossier, self._page.context.ports, slip.code, "in_process")
            self._page.context.tasks.change(
                work, owner=self, done=self._on_supplied, failed=self._page.tell
            )

    def _on_supplied(self, done: Stepped) -> None:
        """Say what is promised now that the papers are here."""
        said = f"Đã nhận bổ sung hồ sơ {done.code}, hẹn trả {shown.day(done.due_at)}."
        self._page.tell_stepped(said, done)
