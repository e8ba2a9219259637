"""What other offices ask about a dossier: one at a time, with the two ways to answer."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.desk.tasks import Answered, answer, task_message
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.step_list import task_whose
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

DO_WORDS = {
    "CorrectionRequested": "Sửa theo đề nghị",
    "WithdrawalRequested": "Rút hồ sơ",
    "PaperSupplied": "Đã nhận giấy tờ",
    "RecallRequested": "Chuyển trả lại",
    "NoteAdded": "Đã xem",
}
DECLINE = "Không làm theo"


class DossierTasks(QWidget):
    """Shows the tasks of a dossier and answers them; hidden while there are none.

    Signals:
        said(str): a task was answered.
        answered(str): the same, of the dossier with this id; its reason is kept.
        failed(object): why it was not.
        receipt_asked(str): print the receipt for the papers of the task with this id.
    """

    said = Signal(str)
    answered = Signal(str)
    failed = Signal(object)
    receipt_asked = Signal(str)

    def __init__(self, context: UiContext, reason: TextField, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._reason = reason
        self._detail: DossierDetail | None = None
        self.choice = named(ChoiceField(self), "task")
        self.choice.setAccessibleName("Việc chờ trả lời")
        self._words = named(PlainLabel("", self, role="message"), "task_words")
        self.do = button("", "do_task", primary=True)
        self.decline = button(DECLINE, "decline_task")
        self._asked = PlainLabel("", self, role="hint")
        self.receipt = button("In biên nhận", "print_receipt")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._words)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addWidget(self._asked)
        row.addWidget(self.receipt)
        row.addStretch(1)
        row.addWidget(self.decline)
        row.addWidget(self.do)
        box.addLayout(row)
        self.choice.currentIndexChanged.connect(self._on_choice)
        self.do.clicked.connect(self._on_do)
        self.decline.clicked.connect(self._on_decline)
        self.receipt.clicked.connect(self._on_receipt)
        self.hide()

    def show_detail(self, detail: DossierDetail) -> None:
        """Show what waits for this office, and what it waits for itself."""
        self._detail = detail
        self.choice.blockSignals(True)
        self.choice.clear()
        for task in detail.waiting:
            self.choice.addItem(f"{words.label('events', task.kind)} · {task.office_name}", task)
        self.choice.blockSignals(False)
        self.choice.setVisible(len(detail.waiting) > 1)
        asked = ", ".join(words.label("events", task.kind) for task in detail.unanswered)
        self._asked.setText(f"Đang chờ trả lời: {asked}." if asked else "")
        self._asked.setVisible(bool(asked))
        self.receipt.setVisible(self._papers() is not None)
        self._on_choice()
        self.setVisible(bool(detail.waiting or asked))

    def task(self) -> TaskRow | None:
        """Return the task that is shown."""
        found = self.choice.currentData()
        return found if isinstance(found, TaskRow) else None

    def _papers(self) -> TaskRow | None:
        """Return the newest papers taken here that nobody has answered for."""
        asked = self._detail.unanswered if self._detail else ()
        return next((x for x in reversed(asked) if x.kind == "PaperSupplied"), None)

    @Slot()
    def _on_receipt(self) -> None:
        papers = self._papers()
        if papers is not None:
            self.receipt_asked.emit(papers.task_id)

    @Slot()
    def _on_choice(self) -> None:
        task = self.task()
        for widget in (self._words, self.do, self.decline):
            widget.setVisible(task is not None)
        if task is None or self._detail is None:
            return
        whose = task_whose(self._detail, task)
        self._words.setText(" ".join(x for x in (task_message(task).happened, whose) if x))
        self.do.setText(DO_WORDS[task.kind])
        self.do.setEnabled(self._detail.can_do(task))

    @Slot()
    def _on_do(self) -> None:
        self._answer(done=True)

    @Slot()
    def _on_decline(self) -> None:
        self._answer(done=False)

    def _answer(self, *, done: bool) -> None:
        task = self.task()
        if task is not None and self._detail is not None:
            note, dossier_id = self._reason.value(), self._detail.state.dossier_id
            work = partial(answer, self._context.ports, task.task_id, done=done, note=note)
            self._context.tasks.change(
                work,
                owner=self,
                done=partial(self._on_answered, dossier_id),
                failed=self.failed.emit,
            )

    def _on_answered(self, dossier_id: str, done: Answered) -> None:
        self.answered.emit(dossier_id)
        way = "Đã làm theo đề nghị" if done.done else "Đã trả lời là không làm theo đề nghị"
        self.said.emit(f"{way}: {done.code}. Nơi đề nghị biết khi nhận tệp chuyển tiếp theo.")
