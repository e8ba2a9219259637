"""Whose result it is, in letters that are read across the counter, and what goes with it."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ca_desktop.domain.money import format_vnd
from ca_desktop.services import words
from ca_desktop.services.desk.results import ToHandOver
from ca_desktop.ui import shown
from ca_desktop.ui.widgets.fields import named, restyle
from ca_desktop.ui.widgets.labels import PlainLabel

NOTHING = "Quét mã trên giấy hẹn, hoặc gõ tên."


class HandOverCard(QFrame):
    """Shows a dossier whose result is to be handed over.

    Attributes:
        shown_code: of the dossier; empty while none is shown.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hand_over")
        self.name = named(PlainLabel("", self, role="figure"), "holder_name")
        self._birth = named(PlainLabel("", self, role="due"), "holder_birth")
        self._procedure = named(PlainLabel("", self, role="due"), "procedure_name")
        self._papers = named(PlainLabel("", self), "papers_back")
        self.fee = named(PlainLabel("", self, role="problem"), "unpaid_fee")
        self.trouble = named(PlainLabel("", self, role="error"), "why_not")
        self.shown_code = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        lines = (self.name, self._birth, self._procedure, self._papers, self.fee, self.trouble)
        for each in lines:
            box.addWidget(each)
        self.show_nothing()

    def show_nothing(self, said: str = NOTHING) -> None:
        """Show that no dossier is chosen, or why none was found."""
        for each in (self.name, self._birth, self._papers, self.fee, self.trouble):
            each.setText("")
            each.hide()
        self._procedure.setText(said)
        self.shown_code = ""

    def show_dossier(self, found: ToHandOver) -> None:
        """Show a dossier, and what keeps its result from being handed over."""
        state = found.state
        self.shown_code = state.code or ""
        birth = f"Sinh {found.birth}" if found.birth else "Chưa ghi ngày sinh"
        due = f" · hẹn {shown.day(state.due_at)}" if state.due_at else ""
        back = "; ".join(found.originals)
        self._say(self.name, state.holder_name)
        self._say(self._birth, f"{birth} · {state.code}")
        self._procedure.setText(f"Trao kết quả: {state.procedure_name}{due}")
        self._say(self._papers, f"Đã nộp bản chính: {back}. Trả lại nếu được trả." if back else "")
        unpaid = found.open_vnd and not found.refusal
        owed = f"▲ Chưa thu phí, lệ phí: {format_vnd(found.open_vnd)}" if unpaid else ""
        self._say(self.fee, owed)
        self._say(self.trouble, f"▲ {why_not(found)}" if found.refusal else "")
        restyle(self.trouble)

    def _say(self, label: PlainLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))


def why_not(found: ToHandOver) -> str:
    """Say why a result cannot be handed over now."""
    if found.taken_by:
        return f"Đã trả ngày {shown.day(found.state.returned_at)} cho {found.taken_by}."
    return words.describe(found.refusal).happened if found.refusal else ""
