"""What a clerk answers before an intake is saved: doubles, doubts, papers that are missing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.domain.notices import Level, Notice
from ca_desktop.services import words
from ca_desktop.ui.widgets.ask_bar import AskBar
from ca_desktop.ui.widgets.fields import Field, TextField, named

GO_ON, OPEN = "go_on", "open"
AGAIN = "Bấm F9 lần nữa để vẫn tiếp nhận."


class IntakeChecks(QWidget):
    """A bar above the form; saving again, or its button, is the answer. Doubts want a reason.

    Signals:
        accepted(): save as it is.
        dossier_asked(str): look at the dossier with this id.
    """

    accepted = Signal()
    dossier_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = AskBar("checks", self)
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
        if asked == self._asked:
            return self._reason_stands()
        self.drop()
        if not wanting:
            return True
        self._ask(wanting, asked)
        return False

    def why(self) -> str:
        """Return the reason that was given for a doubt; empty where none was asked for."""
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
        doubtful = any(notice.level is Level.DOUBT for notice in wanting)
        look = ((OPEN, "Xem hồ sơ"),) if self._dossier else ()
        self._field.setVisible(doubtful)
        self.show()
        said = " ".join([*asked, *([] if doubtful else [AGAIN])])
        self.bar.ask(said, (*look, (GO_ON, "Vẫn tiếp nhận")), focus=not doubtful)
        if doubtful:
            self.reason.setFocus()

    def _reason_stands(self) -> bool:
        if self._field.isHidden() or self.reason.value():
            return True
        message = words.describe_code("REQ-FIELD", field="reason")
        self._field.show_problem(message.happened)
        self.show()
        self.reason.setFocus()
        return False

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        if answer == OPEN:
            self.dossier_asked.emit(self._dossier)
            self._asked = ()
        else:
            self.accepted.emit()


def _sentence(notice: Notice) -> str:
    return words.describe_code(notice.code, **notice.details).happened
