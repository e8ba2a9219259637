"""Steps of an internal process: who, at what, for how long; moved and taken out by keys."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.deadlines import TimeUnit, parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.processes import COUNTED, MOST_STEPS, ProcessStep, TypedStep, step_of
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel

LEAST = 3
"""Steps that there is always room for."""

_UNITS = {TimeUnit.WORKING_DAY: "ngày làm việc", TimeUnit.HOUR: "giờ"}
_TITLES = ("Đơn vị, người làm", "Việc", "Thời gian", "Tính theo", "Cơ quan khác")
_SHARES = (5, 5, 2, 4, 2)
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_NOTHING = TypedStep(who="", task="", amount="", unit=TimeUnit.WORKING_DAY.value)


class _Row(QObject):
    """The fields of one step.

    Args:
        number: from 1, for people.
        parent: of the fields.
    """

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = PlainLabel(str(number), parent, role="hint")
        self.who = named(TextField(parent), f"who_{number}")
        self.task = named(TextField(parent), f"task_{number}")
        self.amount = named(TextField(parent), f"amount_{number}")
        self.unit = named(ChoiceField(parent), f"unit_{number}")
        for unit in COUNTED:
            self.unit.addItem(_UNITS[unit], unit.value)
        self.linked = named(QCheckBox("liên thông", parent), f"linked_{number}")
        self.editors: tuple[QWidget, ...] = (
            self.who, self.task, self.amount, self.unit, self.linked,
        )  # fmt: skip
        for title, editor in zip(_TITLES, self.editors, strict=True):
            editor.setAccessibleName(f"{title}, bước {number}")

    def put(self, step: TypedStep) -> None:
        """Show a step."""
        for field, text in zip(self.editors, (step.who, step.task, step.amount), strict=False):
            if isinstance(field, TextField):
                field.begin(text)
                field.setCursorPosition(0)
        self.unit.setCurrentIndex(max(0, self.unit.findData(step.unit)))
        self.linked.setChecked(step.linked)

    def typed(self) -> TypedStep:
        """Return what was typed."""
        return TypedStep(
            who=self.who.value(),
            task=self.task.value(),
            amount=self.amount.value(),
            unit=str(self.unit.currentData()),
            linked=self.linked.isChecked(),
        )


class ProcessRows(QWidget):
    """The steps of a process, one below the other; an empty one is left out.

    Ctrl with an arrow moves the step that has the cursor.

    Signals:
        changed(): the time of all steps may be another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []
        self._place = 0
        self._column = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(PlainLabel("Bước", self, role="hint"), 0, 0)
        for column, (title, share) in enumerate(zip(_TITLES, _SHARES, strict=True), start=1):
            self._grid.addWidget(PlainLabel(title, self, role="hint"), 0, column)
            self._grid.setColumnStretch(column, share)
        self._show([])

    def begin(self, steps: Sequence[ProcessStep]) -> None:
        """Begin with the steps that are known."""
        self._show([_typed(step) for step in steps])
        self._place = 0

    @Slot()
    def add_row(self) -> None:
        """Make room for a step below the one that has the cursor, and go there."""
        found = self._typed()
        if len(found) < MOST_STEPS:
            self._place += 1
            self._show([*found[: self._place], _NOTHING, *found[self._place :]])
            self._column = 0
            self._go()

    @Slot()
    def remove_row(self) -> None:
        """Take the step out that has the cursor."""
        found = self._typed()
        del found[self._place]
        self._show(found)
        self._go()

    @Slot()
    def move_up(self) -> None:
        """Bring the step that has the cursor before the one above it."""
        self._move(-1)

    @Slot()
    def move_down(self) -> None:
        """Bring the step that has the cursor behind the one below it."""
        self._move(1)

    def steps(self) -> list[ProcessStep]:
        """Return the steps as they stand.

        Raises:
            InvalidField: ``process``; the cursor is at what does not hold.
        """
        found = []
        for place, row in enumerate(self.rows):
            typed = row.typed()
            if typed.is_empty:
                continue
            try:
                found.append(step_of(typed, place + 1))
            except InvalidField as error:
                self._place, self._column = place, 0 if error.code == "STEP-WHO" else 2
                self.setFocusProxy(row.editors[self._column])
                raise
        return found

    def hours(self) -> Fraction:
        """Return the working hours of the steps that can be read by now."""
        total = Fraction(0)
        for place, row in enumerate(self.rows):
            try:
                total += step_of(row.typed(), place + 1).hours
            except InvalidField:
                continue
        return total

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._place, self._column = self._found(watched)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _MOVES.get(Qt.Key(event.key()))
            if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _found(self, editor: QObject) -> tuple[int, int]:
        for place, row in enumerate(self.rows):
            if editor in row.editors:
                return place, row.editors.index(editor)
        return self._place, self._column

    def _move(self, step: int) -> None:
        place, found = self._place, self._typed()
        if 0 <= place + step < len(found):
            found[place], found[place + step] = found[place + step], found[place]
            self._show(found)
            self._place = place + step
            self._go()

    def _typed(self) -> list[TypedStep]:
        return [row.typed() for row in self.rows]

    def _show(self, steps: Sequence[TypedStep]) -> None:
        while len(self.rows) < max(len(steps), LEAST):
            self._make_row()
        while len(self.rows) > max(len(steps), LEAST):
            self._drop_row()
        for place, row in enumerate(self.rows):
            row.put(steps[place] if place < len(steps) else _NOTHING)
        self._place = min(self._place, len(self.rows) - 1)
        self.setFocusProxy(self.rows[0].who)
        self.changed.emit()

    def _make_row(self) -> None:
        row = _Row(len(self.rows) + 1, self)
        self.rows.append(row)
        for column, editor in enumerate((row.number, *row.editors)):
            self._grid.addWidget(editor, len(self.rows), column)
        for editor in row.editors:
            editor.installEventFilter(self)
        row.amount.left.connect(self.changed)
        row.unit.currentIndexChanged.connect(self.changed)
        before = self.rows[-2].editors[-1:] if len(self.rows) > 1 else ()
        for one, other in pairwise((*before, *row.editors)):
            QWidget.setTabOrder(one, other)

    def _drop_row(self) -> None:
        row = self.rows.pop()
        for editor in (row.number, *row.editors):
            editor.hide()
            self._grid.removeWidget(editor)
            editor.deleteLater()
        row.deleteLater()

    def _go(self) -> None:
        self.rows[self._place].editors[self._column].setFocus()


def _typed(step: ProcessStep) -> TypedStep:
    limit = parse_time_limit(step.limit)
    return TypedStep(
        who=step.who,
        task=step.task,
        amount=limit.value.replace(".", ","),
        unit=limit.unit.value,
        linked=step.linked,
    )
