"""What was being typed when the program ended: offered, never forced, never silent."""

from collections.abc import Container, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ca_desktop.domain.moments import parse_moment
from ca_desktop.services import words
from ca_desktop.services.desk.drafts import title_of
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel


class RecoveryBar(QWidget):
    """Stands above the page until it is answered; whoever goes on working is not stopped.

    Signals:
        wanted(list): go on with these drafts.
        aside(list): leave them in Nháp.
        unwanted(list): remove them.
    """

    wanted = Signal(object)
    aside = Signal(object)
    unwanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery")
        self._rows: Sequence[DraftRow] = ()
        self.text = PlainLabel("", self, role="message")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self.text, 1)
        for words_, name, slot in (
            ("Nhập tiếp", "draft_go_on", self._on_go_on),
            ("Để trong Nháp", "draft_aside", self._on_aside),
            ("Bỏ", "draft_drop", self._on_drop),
        ):
            made = button(words_, name)
            made.clicked.connect(slot)
            row.addWidget(made)
        self.hide()

    def narrow(self, there: Sequence[DraftRow], opened: Container[str]) -> None:
        """Offer no longer what is gone or was opened meanwhile, and the rest as it is now."""
        if not self.isHidden():
            offered = {row.draft_id for row in self._rows}
            left = [row for row in there if row.draft_id in offered]
            self.offer([row for row in left if row.draft_id not in opened])

    def offer(self, rows: Sequence[DraftRow]) -> None:
        """Offer these drafts, the newest first."""
        self._rows = rows
        self.setVisible(bool(rows))
        if rows:
            newest = rows[0]
            at = parse_moment(newest.saved_at)
            said = words.describe_code(
                "DRAFT-FOUND", n=len(rows), time=f"{at:%H:%M %d/%m}", about=title_of(newest.body)
            )
            self.text.setText(said.sentence)

    @Slot()
    def _on_go_on(self) -> None:
        self.hide()
        self.wanted.emit(self._rows)

    @Slot()
    def _on_aside(self) -> None:
        self.hide()
        self.aside.emit(self._rows)

    @Slot()
    def _on_drop(self) -> None:
        self.hide()
        self.unwanted.emit(self._rows)
