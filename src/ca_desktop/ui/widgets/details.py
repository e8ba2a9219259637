"""What a procedure must have before a dossier can be taken in: time limit and papers."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.domain.deadlines import read_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.procedures import Procedure, ProcedureCase
from ca_desktop.services.office.procedures import CompleteProcedure, GivenDocument
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.letter_details import Area

UNITS = (
    ("ngày làm việc", "wd"),
    ("ngày", "d"),
    ("giờ làm việc", "h"),
    ("giờ", "clock_h"),
    ("tuần", "week"),
    ("tháng", "month"),
    ("trong ngày làm việc", "same-day"),
    ("không quy định", "none"),
)
_WITHOUT_NUMBER = frozenset({"same-day", "none"})
_OF_LIMIT = frozenset({"within", "unit", "cases"})
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
        self.cases = named(Area(self), "cases")
        self._cases: Sequence[ProcedureCase] = ()
        self.cutoff = named(TextField(self), "cutoff")
        self.cutoff.setPlaceholderText("15:00")
        self.papers = named(TextArea(self), "papers")
        self.papers.setPlaceholderText("Tờ khai đề nghị | 1 | 0")
        self.fields = {
            "alias": Field("Mã &tắt", self.alias, self),
            "within": Field("Thời &hạn *", self.amount, self),
            "unit": Field("Đơn &vị thời hạn", self.unit, self),
            "cases": Field("Thời &hạn * (mỗi dòng: trường hợp | thời hạn)", self.cases, self),
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
            (self.fields["within"], self.fields["unit"]),
        ):
            row = QHBoxLayout()
            row.addWidget(left, 1)
            row.addWidget(right, 2)
            box.addLayout(row)
        box.addWidget(self.fields["cases"], 1)
        box.addWidget(self.fields["documents"], 2)
        self._show_cases(())

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
        self._show_cases(procedure.cases)
        self.cutoff.fill(procedure.cutoff or "")
        self.papers.fill(
            "\n".join(f"{x.name} | {x.originals} | {x.copies}" for x in procedure.documents)
        )

    def _show_cases(self, cases: Sequence[ProcedureCase]) -> None:
        """Ask for the limit of each case where there are several, else for the one."""
        self._cases = cases if len(cases) > 1 else ()
        self.cases.setPlainText("\n".join(f"{x.name} | {x.limit.words()}" for x in self._cases))
        for name, field in self.fields.items():
            if name in _OF_LIMIT:
                field.show_problem("")
                field.setVisible((name == "cases") == bool(self._cases))

    def show_nothing(self) -> None:
        """Show that no procedure is chosen."""
        self.code = ""
        self._head.setText(NOTHING)
        for editor in (self.alias, self.amount, self.cutoff):
            editor.begin()
        self._show_cases(())
        self.papers.setPlainText("")

    @property
    def editors(self) -> Sequence[TextField | TextArea | ChoiceField]:
        """What may be changed."""
        return (self.alias, self.amount, self.unit, self.cases, self.cutoff, self.papers)

    def command(self) -> CompleteProcedure:
        """Return what was typed.

        Raises:
            InvalidField: a line of the cases or of the papers cannot be read.
        """
        limit, *further = self._limits()
        return CompleteProcedure(
            code=self.code,
            alias=self.alias.value(),
            limit=limit,
            further=further,
            cutoff=self.cutoff.value(),
            documents=[
                _document(line) for line in self.papers.value().splitlines() if line.strip()
            ],
        )

    def _limits(self) -> Sequence[str]:
        if not self._cases:
            unit = str(self.unit.currentData())
            return [unit if unit in _WITHOUT_NUMBER else f"{self.amount.value().strip()} {unit}"]
        lines = [line.rpartition("|") for line in self.cases.value().splitlines() if line.strip()]
        given = {name.strip(): said for name, _bar, said in lines}
        strange = given.keys() - {case.name for case in self._cases}
        for name in (*strange, *(case.name for case in self._cases if case.name not in given)):
            raise InvalidField("cases", "BAD-CASE-LINE", line=name[:60])
        return [_limit(case.name, given[case.name]) for case in self._cases]


def _limit(name: str, said: str) -> str:
    try:
        return str(read_time_limit(said))
    except InvalidField as error:
        line = f"{name} | {said.strip()}"
        raise InvalidField("cases", "BAD-CASE-LINE", line=line[:60]) from error


def _document(line: str) -> GivenDocument:
    parts = [part.strip() for part in line.split("|")]
    name, *amounts = parts
    if len(parts) != _PARTS or not all(part.isdecimal() for part in amounts):
        raise InvalidField("documents", "BAD-PAPER-LINE", line=line[:60])
    originals, copies = map(int, amounts)
    return GivenDocument(name=name, originals=originals, copies=copies)
