"""The next steps of a dossier to choose from; one of somebody else says whose it is."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.ui.step_list import not_mine, other_items, step_items
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, named
from ca_desktop.ui.widgets.labels import NoteLabel


class StepField(Field):
    """A choice of steps.

    Attributes:
        told: says whose the step is; a page has it where there is room for a sentence.

    Signals:
        mine(bool): the step that is chosen now may be taken by the person signed in.
    """

    mine = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choice = named(ChoiceField(), "step")
        self.choice.let_be_narrow()
        super().__init__("Bướ&c xử lý", self.choice, parent)
        self.told = named(NoteLabel("", parent, role="warning"), "step_whose")
        self.told.hide()
        self._detail: DossierDetail | None = None
        self.choice.currentIndexChanged.connect(self._on_chosen)

    def show_steps(self, detail: DossierDetail | None) -> None:
        """Offer the steps of a dossier, those of others last; None: there is no dossier."""
        before = self.choice.currentData()
        self._detail = detail
        self.choice.clear()
        for said, name in (*step_items(detail), *other_items(detail)) if detail else ():
            self.choice.addItem(said, name)
        self.choice.setCurrentIndex(max(0, self.choice.findData(before)))

    def whose(self) -> str:
        """Return why the step that is chosen is not for this person; empty where it is."""
        chosen = str(self.choice.currentData() or "")
        return not_mine(self._detail, chosen) if self._detail else ""

    @Slot()
    def _on_chosen(self) -> None:
        said = self.whose()
        self.told.setText(said and f"▲ {said}")
        self.choice.setAccessibleDescription(said or self.choice.accessibleName())
        self.mine.emit(not said)
