"""Fields: they commit an unfinished composition before they are read or left."""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.errors import CaError, InvalidField
from ca_desktop.services import words
from ca_desktop.ui.spoken import title_said
from ca_desktop.ui.widgets.labels import PlainLabel

W = TypeVar("W", bound=QWidget)
MAX_TYPED = 5000
WRONG = "×"
"""Stands before what is wrong with a field, for who does not see that its border is red."""
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TABS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_COMMANDS = frozenset({*(Qt.Key(Qt.Key.Key_F1 + n) for n in range(12)), Qt.Key.Key_Escape})
_WITH = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_PASSING = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason})
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\n\u2028\u2029", " "))


def named(widget: W, name: str) -> W:
    """Give a widget the name tests find it by."""
    widget.setObjectName(name)
    return widget


def is_command(event: QKeyEvent) -> bool:
    """Tell whether a key may run a command, so that what is being composed must be in before."""
    return event.key() in _COMMANDS or bool(event.modifiers() & _WITH)


def settle_input_method(*, focused: bool) -> None:
    """Let the input method of the focused field hand over what it holds, in its own way."""
    if focused:
        QGuiApplication.inputMethod().commit()


class TextField(QLineEdit):
    """One line of text; Enter moves on and never presses a button.

    What an input method is still composing is no part of `text`. It is committed before every
    command key, before Enter and Tab move on, and whenever the focus goes, be it to another
    window. `value` commits it too.

    Signals:
        seen(str): what a person sees in the field changed, the composition included.
        left(): the focus has gone and the text is tidy.
    """

    seen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setMaxLength(MAX_TYPED)
        self.textEdited.connect(self._on_edited)

    def value(self) -> str:
        """Return what was typed, an unfinished composition included, as leaving would tidy it."""
        self.finish()
        return self.tidied(self.text())

    def seen_text(self) -> str:
        """Return what a person sees: the text with what is being composed, which stays so."""
        text, place = self.text(), self.cursorPosition()
        return text[:place] + self._preedit + text[place:]

    @property
    def composing(self) -> bool:
        """Whether an input method holds letters that are not in the text."""
        return bool(self._preedit)

    def finish(self) -> None:
        """Commit the composition: it is not in `text` before."""
        if not self._preedit:
            return
        settle_input_method(focused=self.hasFocus())
        pending, self._preedit = self._preedit, ""
        if pending:  # no input method took it: it is put in here, and forgotten there
            event = QInputMethodEvent()
            event.setCommitString(pending)
            super().inputMethodEvent(event)
            if self.hasFocus():
                QGuiApplication.inputMethod().reset()

    def tidied(self, text: str) -> str:
        """Return the text as leaving the field writes it: NFC, on one line, no blanks around."""
        return unicodedata.normalize("NFC", text.translate(_LINE_ENDS)).strip()

    def trouble(self) -> InvalidField | None:
        """Return what is wrong with the text; an empty one is not."""
        return None

    def preview(self) -> str:
        """Return how leaving would write what stands here, where that is worth saying."""
        return ""

    @Slot(str)
    def fill(self, text: str) -> None:
        """Put a text in as one step that Ctrl+Z takes back."""
        if text != self.text():
            self.selectAll()
            self.insert(text)

    def begin(self, text: str = "") -> None:
        """Start afresh with a text; what stood here before is not to come back by Ctrl+Z."""
        self._preedit = ""
        super().setText(text)

    @override
    def setText(self, text: str | None, /) -> None:
        self.fill(text or "")

    @override
    def event(self, event: QEvent, /) -> bool:
        if self._preedit and _ends_composition(event, _TABS, self.finish):
            return True
        return super().event(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.seen.emit(self.seen_text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if self._preedit:
                self.finish()
                return
            self.returnPressed.emit()
            if self.hasFocus():
                self.focusNextChild()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.finish()
        if event.reason() not in _PASSING and not self.isReadOnly():
            self._tidy()
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.left.emit()

    def _tidy(self) -> None:
        tidy = self.tidied(self.text())
        if tidy != self.text():
            self.fill(tidy)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.seen.emit(self.seen_text())


class TextArea(QPlainTextEdit):
    """Several lines of text, with the promises of `TextField`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setTabChangesFocus(True)

    def value(self) -> str:
        """Return what was typed, an unfinished composition included."""
        self.finish()
        return unicodedata.normalize("NFC", self.toPlainText())

    def finish(self) -> None:
        """Commit the composition."""
        if not self._preedit:
            return
        settle_input_method(focused=self.hasFocus())
        pending, self._preedit = self._preedit, ""
        if pending:
            event = QInputMethodEvent()
            event.setCommitString(pending)
            super().inputMethodEvent(event)
            if self.hasFocus():
                QGuiApplication.inputMethod().reset()

    def fill(self, text: str) -> None:
        """Put a text in as one step that Ctrl+Z takes back."""
        if text != self.toPlainText():
            self.selectAll()
            self.insertPlainText(text)

    @override
    def event(self, event: QEvent, /) -> bool:
        if self._preedit and _ends_composition(event, {*_TABS, *ENTER}, self.finish):
            return True
        return super().event(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.finish()
        super().focusOutEvent(event)


def _ends_composition(event: QEvent, moving: Collection[int], finish: Callable[[], object]) -> bool:
    """Commit before a command, and instead of a key that moves on: the next one does.

    Returns:
        Whether the event has done its work.
    """
    if not isinstance(event, QKeyEvent):
        return False
    kind = event.type()
    if kind is QEvent.Type.ShortcutOverride and is_command(event):
        finish()
    elif kind is QEvent.Type.KeyPress and event.key() in moving:
        finish()
        event.accept()
        return True
    return False


def finish_fields(within: QWidget) -> None:
    """Commit what is being composed in any field of a window: before a timer or a close reads."""
    for field in _fields(within):
        field.finish()


def _fields(within: QWidget) -> Iterator[TextField | TextArea]:
    yield from within.findChildren(TextField)
    yield from within.findChildren(TextArea)


class Field(QWidget):
    """A label above an editor, with room for a message below and a remark beside the label."""

    def __init__(self, title: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        label = PlainLabel(title, self)
        label.setBuddy(editor)
        label.setAccessibleName(title_said(title))
        editor.setAccessibleName(title_said(title))
        editor.setAccessibleDescription("")  # the label is read; below it stands what is wrong
        self._previews = False
        self._aside: PlainLabel | None = None  # most fields never need theirs
        self._problem: PlainLabel | None = None
        self._head = head = QHBoxLayout()
        head.addWidget(label, 1)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(editor)
        if isinstance(editor, TextField):
            editor.seen.connect(self._on_seen)
            editor.left.connect(self._on_left)

    @Slot(str)
    def _on_seen(self, _text: str) -> None:
        if isinstance(self.editor, TextField):
            preview = self.editor.preview()
            if preview or self._previews:
                self.show_aside(preview)
            self._previews = bool(preview)

    @Slot()
    def _on_left(self) -> None:
        """Say what is wrong once the field is left; wrong input stays."""
        if isinstance(self.editor, TextField):
            error = self.editor.trouble()
            if error:
                self.show_error(error)
            else:
                self.show_problem("")
            if self._previews:
                self.show_aside("")
            self._previews = False

    def show_problem(self, text: str) -> None:
        """Say what is wrong below the field, or clear it."""
        self._say(text, "problem")

    def show_error(self, error: Exception) -> None:
        """Say below the field why it does not hold; the cursor stays where it is."""
        message = words.describe(error)
        self.show_problem(f"{message.happened} {message.do_now}".strip())

    def refuse(self, error: CaError) -> None:
        """Say below the field why it does not hold, and bring the cursor there."""
        self.show_error(error)
        self.editor.setFocus()
        if isinstance(self.editor, TextField):
            self.editor.selectAll()

    def show_warning(self, text: str) -> None:
        """Say below the field what to look at once more, unless something is wrong with it."""
        if not self.problem or self._below().property("role") != "problem":
            self._say(text and f"▲ {text}", "warning")

    def add_beside(self, widget: QWidget) -> None:
        """Put a small thing behind the label."""
        self._head.addWidget(widget)

    def show_aside(self, text: str) -> None:
        """Say something short beside the label."""
        if text or self._aside is not None:
            aside = self._beside()
            aside.setText(text)
            aside.setVisible(bool(text))

    @property
    def aside(self) -> str:
        """What is said beside the label."""
        return self._aside.text() if self._aside is not None else ""

    @property
    def problem(self) -> str:
        """What is said below the field."""
        return self._problem.text().removeprefix(f"{WRONG} ") if self._problem is not None else ""

    def _say(self, text: str, role: str) -> None:
        if not text and not self.problem:
            return
        below = self._below()
        below.setText(f"{WRONG} {text}" if text and role == "problem" else text)
        below.setVisible(bool(text))
        below.setProperty("role", role)
        bad = bool(text) and role == "problem"
        self.editor.setAccessibleDescription(text)
        if self.editor.property("bad") != bad or below.property("worn") != role:
            self.editor.setProperty("bad", bad)
            below.setProperty("worn", role)
            restyle(self.editor, below)

    def _beside(self) -> PlainLabel:
        if self._aside is None:
            self._aside = PlainLabel("", self, role="hint")
            self._aside.setWordWrap(False)
            self._aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            self._head.insertWidget(1, self._aside)
        return self._aside

    def _below(self) -> PlainLabel:
        if self._problem is None:
            self._problem = PlainLabel("", self, role="problem")
            narrow = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            narrow.setHeightForWidth(True)  # a long sentence makes the field higher, not wider
            self._problem.setSizePolicy(narrow)
            self._box.addWidget(self._problem)
        return self._problem


def restyle(*widgets: QWidget) -> None:
    """Draw widgets anew whose properties the sheet looks at."""
    for widget in widgets:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, name: str, *, primary: bool = False) -> QPushButton:
    """Make a button that Enter does not press."""
    made = named(QPushButton(text), name)
    made.setAutoDefault(False)
    made.setProperty("primary", primary)
    return made
