"""What a procedure must have before a dossier can be taken in: time limit and papers."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.office.procedures import CompleteProcedure, GivenDocument
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel

UNITS = (
    ("ngày làm việc", "wd"),
    ("ngày", "d"),
    ("giờ làm việc", "h"),
    ("trong ngày làm việc", "same-day"),
    ("không quy định", "none"),
)
_WITHOUT_NUMBER = frozenset({"same-day", "none"})
_PARTS = 3
NOTHING = "Chọn một thủ tục để xem."


class ProcedureDetails(QWidget):
    """Alias, time limit, hour of closing and papers of one procedure.

    Attributes:
        fields: by name of the command's attribute.
        code: of the procedure that is shown; empty for none.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self._head = PlainLabel(NOTHING, self, role="due")
        self.alias = named(TextField(self), "alias")
        self.amount = named(TextField(self), "limit")
        self.unit = named(ChoiceField(self), "unit")
        for title, key in UNITS:
            self.unit.addItem(title, key)
        self.cutoff = named(TextField(self), "cutoff")
        self.cutoff.setPlaceholderText("15:00")
        self.papers = named(TextArea(self), "papers")
        self.papers.setPlaceholderText("Tờ khai đề nghị | 1 | 0")
        self.fields = {
            "alias": Field("Mã &tắt", self.alias, self),
            "within": Field("Thời &hạn *", self.amount, self),
            "cutoff": Field("&Giờ nhận cuối trong ngày", self.cutoff, self),
            "documents": Field(
                "Thành phần hồ sơ * (mỗi dòng: tên | bản chính | bản &sao)", self.papers, self
            ),
        }
        self._build()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 0, 0, 0)
        box.addWidget(self._head)
        for left, right in (
            (self.fields["alias"], self.fields["cutoff"]),
            (self.fields["within"], Field("Đơn &vị thời hạn", self.unit, self)),
        ):
            row = QHBoxLayout()
            row.addWidget(left, 1)
            row.addWidget(right, 2)
            box.addLayout(row)
        box.addWidget(self.fields["documents"], 1)

    def show_procedure(self, procedure: Procedure) -> None:
        """Show what is known of a procedure."""
        self.code = procedure.code
        missing = "" if procedure.ready_for_intake else "\nChưa đủ để tiếp nhận."
        self._head.setText(f"{procedure.code} · {procedure.name}{missing}")
        self.alias.fill(procedure.alias)
        amount, _space, unit = (
            str(procedure.cases[0].limit).partition(" ") if procedure.cases else ("", "", "wd")
        )
        self.amount.fill("" if amount in _WITHOUT_NUMBER else amount)
        self.unit.setCurrentIndex(max(0, self.unit.findData(unit or amount)))
        self.cutoff.fill(procedure.cutoff or "")
        self.papers.fill(
            "\n".join(f"{x.name} | {x.originals} | {x.copies}" for x in procedure.documents)
        )

    def show_nothing(self) -> None:
        """Show that no procedure is chosen."""
        self.code = ""
        self._head.setText(NOTHING)
        for editor in (self.alias, self.amount, self.cutoff):
            editor.begin()
        self.papers.setPlainText("")

    @property
    def editors(self) -> Sequence[TextField | TextArea | ChoiceField]:
        """What may be changed."""
        return (self.alias, self.amount, self.unit, self.cutoff, self.papers)

    def command(self) -> CompleteProcedure:
        """Return what was typed.

        Raises:
            InvalidField: a line of the papers cannot be read.
        """
        unit = str(self.unit.currentData())
        return CompleteProcedure(
            code=self.code,
            alias=self.alias.value(),
            limit=unit if unit in _WITHOUT_NUMBER else f"{self.amount.value().strip()} {unit}",
            cutoff=self.cutoff.value(),
            documents=[
                _document(line) for line in self.papers.value().splitlines() if line.strip()
            ],
        )


def _document(line: str) -> GivenDocument:
    parts = [part.strip() for part in line.split("|")]
    name, *amounts = parts
    if len(parts) != _PARTS or not all(part.isdecimal() for part in amounts):
        raise InvalidField("documents", "BAD-PAPER-LINE", line=line[:60])
    originals, copies = map(int, amounts)
    return GivenDocument(name=name, originals=originals, copies=copies)
