"""What to ask of the office that holds a dossier, or to put right where it is held here."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.desk.tasks import Answered, Ask, Asked, ask, correct
from ca_desktop.services.names import FIELD_OF_PART
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

WHAT_WORDS = {
    "correction": "Sửa thông tin người nộp",
    "withdrawal": "Rút hồ sơ theo ý công dân",
    "papers": "Công dân nộp thêm giấy tờ",
    "note": "Ghi chú",
}


class AskDialog(QDialog):
    """Asks what is wanted, with its reason, and sees to it.

    Args:
        context: the outside world.
        detail: of the dossier.
        parent: the page.
        what: is chosen to begin with, one of `WHAT_WORDS`.

    Signals:
        said(str): it was kept.
        papers_taken(str): papers were taken from the citizen; id of the task.
    """

    said = Signal(str)
    papers_taken = Signal(str)

    def __init__(
        self, context: UiContext, detail: DossierDetail, parent: QWidget, *, what: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._code = detail.state.code or ""
        self._here = here = detail.is_held_here
        title = "Sửa, ghi chú" if here else "Đề nghị với nơi đang giữ hồ sơ"
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(f"{title}: {detail.state.code or ''}", self, role="due"))
        self.what = named(ChoiceField(self), "what")
        for name, said in WHAT_WORDS.items():
            if not here or name == "note" or (name == "correction" and detail.may_correct):
                self.what.addItem(said, name)
        self.part = named(ChoiceField(self), "part")
        people = detail.people
        for part in people.parts if people else ():
            name = FIELD_OF_PART[part]
            who = "Chủ hồ sơ" if part.startswith("holder.") else "Người nộp"
            self.part.addItem(f"{who}: {words.field_label(name).lower()}", name)
        self.value = named(TextField(self), "value")
        self.papers = named(TextArea(self), "papers")
        self.papers.setPlaceholderText("Giấy chứng sinh | 1 | 0")
        self.note = named(TextField(self), "reason")
        self._fields = {
            "part": Field("&Chỗ cần sửa", self.part, self),
            "value": Field("Nội dung đú&ng", self.value, self),
            "papers": Field("&Giấy tờ (mỗi dòng: tên | bản chính | bản sao)", self.papers, self),
        }
        box.addWidget(Field("&Việc", self.what, self))
        for each in self._fields.values():
            box.addWidget(each)
        box.addWidget(Field("&Lý do hoặc ghi chú", self.note, self))
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        box.addWidget(self._problem)
        self._go = button("Ghi lại  F9" if here else "Gửi đề nghị  F9", "ask", primary=True)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self.what.currentIndexChanged.connect(self._on_what)
        self.what.setCurrentIndex(max(self.what.findData(what), 0))
        self._on_what()

    @Slot()
    def _on_what(self) -> None:
        what = self.what.currentData()
        for name, each in self._fields.items():
            each.setVisible((what == "papers") if name == "papers" else (what == "correction"))
        self.adjustSize()

    @Slot()
    def send(self) -> None:
        """Keep what was typed."""
        self._go.setEnabled(False)
        what, ports = str(self.what.currentData()), self._context.ports
        part, note = str(self.part.currentData() or ""), self.note.value()
        wanted = Ask(
            what=what,
            note=note,
            part=part,
            value=self.value.value(),
            papers=self.papers.value().splitlines(),
        )
        work: Callable[[], Answered | Asked] = partial(ask, ports, self._code, wanted)
        if self._here and what == "correction":
            work = partial(correct, ports, self._code, part, wanted.value, note)
        self._context.tasks.change(work, owner=self, done=self._on_done, failed=self._show_problem)

    def _on_done(self, result: Answered | Asked) -> None:
        kept = "Đã ghi" if self._here else "Đã ghi đề nghị, sẽ đi cùng tệp chuyển sau"
        self.said.emit(f"{kept}: {self._code}.")
        if isinstance(result, Asked) and self.what.currentData() == "papers":
            self.papers_taken.emit(result.task_id)
        self.accept()

    def _show_problem(self, error: Exception) -> None:
        self._problem.setText(words.describe(error).sentence)
        self._go.setEnabled(True)
