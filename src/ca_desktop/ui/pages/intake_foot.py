"""The foot of an intake: what it would promise, what is missing, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.domain.letters import LetterKind
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.ask_bar import AskBar
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.promise import Promise

_ANSWERS = (
    (LetterKind.SUPPLEMENT.value, "Phiếu yêu cầu bổ sung…"),
    (LetterKind.REFUSAL.value, "Từ chối tiếp nhận…"),
)


class IntakeFoot(QWidget):
    """Stays below the form, however long that is.

    Attributes:
        due: the date that would be promised.
        missing: names papers that everybody must bring and that are not ticked, and what can be
            handed out about them.
        aside: puts the intake among the drafts.
        refuse: leads to the letter of refusal.
        save: stores it.
        primary: stores and prints it.

    Signals:
        letter_wanted(LetterKind): write this letter about what is being taken in.
    """

    letter_wanted = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._asked: tuple[str, ...] = ()
        self.due = Promise(page)
        self.missing = AskBar("missing", self)
        self.aside = button("Để &vào Nháp", "put_aside")
        self.refuse = button("Từ chối…", "refuse")
        self.save = page.act_button("save", "save")
        self.primary = page.act_button("primary", "save_and_print")
        row = FlowRow()
        row.add(self.due, 1)
        for each in (self.due.why, self.aside, self.refuse, self.save, self.primary):
            row.add(each)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.missing)
        box.addLayout(row)
        self.missing.answered.connect(self._on_answered)
        self.refuse.clicked.connect(self._on_refuse)

    def show_missing(self, names: Sequence[str]) -> None:
        """Say which papers are missing, if any."""
        if tuple(names) == self._asked:
            return
        self._asked = tuple(names)
        self.refuse.setHidden(bool(names))  # the bar offers it
        if names:
            self.missing.ask(f"Còn thiếu: {'; '.join(names)}.", _ANSWERS)
        else:
            self.missing.drop()

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        names, self._asked = self._asked, ()
        self.show_missing(names)  # they are missing still
        self.letter_wanted.emit(LetterKind(answer))

    @Slot()
    def _on_refuse(self) -> None:
        self.letter_wanted.emit(LetterKind.REFUSAL)
