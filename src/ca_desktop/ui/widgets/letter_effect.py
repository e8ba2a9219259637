"""What a letter would do to the clock of its dossier, or why it cannot be written."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.letters import Effect, LetterKind
from ca_desktop.services import words
from ca_desktop.services.desk.letters import letter_effect
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.letters import BEFORE_INTAKE, EFFECTS, RESUMES, LetterWish
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import NoteLabel


class LetterEffect(NoteLabel):
    """Says what the letter that is being written does.

    Signals:
        may_write(bool): nothing stands against it.
    """

    may_write = Signal(bool)

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__("", parent, role="message")
        named(self, "letter_effect")
        self._context = context
        self._asked: tuple[LetterKind, LetterWish] | None = None
        self.refusal: Exception | None = None

    def ask(self, kind: LetterKind, wish: LetterWish | None) -> None:
        """Look anew at what a letter would do; None: there is none to write."""
        self.refusal, self._asked = None, None if wish is None else (kind, wish)
        self.may_write.emit(True)
        self.setText("")
        if wish is not None and wish.intake is not None:
            refused = kind is LetterKind.REFUSAL
            self.setText(EFFECTS[Effect.ENDS] if refused else BEFORE_INTAKE)
        elif wish is not None:
            self._context.tasks.query(
                partial(letter_effect, self._context.ports, wish.code, kind),
                owner=self,
                done=partial(self._show, kind, wish),
                failed=partial(self._refuse, kind, wish),
            )

    def _show(self, kind: LetterKind, wish: LetterWish, effect: Effect) -> None:
        if self._asked == (kind, wish):
            said = EFFECTS[effect].replace("{due}", wish.due)
            self.setText(said.replace("{resumes}", RESUMES.get(wish.clock, RESUMES["pause"])))

    def _refuse(self, kind: LetterKind, wish: LetterWish, error: Exception) -> None:
        if self._asked == (kind, wish):
            self.refusal = error
            self.setText(f"▲ {words.describe(error).happened}")
            self.may_write.emit(False)
