"""Tiếp nhận: one dossier in under a minute, from the keyboard."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.people import CardData
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services import words
from ca_desktop.services.desk.intake import (
    ReceivedDossier,
    ReceiveDossier,
    procedures_for_intake,
)
from ca_desktop.services.desk.scanned import ScannedSlip
from ca_desktop.services.desk.undo import Undone, undo
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.drafting import DraftKeeper
from ca_desktop.ui.intake_contents import IntakeContents
from ca_desktop.ui.intake_saving import IntakeSaving
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.fee_desk import may_collect
from ca_desktop.ui.pages.intake_fees import IntakeFees, money_sentence
from ca_desktop.ui.pages.intake_foot import IntakeFoot
from ca_desktop.ui.pages.intake_letters import IntakeLetters
from ca_desktop.ui.pages.intake_papers import IntakePapers
from ca_desktop.ui.pages.slip_question import SlipQuestion
from ca_desktop.ui.told import Offer, Told
from ca_desktop.ui.type_ahead import TypeAhead
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.card_question import CardQuestion
from ca_desktop.ui.widgets.fields import Field, TextField
from ca_desktop.ui.widgets.filing import FilingForm
from ca_desktop.ui.widgets.parked_bar import ParkedBar
from ca_desktop.ui.widgets.person import PersonForm
from ca_desktop.ui.widgets.pins import Pins
from ca_desktop.ui.widgets.procedure import ProcedurePicker
from ca_desktop.ui.widgets.scrolled import Scrolled

SUBMITTER = frozenset(
    f"applicant.{name}"
    for name in ("id_number", "name", "birth", "sex", "phone", "hamlet", "address")
)
"""What Ctrl+F9 keeps for the next dossier."""

_REQUIRED = frozenset({"procedure", "applicant.name"})


class IntakePage(Page):
    """Gathers one `ReceiveDossier`; the form is emptied once it is stored."""

    screen_name = "intake"
    title = "Tiếp nhận hồ sơ"
    topics = frozenset({Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["save"] = self.save
        self.offers["keep"] = self.save_and_keep
        self._kept: frozenset[str] = frozenset()
        self._sent: Mapping[str, Any] = {}
        self.ahead = TypeAhead(self)
        self._foot, body = self.box, Scrolled(self)
        self._foot.addWidget(body, 1)
        self.box, sheet = body.box, body.widget()
        self.picker = ProcedurePicker(sheet)
        self.person = PersonForm(context, sheet)
        self.filing = FilingForm(sheet, collects=may_collect(context))
        self.money = IntakeFees(self, self.picker, self.filing)
        self._fields = self.picker.fields | self.person.fields | self.filing.fields
        self.pins = Pins(self._fields, self)
        self.offers["pin"] = self.pins.toggle
        self.pins.buttons["applicant.hamlet"].toggled.connect(self.person.pin_hamlet)
        self.picker.chosen.connect(self._ask_promise)
        self.picker.case.currentIndexChanged.connect(self._ask_promise)
        self.parked = ParkedBar(sheet)
        self.cards = CardQuestion(self.person, self.filing, sheet)
        self.slip = SlipQuestion(self)
        self.checks = IntakeSaving(context, self.ahead, self._hold, sheet)
        bars = (self.parked, self.cards, self.slip, self.checks)
        for each in (*bars, self.picker, self.person, self.filing):
            self.box.addWidget(each)
        self.cards.warned.connect(self.warned)
        self.checks.saved.connect(self._on_saved)
        self.checks.failed.connect(self._on_failed)
        self.checks.again.connect(self._receive)
        self.checks.dossier_asked.connect(self.dossier_chosen)
        self.picker.taken.connect(self.person.begin)
        self.person.said.connect(self.said)
        self._build_papers()
        self._build_foot()
        self._build_keeping()

    # parts

    def _build_papers(self) -> None:
        whole = IntakePapers(self.picker, self.filing.parentWidget())
        self.papers = whole.model
        whole.told.connect(self.told)
        self.person.complete.connect(whole.table.begin)
        whole.table.passed.connect(self._on_papers_passed)
        self.box.addWidget(whole, 1)
        self.box.addStretch(0)
        self.filing.toggle.toggled.connect(whole.setHidden)  # a small screen has room for one

    def _build_foot(self) -> None:
        self.foot = IntakeFoot(self)
        self._foot.addWidget(self.foot)
        self._due = self.foot.due
        self._save, self._print = self.foot.save, self.foot.primary
        self._due.why_asked.connect(self.show_why)
        self.picker.dropped.connect(self._due.forget)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.primary)

    @override
    def unkept(self) -> Mapping[str, object]:
        return self.drafts.lost_at_end()

    def _build_keeping(self) -> None:
        editors = {name: field.editor for name, field in self._fields.items()}
        editors["reason"] = self.checks.reason
        self.contents = IntakeContents(self.picker, editors, self.papers, self.filing, self)
        self.contents.begun.connect(self.person.take_kept)
        self.drafts = DraftKeeper(self.context, self.contents, self, self.ahead)
        self.drafts.said.connect(self.said)
        self.drafts.refused.connect(self.warned)
        self.foot.aside.clicked.connect(self.drafts.put_aside)
        self.drafts.parked_changed.connect(self.parked.show_parked)
        self.parked.chosen.connect(self.drafts.take)
        letters = IntakeLetters(self.foot, self.picker, self.person, self.papers, self.drafts)
        letters.asked.connect(self.letter_asked)
        letters.refused.connect(self._show_problem)

    # work

    @override
    def refresh(self) -> None:
        work = partial(procedures_for_intake, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show_catalogue)

    def _show_catalogue(self, catalogue: Sequence[Procedure]) -> None:
        self.picker.show_catalogue(catalogue)
        self.contents.catalogue_came()

    def start(self) -> None:
        """Make ready for the next citizen, the cursor in the procedure."""
        self.picker.procedure.setFocus()

    @override
    def take_card(self, card: CardData) -> bool:
        self.ahead.then(partial(self.cards.take, card))
        return True

    @override
    def take_slip(self, slip: ScannedSlip) -> bool:
        return self.slip.take(slip)

    def choose(self, code: str) -> None:
        """Choose a procedure by its code."""
        self.picker.choose(code)

    @Slot()
    def _on_papers_passed(self) -> None:
        self._print.setFocus(Qt.FocusReason.TabFocusReason)  # and presses nothing

    @Slot()
    def _ask_promise(self) -> None:
        if self.picker.current is not None:
            case = self.picker.case.currentData()
            self._due.ask(self.context, self.picker.current.code, case, self.tell)

    def _hold(self) -> str | None:
        return self.drafts.hold()

    def _command(self) -> ReceiveDossier:
        return ReceiveDossier(
            procedure=self.picker.code(),
            applicant=self.person.values() | {"email": self.filing.email.value()},
            on_behalf_of=self.filing.holder(),
            case=self.picker.case.currentData(),
            documents=self.papers.handed_in(),
            **self.filing.values(),
        )

    @override
    @Slot()
    def primary(self) -> None:
        self._receive(True, frozenset())

    @Slot()
    def save(self) -> None:
        """Save without printing (Ctrl+S)."""
        self._receive(False, frozenset())

    @Slot()
    def save_and_keep(self) -> None:
        """Save, print, and begin the next dossier of the same submitter (Ctrl+F9)."""
        self._receive(True, SUBMITTER)

    @Slot(bool)
    def _receive(
        self,
        print_slip: bool,  # noqa: FBT001 a signal
        kept: frozenset[str] | None = None,
    ) -> None:
        """Store what stands here; an answer to a question (None) keeps what was to be kept."""
        if self.ahead.busy or self._tell_wrong():
            return  # one press, one dossier
        self._kept = self._kept if kept is None else kept
        try:
            command = self._command()
        except InvalidField as error:
            self._show_problem(error)
            return
        self._sent = self.contents.read()
        self.checks.save(command, prints=print_slip)

    def _tell_wrong(self) -> bool:
        """Say below every field what is wrong with it, and go to the first in the form's order."""
        _clear(self._fields.values())
        if wrong := _wrong(self._fields):
            self._refuse(*wrong[0])
            _show(self._fields, wrong[1:])  # the cursor has moved: whoever it leaves is looked at
        return bool(wrong)

    @Slot(object, bool)
    def _on_saved(self, result: ReceivedDossier, prints: bool) -> None:  # noqa: FBT001 a signal
        look = Offer("Mở", "open_saved", partial(self.dossier_chosen.emit, result.dossier_id))
        offers = (look, *self.money.offers(result))
        said = Told(text=_sentence(result), about=result.code, offers=offers)
        self.told.emit(said)
        self.drafts.ended()
        self.begin_next(self._kept)
        self._offer_undo(result, self._sent)
        if prints:
            self.print_asked.emit(result.code, said)

    def _offer_undo(self, result: ReceivedDossier, typed: Mapping[str, Any]) -> None:
        """Undoing an intake cancels its number and gives back what was typed."""

        def after(undone: Undone) -> str:
            self.drafts.give_back(typed)
            return "Thu lại giấy hẹn đã in." if undone.printed else ""

        work = partial(undo, self.context.ports, result.undo)
        self.undoable.emit(Undoable(f"tiếp nhận {result.code}", work, after))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._show_problem(error)
        else:
            self.tell(error)

    @Slot(object)
    def _show_problem(self, error: InvalidField) -> None:
        self._refuse("applicant.birth" if error.field == "birth" else error.field, error)

    def _refuse(self, name: str, error: InvalidField) -> None:
        if name in self.filing.fields:
            self.filing.unfold()
        self._fields[name].refuse(error)

    def empty(self) -> None:
        """Begin with nothing typed, the cursor in the procedure."""
        with self.contents.quiet():
            self._empty()
        self.bring(self.picker.procedure)

    def _empty(self) -> None:
        _clear(self._fields.values())
        self.picker.clear()
        for field in self._fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.person.clear()
        self.cards.drop()
        self.checks.drop()
        self.filing.clear()
        self.papers.begin()
        self._due.forget()

    def begin_next(self, kept: frozenset[str] = frozenset()) -> None:
        """Begin with nothing but what is pinned, and what is to be kept beside it."""
        body = self.contents.kept(kept | self.pins.names)
        self.empty()
        self.contents.go_on(body)


def _clear(fields: Iterable[Field]) -> None:
    for field in fields:
        field.show_problem("")


def _show(fields: Mapping[str, Field], wrong: Iterable[tuple[str, InvalidField]]) -> None:
    for name, error in wrong:
        fields[name].show_error(error)


def _wrong(fields: Mapping[str, Field]) -> list[tuple[str, InvalidField]]:
    return [(name, error) for name, x in fields.items() if (error := _trouble(name, x))]


def _trouble(name: str, field: Field) -> InvalidField | None:
    editor = field.editor
    if not isinstance(editor, TextField):
        return None
    missing = name in _REQUIRED and not editor.value()
    return InvalidField(name, "REQ-FIELD") if missing else editor.trouble()


def _sentence(result: ReceivedDossier) -> str:
    due = day_text(result.deadline.due_at.date()) if result.deadline.due_at else "–"
    notes = [words.describe_code(x.code, **x.details).happened for x in result.warnings]
    sentence = f"Đã tiếp nhận {result.code} · {result.holder_name} · hẹn {due}."
    money = money_sentence(result)
    return " ".join([sentence, *([money] if money else []), *notes])
