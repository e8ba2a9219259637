"""The scans of a dossier: put in by drag, by choice or from the scanner; seen, saved, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.desk import attachments
from ca_desktop.services.desk.attachments import AttachedFiles, Detached, LookedAt, SavedScan
from ca_desktop.services.ports.scan_rows import AttachmentRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.scan_viewer import ScanViewer
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.reading_order import put_in_order
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.progress import ProgressStrip
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.scanner_watch import ScannerWatch

SECRET = "Không đưa tài liệu mật vào phần mềm này."  # noqa: S105 a sentence
HINT = "Kéo tệp PDF, JPEG, PNG vào đây, hoặc bấm Thêm tệp. Bản quét được lưu thành ảnh xám."
FILES = "Bản quét (*.pdf *.jpg *.jpeg *.png *.PDF *.JPG *.JPEG *.PNG)"
KILOBYTE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedDossier:
    """What the dialog is told of a dossier.

    Attributes:
        office: id of this office: only what it attached can be taken out here.
        papers: names of the papers that were handed in.
    """

    dossier_id: str
    title: str
    office: str
    papers: tuple[str, ...]


class AttachmentsDialog(QDialog):
    """Lists the scans of one dossier."""

    def __init__(
        self, context: UiContext, dossier: ScannedDossier, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._dossier = dossier
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Bản quét {dossier.title}")
        self.setAcceptDrops(True)
        self.resize(920, 560)
        self.model = RowsModel[AttachmentRow](self._columns(), self)
        self.list = table(
            self.model,
            "attachments",
            (260, 170, 60, 80, 130, 110),
            self,
            empty="Chưa có bản quét. Quét giấy tờ hoặc chọn tệp để thêm.",
        )
        self.list.setAccessibleName("Các bản quét")
        self.paper = named(ChoiceField(self), "paper")
        self.paper.setAccessibleName("Giấy tờ")
        self.paper.addItem("Giấy tờ: chưa chọn", "")
        for name in dossier.papers:
            self.paper.addItem(name, name)
        self.reason = named(TextField(self), "reason")
        self.reason.setPlaceholderText("Lý do gỡ")
        self.reason.setAccessibleName("Lý do gỡ")
        self.progress = ProgressStrip(self)
        self.said = named(PlainLabel("", self), "said")
        self.scanner = ScannerWatch(context, self)
        self._build()
        self._connect()
        self._reload()

    def _columns(self) -> Sequence[Column[AttachmentRow]]:
        return (
            Column("Tên", lambda row: row.name),
            Column("Giấy tờ", lambda row: row.paper or "–"),
            Column("Trang", lambda row: str(row.pages)),
            Column("Cỡ", lambda row: f"{grouped(max(1, row.size // KILOBYTE))} KB"),
            Column("Thêm lúc", lambda row: shown.moment(row.at)),
            Column("Tình trạng", lambda row: "✓ Có" if row.here else "▲ Tệp chưa tới"),
        )

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(SECRET, self, role="problem"))
        box.addWidget(PlainLabel(HINT, self, role="hint"))
        box.addWidget(self.list, 1)
        self._add = button("Thêm tệp…  F9", "add", primary=True)
        self._look = button("Xem  Enter", "look")
        self._save = button("Lưu ra…", "save")
        self._remove = button("Gỡ bản quét", "remove")
        close = button("Đóng", "close")
        close.clicked.connect(self.accept)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (first, (self.paper, self._add, self._look, self._save)),
            (second, (self.reason, self._remove, close)),
        ):
            for part in parts:
                row.addWidget(part, 1 if part in {self.paper, self.reason} else 0)
            box.addLayout(row)
        box.addWidget(self.scanner)
        box.addWidget(self.progress)
        box.addWidget(self.said)
        put_in_order(self)

    def _connect(self) -> None:
        self._add.clicked.connect(self._on_add)
        self._look.clicked.connect(self._on_look)
        self._save.clicked.connect(self._on_save)
        self._remove.clicked.connect(self._on_remove)
        self.list.activated.connect(self._on_look)
        self.scanner.finished.connect(self._on_scanned)
        self.scanner.warned.connect(self.said.setText)
        self._context.tasks.touched.connect(self._on_touched)
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.activated.connect(self._on_add)

    def selected(self) -> AttachmentRow | None:
        """Return the row the cursor stands on."""
        return self.model.row(self.list.currentIndex().row())

    def add(self, paths: Sequence[Path]) -> None:
        """Put files into the dossier, beside everything else."""
        if not paths:
            return
        work = partial(
            attachments.attach_files,
            self._context.ports,
            self._dossier.dossier_id,
            list(paths),
            paper=str(self.paper.currentData()),
            watch=self.progress.begin(),
        )
        self._change(work)

    def _change(self, work: partial[AttachedFiles]) -> None:
        self._add.setEnabled(False)
        self._context.tasks.change(
            work, owner=self, done=self._on_added, failed=self._on_failed, lane=Lane.FILES
        )

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files_of(event) and self._add.isEnabled():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(_files_of(event))

    @Slot()
    def _on_add(self) -> None:
        dialog = QFileDialog(self, "Chọn bản quét", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    @Slot("QStringList")  # type: ignore[arg-type]  # the stubs lack names
    def _on_chosen(self, names: list[str]) -> None:
        self.add([Path(name) for name in names])

    @Slot(object)
    def _on_scanned(self, paths: Sequence[Path]) -> None:
        work = partial(
            attachments.take_from_scanner,
            self._context.ports,
            self._dossier.dossier_id,
            list(paths),
            paper=str(self.paper.currentData()),
        )
        self._change(work)

    def _on_added(self, done: AttachedFiles) -> None:
        self._settle()
        added = sum(item.result == attachments.ATTACHED for item in done.files)
        already = sum(item.result == attachments.ALREADY for item in done.files)
        parts = [f"Đã thêm {added} bản quét."] if added else []
        parts += [f"{already} tệp đã có trong hồ sơ."] if already else []
        for item in done.files:
            if item.code is not None:
                reason = words.describe_code(item.code, **item.details)
                parts.append(f"{item.file.name}: {reason.sentence}")
        self.said.setText(" ".join(parts))

    @Slot()
    def _on_look(self) -> None:
        row = self.selected()
        if row is None:
            return
        work = partial(
            attachments.open_attachment, self._context.ports, row.dossier_id, row.attachment
        )
        self._context.tasks.change(work, owner=self, done=self._on_opened, failed=self._on_failed)

    def _on_opened(self, looked: LookedAt) -> None:
        ScanViewer(self._context, looked, self).open()

    @Slot()
    def _on_save(self) -> None:
        if self.selected() is None:
            return
        ask_folder(self, "Chọn nơi lưu bản quét", self._on_folder)

    @Slot(str)
    def _on_folder(self, folder: str) -> None:
        row = self.selected()
        if row is None:
            return
        work = partial(
            attachments.save_attachment,
            self._context.ports,
            row.dossier_id,
            row.attachment,
            Path(folder),
        )
        self._context.tasks.change(work, owner=self, done=self._on_saved, failed=self._on_failed)

    def _on_saved(self, saved: SavedScan) -> None:
        self.said.setText(f"Đã lưu {saved.file}. Bản lưu ra không được mã hóa.")

    @Slot()
    def _on_remove(self) -> None:
        row = self.selected()
        if row is None:
            return
        reason = self.reason.value()
        work = partial(
            attachments.detach, self._context.ports, row.dossier_id, row.attachment, reason
        )
        self._context.tasks.change(work, owner=self, done=self._on_removed, failed=self._on_failed)

    def _on_removed(self, _done: Detached) -> None:
        self.reason.clear()
        self.said.setText("Đã gỡ bản quét; quá trình của hồ sơ ghi lại việc này.")

    def _on_failed(self, error: Exception) -> None:
        self._settle()
        message = words.describe(error)
        self.said.setText(f"{message.sentence} ({message.code})")

    def _settle(self) -> None:
        self.progress.end()
        self._add.setEnabled(True)

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if Topic.DOSSIERS in topics:
            self._reload()

    def _reload(self) -> None:
        work = partial(attachments.attachments_of, self._context.ports, self._dossier.dossier_id)
        self._context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _show(self, rows: Sequence[AttachmentRow]) -> None:
        self.model.show_rows(rows)
        if rows:
            self.list.selectRow(len(rows) - 1)
        for each in (self._look, self._save, self._remove):
            each.setEnabled(bool(rows))

    @override
    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        QTimer.singleShot(0, self.list, self.list.setFocus)


def _files_of(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
