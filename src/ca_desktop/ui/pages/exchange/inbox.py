"""Nhập tệp: what files would bring, and what came in before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.exchange.exports import ExchangeStatus
from ca_desktop.services.exchange.imports import ALREADY, IMPORTED, REFUSED, WAITING, Imported
from ca_desktop.services.exchange.previews import Preview, preview_packages
from ca_desktop.services.ports.rows import InboxRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.upkeep import import_safely
from ca_desktop.ui import shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.exchange.note_desk import NoteDesk
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.drives import DriveRow
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

FILES = "Tệp chuyển và thư (*.hsg *.hsp *.bin *.eml);;Mọi tệp (*)"
_PASSED = frozenset({"E-103", "E-104", "NO-SUCH-FILE"})
"""What is for others, or is not there: nobody can take it in here, whoever helps."""
RESULTS = {
    "ready": "Sẵn sàng",
    "already": "Đã nhập trước đây",
    "waiting": "Chờ tệp khác",
    "refused": "Để lại",
}


class InboxPanel(QWidget):
    """Looks at files, takes them in, and remembers what came."""

    def __init__(self, page: Page, work: LongWork, notes: NoteDesk) -> None:
        super().__init__(page)
        self._page = page
        self._work = work
        self._notes = notes
        self._previews: Sequence[Preview] = ()
        self._names: dict[str, tuple[str, str]] = {}
        self._busy = False
        box = QVBoxLayout(self)
        pick = QHBoxLayout()
        pick.addWidget(
            PlainLabel("Tệp nhận về: kéo thả tệp hoặc thư vào đây, hoặc chọn tệp.", self), 1
        )
        self._choose = button("Chọn tệp…", "choose")
        self.import_button = button(
            with_key("Nhập tệp sẵn sàng", "primary"), "import", primary=True
        )
        pick.addWidget(self._choose)
        pick.addWidget(self.import_button)
        box.addLayout(pick)
        self.drives = DriveRow(page.context, self, writes=False)
        self.drives.chosen.connect(self._on_drive)
        self.drives.only.connect(self._on_only_drive)
        box.addWidget(self.drives)
        self.files = RowsModel[Preview](_FILES, self)
        files = table(
            self.files,
            "files",
            (150, 140, 70, 105, 100, 85, 160),
            self,
            empty="Kéo tệp hoặc thư mục vào đây, cắm USB, hoặc bấm Chọn tệp.",
        )
        files.columns.make_room((90, 104, 60, 84, 80, 80, 100), going=((3,), (5,)))
        files.setAccessibleName("Các tệp sẽ nhập")
        box.addWidget(files, 2)
        self.came = RowsModel[InboxRow](self._columns(), self)
        self.list = table(
            self.came,
            "came",
            (70, 200, 150, 110, 100, 125),
            self,
            empty="Chưa nhập tệp nào. Tệp đã nhập được ghi lại ở đây.",
        )
        self.list.columns.make_room((56, 110, 126, 84, 76, 110), going=((3,),))
        self.list.setAccessibleName("Các tệp đã nhập")
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        self._note = button("In biên bản…", "note_taken")
        self._note.setEnabled(False)
        row.addStretch(1)
        row.addWidget(self._note)
        box.addLayout(row)
        self._choose.clicked.connect(self._on_choose)
        self.import_button.clicked.connect(self.take_in)
        self._note.clicked.connect(self._on_note)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        work.busy.connect(self._on_busy)

    def show_status(self, status: ExchangeStatus) -> None:
        """Show what came in."""
        self._names = {x.peer.node_id: (x.peer.name, x.peer.code) for x in status.peers}
        self.came.show_rows(status.imported)
        self._on_row()

    def look_at(self, paths: Sequence[Path]) -> None:
        """Show what files would bring; nothing is written."""
        look = partial(preview_packages, self._page.context.ports, list(paths))
        self._work.run(look, done=self._show_looked)

    @Slot()
    def take_in(self) -> None:
        """Import what is new; a bad file does not stop the rest and is kept for whoever helps."""
        new = self._new()
        if not self._work.is_free():
            return
        if not new:
            self._page.warned.emit(_why_nothing(self._previews))
            return
        work = partial(import_safely, self._page.context.ports, new)
        self._work.run(work, *Topic, done=self._on_imported, lane=Lane.WRITER)

    def _show_looked(self, previews: Sequence[Preview]) -> None:
        self._show_files(previews)
        if all(item.code == "NO-SUCH-FILE" for item in previews):
            self._page.warned.emit(
                "Chưa thấy tệp chuyển nào ở đó. Hỏi nơi gửi, hoặc chọn nơi khác."
            )
        old = [item.sender for item in previews if item.frozen]
        if old:
            self._page.warned.emit(
                f"Tệp của {', '.join(dict.fromkeys(old))} cũ hơn 30 ngày so với tệp trước. "
                "Hỏi nơi gửi xem có tệp mới hơn."
            )

    def _show_files(self, previews: Sequence[Preview]) -> None:
        self._previews = previews
        self.files.show_rows(previews)
        ready = sum(item.result == "ready" for item in previews)
        if self._new() and not ready:
            self.import_button.setText(with_key("Giữ tệp để xử lý", "primary"))
        else:
            number = f"{ready} " if ready else ""
            self.import_button.setText(with_key(f"Nhập {number}tệp sẵn sàng", "primary"))
        self._on_busy(self._busy)

    def _new(self) -> list[Path]:
        looked_at = [item for item in self._previews if _is_for_here(item)]
        return list(dict.fromkeys(file for item in looked_at for file in item.files))

    def _on_imported(self, done: list[Imported]) -> None:
        """Tell what came in; what did not stays on the list with the reason."""
        left = [item for item in done if item.result in {REFUSED, WAITING}]
        stopped = "Đã dừng. " if self._work.stopped else ""
        text = f"{stopped}{imported_words(done)}"
        if left:
            offer = Offer(
                "Mở Cần xử lý", "open_attention", partial(self._page.page_asked.emit, "attention")
            )
            self._page.told.emit(Told(text=text, level=Level.WARNING, offers=(offer,)))
        else:
            self._page.said.emit(text)
        reasons = {item.file: item for item in left}
        kept = [(row, reasons.get(row.file)) for row in self._previews]
        self._show_files([])
        self.files.show_rows([_left(row, why) for row, why in kept if why is not None])

    @Slot(str)
    def _on_drive(self, folder: str) -> None:
        if self._work.is_free():
            self.look_at([Path(folder)])

    @Slot(str)
    def _on_only_drive(self, folder: str) -> None:
        """Look at the stick that has just come, unless other files are looked at."""
        if not self._previews and not self._busy:
            self.look_at([Path(folder)])

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 a slot
        self._busy = busy
        self._choose.setEnabled(not busy)
        self._on_row()

    def _chosen(self) -> InboxRow | None:
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, InboxRow) else None

    @Slot()
    def _on_row(self) -> None:
        self._note.setEnabled(self._chosen() is not None and not self._busy)

    @Slot()
    def _on_note(self) -> None:
        row = self._chosen()
        if row is not None:
            code = self._names.get(row.node, ("", None))[1]
            self._notes.show(row.package, code, taken=True)

    @Slot()
    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "Chọn tệp nhận về", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_picked)
        dialog.open()

    @Slot("QStringList")  # type: ignore[arg-type]  # the stubs lack names
    def _on_picked(self, names: list[str]) -> None:
        self.look_at([Path(name) for name in names])

    def _columns(self) -> Sequence[Column[InboxRow]]:
        return (
            Column("Số tệp", _came_number),
            Column("Đơn vị gửi", self._came_from),
            Column("Nhập lúc", _came_at),
            Column("Ghi ngày", _came_claimed),
            Column("Thay đổi", _came_events),
            Column("Chưa áp dụng", _came_problems),
        )

    def _came_from(self, row: InboxRow) -> str:
        return self._names.get(row.node, ("–", ""))[0]


def imported_words(done: Sequence[Imported]) -> str:
    """Say what became of files, and why the first of those that were left was left."""
    count = Counter(item.result for item in done)
    changes = sum(item.events for item in done)
    said = f"Đã nhập {count[IMPORTED]} tệp, {changes} thay đổi."
    if count[ALREADY]:
        said += f" {count[ALREADY]} tệp đã nhập trước đây."
    left = [item for item in done if item.result in {REFUSED, WAITING}]
    if left:
        why = words.describe_code(left[0].code or "", **left[0].details).happened
        said += f" {len(left)} tệp để lại: {why}"
    return said


def _is_for_here(row: Preview) -> bool:
    """Tell whether a file is to be taken in: a stick also carries what is for others."""
    return row.result != ALREADY and row.code not in _PASSED


def _left(row: Preview, why: Imported) -> Preview:
    return replace(row, result=why.result, code=why.code, details=why.details)


def _why_nothing(previews: Sequence[Preview]) -> str:
    for row in previews:
        if row.code in _PASSED:
            return words.describe_code(row.code, **row.details).sentence
    return "Chưa có tệp nào để nhập. Chọn tệp nhận về trước."


def _came_number(row: InboxRow) -> str:
    return str(row.package)


def _came_at(row: InboxRow) -> str:
    return shown.moment(row.imported_at)


def _came_claimed(row: InboxRow) -> str:
    return shown.day(row.claimed_at)


def _came_events(row: InboxRow) -> str:
    return str(row.events)


def _came_problems(row: InboxRow) -> str:
    return str(row.problems)


def _file_name(row: Preview) -> str:
    more = len(row.files) - 1
    return f"{row.file.name} và {more} tệp nữa" if more > 0 else row.file.name


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
    if row.frozen:
        name = f"▲ {name}, cũ hơn 30 ngày so với tệp trước"
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
