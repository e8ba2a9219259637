"""What a clerk answers before an intake is saved: doubles, odd facts, papers that are missing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.notices import Level, Notice
from ca_desktop.services import words
from ca_desktop.ui.widgets.ask_bar import AskBar
from ca_desktop.ui.widgets.fields import Field, TextField, named

GO_ON, OPEN = "go_on", "open"
UNSAVED = "▲  Chưa lưu."


class IntakeChecks(QWidget):
    """A bar above the form; a reason and saving again, or its button, is the answer.

    Signals:
        accepted(): save as it is.
        dossier_asked(str): look at the dossier with this id.
    """

    accepted = Signal()
    dossier_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = AskBar("checks", self)
        self.bar.setProperty("role", "error")  # as unlike as can be to the news of the last save
        self.reason = named(TextField(self), "checks_reason")
        self._field = Field("Lý do vẫn tiếp nhận *", self.reason, self)
        self._asked: tuple[str, ...] = ()
        self._dossier = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.bar)
        box.addWidget(self._field)
        self.bar.answered.connect(self._on_answered)
        self.drop()

    def passes(self, notices: Sequence[Notice]) -> bool:
        """Tell whether nothing stands open; ask what does."""
        wanting = [notice for notice in notices if notice.level is not Level.HINT]
        asked = tuple(_sentence(notice) for notice in wanting)
        again = asked == self._asked
        if again and self.reason.value():
            return True
        reason = self.reason.value()
        self.drop()
        if not asked:
            return True
        self._ask(wanting, asked)
        self.reason.fill(reason)
        if again:
            self._field.show_error(InvalidField("reason", "REQ-FIELD"))
        return False

    def why(self) -> str:
        """Return the reason that was given; empty where none was asked for."""
        return "" if self._field.isHidden() else self.reason.value()

    def drop(self) -> None:
        """Ask nothing any more, and forget what was answered."""
        self.bar.drop()
        self.reason.begin()
        self._field.show_problem("")
        self._field.hide()
        self.hide()
        self._asked, self._dossier = (), ""

    def _ask(self, wanting: Sequence[Notice], asked: tuple[str, ...]) -> None:
        self._asked = asked
        known = (str(notice.details.get("dossier_id") or "") for notice in wanting)
        self._dossier = next(filter(None, known), "")
        look = ((OPEN, "Xem hồ sơ"),) if self._dossier else ()
        self._field.show()
        self.show()
        self.bar.ask(" ".join((UNSAVED, *asked)), (*look, (GO_ON, "Vẫn tiếp nhận")))
        self.reason.setFocus()

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        if answer == OPEN:
            self.dossier_asked.emit(self._dossier)
            self._asked = ()
        else:
            self.accepted.emit()


def _sentence(notice: Notice) -> str:
    return words.describe_code(notice.code, **notice.details).happened
