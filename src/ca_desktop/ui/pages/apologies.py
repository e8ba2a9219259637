"""Cần xin lỗi: letters for dossiers whose day comes without a result, and whom to tell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.letters import Effect
from ca_desktop.domain.promises import Hold
from ca_desktop.services import words
from ca_desktop.services.desk.apologies import (
    Apologies,
    Apologised,
    Unready,
    Untold,
    apologies,
    apologise,
)
from ca_desktop.services.desk.promises import (
    NotedPromise,
    TellCitizen,
    explain_lateness,
    tell_citizen,
)
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.actions import caption, with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.step_taker import asked_over
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.apology_parts import LetterPart, TellPart
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.printing.spooling import Wish
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

UNTOLD, UNEXCUSED = "Chưa báo người dân", "Quá hạn chưa có lý do"
LATE = "Đã đến hạn: "
WIDE = 1000
"""Width of the page from which on every column has room."""

NOTHING = "Không có hồ sơ nào sắp đến hạn mà chưa có kết quả, không còn ai chưa được báo."
TICK = "Đánh dấu hồ sơ cần ghi (Space từng hồ sơ, Ctrl+A tất cả), rồi bấm F9."


@dataclass(frozen=True, slots=True)
class Heap:
    """Dossiers that get one reason, or citizens that are to be told.

    Attributes:
        explains: the reason goes on record, without a letter.
    """

    name: str
    unready: tuple[Unready, ...] = ()
    explains: bool = False
    untold: tuple[Untold, ...] = ()

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.unready) + len(self.untold)


class ApologiesPage(Page):
    """Heaps left; right the dossiers of one with the reason of all its letters, or who to tell."""

    screen_name = "apologies"
    title = "Cần xin lỗi"
    topics = frozenset({Topic.DOSSIERS, Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chosen = ""
        self._explains = False
        self._letters: Callable[..., Apologised] = apologise
        self._head = named(PlainLabel("", self, role="due"), "apologies_head")
        self.heaps = RowsModel[Heap](_HEAPS, self)
        self.heap_list = table(self.heaps, "heaps", (190, 52), self, empty="Chưa có nhóm nào.")
        self.heap_list.columns.make_room((100, 44))
        self.heap_list.wrap()
        self.heap_list.setAccessibleName("Nhóm hồ sơ theo lý do")
        self._go = self.act_button("primary", "write_apologies")
        self.letters = LetterPart(self)
        self.telling = TellPart(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.box.addWidget(self._head)
        self._right = QStackedWidget(self)
        self._right.addWidget(self.letters)
        self._right.addWidget(self.telling)
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._right, 1)
        column.addWidget(self._go, 0, Qt.AlignmentFlag.AlignRight)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.heap_list)
        self._split.addWidget(side)
        self._split.setStretchFactor(1, 1)
        self.box.addWidget(self._split, 1)

    def _connect(self) -> None:
        self.heap_list.selectionModel().currentRowChanged.connect(self._on_heap)
        self._go.clicked.connect(self.primary)
        self.letters.opened.connect(self.dossier_chosen)
        self.telling.opened.connect(self.dossier_chosen)
        self.telling.said.connect(self.said)

    @override
    def panes(self) -> Sequence[QWidget]:
        part = self._right.currentWidget()
        view = self.telling.list if part is self.telling else self.letters.list
        return (self.heap_list, view)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < WIDE
        self.letters.fit(narrow=narrow)
        self.telling.fit(narrow=narrow)
        heaps = round(self.width() * (0.28 if narrow else 0.25))
        self._split.setSizes([heaps, self.width() - heaps])

    @override
    def refresh(self) -> None:
        work = partial(apologies, self.context.ports)
        self.context.tasks.query(
            work, owner=self, done=self._show, failed=self.tell, lane=Lane.REPORTS
        )

    def _show(self, found: Apologies) -> None:
        heaps = list(_heaps_of(found))
        moving = sum(row.moves for row in found.unready)
        self._head.setText(_head(moving, len(found.unready) - moving) if heaps else NOTHING)
        chosen, names = self._chosen, [heap.name for heap in heaps]
        self.heaps.show_rows(heaps)
        self._right.setVisible(bool(heaps))
        self._go.setVisible(bool(heaps))
        if heaps:
            self.heap_list.selectRow(names.index(chosen) if chosen in names else 0)

    @Slot(QModelIndex, QModelIndex)
    def _on_heap(self, current: QModelIndex, _previous: QModelIndex) -> None:
        heap = current.data(ROW_ROLE)
        if not isinstance(heap, Heap):
            return
        self._chosen = heap.name
        if heap.untold:
            self.telling.show_rows(heap.untold)
            self._right.setCurrentWidget(self.telling)
            self._go.setText(with_key("Ghi đã báo", "primary"))
        else:
            self._explains = heap.explains
            self.letters.show_rows(heap.name, heap.unready, letters=not heap.explains)
            self._right.setCurrentWidget(self.letters)
            write = caption(self.screen_name, "primary")
            self._go.setText(with_key("Ghi lý do", "primary") if heap.explains else write)

    @override
    @Slot()
    def primary(self) -> None:
        if not self.heaps.rowCount():
            self.said.emit(NOTHING)
        elif self._right.currentWidget() is self.telling:
            self._tell_citizen()
        else:
            self._write()

    def _write(self) -> None:
        codes = [row.code for row in self.letters.model.chosen()]
        if not codes:
            self.warned.emit(TICK)
            return
        self.letters.clear_problem()
        reason, days = self.letters.reason.value(), self.letters.working_days
        if self._explains:
            explain = partial(explain_lateness, self.context.ports, codes, reason)
            self.context.tasks.change(
                explain, owner=self, done=self._on_explained, failed=self._on_failed
            )
            return
        self._letters = partial(apologise, self.context.ports, codes, reason, days)
        self._on_signer(None)

    @Slot(object)
    def _on_signer(self, signer: StepWish | None) -> None:
        """Write the letters that were asked for, signed by whom somebody named."""
        work = partial(self._letters, signer=signer)
        failed = self._on_failed
        self.context.tasks.change(work, owner=self, done=self._on_written, failed=failed)

    def _on_explained(self, done: NotedPromise) -> None:
        self.said.emit(f"Đã ghi lý do quá hạn của {len(done.codes)} hồ sơ.")
        self.undoable.emit(None)

    def _on_failed(self, error: Exception) -> None:
        asked = asked_over(self.context, error, self, self._on_signer)
        if asked is None and not self.letters.refuse(error):
            self.tell(error)

    def _on_written(self, done: Apologised) -> None:
        moved = sum(letter.effect is Effect.MOVES for letter in done.letters)
        stays = len(done.letters) - moved
        parts = [f"Đã lập {len(done.letters)} phiếu xin lỗi, {moved} ngày hẹn đã chuyển."]
        if stays:
            parts.append(f"{stays} phiếu không chuyển ngày hẹn.")
        self.said.emit(" ".join((*parts, "Trình thủ trưởng ký, rồi báo người dân.")))
        self.undoable.emit(None)
        self.papers_asked.emit(
            [Wish("", letter.sheet, dossier_id=letter.dossier_id) for letter in done.letters]
        )

    def _tell_citizen(self) -> None:
        row = self.telling.row()
        if row is None:
            self.ask_to_choose("hồ sơ", "ghi đã báo")
            return
        wish = TellCitizen(how=self.telling.how, text=self.telling.text.value(), letter=row.letter)
        work = partial(tell_citizen, self.context.ports, row.code, wish)
        self.context.tasks.change(work, owner=self, done=self._on_told, failed=self._on_untold)

    def _on_untold(self, error: Exception) -> None:
        if not self.telling.refuse(error):
            self.tell(error)

    def _on_told(self, done: NotedPromise) -> None:
        self.said.emit(f"Đã ghi việc báo người dân về hồ sơ {done.codes[0]}.")
        self.undoable.emit(None)


def _heaps_of(found: Apologies) -> Iterator[Heap]:
    for moves in (True, False):
        for hold in Hold:
            rows = [x for x in found.unready if x.moves is moves and x.hold is hold]
            name = words.label("holds", hold)
            if rows:
                yield Heap(name if moves else f"{LATE}{name[0].lower()}{name[1:]}", tuple(rows))
    if found.late:
        yield Heap(UNEXCUSED, found.late, explains=True)
    if found.untold:
        yield Heap(UNTOLD, untold=found.untold)


def _head(moving: int, late: int) -> str:
    parts = []
    if moving:
        parts.append(f"{moving} hồ sơ còn chuyển được ngày hẹn: hôm nay là hạn cuối lập phiếu.")
    if late:
        parts.append(f"{late} hồ sơ đã đến hạn hoặc quá hạn: phiếu chỉ để xin lỗi.")
    return " ".join(parts) or "Còn hồ sơ quá hạn chưa có lý do, hoặc người dân chưa được báo."


def _name(row: Heap) -> str:
    return row.name


def _size(row: Heap) -> str:
    return str(row.size)


_HEAPS = (Column("Nhóm", _name), Column("Số", _size, number=True))
