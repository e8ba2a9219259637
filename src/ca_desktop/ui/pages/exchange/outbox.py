"""Ghi tệp: onto a stick, into a folder, in parts, into mails; and what was written before."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import sized
from ca_desktop.services.exchange.carrying import Rewritten, Target, rewrite_package
from ca_desktop.services.exchange.exports import ExchangeStatus, Exported, export_packages
from ca_desktop.services.ports.rows import OutboxRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import opening, shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.exchange.note_desk import NoteDesk
from ca_desktop.ui.pages.exchange.shape import PackageShape
from ca_desktop.ui.pages.exchange.sticks import StickPanel
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

MOST_OPENED = 5
"""Drafts that are opened at once; of more, the folder is opened."""

_STATES = {"written": "Đã ghi", "building": "Đang ghi", "dropped": "Đã bỏ"}


class OutboxPanel(QWidget):
    """What waits, where it goes, and what went before."""

    def __init__(self, page: Page, work: LongWork, notes: NoteDesk) -> None:
        super().__init__(page)
        self._page = page
        self._work = work
        self._notes = notes
        self._drafts: tuple[Path, ...] = ()
        self._names: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._busy = False
        box = QVBoxLayout(self)
        self.waiting = PlainLabel("", self, role="due")
        box.addWidget(self.waiting)
        box.addLayout(self._where())
        box.addLayout(self._how())
        self.sticks = StickPanel(page, work, self.folder)
        box.addWidget(self.sticks)
        self.written = RowsModel[OutboxRow](self._columns(), self)
        self.list = table(
            self.written,
            "written",
            (70, 220, 150, 100, 120, 110),
            self,
            empty="Chưa ghi tệp nào. Cắm USB hoặc chọn nơi ghi, rồi bấm F9.",
        )
        self.list.columns.make_room((56, 110, 130, 80, 90, 96), going=((4,),))
        self.list.setAccessibleName("Các tệp đã ghi")
        box.addWidget(self.list, 1)
        box.addLayout(self._again())
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        work.busy.connect(self._on_busy)

    def _where(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.folder = named(TextField(self), "folder")
        self.folder.setPlaceholderText("Thư mục hoặc USB để ghi tệp")
        self.folder.setAccessibleName("Thư mục hoặc USB để ghi tệp")
        browse = button("Chọn nơi ghi…", "browse")
        self.write_button = button(with_key("Ghi tệp", "primary"), "write", primary=True)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        row.addWidget(self.write_button)
        browse.clicked.connect(self._on_browse)
        self.write_button.clicked.connect(self.write)
        return row

    def _how(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.shape = PackageShape(self)
        self._open = button("Mở thư nháp", "open_drafts")
        self._open.setEnabled(False)
        self._open_folder = button("Mở thư mục", "open_folder")
        for widget in (self.shape, self._open, self._open_folder):
            row.addWidget(widget)
        row.addStretch(1)
        self._open.clicked.connect(self.open_drafts)
        self._open_folder.clicked.connect(self._on_open_folder)
        return row

    def _again(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._rewrite = button("Ghi lại tệp cũ", "rewrite")
        self._note = button("In biên bản…", "note_given")
        row.addStretch(1)
        for widget in (self._rewrite, self._note):
            widget.setEnabled(False)
            row.addWidget(widget)
        self._rewrite.clicked.connect(self.rewrite)
        self._note.clicked.connect(self._on_note)
        return row

    def show_status(self, status: ExchangeStatus) -> None:
        """Show what waits and what was written."""
        self._names = {item.peer.node_id: item.peer.name for item in status.peers}
        self._codes = {item.peer.node_id: item.peer.code for item in status.peers}
        self.written.show_rows(status.written)
        self._on_row()
        waiting = sum(item.waiting for item in status.peers)
        unconfirmed = sum(item.unacknowledged for item in status.peers)
        if not status.peers:
            self.waiting.setText("Chưa kết nối với trung tâm nên chưa có nơi nhận tệp.")
            return
        said = "Không có thay đổi nào chờ chuyển."
        if waiting:
            said = f"Chờ chuyển: {waiting} thay đổi."
        elif unconfirmed:
            said = f"Đã ghi hết; {unconfirmed} thay đổi chờ bên kia xác nhận."
        self.waiting.setText(f"{said}{_newest(status.written)}")

    @Slot()
    def write(self) -> None:
        """Write a package for every office."""
        folder = self.sticks.chosen_folder() if self._work.is_free() else None
        if folder is None:
            return
        try:
            part = self.shape.part()
        except InvalidField as error:
            self._page.tell(error)
            self.shape.own_size.setFocus()
            return
        work = partial(
            export_packages,
            self._page.context.ports,
            folder,
            part=part,
            mail=self.shape.mail.isChecked(),
        )
        self._work.run(lambda watch: work(watch=watch), Topic.EXCHANGE, done=self._on_written)

    @Slot()
    def rewrite(self) -> None:
        """Put the chosen package somewhere once more."""
        row, folder = self._chosen(), self.sticks.chosen_folder()
        if row is None or folder is None:
            return
        peer = self._code_of(row)
        work = partial(
            rewrite_package, self._page.context.ports, row.package, Target(folder), peer=peer
        )
        self._work.run(lambda watch: work(watch=watch), Topic.EXCHANGE, done=self._on_rewritten)

    @Slot()
    def open_drafts(self) -> None:
        """Open the drafts in the mail program, or their folder."""
        drafts = [draft for draft in self._drafts if draft.is_file()]
        if not drafts:
            self._page.warned.emit("Thư nháp không còn ở nơi đã ghi. Ghi tệp lần nữa.")
            return
        places = drafts if len(drafts) <= MOST_OPENED else [drafts[0].parent]
        opened = [opening.open_in_system(place) for place in places]
        if not all(opened):
            self._page.warned.emit(
                "Máy chưa có chương trình thư. Gửi tệp đính kèm bằng trang web của hộp thư."
            )

    def _on_written(self, done: list[Exported]) -> None:
        events = sum(item.events for item in done)
        names = ", ".join(file.name for item in done for file in item.files)
        said = f"Đã ghi và kiểm tra {len(done)} tệp ({events} thay đổi): {names}."
        self._drafts = tuple(draft for item in done for draft in item.drafts)
        self._open.setEnabled(bool(self._drafts))
        if self._work.stopped:
            self._page.said.emit(f"Đã dừng. {said}" if done else "Đã dừng. Chưa ghi tệp nào.")
            return
        stick = any(item.stick for item in done)
        self._page.said.emit(f"{said} USB an toàn để rút." if stick else said)
        if any(item.look_again for item in done):
            self.sticks.look_for_checks()

    def _on_rewritten(self, done: Rewritten) -> None:
        names = ", ".join(file.name for file in done.files)
        said = f"Đã ghi lại và kiểm tra tệp số {done.package}: {names}."
        self._page.said.emit(f"{said} USB an toàn để rút." if done.stick else said)
        if done.look_again:
            self.sticks.look_for_checks()

    def _chosen(self) -> OutboxRow | None:
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, OutboxRow) else None

    def _code_of(self, row: OutboxRow) -> str | None:
        return self._codes.get(row.peer)

    @Slot()
    def _on_row(self) -> None:
        row = self._chosen()
        able = row is not None and row.status == "written" and not self._busy
        self._rewrite.setEnabled(able)
        self._note.setEnabled(able)

    @Slot()
    def _on_note(self) -> None:
        row = self._chosen()
        if row is not None:
            self._notes.show(row.package, self._code_of(row), taken=False)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 a slot
        self._busy = busy
        self._on_row()

    @Slot()
    def _on_open_folder(self) -> None:
        folder = self.sticks.chosen_folder()
        if folder is not None and not opening.open_in_system(folder):
            self._page.warned.emit(f"Chưa mở được thư mục {folder}. Xem USB còn cắm không.")

    @Slot()
    def _on_browse(self) -> None:
        ask_folder(self, "Chọn nơi ghi tệp", self.folder.fill)

    def _columns(self) -> Sequence[Column[OutboxRow]]:
        return (
            Column("Số tệp", _number),
            Column("Nơi nhận", self._peer_name),
            Column("Ghi lúc", _moment),
            Column("Thay đổi", _events),
            Column("Cỡ", _size),
            Column("Trạng thái", _state),
        )

    def _peer_name(self, row: OutboxRow) -> str:
        return self._names.get(row.peer, "–")


def _newest(written: Sequence[OutboxRow]) -> str:
    done = next((row for row in written if row.status == "written"), None)
    return (
        f" Tệp gần nhất: số {done.package}, ghi ngày {shown.day(done.created_at)}." if done else ""
    )


def _number(row: OutboxRow) -> str:
    return str(row.package)


def _moment(row: OutboxRow) -> str:
    return shown.moment(row.created_at)


def _events(row: OutboxRow) -> str:
    return str(row.events)


def _size(row: OutboxRow) -> str:
    return sized(row.size)


def _state(row: OutboxRow) -> str:
    return _STATES.get(row.status, row.status)
