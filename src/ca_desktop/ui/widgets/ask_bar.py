"""A question above the page that waits without holding anything up."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel


class AskBar(QFrame):
    """One question with its answers as buttons; hidden while there is none.

    Signals:
        answered(str): the name of the answer that was chosen; the bar is hidden by then.
    """

    answered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "message")
        self._text = PlainLabel("", self)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The question; empty while there is none."""
        return "" if self.isHidden() else self._text.text()

    def ask(self, text: str, answers: Sequence[tuple[str, str]], *, focus: bool = False) -> None:
        """Ask.

        Args:
            text: the question, or what is to be known.
            answers: name and words of each button.
            focus: bring the cursor to the first answer: somebody waits for it.
        """
        self.drop()
        self._text.setText(text)
        self.setAccessibleName(text)
        for name, words in answers:
            made = button(words, f"{self.objectName()}_{name}")
            made.setProperty("answer", name)
            made.clicked.connect(self._on_clicked)
            self._row.addWidget(made)
            self._buttons.append(made)
        self.show()
        if focus and self._buttons:
            self._buttons[0].setFocus()

    @Slot()
    def drop(self) -> None:
        """Ask nothing any more."""
        self.hide()
        for made in self._buttons:
            self._row.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = []

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            name = str(sender.property("answer"))
            self.drop()
            self.answered.emit(name)
