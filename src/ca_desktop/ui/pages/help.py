"""Trợ giúp: a page for each screen, found without marks, printed from the same source."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.help_pages import Block, HelpPage, Kind, find_pages
from ca_desktop.services.helping import manual_pages, print_ready, write_manual
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.key_sheet import key_sheet
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import PDF, ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel

LIST_WIDTH = 300
TITLE_POINTS, TASK_POINTS = 16, 12
MANUAL = "Sổ tay Một cửa"
ORDER = ("start", *SCREENS)


class HelpScreen(Page):
    """The titles on the left, the page on the right; Esc leads back."""

    screen_name = "help"
    title = "Trợ giúp"
    topics = frozenset[Topic]()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pages: Sequence[HelpPage] = ()
        self._shown: Sequence[HelpPage] = ()
        self._wanted = "start"
        self.typed = named(TextField(self), "find_help")
        self.typed.setPlaceholderText("Tìm trong trợ giúp (gõ không dấu được)")
        self.typed.setAccessibleName("Tìm trong trợ giúp")
        self.list = named(QListWidget(self), "help_pages")
        self.list.setAccessibleName("Các trang trợ giúp")
        self._none = PlainLabel("", self, role="hint")
        self.text = named(QPlainTextEdit(self), "help_text")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Trang trợ giúp")
        self._print = button("In trang này", "print_help")
        self._save = self.act_button("primary", "save_manual")
        self._build()
        self.typed.seen.connect(self._on_typed)
        self.list.currentRowChanged.connect(self._on_row)
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self.primary)

    def _build(self) -> None:
        left = QVBoxLayout()
        for widget in (self.typed, self._none):
            widget.setMaximumWidth(LIST_WIDTH)
            left.addWidget(widget)
        self.list.setFixedWidth(LIST_WIDTH)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._print)
        row.addWidget(self._save)
        right.addLayout(row)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.box.addLayout(whole, 1)

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.typed, self.list, self.text)

    @override
    def refresh(self) -> None:
        if not self._pages:
            work = partial(manual_pages, self.context.ports, ORDER)
            self.context.tasks.query(
                work, owner=self, done=self._show, failed=self.tell, lane=Lane.FILES
            )

    def open(self, name: str) -> None:
        """Show the page with this name, whatever is looked for."""
        self._wanted = name
        self.typed.begin()
        self._list(self._pages)
        self.list.setFocus()

    def _show(self, pages: Sequence[HelpPage]) -> None:
        self._pages = (*pages, key_sheet(self.context.ports.actor.roles))
        self._list(self._pages)

    def _list(self, pages: Sequence[HelpPage]) -> None:
        self._shown = pages
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([page.title for page in pages])
        self.list.blockSignals(False)
        none = "Không tìm thấy. Thử bỏ bớt từ." if self._pages and not pages else ""
        self._none.setText(none)
        self._none.setVisible(bool(none))
        names = [page.name for page in pages]
        if names:
            self.list.setCurrentRow(names.index(self._wanted) if self._wanted in names else 0)
            self._on_row(self.list.currentRow())

    @Slot(str)
    def _on_typed(self, seen: str) -> None:
        self._wanted = ""
        self._list(find_pages(self._pages, seen))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            page = self._shown[row]
            self._wanted = page.name
            self.text.clear()
            cursor = self.text.textCursor()
            cursor.insertText(page.title, _format(self.font(), bold=True, points=TITLE_POINTS))
            for block in page.blocks:
                _write(cursor, block, self.font())
            self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def current(self) -> HelpPage | None:
        """Return the page that is shown."""
        row = self.list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    @Slot()
    def _on_print(self) -> None:
        page = self.current()
        if page is not None:
            work = partial(print_ready, self.context.ports, page)
            self.context.tasks.query(work, owner=self, done=self._send, failed=self.tell)

    def _send(self, pdf: bytes) -> None:
        from ca_desktop.ui.printing.sheets import print_sheet  # noqa: PLC0415 start-up time

        work = partial(print_sheet, pdf, title="Trợ giúp", ports=self.context.ports)
        self.context.tasks.query(
            work, owner=self, done=self._on_printed, failed=self.tell, lane=Lane.FILES
        )

    def _on_printed(self, printer: str) -> None:
        self.said.emit(f"Đã gửi trang trợ giúp tới máy in {printer}.")

    @override
    @Slot()
    def primary(self) -> None:
        ask_new_file(self, "Lưu sổ tay", self.save, kind=PDF, name=f"{MANUAL}.pdf")

    @Slot(str)
    def save(self, target: str) -> None:
        """Write the manual, keys included, into a file."""
        work = partial(write_manual, self.context.ports, self._pages, MANUAL, Path(target))
        self.context.tasks.query(
            work, owner=self, done=self._on_saved, failed=self.tell, lane=Lane.FILES
        )

    def _on_saved(self, target: Path) -> None:
        self.tell_written(f"Đã lưu sổ tay: {target}.", target)


def _write(cursor: QTextCursor, block: Block, font: QFont) -> None:
    cursor.insertText("\n", _format(font))
    if block.kind is Kind.TASK:
        cursor.insertText(f"\n{block.text}", _format(font, bold=True, points=TASK_POINTS))
        return
    before = {Kind.STEP: f"  {block.number}.  ", Kind.REMARK: "  –  ", Kind.TEXT: ""}
    cursor.insertText(before[block.kind], _format(font))
    for words, bold in block.runs:
        cursor.insertText(words, _format(font, bold=bold))


def _format(font: QFont, *, bold: bool = False, points: int = 0) -> QTextCharFormat:
    made = QTextCharFormat()
    used = QFont(font)
    used.setBold(bold)
    if points:
        used.setPointSize(max(points, font.pointSize()))
    made.setFont(used)
    return made
