"""Fields for one kind of value: tolerant while typed, tidy once left, wrong input kept."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.people import BirthDate, clean_id_number
from ca_desktop.domain.text import grouped
from ca_desktop.domain.typed import (
    TODAY,
    birth_moved,
    id_words,
    phone_typed,
    typed_day,
    whole_number,
)
from ca_desktop.ui.widgets.fields import TextField

Today = Callable[[], date]
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
WIDEST, AROUND = "dd/mm/yyyy", 28
"""A date, and pixels around it."""

_BLANKS = re.compile(r"\s+")


class CheckedField(TextField):
    """A field that knows what is wrong with its text."""

    @override
    def trouble(self) -> InvalidField | None:
        text = self.value()
        if not text:
            return None
        try:
            self.read(text)
        except InvalidField as error:
            return error
        return None

    @override
    def preview(self) -> str:
        seen = self.seen_text().strip()
        tidy = self.tidied(seen)
        return "" if tidy == seen else tidy

    def read(self, text: str) -> object:
        """Read a text that is not empty.

        Raises:
            InvalidField: it cannot be read.
        """
        return text


class NameField(TextField):
    """One full name: blanks joined, letters left as they are."""

    @override
    def tidied(self, text: str) -> str:
        return _BLANKS.sub(" ", super().tidied(text))


class IdField(CheckedField):
    """A citizen's number, or an older or foreign one."""

    @override
    def tidied(self, text: str) -> str:
        return id_words(super().tidied(text))

    @override
    def read(self, text: str) -> str:
        return clean_id_number("id_number", text) or ""

    @override
    def preview(self) -> str:
        return ""


class PhoneField(TextField):
    """A telephone number, grouped once the field is left."""

    @override
    def tidied(self, text: str) -> str:
        return phone_typed(super().tidied(text))


class _DateField(CheckedField):
    """Up and Down move by a day."""

    def moved(self, steps: int) -> str:
        """Return the text some steps later.

        Raises:
            InvalidField: there is no date here.
            ValueError: out of the calendar.
        """
        raise NotImplementedError

    @override
    def sizeHint(self) -> QSize:
        """As wide as a date."""
        wide = self.fontMetrics().horizontalAdvance(WIDEST) + AROUND
        return QSize(wide, super().sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self.finish()
        with suppress(InvalidField, ValueError, OverflowError):
            self.fill(self.moved(steps))


class BirthField(_DateField):
    """A birth as precise as it is known: 05031990, 5/3/90, 3/1990, 1990."""

    def __init__(self, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today

    @override
    def read(self, text: str) -> BirthDate:
        return BirthDate.typed(text, today=self._today())

    def birth(self) -> BirthDate | None:
        """Return the birth; None for an empty field.

        Raises:
            InvalidField: DATE-BAD, DATE-FUTURE.
        """
        text = self.value()
        return self.read(text) if text else None

    @override
    def tidied(self, text: str) -> str:
        plain = super().tidied(text)
        try:
            return self.read(plain).words()
        except InvalidField:
            return plain

    @override
    def moved(self, steps: int) -> str:
        later = birth_moved(self.read(self.value()), steps)
        return self.read(later.words()).words()


class DayField(_DateField):
    """A day that is no birth: 24/11/2026, 24112026, 24-11-26, h for today.

    Args:
        today: None where a machine that may be wrong must not say it.
    """

    def __init__(self, today: Today | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today

    @override
    def read(self, text: str) -> date:
        return self._day("day", text)

    def day(self, field: str) -> date:
        """Return the day.

        Args:
            field: what an error is to name.

        Raises:
            InvalidField: BAD-DATE.
        """
        return self._day(field, self.value())

    def _day(self, field: str, text: str) -> date:
        return typed_day(field, text, self._today() if self._today else None)

    @override
    def tidied(self, text: str) -> str:
        plain = super().tidied(text)
        try:
            return day_text(self.read(plain))
        except InvalidField:
            return plain

    @override
    def moved(self, steps: int) -> str:
        start = self.read(self.value() or TODAY)
        return day_text(start + timedelta(days=steps))


class AmountField(CheckedField):
    """A whole number of pieces or dong, with dots between thousands once the field is left.

    Args:
        field: what an error is to name.
        code: of that error.
    """

    def __init__(self, field: str, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of = field, code

    @override
    def read(self, text: str) -> int:
        return whole_number(self._of[0], text, self._of[1])

    def amount(self) -> int:
        """Return the number.

        Raises:
            InvalidField: there is none.
        """
        return self.read(self.value())

    @override
    def tidied(self, text: str) -> str:
        plain = unicodedata.normalize("NFC", text).strip()
        try:
            return grouped(self.read(plain))
        except InvalidField:
            return plain

    @override
    def preview(self) -> str:
        return ""
