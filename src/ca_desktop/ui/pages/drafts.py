"""Nháp: intakes that nobody has finished; they have no number and are no dossiers."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services.desk.drafts import (
    Draft,
    Forgotten,
    SavedDraft,
    drafts,
    forget_drafts,
    take_up,
    title_of,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import ROW_ROLE, Column, Index, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.theme import tokens_of
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

EMPTY = "Không có hồ sơ nhập dở."
_OWNER, _UNTIL = 2, 3
HINT = "Nháp chưa có mã hồ sơ và chưa được tính. Nháp không ai nhập tiếp trong 7 ngày sẽ được bỏ."


class DraftsModel(RowsModel[Draft]):
    """Drafts in grey italics: nobody takes them for dossiers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            (
                Column("Hồ sơ nhập dở", _title),
                Column("Lưu lúc", _saved),
                Column("Người nhập", _owner),
                Column("Giữ đến", _until),
            ),
            parent,
        )

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            font = QFont(QGuiApplication.font())
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            palette = QGuiApplication.palette()
            ours = tokens_of(palette) is not None  # in high contrast no words are grey
            return palette.brush(QPalette.ColorRole.PlaceholderText) if ours else None
        return super().data(index, role)


class DraftsPage(Page):
    """Lists the drafts of the office; Enter goes on with one, Del removes it.

    Signals:
        draft_taken(DraftRow): go on with this draft.
        drafts_removed(Forgotten): these were removed and may be put back.
    """

    screen_name = "drafts"
    title = "Nháp"
    topics = frozenset({Topic.DRAFTS})

    draft_taken = Signal(object)
    drafts_removed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._hint = PlainLabel(HINT, self, role="hint")
        self.box.addWidget(self._hint)
        self.model = DraftsModel(self)
        self.list = table(self.model, "drafts", (420, 150, 200, 120), self)
        self.list.columns.make_room((140, 136, 110, 96), going=((_UNTIL,), (_OWNER,)))
        self.list.setAccessibleName("Hồ sơ nhập dở")
        self.box.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self._drop = button("Bỏ nháp  Del", "drop_draft")
        self._go = self.act_button("primary", "continue_draft")
        row.addWidget(self._drop)
        row.addWidget(self._go)
        self.box.addLayout(row)
        self.list.activated.connect(self._on_activated)
        self._go.clicked.connect(self.primary)
        self._drop.clicked.connect(self._on_drop)

    @override
    def refresh(self) -> None:
        work = partial(drafts, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, found: Sequence[Draft]) -> None:
        self.model.show_rows(found)
        self._hint.setText(HINT if found else f"{EMPTY} Tiếp nhận hồ sơ mới bằng F2.")
        if found and not self.list.currentIndex().isValid():
            self.list.selectRow(0)

    @override
    @Slot()
    def primary(self) -> None:
        if self.list.currentIndex().isValid():
            self._on_activated(self.list.currentIndex())
        else:
            self.warned.emit(f"{EMPTY} Tiếp nhận hồ sơ mới bằng F2.")

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        draft = index.data(ROW_ROLE)
        if isinstance(draft, Draft):
            work = partial(take_up, self.context.ports, draft.row.draft_id)
            self.context.tasks.change(work, owner=self, done=self._on_taken, failed=self.tell)

    def _on_taken(self, taken: SavedDraft) -> None:
        self.draft_taken.emit(taken.row)

    @Slot()
    def _on_drop(self) -> None:
        draft = self.list.currentIndex().data(ROW_ROLE)
        if isinstance(draft, Draft):
            work = partial(forget_drafts, self.context.ports, [draft.row.draft_id])
            self.context.tasks.change(work, owner=self, done=self._on_dropped, failed=self.tell)

    def _on_dropped(self, gone: Forgotten) -> None:
        self.drafts_removed.emit(gone)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._on_drop()
            return
        super().keyPressEvent(event)


def _title(draft: Draft) -> str:
    return title_of(draft.row.body)


def _saved(draft: Draft) -> str:
    return shown.moment(draft.row.saved_at)


def _owner(draft: Draft) -> str:
    return draft.owner_name or "–"


def _until(draft: Draft) -> str:
    return shown.day(draft.expires_at)
