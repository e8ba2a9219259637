"""The way from a page to a list of several dossiers, and on to the printer."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.desk.batches import IssuedBatch
from ca_desktop.ui.letters import NAMES
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.told import Told
from ca_desktop.ui.widgets.fields import named


class BatchesButton(QPushButton):
    """Opens the list of a kind; what is kept there is told and printed by the page."""

    def __init__(self, kind: LetterKind, title: str, page: Page) -> None:
        super().__init__(title, page)
        named(self, f"make_{kind.value}")
        self.setAutoDefault(False)
        self._kind = kind
        self._page = page
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        from ca_desktop.ui.dialogs.batch import BatchDialog  # noqa: PLC0415 start-up time

        dialog = BatchDialog(self._page.context, self._kind, self._page)
        dialog.issued.connect(self._on_issued)
        dialog.open()

    @Slot(object)
    def _on_issued(self, done: IssuedBatch) -> None:
        name = NAMES[done.kind]
        said = Told(text=f"Đã lập {name[0].lower()}{name[1:]} số {done.number}.", about=done.batch)
        self._page.told.emit(said)
        self._page.undoable.emit(None)
        self._page.sheet_asked.emit(done.dossier_id, done.batch, said)
