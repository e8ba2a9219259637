"""What a step asks for beside a remark, in the order in which it is asked."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.services import words
from ca_desktop.services.desk.approving import Confirmation
from ca_desktop.services.desk.dossiers import Stepped
from ca_desktop.services.desk.step_choices import StepChoices
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.step_asks import CAUSES, NEEDS_NOTE, STAGES, STEP_ASKS, Ask, AskKind
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot, open_whole
from ca_desktop.ui.dialogs.step_taker import StepTaker, StepWanted
from ca_desktop.ui.widgets.approver import ApproverField, ApproverProof
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.letter_details import Area
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.typed_fields import AmountField, DayField

USUAL = QSize(620, 420)
_YES = {
    "negative": (("no", "Chấp thuận"), ("yes", "Từ chối giải quyết")),
    "answered": (("yes", "Đã có trả lời"), ("no", "Chưa có trả lời, không chờ nữa")),
}


class StepDialog(QDialog):
    """Asks and takes the step.

    Args:
        context: the outside world.
        wanted: the dossier, the step, and what stands in the remark already.
        title: words of the step.
        offered: choices and usual values.
        parent: the page.

    Signals:
        stepped(object): the `Stepped`.
    """

    stepped = Signal(object)

    def __init__(
        self,
        context: UiContext,
        wanted: StepWanted,
        title: str,
        offered: StepChoices,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._context = context
        self._wanted = wanted
        self._offered = offered
        self._taker = StepTaker(context, self)
        self._proof: ApproverProof | None = None
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(f"{title}: {wanted.code}", self, role="due"))
        body = Scrolled(self)
        self.fields = {ask.name: self._field(ask) for ask in STEP_ASKS[wanted.step]}
        self.note = named(TextField(self), "note")
        self.note.begin(wanted.note)
        needed = " *" if wanted.step in NEEDS_NOTE else ""
        self.fields["note"] = Field(f"Ghi &chú hoặc lý do{needed}", self.note, self)
        for each in self.fields.values():
            body.box.addWidget(each)
        body.box.addStretch(1)
        box.addWidget(body, 1)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        box.addWidget(self._problem)
        self._go = button("Ghi lại  F9", "take_step", primary=True)
        box.addLayout(foot(self, "Đóng", self._go, self.send))
        self._taker.stepped.connect(self._on_stepped)
        self._taker.failed.connect(self._on_failed)
        self._taker.left.connect(self._on_left)
        next(iter(self.fields.values())).editor.setFocus()
        open_whole(self, USUAL)

    def _field(self, ask: Ask) -> Field:
        if ask.kind is AskKind.APPROVER:
            approver = ApproverField(self)
            approver.offer(self._offered.approvers)
            self._proof = ApproverProof(self._context, approver)
            self._proof.proved.connect(self._on_proved)
            self._proof.refused.connect(self._on_left)
            return approver
        title = words.field_label(f"step.{ask.name}") + (" *" if ask.needed else "")
        field = Field(title, self._editor(ask), self)
        only = ask.kind is AskKind.ERRAND and len(self._offered.choices[ask.name]) < 2  # noqa: PLR2004 nothing to choose
        field.setVisible(not only)
        return field

    def _editor(self, ask: Ask) -> QWidget:
        usual = self._offered.usual.get(ask.name, "")
        choices = self._choices(ask)
        if choices:
            choice = named(ChoiceField(self), ask.name)
            for kept, said in choices:
                choice.addItem(said, kept)
            choice.setCurrentIndex(max(0, choice.findData(usual)))
            return choice
        if ask.kind in {AskKind.TEXT, AskKind.PAPERS}:
            area = named(Area(self), ask.name)
            area.setPlainText(usual)
            return area
        line = named(self._line(ask), ask.name)
        line.begin(usual)
        if ask.kind is AskKind.LIMIT:
            line.setPlaceholderText("3")
        return line

    def _line(self, ask: Ask) -> TextField:
        if ask.kind is AskKind.DAY:
            return DayField(self._context.today, self)
        if ask.kind is AskKind.MONEY:
            return AmountField(ask.name, "BAD-MONEY", self)
        return TextField(self)

    def _choices(self, ask: Ask) -> tuple[tuple[str, str], ...]:
        if ask.kind is AskKind.YES:
            return _YES[ask.name]
        if ask.kind is AskKind.STAGE:
            return tuple((x, words.label("supplement_stages", x)) for x in ("", *STAGES) if x)
        if ask.kind is AskKind.CAUSE:
            return tuple((x, words.label("causes", x)) for x in CAUSES)
        return self._offered.choices.get(ask.name, ())

    def values(self) -> dict[str, object]:
        """Return what was typed and chosen; what was left empty is left out."""
        found: dict[str, object] = {}
        for name, field in self.fields.items():
            editor = field.editor
            if isinstance(field, ApproverField):
                found[name] = field.value()
            elif isinstance(editor, ChoiceField):
                found[name] = str(editor.currentData())
            elif isinstance(editor, TextField | TextArea) and editor.value().strip():
                found[name] = editor.value()
        found.pop("note", None)
        return found

    @Slot()
    def send(self) -> None:
        """Take the step."""
        self._go.setEnabled(False)
        self._problem.setText("")
        for field in self.fields.values():
            field.show_problem("")
        if self._proof is None:
            self._on_proved(None)
        else:
            self._proof.prove()

    @Slot(object)
    def _on_proved(self, confirmation: Confirmation | None) -> None:
        wanted = StepWanted(self._wanted.code, self._wanted.step, self.note.value(), self.values())
        self._taker.take(wanted, StepWish(confirmation=confirmation))

    @Slot(object)
    def _on_stepped(self, done: Stepped) -> None:
        self.stepped.emit(done)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        if isinstance(error, InvalidField) and error.field in self.fields:
            self.fields[error.field].refuse(error)
        else:
            self._problem.setText(words.describe(error).sentence)

    @Slot()
    def _on_left(self) -> None:
        self._go.setEnabled(True)
