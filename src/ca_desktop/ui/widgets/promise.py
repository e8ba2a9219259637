"""The date that an intake would promise, and how it was counted."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.moments import day_text
from ca_desktop.services import words
from ca_desktop.services.desk.intake import promise
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel

WHY_DAYS = 31


class Promise(PlainLabel):
    """“Hẹn trả Thứ Hai, 30/11/2026”; `why` shows the `trace` below the form.

    Attributes:
        why: the button that asks how it was counted.
        trace: every day with its reason; hidden until it is asked for.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, role="due")
        self._deadline: Deadline | None = None
        self._asked: tuple[str, str | None] | None = None
        self.why = button("Vì sao?", "why")
        self.trace = PlainLabel("", parent, role="hint")
        self.trace.hide()
        self.why.clicked.connect(self._on_why)

    def ask(
        self, context: UiContext, code: str, case: str | None, failed: Callable[[Exception], None]
    ) -> None:
        """Ask in the background what a procedure promises now, and show it."""
        self._asked = code, case
        work = partial(promise, context.ports, code, case)
        done = partial(self._on_answer, (code, case))
        context.tasks.query(work, owner=self, done=done, failed=failed)

    def _on_answer(self, asked: tuple[str, str | None], deadline: Deadline) -> None:
        if asked == self._asked:  # else the form was emptied meanwhile, or asks for another
            self.show_deadline(deadline)

    def show_deadline(self, deadline: Deadline) -> None:
        """Show what an intake would promise now."""
        self._deadline = deadline
        found = deadline.due_at
        self.setText(
            f"Hẹn trả {shown.long_day(found)} lúc {found:%H:%M}" if found else "Không quy định hạn"
        )
        self.trace.hide()

    def forget(self) -> None:
        """Promise nothing any more."""
        self._deadline = self._asked = None
        self.setText("")
        self.trace.hide()

    @Slot()
    def _on_why(self) -> None:
        if self._deadline is None:
            return
        self.trace.setText(how_counted(self._deadline))
        self.trace.setVisible(not self.trace.isVisible())


def how_counted(deadline: Deadline) -> str:
    """Say from which day a promise was counted, which days count, and which do not and why."""
    if not deadline.trace:
        return ""
    first, *rest = deadline.trace
    counted = [f"{day.date:%d/%m}" for day in rest if day.counted]
    passed = [f"{day.date:%d/%m} {words.why_word(day.why)}" for day in rest if not day.counted]
    weekday = shown.WEEKDAYS[first.date.weekday()]
    parts = (
        f"Nhận {weekday}, {day_text(first.date)} ({words.why_word(first.why)})",
        _list(f"tính {len(counted)} ngày: ", counted),
        _list("không tính: ", passed),
    )
    return "; ".join(part for part in parts if part) + "."


def _list(title: str, days: list[str]) -> str:
    more = f" và {len(days) - WHY_DAYS} ngày nữa" if len(days) > WHY_DAYS else ""
    return f"{title}{', '.join(days[:WHY_DAYS])}{more}" if days else ""
