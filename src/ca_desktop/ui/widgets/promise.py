"""The date that an intake would promise, or a dossier has."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.desk.intake import promise
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel


class Promise(PlainLabel):
    """“Hẹn trả Thứ Hai, 30/11/2026”.

    Attributes:
        why: the button that asks how it was counted.

    Signals:
        why_asked(Deadline): show how this was counted.
    """

    why_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, role="due")
        self._deadline: Deadline | None = None
        self._asked: tuple[str, str | None] | None = None
        self.why = button("Vì sao?", "why")
        self.why.setParent(parent)
        self.why.clicked.connect(self._on_why)

    def ask(
        self, context: UiContext, code: str, case: str | None, failed: Callable[[Exception], None]
    ) -> None:
        """Ask in the background what a procedure promises now, and show it."""
        asked = (code, case)
        if asked != self._asked:
            self.forget()  # what stands there was promised for another
        self._asked = asked
        work = partial(promise, context.ports, code, case)
        done = partial(self._on_answer, asked)
        unknown = partial(self._on_unknown, asked, failed)
        context.tasks.query(work, owner=self, done=done, failed=unknown)

    def _on_answer(self, asked: tuple[str, str | None], deadline: Deadline) -> None:
        if asked == self._asked:  # else the form was emptied meanwhile, or asks for another
            self.show_deadline(deadline)

    def _on_unknown(
        self,
        asked: tuple[str, str | None],
        failed: Callable[[Exception], None],
        error: Exception,
    ) -> None:
        if asked == self._asked:
            self.forget()
            self.setText("Chưa tính được ngày hẹn")
            failed(error)

    def show_deadline(self, deadline: Deadline) -> None:
        """Show what an intake would promise now."""
        self._deadline = deadline
        self.why.show()
        found = deadline.due_at
        self.setText(
            f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else "Không quy định hạn"
        )

    def show_day(self, due_at: str | None) -> None:
        """Show what was promised where nothing tells how it was counted."""
        self.forget()
        self.setText(f"Hẹn trả {shown.long_day(parse_moment(due_at))}" if due_at else "")

    @Slot()
    def forget(self) -> None:
        """Promise nothing any more."""
        self._deadline = self._asked = None
        self.why.hide()
        self.setText("")

    @Slot()
    def _on_why(self) -> None:
        if self._deadline is not None:
            self.why_asked.emit(self._deadline)
