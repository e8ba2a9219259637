"""What only some letters say: who is asked, what the citizen wants, which agencies work."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import DETAILS, LetterKind
from ca_desktop.services.desk.transfers import transfer_lines
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, named

LEAST_AREA = QSize(240, 56)
"""A box of several lines on a small screen; elsewhere it takes the room there is."""


class Area(TextArea):
    """Several lines, as low as a small screen needs them."""

    @override
    def sizeHint(self) -> QSize:
        return LEAST_AREA

    @override
    def minimumSizeHint(self) -> QSize:
        return LEAST_AREA


class LetterDetails(QWidget):
    """The fields that belong to one kind of letter; the others are hidden.

    Signals:
        filled(Area): the program put something in here.
    """

    filled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: UiContext | None = None
        self._code = ""
        self.agencies = named(Area(self), "agencies")
        self.agencies.setPlaceholderText(
            "Mỗi dòng một cơ quan, cơ quan chủ trì trước: tên | việc | thời hạn"
        )
        self._texts = {
            name: named(TextField(self), name) for names in DETAILS.values() for name in names
        }
        self.fields: Mapping[str, Field] = {
            "agencies": Field("&Các cơ quan *", self.agencies, self),
            "request": Field("Đề nghị &dừng của người nộp", self._texts["request"], self),
            "returned": Field("Số tiền &trả lại", self._texts["returned"], self),
            "addressee": Field("&Kính gửi", self._texts["addressee"], self),
            "ask": Field("V&iệc đề nghị", self._texts["ask"], self),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fields["agencies"])
        for names in DETAILS.values():
            row = QHBoxLayout()
            for name in names:
                row.addWidget(self.fields[name], 1)
            layout.addLayout(row)
        self.show_kind(LetterKind.CONTROL)

    @property
    def editors(self) -> Sequence[TextField | TextArea]:
        """What may be typed into, shown or not."""
        return (self.agencies, *self._texts.values())

    def begin(self, context: UiContext, code: str) -> None:
        """Start afresh, for the dossier with this code; empty for none."""
        self._context, self._code = context, code
        self.agencies.setPlainText("")
        for text in self._texts.values():
            text.begin()

    def _ask_agencies(self) -> None:
        """Fill in the agencies with the parts that the dossier was taken in with."""
        if self._context is not None and self._code:
            work = partial(transfer_lines, self._context.ports, self._code)
            done = partial(self._show_agencies, self._code)
            self._context.tasks.query(work, owner=self, done=done)

    def _show_agencies(self, code: str, lines: Sequence[str]) -> None:
        if code == self._code and not self.agencies.value().strip():
            self.agencies.fill("\n".join(lines))
            self.filled.emit(self.agencies)

    def show_kind(self, kind: LetterKind) -> None:
        """Show what a kind of letter says."""
        shown = {*DETAILS.get(kind, ())}
        if kind is LetterKind.TRANSFER:
            shown.add("agencies")
            self._ask_agencies()
        for name, field in self.fields.items():
            field.show_problem("")
            field.setVisible(name in shown)
        self.setVisible(bool(shown))

    def first(self, kind: LetterKind) -> QWidget | None:
        """Return the field in which the cursor begins; None where it begins elsewhere."""
        if kind is LetterKind.TRANSFER:
            return self.agencies
        return self._texts[DETAILS[kind][0]] if kind in DETAILS else None

    def values(self, kind: LetterKind) -> dict[str, str]:
        """Return what was typed, by the names of `ca_desktop.domain.letters.DETAILS`."""
        return {name: self._texts[name].value() for name in DETAILS.get(kind, ())}

    def refuse(self, kind: LetterKind, error: InvalidField) -> bool:
        """Show what is wrong beside its field; tell whether it is one of these."""
        name = error.field
        if name == "demands" and kind is LetterKind.TRANSFER:
            name = "agencies"
        if name not in self.fields:
            return False
        self.fields[name].refuse(error)
        return True
