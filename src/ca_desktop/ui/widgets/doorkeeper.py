"""Who may try to come in: one person at a time, each after the wait of their own wrong tries."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton

from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.people_tiles import PeopleTiles
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.wrong_tries import WrongTries


class Doorkeeper(QObject):
    """Says of the person who is chosen whether to wait; whoever else is chosen may try at once.

    Args:
        people: who may be chosen.
        secret: where the chosen person types.
        go: what tries it.
        problem: where it is told.
        tries: who typed something wrong.
    """

    def __init__(
        self,
        people: PeopleTiles,
        secret: SecretField,
        go: QPushButton,
        problem: PlainLabel,
        tries: WrongTries,
    ) -> None:
        super().__init__(people)
        self._people, self._secret, self._go, self._problem = people, secret, go, problem
        self._tries = tries
        self._trying: str | None = None
        self._wrong: dict[str, str] = {}
        tries.ticked.connect(self._on_ticked)
        people.currentRowChanged.connect(self._on_person)

    @property
    def waiting(self) -> int:
        """Seconds until the next try of the person who is chosen."""
        return self._tries.left(self._people.chosen)

    def begin(self) -> bool:
        """Tell whether the chosen person may try now; if so, that try is on its way."""
        if self.waiting or self._trying is not None:
            return False
        self._trying = self._people.chosen
        self._go.setEnabled(False)
        return True

    def refuse(self, wrong: str) -> None:
        """What was typed is wrong: say so, and how long to wait."""
        person, self._trying = self._trying or "", None
        self._wrong[person] = wrong
        self._tries.note(person)
        self._show()

    def tell(self, problem: str) -> None:
        """Say why nobody knows whether it was right; it may be tried again at once."""
        self._trying = None
        self._show()
        self._problem.setText(problem)
        self._ready()

    @Slot()
    def _on_ticked(self) -> None:
        """Count down before the eyes of whoever waits, and let them type when it is over."""
        if self.waiting:
            self._show()
        elif not self._secret.isEnabled():
            self._show()
            self._ready()

    @Slot(int)
    def _on_person(self, _row: int) -> None:
        self._show()

    def _show(self) -> None:
        person, waits = self._people.chosen, bool(self.waiting)
        said = (self._wrong.get(person, ""), self._tries.ask(person))
        self._problem.setText(" ".join(filter(None, said)))
        if waits and self._secret.hasFocus():
            self._people.setFocus()  # else it goes to whatever comes next
        self._secret.setEnabled(not waits)
        self._go.setEnabled(not waits and self._trying is None)

    def _ready(self) -> None:
        self._secret.selectAll()
        self._secret.setFocus()
