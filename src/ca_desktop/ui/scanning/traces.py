"""What a scanner's keys leave in the widget that had the focus, and how it is taken back."""

from abc import ABC, abstractmethod

from PySide6.QtCore import QObject, QPersistentModelIndex
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QComboBox
from shiboken6 import isValid
from typing_extensions import override

from ca_desktop.ui.widgets.fields import TextArea, TextField
from ca_desktop.ui.widgets.secret_field import SecretField

TRIAL = "scanner_trial"
"""Property of a field into which a scanner is tried: nothing that comes there acts."""


class Trace(ABC):
    """A widget as it was before the first key of a burst."""

    @abstractmethod
    def undo(self, typed: str) -> None:
        """Bring the widget back, with what hands typed before the scanner began."""


class _Line(Trace):
    def __init__(self, field: TextField) -> None:
        self._field = field
        self._text, self._cursor = field.text(), field.cursorPosition()
        self._selected = field.selectionStart(), len(field.selectedText())

    @override
    def undo(self, typed: str) -> None:
        if not isValid(self._field):
            return
        self._field.finish()
        start, length = self._selected
        place = start if length else self._cursor
        kept = self._text[:place] + typed + self._text[place + (length if typed else 0) :]
        self._field.fill(kept)
        if length and not typed:
            self._field.setSelection(start, length)
        else:
            self._field.setCursorPosition(place + len(typed))


class _Area(Trace):
    def __init__(self, area: TextArea) -> None:
        self._area = area
        self._text, self._place = area.toPlainText(), area.textCursor().position()

    @override
    def undo(self, typed: str) -> None:
        if not isValid(self._area):
            return
        self._area.finish()
        self._area.fill(self._text[: self._place] + typed + self._text[self._place :])
        cursor = self._area.textCursor()
        cursor.setPosition(self._place + len(typed), QTextCursor.MoveMode.MoveAnchor)
        self._area.setTextCursor(cursor)


class _Choice(Trace):
    def __init__(self, choice: QComboBox) -> None:
        self._choice, self._chosen = choice, choice.currentIndex()

    @override
    def undo(self, typed: str) -> None:
        if isValid(self._choice):
            self._choice.setCurrentIndex(self._chosen)


class _Rows(Trace):
    def __init__(self, view: QAbstractItemView) -> None:
        self._view, self._row = view, QPersistentModelIndex(view.currentIndex())

    @override
    def undo(self, typed: str) -> None:
        if isValid(self._view) and self._row.isValid():
            self._view.setCurrentIndex(self._row.model().index(self._row.row(), 0))


def trace_of(widget: QObject) -> Trace | None:
    """Remember a widget; None where keys of letters and digits leave nothing."""
    if isinstance(widget, TextField):
        return _Line(widget)
    if isinstance(widget, TextArea):
        return _Area(widget)
    if isinstance(widget, QComboBox):
        return _Choice(widget)
    return _Rows(widget) if isinstance(widget, QAbstractItemView) else None


def is_secret(widget: QObject) -> bool:
    """Tell whether a widget is never looked into: passphrases, PINs, the trial of a scanner."""
    return isinstance(widget, SecretField) or bool(widget.property(TRIAL))
