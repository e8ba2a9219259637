"""Tiếp nhận: one dossier in under a minute, from the keyboard."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.people import CardData
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services import words
from ca_desktop.services.desk.intake import (
    ReceivedDossier,
    ReceiveDossier,
    procedures_for_intake,
    promise,
    receive_dossier,
    refuse_intake,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.papers import PapersModel, papers_table
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.filing import FilingForm
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.person import PersonForm
from ca_desktop.ui.widgets.procedure import ProcedurePicker

MOST_SHOWN = 7
WHY_DAYS = 31
CITIZEN_DIGITS = 12


class IntakePage(Page):
    """Gathers one `ReceiveDossier`; the form is emptied once it is stored."""

    screen_name = "intake"
    title = "Tiếp nhận hồ sơ"
    topics = frozenset({Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["save"] = self.save
        self._deadline: Deadline | None = None
        self.picker = ProcedurePicker(self)
        self.person = PersonForm(context, self)
        self.filing = FilingForm(self)
        self._fields = self.picker.fields | self.person.fields | self.filing.fields
        self.picker.chosen.connect(self._on_procedure)
        self.picker.case.currentIndexChanged.connect(self._on_case)
        self.box.addWidget(self.picker)
        self.person.said.connect(self.said)
        self.box.addWidget(self.person)
        self.box.addWidget(self.filing)
        self._build_papers()
        self._build_foot()

    # parts

    def _build_papers(self) -> None:
        whole = QWidget(self)
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(PlainLabel("Thành phần hồ sơ", whole))
        self.papers = PapersModel(self)
        box.addWidget(papers_table(self.papers, whole))
        self.box.addWidget(whole, 1)
        self.box.addStretch(0)
        self.filing.toggle.toggled.connect(whole.setHidden)  # a small screen has room for one

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        self._due = PlainLabel("", self, role="due")
        self._why = button("Vì sao?", "why")
        self._refuse = button("Từ chối tiếp nhận", "refuse")
        self._save = self.act_button("save", "save")
        self._print = self.act_button("primary", "save_and_print")
        row.addWidget(self._due, 1)
        for each in (self._why, self._refuse, self._save, self._print):
            row.addWidget(each)
        self.box.addLayout(row)
        self._trace = PlainLabel("", self, role="hint")
        self._trace.hide()
        self.box.addWidget(self._trace)
        self.reason = named(TextField(self), "refusal_reason")
        self._fields["reason"] = Field("&Lý do từ chối *", self.reason, self)
        self._fields["reason"].hide()
        self.box.addWidget(self._fields["reason"])
        self._why.clicked.connect(self._on_why)
        self._refuse.clicked.connect(self._on_refuse)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.primary)

    # work

    @override
    def refresh(self) -> None:
        work = partial(procedures_for_intake, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self.picker.show_catalogue)

    def start(self) -> None:
        """Make ready for the next citizen, the cursor in the procedure."""
        self.picker.procedure.setFocus()

    @override
    def take_card(self, card: CardData) -> bool:
        self.person.take_card(card)
        for notice in card.notices:
            self.warned.emit(words.describe_code(notice.code, **notice.details).sentence)
        return True

    def choose(self, code: str) -> None:
        """Choose a procedure by its code."""
        self.picker.choose(code)

    @Slot(object)
    def _on_procedure(self, chosen: Procedure) -> None:
        self.papers.show_papers(chosen.documents)
        self._ask_promise()

    @Slot()
    def _on_case(self) -> None:
        self._ask_promise()

    def _ask_promise(self) -> None:
        if self.picker.current is None:
            return
        work = partial(
            promise, self.context.ports, self.picker.current.code, self.picker.case.currentData()
        )
        self.context.tasks.query(work, owner=self, done=self._show_promise, failed=self.tell)

    def _show_promise(self, deadline: Deadline) -> None:
        self._deadline = deadline
        found = deadline.due_at
        self._due.setText(
            f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else "Không quy định hạn"
        )
        self._trace.hide()

    @Slot()
    def _on_why(self) -> None:
        if self._deadline is None:
            return
        days = [
            f"{day.date:%d/%m} {words.why_word(day.why.value)}"
            for day in self._deadline.trace[:WHY_DAYS]
        ]
        rest = len(self._deadline.trace) - len(days)
        self._trace.setText(" · ".join([*days, *([f"và {rest} ngày nữa"] if rest else [])]))
        self._trace.setVisible(not self._trace.isVisible())

    def _command(self) -> ReceiveDossier:
        return ReceiveDossier(
            procedure=self.picker.code(),
            applicant=self.person.values() | {"email": self.filing.email.value()},
            on_behalf_of=self.filing.holder(self.person.behalf.value()),
            case=self.picker.case.currentData(),
            documents=self.papers.handed_in(),
            **self.filing.values(),
        )

    @override
    @Slot()
    def primary(self) -> None:
        self._receive(print_slip=True)

    @Slot()
    def save(self) -> None:
        """Save without printing (Ctrl+S)."""
        self._receive(print_slip=False)

    def _receive(self, *, print_slip: bool) -> None:
        self._clear_problems()
        try:
            command = self._command()
        except InvalidField as error:
            self._show_problem(error)
            return
        self._print.setEnabled(False)  # one press, one dossier
        self.context.tasks.change(
            partial(receive_dossier, self.context.ports, command),
            owner=self,
            done=self._on_printing if print_slip else self._on_saved,
            failed=self._on_failed,
        )

    def _on_printing(self, result: ReceivedDossier) -> None:
        sentence = self._on_saved(result)
        self.print_asked.emit(result.code, sentence)

    def _on_saved(self, result: ReceivedDossier) -> str:
        due = shown.long_day(result.deadline.due_at) if result.deadline.due_at else "–"
        notes = [words.describe_code(x.code, **x.details).happened for x in result.warnings]
        sentence = f"Đã tiếp nhận {result.code} · {result.holder_name} · hẹn {due}."
        said = " ".join([sentence, *notes])
        self.said.emit(said)
        self._empty()
        return said

    def _on_failed(self, error: Exception) -> None:
        self._print.setEnabled(True)
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._show_problem(error)
        else:
            self.tell(error)

    def _show_problem(self, error: InvalidField) -> None:
        self._print.setEnabled(True)
        field = self._fields["applicant.birth" if error.field == "birth" else error.field]
        if error.field in self.filing.fields:
            self.filing.unfold()
        message = words.describe(error)
        field.show_problem(f"{message.happened} {message.do_now}")
        field.editor.setFocus()

    def _clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_problem("")

    def _empty(self) -> None:
        self._print.setEnabled(True)
        self._deadline = None
        self.picker.clear()
        for field in self._fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.person.sex.setCurrentIndex(0)
        self.filing.clear()
        self.papers.show_papers(())
        self._fields["reason"].hide()
        self._refuse.setText("Từ chối tiếp nhận")
        self._due.setText("")
        self._trace.hide()
        self.start()

    @Slot()
    def _on_refuse(self) -> None:
        self._clear_problems()
        if self._fields["reason"].isHidden():
            self._ask_reason()
            return
        try:
            applicant = self.person.values()
        except InvalidField as error:
            self._show_problem(error)
            return
        work = partial(
            refuse_intake,
            self.context.ports,
            procedure=self.picker.code(),
            applicant=applicant,
            reason=self.reason.value(),
        )
        self.context.tasks.change(work, owner=self, done=self._on_refused, failed=self._on_failed)

    def _ask_reason(self) -> None:
        """Show the reason before anything is kept; a second press refuses."""
        missing = "; ".join(self.papers.missing())
        self.reason.fill(f"Hồ sơ chưa đủ thành phần: {missing}" if missing else "")
        self._fields["reason"].show()
        self._refuse.setText("Xác nhận từ chối")
        self.reason.setFocus()

    def _on_refused(self, _result: object) -> None:
        self.said.emit("Đã ghi việc từ chối tiếp nhận với lý do.")
        self._empty()
