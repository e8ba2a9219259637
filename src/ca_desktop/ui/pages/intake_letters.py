"""Letters about what is not taken in: guidance on what is missing, and refusals."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.ui.drafting import DraftKeeper
from ca_desktop.ui.letters import AtIntake, LetterWish
from ca_desktop.ui.models.papers import PapersModel
from ca_desktop.ui.pages.intake_foot import IntakeFoot
from ca_desktop.ui.widgets.person import PersonForm
from ca_desktop.ui.widgets.procedure import ProcedurePicker


def _silently() -> None:
    """The letter itself was just told of."""


class IntakeLetters(QObject):
    """Watches what is missing, and leads to a letter once it is known whose it is.

    Args:
        foot: offers the letters.
        picker: of the procedure.
        person: who stands at the desk.
        papers: what they brought.
        drafts: keep the intake meanwhile.

    Signals:
        asked(LetterWish): write this letter.
        refused(InvalidField): something must be typed before.
    """

    asked = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        foot: IntakeFoot,
        picker: ProcedurePicker,
        person: PersonForm,
        papers: PapersModel,
        drafts: DraftKeeper,
    ) -> None:
        super().__init__(foot)
        self._foot, self._picker = foot, picker
        self._person, self._papers, self._drafts = person, papers, drafts
        foot.letter_wanted.connect(self._on_wanted)
        papers.itemChanged.connect(self.look)
        papers.rowsInserted.connect(self.look)
        papers.rowsRemoved.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Say which papers are missing now."""
        self._foot.show_missing(self._papers.missing())

    @Slot(object)
    def _on_wanted(self, kind: LetterKind) -> None:
        if self._drafts.ahead.busy:
            return  # it is being taken in
        current, name = self._picker.current, self._person.name.value()
        if current is None or not name:
            lacking = "applicant.name" if current else "procedure"
            self.refused.emit(InvalidField(lacking, "REQ-FIELD"))
            return
        try:
            applicant = self._person.values()
        except InvalidField as error:
            self.refused.emit(error)
            return
        draft = self._drafts.mark()
        done = partial(self._on_kept, draft, self._person.name.seen_text().strip())
        wish = LetterWish(
            kind=kind,
            about=f"{name} · {current.name}",
            missing=tuple(self._papers.missing()),
            intake=AtIntake(draft=draft, procedure=current.code, applicant=applicant, done=done),
        )
        self.asked.emit(wish)

    def _on_kept(self, draft_id: str, name: str, refused: bool) -> None:  # noqa: FBT001 an answer
        """Be done with the intake the letter is about, whatever stands in the form by now."""
        self._drafts.leave(draft_id, name, None if refused else _silently)
        self._picker.procedure.setFocus()
