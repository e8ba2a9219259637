"""Ctrl+Z: the text of the field first, then what was done last, for ten minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.undoing import UNDO_MINUTES
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import Stepped
from ca_desktop.services.desk.undo import Undone, undo
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.lists import moved

NOTHING = "Không có việc nào vừa làm để hoàn tác."
TYPED_SINCE = "Ô này không còn gì để lấy lại. Muốn hủy việc vừa làm, bấm nút “Hoàn tác”."
"""Whoever types the next citizen's name takes back letters by Ctrl+Z, not the dossier before."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that was done and can be undone.

    Attributes:
        action: what it was, for “Đã hoàn tác: …”.
        work: undoes it; runs on the writer's thread.
        after: gets what `work` returned, on the GUI thread; says what else there is to say.
    """

    action: str
    work: Callable[[], Any]
    after: Callable[[Any], str] | None = None


class UndoDesk(QObject):
    """Remembers the last thing that can be undone; the next one takes its place.

    Args:
        context: whose work it is.
        typing: whether something new is being typed since.
        parent: owns it.

    Signals:
        changed(bool): there is something to undo, or no longer.
        said(str): something was undone.
        told(Told): so was something with a dossier.
        list_asked(int): show the dossiers of one of the lists that pages speak of.
        warned(str): it could not be.
    """

    changed = Signal(bool)
    said = Signal(str)
    told = Signal(object)
    list_asked = Signal(int)
    warned = Signal(str)

    def __init__(self, context: UiContext, typing: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._typing = typing
        self._last: Undoable | None = None
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.forget)

    @property
    def last(self) -> Undoable | None:
        """What would be undone now."""
        return self._last

    @Slot(object)
    def note(self, undoable: Undoable | None) -> None:
        """Remember what was done; None: something that cannot be undone came after it."""
        self._last = undoable
        self._end.start(UNDO_MINUTES * 60_000)
        self.changed.emit(undoable is not None)

    @Slot()
    def forget(self) -> None:
        """Undo nothing any more."""
        self.note(None)

    @Slot()
    def undo(self) -> None:
        """Take back the last typing in the field, else the last thing that was done."""
        if _undo_text():
            return
        if self._last is not None and self._typing():
            self.said.emit(TYPED_SINCE)
        else:
            self.undo_last()

    @Slot()
    def redo(self) -> None:
        """Bring back the typing that was just taken back."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.redo()

    @Slot()
    def undo_last(self) -> None:
        """Undo the last thing that was done."""
        last, self._last = self._last, None
        self.changed.emit(False)
        if last is None:
            self.said.emit(NOTHING)
            return
        answer = _Answer(self, last)
        self._context.tasks.change(last.work, owner=self, done=answer.done, failed=answer.failed)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Says that something was undone."""

    desk: UndoDesk
    undoable: Undoable

    def failed(self, error: Exception) -> None:
        """A disk that was full for a moment must not cost the way back."""
        if isinstance(error, MachineError) and self.desk.last is None:
            self.desk.note(self.undoable)
        self.desk.warned.emit(words.describe(error).sentence)

    def done(self, result: Any) -> None:  # noqa: ANN401 of whatever undid it
        said = words.describe_code("UNDO-OK", action=self.undoable.action).sentence
        more = self.undoable.after(result) if self.undoable.after else ""
        text = " ".join(part for part in (said, more) if part)
        if isinstance(result, Undone):
            self.desk.told.emit(moved(text, result.status, self.desk.list_asked.emit))
        else:
            self.desk.said.emit(text)


def _undo_text() -> bool:
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit) and field.isUndoAvailable():
        field.undo()
        return True
    if isinstance(field, QPlainTextEdit) and field.document().isUndoAvailable():
        field.undo()
        return True
    return False


def step_undone(context: UiContext, done: Stepped) -> Undoable | None:
    """Return how a step is undone; None where it cannot be."""
    if done.undo is None:
        return None
    return Undoable(f"bước xử lý của {done.code}", partial(undo, context.ports, done.undo))
