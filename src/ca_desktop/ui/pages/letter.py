"""Phiếu: a letter about a dossier, with its reason and what it does to the clock."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import Effect, LetterKind
from ca_desktop.services.desk.intake import RefusedIntake, refuse_intake
from ca_desktop.services.desk.letters import (
    Guidance,
    IssuedLetter,
    IssueLetter,
    guide,
    issue_letter,
)
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.step_taker import asked_over
from ca_desktop.ui.half_typed import HalfTyped
from ca_desktop.ui.letters import (
    NAMES,
    REASONS,
    SIGNERS,
    AtIntake,
    LetterWish,
    reasons_for,
)
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.guidance import KEPT, GuidanceDesk
from ca_desktop.ui.tasks import Touching
from ca_desktop.ui.told import Offer, Told
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.letter_details import Area, LetterDetails
from ca_desktop.ui.widgets.letter_effect import LetterEffect
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.typed_fields import DayField

C = TypeVar("C", bound=Touching)
NOTHING = "Mở một hồ sơ rồi bấm Lập phiếu."
_PROMISING = frozenset({LetterKind.APOLOGY, LetterKind.EXTENSION, LetterKind.APPOINTMENT})
"""Letters that may name a day."""

_LEADS_ON = frozenset({Effect.STOPS, Effect.RUNS_ON, Effect.ENDS, Effect.REFUSES, Effect.CLOSES})
"""Effects after which the dossier stands in another list."""

_AT_INTAKE = (LetterKind.SUPPLEMENT, LetterKind.REFUSAL)


class _Asked(dict[str, Field]):
    """The fields of a letter, by name; each kind of letter asks for some of them."""

    def show_kind(self, kind: LetterKind | None) -> None:
        """Show what a kind of letter asks for; None: there is no letter to write."""
        asked = {
            "kind": kind is not None,
            "demands": kind is LetterKind.SUPPLEMENT,
            "due": kind in _PROMISING,
        }
        self.clear_problems()
        for name, field in self.items():
            field.setVisible(asked.get(name, kind in REASONS))

    def clear_problems(self) -> None:
        """Say nothing below any of them."""
        for field in self.values():
            field.show_problem("")


class LetterPage(Page):
    """Writes one letter; F9 keeps and prints it."""

    screen_name = "letter"
    title = "Lập phiếu"
    topics = frozenset[Topic]()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wish: LetterWish | None = None
        self._kinds: dict[str, LetterKind] = {}
        self._agreed = StepWish()
        self._guidance = GuidanceDesk(self)
        self.kind = named(ChoiceField(self), "letter_kind")
        self._about = named(PlainLabel(NOTHING, self, role="due"), "letter_about")
        self.usual = named(ChoiceField(self), "usual_reasons")
        self.reason = named(Area(self), "letter_reason")
        self.demands = named(Area(self), "demands")
        self.demands.setPlaceholderText("Mỗi dòng một giấy tờ hoặc một chỗ cần hoàn thiện")
        self.due = named(DayField(context.today, self), "new_due")
        self.details = LetterDetails(self)
        self.half = HalfTyped(self.demands, self.reason, self.due, *self.details.editors)
        self._effect = LetterEffect(context, self)
        self._signer = named(NoteLabel("", self, role="hint"), "letter_signer")
        self._go = self.act_button("primary", "issue_letter")
        self._back = button("Quay lại  Esc", "letter_back")
        self._fields = _Asked(
            kind=Field("&Phiếu", self.kind, self),
            demands=Field("&Nội dung cần bổ sung *", self.demands, self),
            usual=Field("Lý do thường &gặp", self.usual, self),
            reason=Field("&Lý do *", self.reason, self),
            due=Field("Ngày hẹn &mới *", self.due, self),
        )
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._fields["kind"], 1)
        top.addWidget(self._fields["due"])
        top.addStretch(1)
        body = Scrolled(self)
        self.box.addWidget(body, 1)
        body.box.addWidget(self._about)
        body.box.addLayout(top)
        body.box.addWidget(self._fields["demands"], 1)
        body.box.addWidget(self.details)
        body.box.addWidget(self._fields["usual"])
        body.box.addWidget(self._fields["reason"], 1)
        body.box.addWidget(self._effect)
        body.box.addWidget(self._signer)
        body.box.addStretch(0)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._go)
        self.box.addLayout(foot)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.usual.activated.connect(self._on_usual)
        self._go.clicked.connect(self.primary)
        self._effect.may_write.connect(self._go.setEnabled)
        self._back.clicked.connect(self._on_back)
        self.details.filled.connect(self.half.settle)
        self._rest()

    def begin(self, wish: LetterWish) -> None:
        """Begin a letter; one that was left half written goes on as it stands."""
        self._wish = wish
        whose = wish.about.partition(" · ")[0]
        self.turn_to(wish.matter, f"phiếu {whose}", partial(self._show, wish))
        self.start()

    def _show(self, wish: LetterWish) -> None:
        kept = self._kinds.get(wish.matter, wish.kind)
        self._about.setText(wish.about)
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in _AT_INTAKE if wish.intake else wish.kinds:
            self.kind.addItem(NAMES[kind], kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kept)))
        self.kind.blockSignals(False)
        self.demands.setPlainText("\n".join(wish.missing))
        self.due.begin()
        self.details.begin(self.context, "" if wish.intake else wish.code)
        self._show_kind(wish)

    @property
    def chosen(self) -> LetterKind:
        """The letter that is being written."""
        return LetterKind(self.kind.currentData() or LetterKind.CONTROL)

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.kind, self.reason)

    def start(self) -> None:
        """Bring the cursor to what is to be typed first."""
        first = {LetterKind.SUPPLEMENT: self.demands, LetterKind.APOLOGY: self.due}
        own = self.details.first(self.chosen)
        (own or first.get(self.chosen, self.reason)).setFocus()

    def _end(self, wish: LetterWish) -> None:
        """Be done with a letter; another one may be begun by now."""
        self._kinds.pop(wish.matter, None)
        self.half.end(wish.matter, self._rest)

    def _rest(self) -> None:
        """Have no letter to write."""
        self._wish = None
        self._about.setText(NOTHING)
        self._effect.ask(LetterKind.CONTROL, None)
        self._signer.setText("")
        self._fields.show_kind(None)
        self.details.show_kind(LetterKind.CONTROL)

    @Slot()
    def _on_kind(self) -> None:
        wish = self._wish
        if wish is None:
            return
        self._kinds[wish.matter] = self.chosen
        if self.usual.findText(self.reason.toPlainText()) >= 0:
            self.half.settle(self.reason)  # the reason of another kind is none of this one
        self.half.turn_to(wish.matter, self.half.name, partial(self._show_kind, wish))
        self.start()

    def _show_kind(self, wish: LetterWish) -> None:
        kind = self.chosen
        self._fields.show_kind(kind)
        self.details.show_kind(kind)
        self.usual.clear()
        reasons = reasons_for(kind, taken_in=wish.intake is None)
        self.usual.addItems(reasons)
        missing = "; ".join(wish.missing)
        usual = next(iter(reasons), "")
        named_too = kind is LetterKind.REFUSAL and missing and wish.intake
        self.reason.setPlainText(f"{usual}: {missing}" if named_too else usual)
        self._signer.setText(SIGNERS.get(kind, ""))
        self._effect.ask(kind, wish)

    @Slot(int)
    def _on_usual(self, _place: int) -> None:
        self.reason.fill(self.usual.currentText())
        self.reason.setFocus()

    # keeping

    @override
    @Slot()
    def primary(self) -> None:
        wish, kind = self._wish, self.chosen
        if self.context.tasks.writes_for(self):
            return
        if wish is None:
            self.warned.emit(NOTHING)
            return
        if self._effect.refusal is not None:
            self.tell(self._effect.refusal)
            return
        self._fields.clear_problems()
        reason = self.reason.value()
        if wish.intake is None:
            self._issue(wish, kind)
        elif kind is LetterKind.REFUSAL:
            work = partial(refuse_intake, self.context.ports, **_said(wish.intake), reason=reason)
            self._keep(work, partial(self._on_refused, wish))
        else:
            self._guide(wish, wish.intake)

    def _guide(self, wish: LetterWish, intake: AtIntake, step: StepWish | None = None) -> None:
        told = {**_said(intake), "demands": self.demands.value().splitlines(), "step": step}
        work = partial(guide, self.context.ports, reason=self.reason.value(), **told)
        self._keep(work, partial(self._on_guided, wish))

    def _issue(self, wish: LetterWish, kind: LetterKind, step: StepWish | None = None) -> None:
        due, self._agreed = None, step or StepWish()
        if kind in _PROMISING:
            try:
                due = self.due.day("due") if self.due.value() else None
            except InvalidField as error:
                self._on_failed(error)
                return
        listed = self.details.agencies if kind is LetterKind.TRANSFER else self.demands
        letter = IssueLetter(
            kind=kind,
            reason=self.reason.value(),
            demands=listed.value().splitlines(),
            due=due,
            details=self.details.values(kind),
            step=self._agreed,
        )
        work = partial(issue_letter, self.context.ports, wish.code, letter)
        self._keep(work, partial(self._on_issued, wish))

    def _keep(self, work: Callable[[], C], done: Callable[[C], object]) -> None:
        self.context.tasks.change(work, owner=self, done=done, failed=self._on_failed)

    @Slot(object)
    def _on_agreed(self, step: StepWish) -> None:
        """Write the letter over a guard, with the reason or the name that was given."""
        if self._wish is not None and self._wish.intake is not None:
            self._guide(self._wish, self._wish.intake, step)
        elif self._wish is not None:
            self._issue(self._wish, self.chosen, step.after(self._agreed))

    def _on_failed(self, error: Exception) -> None:
        if asked_over(self.context, error, self, self._on_agreed):
            return
        if not isinstance(error, InvalidField):
            self.tell(error)
        elif self.details.refuse(self.chosen, error):
            return
        elif error.field in self._fields:
            self._fields[error.field].refuse(error)
        else:
            self.tell(error)

    def _on_issued(self, wish: LetterWish, done: IssuedLetter) -> None:
        new = f" Hẹn mới: {shown.day(done.due_at)}." if done.effect is Effect.MOVES else ""
        effect = "" if done.effect is Effect.NOTHING else self._effect.text()
        text = f"Đã lập {_lower(NAMES[done.kind])} cho hồ sơ {done.code}. {new or effect}".strip()
        look = Offer("Mở", "open_saved", partial(self.dossier_chosen.emit, done.dossier_id))
        said = _tell(self, done, text, look)
        self._end(wish)
        self.dossier_chosen.emit(done.dossier_id)
        self.sheet_asked.emit(done.dossier_id, done.sheet, said)
        self.undoable.emit(_undone(self.context, done))

    def _on_refused(self, wish: LetterWish, done: RefusedIntake) -> None:
        said = Told(text="Đã ghi việc từ chối tiếp nhận với lý do.", about=done.sheet)
        self._end_intake(wish, said, refused=True)
        self.sheet_asked.emit(done.dossier_id, done.sheet, said)

    def _on_guided(self, wish: LetterWish, done: Guidance) -> None:
        self._end_intake(wish, Told(text=KEPT, about=done.event_id), refused=False)
        self._guidance.print(done)

    def _end_intake(self, wish: LetterWish, said: Told, *, refused: bool) -> None:
        self._end(wish)
        self.told.emit(said)
        self.page_asked.emit("intake")
        if wish.intake is not None:
            wish.intake.done(refused)

    @Slot()
    def _on_back(self) -> None:
        if self._wish is not None and self._wish.dossier_id:
            self.dossier_chosen.emit(self._wish.dossier_id)
        elif self._wish is not None:
            self.page_asked.emit("intake")


def _said(intake: AtIntake) -> dict[str, Any]:
    return {"procedure": intake.procedure, "applicant": intake.applicant}


def _tell(page: Page, done: IssuedLetter, text: str, look: Offer) -> Told:
    """Say that a letter was kept, and where its dossier is now if that is another list."""
    if done.effect in _LEADS_ON:
        return page.tell_moved(text, done.status, look, about=done.sheet)
    said = Told(text=text, about=done.sheet, offers=(look,))
    page.told.emit(said)
    return said


def _undone(context: UiContext, done: IssuedLetter) -> Undoable | None:
    if done.undo is None:
        return None
    what = f"{_lower(NAMES[done.kind])} {done.code}"
    return Undoable(what, partial(undo, context.ports, done.undo))


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
