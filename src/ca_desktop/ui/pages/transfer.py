"""Chuyển dữ liệu and Nhập tệp: the outbox, and what came in."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.exchange import (
    ExchangeStatus,
    Exported,
    PeerStatus,
    exchange_status,
    export_packages,
)
from ca_desktop.services.imports import Imported
from ca_desktop.services.mails import MAIL_PART
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.previews import Preview, preview_packages
from ca_desktop.services.upkeep import import_safely
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.base import Page, table
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.drives import DriveRow
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.progress import ProgressStrip

FILES = "Tệp chuyển và thư (*.hsg *.hsp *.bin *.eml);;Mọi tệp (*)"
RESULTS = {
    "ready": "Sẵn sàng",
    "already": "Đã nhập trước đây",
    "waiting": "Chờ tệp trước",
    "refused": "Để lại",
}


class TransferPage(Page):
    """Writes packages to a folder or stick; previews and imports those of the other side."""

    topics = frozenset({Topic.EXCHANGE, Topic.DOSSIERS, Topic.OFFICE})

    def __init__(
        self, context: UiContext, *, is_centre: bool, parent: QWidget | None = None
    ) -> None:
        self.title = "Nhập tệp" if is_centre else "Chuyển dữ liệu"
        super().__init__(context, parent)
        self.setAcceptDrops(True)
        self._previews: Sequence[Preview] = ()
        self._waiting = PlainLabel("", self, role="due")
        self.box.addWidget(self._waiting)
        row = QHBoxLayout()
        self.folder = named(TextField(self), "folder")
        self.folder.setPlaceholderText("Thư mục hoặc USB để ghi tệp")
        self.folder.setAccessibleName("Thư mục hoặc USB để ghi tệp")
        browse = button("Chọn nơi ghi…", "browse")
        self._write = button("Ghi tệp  F9", "write", primary=True)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        row.addWidget(self._write)
        self.box.addLayout(row)
        self.in_parts = named(QCheckBox("Chia phần 14 MB để gửi thư điện tử", self), "in_parts")
        self.box.addWidget(self.in_parts)
        self.drives = DriveRow(context, self)
        self.drives.chosen.connect(self.folder.fill)
        self.drives.only.connect(self._on_only_drive)
        self.box.addWidget(self.drives)
        self.peers = RowsModel[PeerStatus](_PEERS, self)
        self.box.addWidget(table(self.peers, "peers", (200, 110, 130, 170, 150, 130), self), 1)
        pick = QHBoxLayout()
        pick.addWidget(PlainLabel("Tệp nhận về: kéo thả vào đây, hoặc chọn tệp.", self), 1)
        choose = button("Chọn tệp…", "choose")
        self._import = button("Nhập tệp sẵn sàng", "import")
        pick.addWidget(choose)
        pick.addWidget(self._import)
        self.box.addLayout(pick)
        self.files = RowsModel[Preview](_FILES, self)
        self.box.addWidget(table(self.files, "files", (260, 170, 80, 110, 90, 90, 300), self), 1)
        self._import.setEnabled(False)
        self.progress = ProgressStrip(self)
        self.box.addWidget(self.progress)
        browse.clicked.connect(self._on_browse)
        choose.clicked.connect(self._on_choose)
        self._write.clicked.connect(self.primary)
        self._import.clicked.connect(self.take_in)

    @override
    def refresh(self) -> None:
        work = partial(exchange_status, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, status: ExchangeStatus) -> None:
        self.peers.show_rows(status.peers)
        waiting = sum(item.waiting for item in status.peers)
        unconfirmed = sum(item.unacknowledged for item in status.peers)
        if not status.peers:
            self._waiting.setText("Chưa kết nối với trung tâm nên chưa có nơi nhận tệp.")
        elif waiting:
            self._waiting.setText(f"Chờ chuyển: {waiting} thay đổi.")
        elif unconfirmed:
            self._waiting.setText(f"Đã ghi hết; {unconfirmed} thay đổi chờ bên kia xác nhận.")
        else:
            self._waiting.setText("Không có thay đổi nào chờ chuyển.")
        if not status.fits_mark:
            self.warned.emit(words.describe_code("E-126").sentence)

    @override
    @Slot()
    def primary(self) -> None:
        folder = self.folder.value().strip()
        if not folder:
            self.warned.emit("Chọn thư mục hoặc USB để ghi tệp.")
            self.folder.setFocus()
            return
        self._work(busy=True)
        watch = self.progress.begin()
        work = touching(
            partial(
                export_packages,
                self.context.ports,
                Path(folder),
                part=MAIL_PART if self.in_parts.isChecked() else None,
                watch=watch,
            ),
            Topic.EXCHANGE,
        )
        self.context.tasks.change(
            work, owner=self, done=self._on_written, failed=self._on_failed, lane=Lane.FILES
        )

    def _on_written(self, done: Done[list[Exported]]) -> None:
        self._work(busy=False)
        events = sum(item.events for item in done.value)
        names = ", ".join(file.name for item in done.value for file in item.files)
        written = f"Đã ghi và kiểm tra {len(done.value)} tệp ({events} thay đổi): {names}."
        if self.progress.stopped:
            self.said.emit(f"Đã dừng. {written}" if done.value else "Đã dừng. Chưa ghi tệp nào.")
        else:
            self.said.emit(f"{written} USB an toàn để rút.")

    def _on_failed(self, error: Exception) -> None:
        self._work(busy=False)
        self.tell(error)

    def _work(self, *, busy: bool) -> None:
        """Let one thing run at a time; what runs shows how far it is."""
        self._write.setEnabled(not busy)
        self._import.setEnabled(not busy and any(x.result == "ready" for x in self._previews))
        if not busy:
            self.progress.end()

    @Slot(str)
    def _on_only_drive(self, folder: str) -> None:
        if not self.folder.value().strip():
            self.folder.fill(folder)

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, "Chọn nơi ghi tệp")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.fill)
        dialog.open()

    @Slot()
    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "Chọn tệp nhận về", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_picked)
        dialog.open()

    @Slot(list)
    def _on_picked(self, names: list[str]) -> None:
        self.look_at([Path(name) for name in names])

    def look_at(self, paths: Sequence[Path]) -> None:
        """Show what files would bring; nothing is written."""
        work = partial(preview_packages, self.context.ports, list(paths))
        self.context.tasks.query(
            work, owner=self, done=self._show_files, failed=self.tell, lane=Lane.FILES
        )

    def _show_files(self, previews: Sequence[Preview]) -> None:
        self._previews = previews
        self.files.show_rows(previews)
        ready = sum(item.result == "ready" for item in previews)
        self._import.setEnabled(ready > 0)
        self._import.setText(f"Nhập {ready} tệp sẵn sàng" if ready else "Nhập tệp sẵn sàng")

    @Slot()
    def take_in(self) -> None:
        """Import the files that are ready; one bad file does not stop the rest."""
        takes = [item for item in self._previews if item.result in {"ready", "waiting"}]
        ready = list(dict.fromkeys(file for item in takes for file in item.files))
        self._work(busy=True)
        watch = self.progress.begin()
        work = touching(partial(import_safely, self.context.ports, ready, watch), *Topic)
        self.context.tasks.change(work, owner=self, done=self._on_imported, failed=self._on_failed)

    def _on_imported(self, done: Done[list[Imported]]) -> None:
        good = sum(item.result == "imported" for item in done.value)
        events = sum(item.events for item in done.value)
        left = len(done.value) - good
        stopped = "Đã dừng. " if self.progress.stopped else ""
        self.said.emit(f"{stopped}Đã nhập {good} tệp, {events} thay đổi. {left} tệp để lại.")
        self._show_files([])
        self._work(busy=False)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.look_at([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])


def _peer_name(row: PeerStatus) -> str:
    return row.peer.name


def _peer_waiting(row: PeerStatus) -> str:
    return str(row.waiting)


def _peer_unconfirmed(row: PeerStatus) -> str:
    return str(row.unacknowledged)


def _peer_package(row: PeerStatus) -> str:
    return f"số {row.state.last_package}" if row.state else "chưa có"


def _peer_claimed(row: PeerStatus) -> str:
    return shown.day(row.state.last_claimed_at) if row.state else "chưa nộp"


def _peer_problems(row: PeerStatus) -> str:
    return str(row.state.problems) if row.state else "–"


_PEERS = (
    Column("Đơn vị", _peer_name),
    Column("Chờ chuyển", _peer_waiting),
    Column("Chờ xác nhận", _peer_unconfirmed),
    Column("Tệp nhận gần nhất", _peer_package),
    Column("Dữ liệu đến ngày", _peer_claimed),
    Column("Chưa áp dụng", _peer_problems),
)


def _file_name(row: Preview) -> str:
    return row.file.name


def _file_sender(row: Preview) -> str:
    return row.sender or "–"


def _file_number(row: Preview) -> str:
    return str(row.package or "–")


def _file_claimed(row: Preview) -> str:
    return shown.day(row.claimed_at)


def _file_new(row: Preview) -> str:
    return str(row.new_dossiers)


def _file_updated(row: Preview) -> str:
    return str(row.updated_dossiers)


def _file_state(row: Preview) -> str:
    name = RESULTS.get(row.result, row.result)
    if not row.code or row.result == "already":
        return name
    return f"{name}: {words.describe_code(row.code, **row.details).happened}"


_FILES = (
    Column("Tệp", _file_name),
    Column("Đơn vị gửi", _file_sender),
    Column("Số tệp", _file_number),
    Column("Ngày ghi", _file_claimed),
    Column("Hồ sơ mới", _file_new),
    Column("Cập nhật", _file_updated),
    Column("Kiểm tra", _file_state),
)
