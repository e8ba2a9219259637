"""Tiếp nhận: one dossier in under a minute, from the keyboard."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.people import BirthDate, parse_card
from ca_desktop.domain.procedures import Procedure, search_procedures
from ca_desktop.services import words
from ca_desktop.services.intake import (
    ReceivedDossier,
    ReceiveDossier,
    procedures_for_intake,
    promise,
    receive_dossier,
    refuse_intake,
)
from ca_desktop.services.people import person_before
from ca_desktop.services.ports.work import Topic
from ca_desktop.services.slips import Slip, make_slip
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.papers import PapersModel, papers_table
from ca_desktop.ui.pages.base import ROW_HEIGHT, Page
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

MOST_SHOWN = 7
WHY_DAYS = 31
CITIZEN_DIGITS = 12


class IntakePage(Page):
    """Gathers one `ReceiveDossier`; the form is emptied once it is stored."""

    title = "Tiếp nhận hồ sơ"
    topics = frozenset({Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._catalogue: Sequence[Procedure] = ()
        self._procedure: Procedure | None = None
        self._deadline: Deadline | None = None
        self._fields: dict[str, Field] = {}
        self._build_procedure()
        self._build_person()
        self._build_papers()
        self._build_foot()

    # parts

    def _text(self, name: str, title: str) -> TextField:
        editor = named(TextField(self), name)
        self._fields[name] = Field(title, editor, self)
        return editor

    def _build_procedure(self) -> None:
        self.procedure = self._text("procedure", "&Thủ tục *")
        self.procedure.setPlaceholderText("Mã tắt (ks, ct…) hoặc vài chữ không dấu")
        self._found = named(QListWidget(self), "found")
        self._found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._found.setMaximumHeight(4 * ROW_HEIGHT)
        self._found.hide()
        self._facts = PlainLabel("", self, role="hint")
        self.case = named(QComboBox(self), "case")
        self.case.setAccessibleName("Trường hợp")
        self.case.setMinimumHeight(34)
        self.case.hide()
        for part in (self._fields["procedure"], self._found, self._facts, self.case):
            self.box.addWidget(part)
        self.procedure.textEdited.connect(self._on_typed)
        self.procedure.returnPressed.connect(self._on_chosen)
        self._found.itemClicked.connect(self._on_clicked)
        self.case.currentIndexChanged.connect(self._on_case)

    def _build_person(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        self.id_number = self._text("applicant.id_number", "&Số định danh")
        self.name = self._text("applicant.name", "&Họ và tên người nộp *")
        self.birth = self._text("applicant.birth", "&Ngày sinh")
        self.sex = named(QComboBox(self), "applicant.sex")
        self.sex.addItem("", None)
        self.sex.addItem("Nữ", "female")
        self.sex.addItem("Nam", "male")
        self.sex.setMinimumHeight(34)
        self.phone = self._text("applicant.phone", "Điện thoạ&i")
        self.address = self._text("applicant.address", "Đị&a chỉ")
        self.behalf = self._text("on_behalf_of.name", "Nộp thay &cho (chủ hồ sơ)")
        grid.addWidget(self._fields["applicant.id_number"], 0, 0)
        grid.addWidget(self._fields["applicant.name"], 0, 1)
        grid.addWidget(self._fields["applicant.birth"], 0, 2)
        grid.addWidget(Field("&Giới tính", self.sex, self), 0, 3)
        grid.addWidget(self._fields["applicant.phone"], 1, 0)
        grid.addWidget(self._fields["applicant.address"], 1, 1)
        grid.addWidget(self._fields["on_behalf_of.name"], 1, 2, 1, 2)
        grid.setColumnStretch(1, 1)
        self.box.addLayout(grid)
        self.id_number.returnPressed.connect(self._on_id_number)

    def _build_papers(self) -> None:
        self.box.addWidget(PlainLabel("Thành phần hồ sơ", self))
        self.papers = PapersModel(self)
        self.box.addWidget(papers_table(self.papers, self), 1)

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        self._due = PlainLabel("", self, role="due")
        self._why = button("Vì sao?", "why")
        self._refuse = button("Từ chối tiếp nhận", "refuse")
        self._save = button("Lưu  Ctrl+S", "save")
        self._print = button("Lưu và in  F9", "save_and_print", primary=True)
        row.addWidget(self._due, 1)
        for each in (self._why, self._refuse, self._save, self._print):
            row.addWidget(each)
        self.box.addLayout(row)
        self._reason = PlainLabel("", self, role="hint")
        self._reason.hide()
        self.box.addWidget(self._reason)
        self._why.clicked.connect(self._on_why)
        self._refuse.clicked.connect(self._on_refuse)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.primary)

    # work

    @override
    def refresh(self) -> None:
        work = partial(procedures_for_intake, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show_catalogue)

    def start(self) -> None:
        """Make ready for the next citizen, the cursor in the procedure."""
        self.procedure.setFocus()

    def _show_catalogue(self, catalogue: Sequence[Procedure]) -> None:
        self._catalogue = catalogue
        if not catalogue:
            self._facts.setText("Chưa có danh mục thủ tục. Nhập danh mục từ trung tâm (Ctrl+U).")

    def scan(self, text: str) -> bool:
        """Fill the person from a card's code; tell whether it was one."""
        card = parse_card(text)
        if card is None:
            return False
        self.id_number.fill(card.id_number)
        self.name.fill(card.name)
        self.birth.fill(card.birth.words() if card.birth else "")
        self.sex.setCurrentIndex(max(0, self.sex.findData(card.sex.value if card.sex else None)))
        self.address.fill(card.address)
        for notice in card.notices:
            self.warned.emit(words.describe_code(notice.code).sentence)
        return True

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._found.clear()
        if not text.strip():
            self._found.hide()
            return
        for procedure in search_procedures(self._catalogue, text)[:MOST_SHOWN]:
            item = QListWidgetItem(f"{procedure.alias}  {procedure.name}")
            item.setData(Qt.ItemDataRole.UserRole, procedure.code)
            self._found.addItem(item)
        self._found.setVisible(self._found.count() > 0)
        self._found.setCurrentRow(0)

    @Slot()
    def _on_chosen(self) -> None:
        item = self._found.currentItem()
        if item is not None:
            self._choose(str(item.data(Qt.ItemDataRole.UserRole)))

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._choose(str(item.data(Qt.ItemDataRole.UserRole)))

    def choose(self, code: str) -> None:
        """Choose a procedure by its code."""
        self._choose(code)

    def _choose(self, code: str) -> None:
        chosen = next((item for item in self._catalogue if item.code == code), None)
        if chosen is None:
            return
        self._procedure = chosen
        self.procedure.blockSignals(True)
        self.procedure.fill(chosen.name)
        self.procedure.blockSignals(False)
        self._found.hide()
        self.procedure.setCursorPosition(0)
        fees = "; ".join(
            rule.unit_note if rule.amount_vnd is None else f"{rule.amount_vnd} đ {rule.unit_note}"
            for rule in chosen.fees
        )
        limit = chosen.cases[0].limit.words() if chosen.cases else "chưa có"
        self._facts.setText(f"{chosen.code} · Thời hạn: {limit} · Lệ phí: {fees or '–'}")
        self._show_cases(chosen)
        self.papers.show_papers(chosen.documents)
        self._ask_promise()

    def _show_cases(self, chosen: Procedure) -> None:
        self.case.blockSignals(True)
        self.case.clear()
        for case in chosen.cases:
            self.case.addItem(f"{case.name or 'Thông thường'} ({case.limit.words()})", case.key)
        self.case.blockSignals(False)
        self.case.setVisible(len(chosen.cases) > 1)

    @Slot()
    def _on_case(self) -> None:
        self._ask_promise()

    def _ask_promise(self) -> None:
        if self._procedure is None:
            return
        work = partial(promise, self.context.ports, self._procedure.code, self.case.currentData())
        self.context.tasks.query(work, owner=self, done=self._show_promise, failed=self.tell)

    def _show_promise(self, deadline: Deadline) -> None:
        self._deadline = deadline
        found = deadline.due_at
        self._due.setText(
            f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else "Không quy định hạn"
        )
        self._reason.hide()

    @Slot()
    def _on_why(self) -> None:
        if self._deadline is None:
            return
        days = [
            f"{day.date:%d/%m} {words.why_word(day.why.value)}"
            for day in self._deadline.trace[:WHY_DAYS]
        ]
        self._reason.setText(" · ".join(days))
        self._reason.setVisible(not self._reason.isVisible())

    @Slot()
    def _on_id_number(self) -> None:
        number = "".join(char for char in self.id_number.value() if char.isdigit())
        if len(number) == CITIZEN_DIGITS and not self.name.value():
            work = partial(person_before, self.context.ports, number)
            self.context.tasks.query(work, owner=self, done=self._fill_person)

    def _fill_person(self, known: dict[str, str | None] | None) -> None:
        if known is None or self.name.value():
            return
        self.name.fill(known.get("name") or "")
        birth = known.get("birth")
        self.birth.fill(BirthDate.parse(birth).words() if birth else "")
        self.sex.setCurrentIndex(max(0, self.sex.findData(known.get("sex"))))
        self.phone.fill(known.get("phone") or "")
        self.address.fill(known.get("address") or "")
        self.said.emit("Đã điền từ hồ sơ trước. Xem lại với người nộp.")

    def _command(self) -> ReceiveDossier:
        applicant = self._person()
        behalf = self.behalf.value().strip()
        return ReceiveDossier(
            procedure=self._procedure.code if self._procedure else self.procedure.value(),
            applicant=applicant,
            on_behalf_of={"name": behalf} if behalf else None,
            case=self.case.currentData(),
            documents=self.papers.handed_in(),
        )

    def _person(self) -> dict[str, str | None]:
        birth = self.birth.value().strip()
        today = self.context.ports.clock.now().date()
        return {
            "name": self.name.value(),
            "id_number": self.id_number.value(),
            "birth": str(BirthDate.typed(birth, today=today)) if birth else None,
            "sex": self.sex.currentData(),
            "phone": self.phone.value(),
            "address": self.address.value(),
        }

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
            self._show_problem(InvalidField("applicant.birth", error.code, **_details(error)))
            return
        self._print.setEnabled(False)  # one press, one dossier
        self.context.tasks.change(
            partial(receive_dossier, self.context.ports, command),
            owner=self,
            done=self._on_printing if print_slip else self._on_saved,
            failed=self._on_failed,
        )

    def _on_printing(self, result: ReceivedDossier) -> None:
        self._on_saved(result)
        work = partial(make_slip, self.context.ports, result.code)
        self.context.tasks.change(work, owner=self, done=self._on_slip, failed=self._on_unprinted)

    def _on_saved(self, result: ReceivedDossier) -> None:
        due = shown.long_day(result.deadline.due_at) if result.deadline.due_at else "–"
        notes = [words.describe_code(x.code, **x.details).happened for x in result.warnings]
        sentence = f"Đã tiếp nhận {result.code} · {result.holder_name} · hẹn {due}."
        self.said.emit(" ".join([sentence, *notes]))
        self._empty()

    def _on_slip(self, slip: Slip) -> None:
        self.window().setProperty("last_slip", slip.pdf)
        self.said.emit(f"Đã tiếp nhận và lập giấy hẹn {slip.code}. Xem hoặc in lại bằng Ctrl+P.")

    def _on_unprinted(self, error: Exception) -> None:
        reason = words.describe(error).happened
        self.warned.emit(f"Đã tiếp nhận hồ sơ, chưa in được: {reason} Bấm In lại (Ctrl+P).")

    def _on_failed(self, error: Exception) -> None:
        self._print.setEnabled(True)
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._show_problem(error)
        else:
            self.tell(error)

    def _show_problem(self, error: InvalidField) -> None:
        self._print.setEnabled(True)
        field = self._fields[error.field]
        message = words.describe(error)
        field.show_problem(f"{message.happened} {message.do_now}")
        field.editor.setFocus()

    def _clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_problem("")

    def _empty(self) -> None:
        self._print.setEnabled(True)
        self._procedure = self._deadline = None
        for field in self._fields.values():
            if isinstance(field.editor, TextField):
                field.editor.clear()
        self.sex.setCurrentIndex(0)
        self.papers.show_papers(())
        self._facts.setText("")
        self._due.setText("")
        self.case.hide()
        self._reason.hide()
        self.start()

    @Slot()
    def _on_refuse(self) -> None:
        self._clear_problems()
        reason = "; ".join(self.papers.missing())
        try:
            applicant = self._person()
        except InvalidField as error:
            self._show_problem(InvalidField("applicant.birth", error.code, **_details(error)))
            return
        work = partial(
            refuse_intake,
            self.context.ports,
            procedure=self._procedure.code if self._procedure else self.procedure.value(),
            applicant=applicant,
            reason=f"Hồ sơ chưa đủ thành phần: {reason}" if reason else "",
        )
        self.context.tasks.change(work, owner=self, done=self._on_refused, failed=self._on_failed)

    def _on_refused(self, _result: object) -> None:
        self.said.emit("Đã ghi việc từ chối tiếp nhận với lý do.")
        self._empty()


def _details(error: InvalidField) -> dict[str, object]:
    return {key: value for key, value in error.details.items() if key != "field"}
