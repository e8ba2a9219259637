"""The papers of an intake: those of the procedure that is chosen, and what is added to them."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.domain.procedures import Procedure
from ca_desktop.services import words
from ca_desktop.ui.models.papers import PapersModel, papers_table
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.procedure import ProcedurePicker

TITLE = "Thành phần hồ sơ  (phím + thêm, phím - bỏ giấy tờ đã thêm)"


class IntakePapers(QWidget):
    """The table with its title; follows what the picker of the procedure says.

    Attributes:
        model: the papers.
        table: shows them.

    Signals:
        told(Told): a paper was taken off, or stays.
    """

    told = Signal(object)

    def __init__(self, picker: ProcedurePicker, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.model = PapersModel(self)
        self.table = papers_table(self.model, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(PlainLabel(TITLE, self))
        box.addWidget(self.table)
        picker.chosen.connect(self._on_chosen)
        picker.dropped.connect(self._on_dropped)
        self.table.unwanted.connect(self._on_unwanted)

    @Slot(object)
    def _on_chosen(self, procedure: Procedure) -> None:
        self.model.show_papers(procedure.documents, of=procedure.code)

    @Slot()
    def _on_dropped(self) -> None:
        self.model.show_papers((), of="")

    @Slot(int)
    def _on_unwanted(self, place: int) -> None:
        name = str(self.model.rows()[place][0])
        if not self.model.is_added(place):
            said = words.describe_code("PAPER-ASKED", name=name).sentence
            self.told.emit(Told(text=said, level=Level.INFO))
            return
        row = self.model.take(place)
        back = Offer("Lấy lại", "paper_back", partial(self.model.add, row))
        self.told.emit(Told(text=f"Đã bỏ “{name}” khỏi thành phần hồ sơ.", offers=(back,)))
