"""Giao nhận nhiều hồ sơ: which go on the list, and who takes them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QDialog, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.services import words
from ca_desktop.services.desk.batches import (
    IssueBatch,
    IssuedBatch,
    batch_candidates,
    issue_batch,
)
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.letters import NAMES
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

EMPTY = {
    LetterKind.RESULTS: "Không có kết quả nào chờ trả.",
    LetterKind.BATCH: "Đơn vị không giữ hồ sơ nào đang giải quyết.",
}
HOW = "Bấm vào dòng, hoặc phím cách, để chọn hay bỏ một hồ sơ."


class BatchDialog(QDialog):
    """Makes one list; every dossier that may go on it is chosen at first.

    Signals:
        issued(IssuedBatch): the list is kept and may be printed.
    """

    issued = Signal(object)

    def __init__(self, context: UiContext, kind: LetterKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._kind = kind
        self.setWindowTitle(NAMES[kind])
        self.resize(900, 520)
        columns = dossier_columns(context.now)
        names = ("code", "holder", "procedure", "due")
        self.model = RowsModel[DossierRow]([columns[name] for name in names], self)
        self.list = table(self.model, "batch_rows", (200, 200, 320, 100), self, empty=EMPTY[kind])
        self.list.setAccessibleName("Hồ sơ được chọn")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.taker = named(TextField(self), "taker")
        self.note = named(TextField(self), "batch_note")
        self._fields = {
            "taker": Field("&Bên nhận *", self.taker, self),
            "note": Field("&Ghi chú", self.note, self),
        }
        self._problem = named(PlainLabel("", self, role="problem"), "batch_problem")
        self._go = button("Lập và in  F9", "issue_batch", primary=True)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(HOW, self, role="hint"))
        box.addWidget(self.list, 1)
        for field in self._fields.values():
            box.addWidget(field)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Chưa lập", self._go, self.send))
        work = partial(batch_candidates, context.ports, kind)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)
        self.taker.setFocus()

    def _show(self, rows: Sequence[DossierRow]) -> None:
        self.model.show_rows(rows)
        self.list.selectAll()

    def chosen(self) -> list[str]:
        """Return the codes of the dossiers that are chosen, in the order of the list."""
        places = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        rows = (self.model.row(place) for place in places)
        return [row.code for row in rows if row is not None and row.code]

    @Slot()
    def send(self) -> None:
        """Keep the list; what does not hold is said beside its field."""
        self._problem.setText("")
        for field in self._fields.values():
            field.show_problem("")
        wish = IssueBatch(
            kind=self._kind,
            codes=self.chosen(),
            taker=self.taker.value(),
            note=self.note.value(),
        )
        self._go.setEnabled(False)
        self._context.tasks.change(
            partial(issue_batch, self._context.ports, wish),
            owner=self,
            done=self._on_issued,
            failed=self._on_failed,
        )

    def _on_issued(self, done: IssuedBatch) -> None:
        self.issued.emit(done)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._fields[error.field].refuse(error)
        elif isinstance(error, InvalidField):
            self._problem.setText("Chọn ít nhất một hồ sơ.")
        else:
            self._problem.setText(words.describe(error).sentence)
