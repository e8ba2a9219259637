"""Fields: they commit an unfinished composition before they are read."""

from typing import TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.labels import PlainLabel

W = TypeVar("W", bound=QWidget)
MAX_TYPED = 5000


def named(widget: W, name: str) -> W:
    """Give a widget the name tests find it by."""
    widget.setObjectName(name)
    return widget


class TextField(QLineEdit):
    """One line of text; Enter moves on and never presses a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setMaxLength(MAX_TYPED)
        self.setMinimumHeight(34)

    def value(self) -> str:
        """Return what was typed, an unfinished composition included."""
        self.finish()
        return self.text()

    def finish(self) -> None:
        """Commit the composition: it is not in `text` before."""
        pending, self._preedit = self._preedit, ""
        if pending:
            self.insert(pending)

    @Slot(str)
    def fill(self, text: str) -> None:
        """Put a text in as one step that Ctrl+Z takes back."""
        self.selectAll()
        self.insert(text)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.finish()
            self.returnPressed.emit()
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class Field(QWidget):
    """A label above an editor, with room for a message below."""

    def __init__(self, title: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        label = PlainLabel(title, self)
        label.setBuddy(editor)
        editor.setAccessibleName(title.replace("&", ""))
        self._problem = PlainLabel("", self, role="problem")
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label)
        layout.addWidget(editor)
        layout.addWidget(self._problem)

    def show_problem(self, text: str) -> None:
        """Say what is wrong below the field, or clear it."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))


def button(text: str, name: str, *, primary: bool = False) -> QPushButton:
    """Make a button that Enter does not press."""
    made = named(QPushButton(text), name)
    made.setAutoDefault(False)
    made.setMinimumHeight(38 if primary else 34)
    made.setProperty("primary", primary)
    return made
