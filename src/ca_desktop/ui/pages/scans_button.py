"""The button of a dossier that counts its scans and opens them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.services.desk.attachments import attachments_of
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.ports.scan_rows import AttachmentRow
from ca_desktop.ui.actions import SCANS_KEY
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.attachments import AttachmentsDialog, ScannedDossier
from ca_desktop.ui.widgets.fields import button

TITLE = "Bản quét"


class ScansButton(QWidget):
    """Says how many scans there are and how many have not come yet."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dossier: ScannedDossier | None = None
        self._button = button(f"{TITLE}…  {SCANS_KEY}", "scans")
        self._button.setEnabled(False)
        self._button.setShortcut(SCANS_KEY)
        self._button.clicked.connect(self._on_clicked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._button)

    def show_dossier(self, detail: DossierDetail) -> None:
        """Count the scans of a dossier."""
        state = detail.state
        self._dossier = ScannedDossier(
            dossier_id=state.dossier_id,
            title=state.code or state.procedure_name,
            office=detail.own_office,
            papers=tuple(
                str(paper["name"])
                for row in detail.history
                for paper in (row.fields or {}).get("documents", ())
            ),
        )
        work = partial(attachments_of, self._context.ports, state.dossier_id)
        self._context.tasks.query(work, owner=self, done=self._show, failed=self._on_refused)

    def _show(self, rows: Sequence[AttachmentRow]) -> None:
        awaited = sum(not row.here for row in rows)
        late = f", {awaited} tệp chưa tới" if awaited else ""
        count = f" ({len(rows)}{late})" if rows else ""
        self._button.setText(f"{TITLE}{count}…  {SCANS_KEY}")
        self._button.setShortcut(SCANS_KEY)
        self._button.setEnabled(True)

    def _on_refused(self, _error: Exception) -> None:
        self._button.setEnabled(False)

    @Slot()
    def _on_clicked(self) -> None:
        if self._dossier is not None:
            AttachmentsDialog(self._context, self._dossier, self.window()).open()
