"""Sao lưu: how safe the data are, copies on sticks, trials, and the second journal's place."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from ca_desktop.services.office.backups import (
    MadeBackup,
    Safety,
    TriedBackup,
    back_up,
    move_journal,
    safety,
    try_backup,
)
from ca_desktop.services.ports.rows import UpkeepRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import BUSY, LongWork
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.drives import DriveRow
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.progress import ProgressStrip

_LINES = (
    ("Bản sao lưu gần nhất trên máy này", "backup"),
    ("Bản chép ra USB hoặc ổ khác", "copy"),
    ("Sao lưu đã thử phục hồi", "trial"),
    ("Nhật ký kép", "journal"),
)


class SafetyPage(Page):
    """Shows when the data were last backed up, and does it."""

    screen_name = "safety"
    title = "Sao lưu"
    topics = frozenset({Topic.OFFICE, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.states = {name: named(PlainLabel("", self), name) for _title, name in _LINES}
        self.target = PlaceField("USB hoặc thư mục trên ổ khác", "target", "", self)
        self.drives = DriveRow(context, self)
        self.journal = PlaceField("Thư mục trên ổ khác cho nhật ký kép", "journal_place", "", self)
        self._copy = self.act_button("primary", "back_up")
        self._try = button("Thử phục hồi ngay", "try")
        self._move = button("Chuyển nhật ký kép", "move_journal")
        self._home = button("Đưa về cạnh dữ liệu", "journal_home")
        self._restore = button("Phục hồi từ bản sao lưu…", "restore")
        self._busy = NoteLabel("", self, role="due")
        self.progress = ProgressStrip(self)
        self._long = LongWork(self, self.progress)
        self._long.busy.connect(self._on_long)
        self._build()
        self.drives.chosen.connect(self.target.path.fill)
        self.drives.only.connect(self.target.path.fill)
        self._copy.clicked.connect(self.primary)
        self._try.clicked.connect(self._on_try)
        self._move.clicked.connect(self._on_move)
        self._home.clicked.connect(self._on_home)
        self._restore.clicked.connect(self.restore_asked)

    @property
    def _buttons(self) -> Sequence[QPushButton]:
        return self._try, self._move, self._home, self._restore

    def _build(self) -> None:
        grid = QGridLayout()
        for row, (title, name) in enumerate(_LINES):
            said = PlainLabel(title, self)
            said.setWordWrap(False)
            grid.addWidget(said, row, 0)
            grid.addWidget(self.states[name], row, 1)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        self.box.addLayout(grid)
        hint = "Để trống nơi ghi: sao lưu vào thư mục dữ liệu của máy này."
        self.box.addWidget(PlainLabel(hint, self, role="hint"))
        self.box.addWidget(self.target)
        self.box.addWidget(self.drives)
        self._add_row(self._try, self._copy)
        self.box.addWidget(self.journal)
        self._add_row(self._home, self._move)
        self._add_row(self._restore)
        self.box.addWidget(self._busy)
        self.box.addWidget(self.progress)
        self.box.addStretch(1)

    def _add_row(self, *buttons: QPushButton) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        for each in buttons:
            row.addWidget(each)
        self.box.addLayout(row)

    @override
    def refresh(self) -> None:
        work = partial(safety, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, found: Safety) -> None:
        self.states["backup"].setText(_when(found.backup))
        due = "▲ " if found.copy_due else ""
        self.states["copy"].setText(due + _when(found.copy))
        self.states["trial"].setText(_trial(found.trial))
        sound = "" if found.journal_sound else "▲ chưa ghi được hoặc có chỗ hỏng · "
        self.states["journal"].setText(f"{sound}{found.journal or 'chưa đọc được nơi lưu'}")

    @override
    @Slot()
    def primary(self) -> None:
        if self._busy.text():
            self.warned.emit(BUSY)
        elif self._long.is_free():
            work = partial(back_up, self.context.ports, self.target.value())
            self._long.run(work, Topic.OFFICE, Topic.EXCHANGE, done=self._on_made)

    def _on_made(self, done: MadeBackup) -> None:
        self.said.emit(f"Đã sao lưu và kiểm tra: {done.folder}")

    @Slot(bool)
    def _on_long(self, busy: bool) -> None:  # noqa: FBT001 a slot
        for each in self._buttons:
            each.setEnabled(not busy)

    @Slot()
    def _on_try(self) -> None:
        self._work("Đang thử phục hồi bản sao lưu…")
        work = partial(try_backup, self.context.ports)
        self.context.tasks.change(
            work, owner=self, done=self._on_tried, failed=self._on_failed, lane=Lane.FILES
        )

    def _on_tried(self, done: TriedBackup) -> None:
        self._work("")
        if done.differing:
            where = ", ".join(done.differing)
            self.warned.emit(f"Bản sao lưu dựng lại khác ở: {where}. Sao lưu rồi dựng thử lại.")
        else:
            self.said.emit("Sao lưu đã thử phục hồi: tốt.")

    @Slot()
    def _on_move(self) -> None:
        folder = self.journal.value()
        if folder is None:
            self.ask_for_place("thư mục trên ổ khác cho nhật ký kép")
            return
        self._change_place(partial(move_journal, self.context.ports, folder))

    @Slot()
    def _on_home(self) -> None:
        self._change_place(partial(move_journal, self.context.ports, None))

    def _change_place(self, work: "partial[Safety]") -> None:
        self._work("Đang chuyển nhật ký kép…")
        change = touching(work, Topic.EXCHANGE)
        self.context.tasks.change(
            change, owner=self, done=self._on_moved, failed=self._on_failed, lane=Lane.FILES
        )

    def _on_moved(self, done: Done[Safety]) -> None:
        self._work("")
        self.said.emit(f"Nhật ký kép nay ở {done.value.journal}.")

    def _on_failed(self, error: Exception) -> None:
        self._work("")
        self.tell(error)

    def _work(self, text: str) -> None:
        """Let one thing run at a time."""
        self._busy.setText(text)
        for each in self._buttons:
            each.setEnabled(not text)


def _when(row: UpkeepRow | None) -> str:
    if row is None:
        return "chưa có"
    return f"{shown.moment(row.at)} · {row.later} thay đổi từ đó đến nay"


def _trial(row: UpkeepRow | None) -> str:
    if row is None:
        return "chưa thử"
    return f"{f'▲ khác ở {row.detail}' if row.detail else 'tốt'}, {shown.day(row.at)}"
