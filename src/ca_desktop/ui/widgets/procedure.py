"""Choosing a procedure: by alias, or by words without marks; Enter takes the first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.procedures import Procedure, search_procedures
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel

MOST_SHOWN = 7
LIST_HEIGHT = 136


class ProcedurePicker(QWidget):
    """A search field with what it finds, the facts of what was chosen, and its cases.

    Attributes:
        fields: by name of the command's attribute.
        current: the chosen procedure.

    Signals:
        chosen(Procedure): one was chosen.
        dropped(): something else was typed over it; none is chosen any more.
        taken(): Enter was pressed with one chosen, in the field or in its cases.
    """

    chosen = Signal(object)
    dropped = Signal()
    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue: Sequence[Procedure] = ()
        self.current: Procedure | None = None
        self._hurried = False
        self._nowhere = ""
        self._cases_of = ""
        self.procedure = named(TextField(self), "procedure")
        self.procedure.setPlaceholderText("Mã tắt (ks, ct…) hoặc vài chữ không dấu")
        self.fields = {"procedure": Field("&Thủ tục *", self.procedure, self)}
        self._found = named(QListWidget(self), "found")
        self._found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._found.setMaximumHeight(LIST_HEIGHT)
        self._found.hide()
        self._facts = PlainLabel("", self, role="hint")
        self.case = named(ChoiceField(self), "case")
        self.case.setAccessibleName("Trường hợp")
        self.case.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part in (self.fields["procedure"], self._found, self._facts, self.case):
            box.addWidget(part)
        self.procedure.seen.connect(self._on_typed)
        self.procedure.returnPressed.connect(self._on_entered)
        self.case.entered.connect(self.taken)
        self._found.itemClicked.connect(self._on_clicked)

    @property
    def ready(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self._catalogue)

    def show_catalogue(self, catalogue: Sequence[Procedure]) -> None:
        """Search in these from now on."""
        self._catalogue, self._nowhere = catalogue, ""
        hurried, self._hurried = self._hurried, False
        typed = self.procedure.seen_text()
        if self.current is None and hurried:
            for found in search_procedures(catalogue, typed)[:1]:
                self.choose(found.code)
        elif self.current is None and self.procedure.hasFocus():
            self._on_typed(typed)
        if not catalogue:
            self._facts.setText("Chưa có danh mục thủ tục. Nhập danh mục từ trung tâm (Ctrl+U).")

    def code(self) -> str:
        """Return the code that was chosen, else what was typed."""
        return self.current.code if self.current else self.procedure.value()

    def clear(self) -> None:
        """Choose nothing."""
        self.current = None
        self._cases_of = ""
        self._facts.setText("")
        self._found.hide()
        self.case.hide()
        self.case.clear()

    def choose(self, code: str) -> None:
        """Choose a procedure by its code."""
        found = next((item for item in self._catalogue if item.code == code), None)
        if found is None:
            return
        self.current = found
        self.procedure.blockSignals(True)
        self.procedure.fill(found.name)
        self.procedure.blockSignals(False)
        self.procedure.setCursorPosition(0)
        self._found.hide()
        self._facts.setText(_facts(found))
        self._show_cases(found)
        self.chosen.emit(found)

    def _show_cases(self, found: Procedure) -> None:
        before = self.case.currentData() if self._cases_of == found.code else None
        self._cases_of = found.code
        self.case.blockSignals(True)
        self.case.clear()
        for case in found.cases:
            self.case.addItem(f"{case.name or 'Thông thường'} ({case.limit.words()})", case.key)
        self.case.setCurrentIndex(max(0, self.case.findData(before)))
        self.case.blockSignals(False)
        self.case.setVisible(len(found.cases) > 1)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._found.clear()
        if self.current is not None:  # what was chosen is not what stands here any more
            self.current = None
            self._facts.setText("")
            self.case.hide()
            self.dropped.emit()
        if not text.strip():
            self._found.hide()
            return
        for procedure in self._search(text)[:MOST_SHOWN]:
            item = QListWidgetItem(f"{procedure.alias}  {procedure.name}")
            item.setData(Qt.ItemDataRole.UserRole, procedure.code)
            self._found.addItem(item)
        self._found.setVisible(self._found.count() > 0)
        self._found.setCurrentRow(0)

    def _search(self, text: str) -> Sequence[Procedure]:
        """Search; what begins with something that is nowhere is nowhere: a scan is no search."""
        if self._nowhere and text.startswith(self._nowhere):
            return ()
        found = search_procedures(self._catalogue, text)
        self._nowhere = "" if found else text
        return found

    @Slot()
    def _on_entered(self) -> None:
        self._hurried = not self._catalogue and bool(self.procedure.value())
        if self._found.isVisible() and self._found.currentRow() >= 0:
            self._on_clicked(self._found.currentItem())
        if self.current is not None and self.case.isHidden():
            self.taken.emit()

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.choose(str(item.data(Qt.ItemDataRole.UserRole)))


def _facts(found: Procedure) -> str:
    limit = found.cases[0].limit.words() if found.cases else "chưa có"
    fees = "; ".join(
        rule.unit_note
        if not rule.amount_vnd
        else f"{format_vnd(rule.amount_vnd)} {rule.unit_note}".strip()
        for rule in found.fees
    )
    papers = len(found.documents)
    return f"{found.code} · Thời hạn: {limit} · Lệ phí: {fees or '–'} · {papers} giấy tờ"
