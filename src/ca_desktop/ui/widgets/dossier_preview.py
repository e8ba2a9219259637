"""One dossier beside a list: who, what, until when, what happened last, what can be done."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui import shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.scrolled import Scrolled

NOTHING = "Chọn một hồ sơ để xem."
EVENTS = 6
"""Newest events that are shown."""


class DossierPreview(QWidget):
    """Shows the row at once and the history when it has come.

    Args:
        primary: the button that opens the dossier.
        parent: the page.

    Signals:
        return_asked(): hand its result back.
        step_asked(): go to its next step.
        preview_asked(): show its slip.
    """

    return_asked = Signal()
    step_asked = Signal()
    preview_asked = Signal()

    def __init__(self, primary: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._head = named(PlainLabel(NOTHING, self, role="due"), "preview_head")
        self._facts = named(PlainLabel("", self), "preview_facts")
        self.history = named(QPlainTextEdit(self), "preview_history")
        self.history.setReadOnly(True)
        self.history.setTabChangesFocus(True)
        self.history.setMinimumHeight(self.history.fontMetrics().height() * 2)
        across, rest = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored
        self.history.setSizePolicy(across, rest)  # it takes what is left, and wishes for no more
        self.history.setAccessibleName("Quá trình gần nhất")
        self._buttons = (
            button(with_key("Trả", "return"), "preview_return"),
            button(with_key("Bước tiếp", "step"), "preview_step"),
            button(with_key("In lại", "preview"), "preview_print"),
        )
        signals = (self.return_asked, self.step_asked, self.preview_asked)
        for made, signal in zip(self._buttons, signals, strict=True):
            made.clicked.connect(signal)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 0, 0, 0)
        told = Scrolled(self)
        told.box.addWidget(self._head)
        told.box.addWidget(self._facts)
        told.box.addWidget(self.history, 1)
        box.addWidget(told, 1)
        acts = QGridLayout()
        for place, made in enumerate((*self._buttons, primary)):
            acts.addWidget(made, place // 2, place % 2)
        box.addLayout(acts)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no dossier is chosen."""
        self._head.setText(NOTHING)
        self._facts.setText("")
        self.history.clear()
        for made in self._buttons:
            made.setEnabled(False)

    def show_row(self, row: DossierRow, now: datetime) -> None:
        """Show what the list knows already."""
        self._head.setText(row.holder_name)
        lines = (
            row.code or "Không có mã",
            row.procedure_name,
            shown.status(row, now),
            f"Nhận {shown.moment(row.received_at)}",
            f"Hẹn trả {shown.moment(row.due_at)}",
            f"Đang giữ: {row.held_by or '–'}",
        )
        self._facts.setText("\n".join(lines))
        self._make_room()
        self.history.clear()
        for made in self._buttons:
            made.setEnabled(row.code is not None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The facts keep all their lines; where there is little room the history gives way."""
        self._facts.setMinimumHeight(max(0, self._facts.heightForWidth(self._facts.width())))

    def show_detail(self, detail: DossierDetail) -> None:
        """Show the newest events, the last one first."""
        lines = [
            f"{shown.moment(row.at)} · {words.label('events', row.kind)}"
            for row in reversed(detail.history)
        ]
        self.history.setPlainText("\n".join(lines[:EVENTS]))
