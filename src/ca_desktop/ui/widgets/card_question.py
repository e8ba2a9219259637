"""A card that was scanned into an intake: whose is it?"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.people import CardData
from ca_desktop.services import words
from ca_desktop.ui.widgets.ask_bar import AskBar
from ca_desktop.ui.widgets.filing import FilingForm
from ca_desktop.ui.widgets.person import PersonForm

REPLACE, BEHALF, SKIP = "replace", "behalf", "skip"


class CardQuestion(AskBar):
    """Fills an empty form at once; where somebody else stands in it, a person decides.

    Signals:
        warned(str): the card could not be read in full.
    """

    warned = Signal(str)

    def __init__(self, person: PersonForm, filing: FilingForm, parent: QWidget) -> None:
        super().__init__("card", parent)
        self._person, self._filing = person, filing
        self._card: CardData | None = None
        self.answered.connect(self._on_answered)

    def take(self, card: CardData) -> None:
        """Use a card."""
        self.drop()
        self._card = card
        if self._person.is_blank or self._person.is_of(card):
            self._on_answered(REPLACE)
            return
        here = self._person.name.value() or self._person.id_number.value()
        self.ask(
            f"Thẻ vừa quét là của {card.name}, người nộp đang ghi là {here}.",
            (
                (REPLACE, "Thay người nộp"),
                (BEHALF, "Ghi là người được nộp thay"),
                (SKIP, "Bỏ qua"),
            ),
        )

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        card, self._card = self._card, None
        if card is None or answer == SKIP:
            return
        if answer == BEHALF:
            self._filing.take_holder(card)
        else:
            self._person.take_card(card)
        for notice in card.notices:
            self.warned.emit(words.describe_code(notice.code, **notice.details).sentence)
