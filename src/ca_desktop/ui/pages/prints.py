"""In ấn: what has not come out of a printer and why, what came out today."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QModelIndex, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.services import words
from ca_desktop.services.desk.printing import (
    MOST_SHOWN,
    KeptPrint,
    PrintDesk,
    PrintLine,
    drop_wish,
    later_folder,
    print_desk,
    put_back_wish,
)
from ca_desktop.services.ports.prints import PaperForm, PrintState
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.printing.spooling import Wish
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.rows_view import table

EMPTY = "Mọi phiếu đã được in."
WAITING_LIST = "Chưa in"
WAITING = (176, 158, 96, 340, 104)
DONE = (176, 158, 176, 240, 64)
_PAPER, _PRINTER, _SINCE = 2, 3, 4


class PrintsPage(Page):
    """Two lists: chưa in, đã in hôm nay.

    Signals:
        later_asked(str): write the slip of the dossier with this code into the folder of the day.
        queues_asked(): ask the printers' queues what became of what they were given.
    """

    screen_name = "prints"
    title = "In ấn"
    topics = frozenset({Topic.PRINTS, Topic.DOSSIERS})

    later_asked = Signal(str)
    queues_asked = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._said = PlainLabel("", self, role="due")
        self.box.addWidget(self._said)
        self.waiting = RowsModel[PrintLine](_WAITING, self)
        self.list = table(self.waiting, "print_waiting", WAITING, self, empty=EMPTY)
        self.list.columns.make_room((172, 100, 80, 110, 92), going=((_SINCE,), (_PAPER,)))
        self.list.setAccessibleName("Phiếu chưa in")
        self.box.addWidget(self.list, 3)
        self._why = NoteLabel("", self, role="hint")
        self.box.addWidget(self._why)
        self._drop = button("Bỏ khỏi danh sách", "drop_print")
        self._later = button("Lưu PDF", "save_later")
        self._one = button("In phiếu này", "print_one")
        self._all = self.act_button("primary", "print_all")
        self._add_row(self._drop, self._later, self._one, self._all)
        self._today = PlainLabel("", self, role="due")
        self.box.addWidget(self._today)
        self.done = RowsModel[PrintLine](_DONE, self)
        self.done_list = table(
            self.done, "print_done", DONE, self, empty="Hôm nay chưa in phiếu nào."
        )
        self.done_list.columns.make_room((172, 100, 120, 100, 52), going=((_PRINTER,),))
        self.done_list.setAccessibleName("Phiếu đã in hôm nay")
        self.box.addWidget(self.done_list, 2)
        self._folder = button("Mở thư mục phiếu in sau", "open_later")
        self._again = button("Xem và in lại…", "print_again")
        self._add_row(self._folder, self._again)
        self._connect()

    def _add_row(self, *buttons: QPushButton) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        for each in buttons:
            row.addWidget(each)
        self.box.addLayout(row)

    def _connect(self) -> None:
        self._drop.clicked.connect(self._on_drop)
        self._later.clicked.connect(self._on_later)
        self._one.clicked.connect(self._on_one)
        self._all.clicked.connect(self.primary)
        self._again.clicked.connect(self._on_again)
        self._folder.clicked.connect(self._on_folder)
        for view in (self.list, self.done_list):
            view.activated.connect(self._on_activated)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.done_list.selectionModel().selectionChanged.connect(self._on_chosen)

    @override
    def panes(self) -> Sequence[QWidget]:
        return self.list, self.done_list

    @override
    def refresh(self) -> None:
        self.queues_asked.emit()
        work = partial(print_desk, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, desk: PrintDesk) -> None:
        keep = self._line(self.list)
        self.waiting.show_rows(desk.waiting)
        self.done.show_rows(desk.done)
        count, made = len(desk.waiting), len(desk.done)
        never = sum(line.job is None for line in desk.waiting)
        first = " đầu tiên; xem đủ ở trang Hôm nay" if never == MOST_SHOWN else ""
        aside = f" ({never} phiếu lưu không in{first})" if never else ""
        self._said.setText(f"Chưa in: {count} phiếu{aside}" if count else EMPTY)
        self._today.setText(f"Đã in hôm nay: {made} phiếu")
        self.list.setVisible(bool(count))
        for each in (self._drop, self._later, self._one):
            each.setVisible(bool(count))
        self._say_why()
        if keep is not None:
            self._choose(keep.dossier.dossier_id)

    def _choose(self, dossier_id: str) -> None:
        for place in range(self.waiting.rowCount()):
            row = self.waiting.row(place)
            if row is not None and row.dossier.dossier_id == dossier_id:
                self.list.selectRow(place)
                return

    @override
    def selected(self) -> DossierRow | None:
        line = self._line(self.list) or self._line(self.done_list)
        return line.dossier if line else None

    def _line(self, view: QTableView) -> PrintLine | None:
        for index in view.selectionModel().selectedRows():
            row = index.data(ROW_ROLE)
            if isinstance(row, PrintLine):
                return row
        return None

    @Slot(QItemSelection)
    def _on_chosen(self, chosen: QItemSelection) -> None:
        """Let one of both lists have a chosen line: the keys act on it."""
        self._say_why()
        if chosen.isEmpty():
            return
        here = self.sender()
        for view in (self.list, self.done_list):
            if view.selectionModel() is not here:
                view.clearSelection()

    def _say_why(self) -> None:
        """Say in full what keeps the chosen paper, and what to do."""
        line = self._line(self.list)
        job = line.job if line else None
        if job is None or not job.reason:
            self._why.setText("")
            return
        message = words.describe_code(job.reason, printer=job.printer)
        self._why.setText(f"{message.happened} {message.do_now}")

    # work

    @override
    @Slot()
    def primary(self) -> None:
        rows = [self.waiting.row(place) for place in range(self.waiting.rowCount())]
        lines = [line for line in rows if line is not None]
        asked = [_wish(line) for line in lines if line.job is not None]
        if asked:
            self.papers_asked.emit(asked)
        elif lines:
            self._offer_unasked([_wish(line) for line in lines])
        else:
            self.said.emit(EMPTY)

    def _offer_unasked(self, wishes: Sequence[Wish]) -> None:
        """Whoever saved without printing may have wanted no paper: a second press prints them."""
        text = f"Chỉ còn {len(wishes)} phiếu lưu không in. In, hoặc bỏ khỏi danh sách."
        go = Offer("In các phiếu này", "print_unasked", partial(self.papers_asked.emit, wishes))
        self.told.emit(Told(text=text, level=Level.INFO, offers=(go,)))

    @Slot()
    def _on_one(self) -> None:
        line = self._line(self.list)
        if line is None:
            self.ask_to_choose("phiếu", place=WAITING_LIST)
        else:
            self.papers_asked.emit([_wish(line)])

    @Slot()
    def _on_later(self) -> None:
        line = self._line(self.list)
        if line is None or (line.job and line.job.form is not PaperForm.SLIP):
            self.ask_to_choose("giấy hẹn", place=WAITING_LIST)
        else:
            self.later_asked.emit(line.dossier.code or "")

    @Slot()
    def _on_drop(self) -> None:
        line = self._line(self.list)
        if line is None:
            self.ask_to_choose("phiếu", "bỏ khỏi danh sách", place=WAITING_LIST)
            return
        work = partial(drop_wish, self.context.ports, line)
        self.context.tasks.change(work, owner=self, done=partial(self._on_dropped, line))

    def _on_dropped(self, line: PrintLine, dropped: KeptPrint) -> None:
        self.said.emit(f"Đã bỏ {dropped.job.code} khỏi danh sách chưa in. In bằng Ctrl+P.")
        back = partial(put_back_wish, self.context.ports, line, dropped.job)
        self.undoable.emit(Undoable(f"bỏ {dropped.job.code} khỏi danh sách chưa in", back))

    @Slot()
    def _on_again(self) -> None:
        line = self._line(self.done_list) or self._line(self.list)
        if line is None:
            self.ask_to_choose("phiếu", place="Đã in hôm nay")
        elif line.job and line.job.form is PaperForm.SHEET:
            self.papers_asked.emit([_wish(line)])  # a letter has no preview: it says IN LẠI
        else:
            self.preview_asked.emit(line.dossier.code or "")

    @Slot()
    def _on_folder(self) -> None:
        folder = later_folder(self.context.ports, self.context.ports.clock.now().date())
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, PrintLine):
            self.dossier_chosen.emit(row.dossier.dossier_id)


FORMS = {
    PaperForm.SLIP: "Giấy hẹn",
    PaperForm.RECEIPT: "Biên nhận",
    PaperForm.SHEET: "Phiếu A4",
}


def _wish(line: PrintLine) -> Wish:
    task = line.job.task_id if line.job else ""
    letter = line.job is not None and line.job.form is PaperForm.SHEET
    whose = line.dossier.dossier_id if letter else ""
    return Wish(line.dossier.code or "", task, dossier_id=whose)


def _code(line: PrintLine) -> str:
    return line.dossier.code or "–"


def _holder(line: PrintLine) -> str:
    return line.dossier.holder_name


def _paper(line: PrintLine) -> str:
    job = line.job
    name = FORMS[job.form if job else PaperForm.SLIP]
    return f"{name} (in lại lần {job.reprint})" if job and job.reprint else name


def _state(line: PrintLine) -> str:
    job = line.job
    if job is None:
        return "● Lưu không in"
    if job.reason:
        return f"▲ {words.describe_code(job.reason, printer=job.printer).happened}"
    if job.state is PrintState.SENT:
        return f"◆ Đang ở hàng đợi của máy in {job.printer}"
    return "◆ Đang gửi tới máy in"


def _since(line: PrintLine) -> str:
    found = parse_moment(line.job.asked_at if line.job else line.dossier.received_at)
    return f"{found:%H:%M} {day_text(found.date())[:5]}"


def _printer(line: PrintLine) -> str:
    if line.job and line.job.state is PrintState.SAVED:
        return "Tệp PDF để in sau"
    return line.job.printer if line.job else ""


def _at(line: PrintLine) -> str:
    return f"{parse_moment(line.job.changed_at):%H:%M}" if line.job else ""


_WAITING = (
    Column("Mã hồ sơ", _code),
    Column("Chủ hồ sơ", _holder),
    Column("Phiếu", _paper),
    Column("Tình trạng", _state),
    Column("Từ lúc", _since),
)
_DONE = (
    Column("Mã hồ sơ", _code),
    Column("Chủ hồ sơ", _holder),
    Column("Phiếu", _paper),
    Column("Máy in", _printer),
    Column("Lúc", _at),
)
