"""Cần xử lý: each thing that waits, what it means, and the one thing to do about it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.version import VERSION
from ca_desktop.services import words
from ca_desktop.services.attention import Settled, import_again, matters, settle
from ca_desktop.services.exchange.imports import Imported
from ca_desktop.services.machines.lives import AdoptedLife, LastPapers, adopt, adopt_copy
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.adopt import AdoptQuestion
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.rows_view import table

_PAGES = {
    Remedy.IMPORT: "transfer",
    Remedy.EXPORT: "transfer",
    Remedy.PAIR: "pairing",
    Remedy.CHOOSE: "pairing",
    Remedy.KEYS: "keys",
    Remedy.SAFETY: "safety",
    Remedy.CALENDAR: "calendar",
    Remedy.APOLOGISE: "apologies",
    Remedy.REPORT: "report",
}
"""Remedies that are the work of another page."""


class AttentionPage(Page):
    """Lists what waits for a person; nothing here ends in silence."""

    screen_name = "attention"
    title = "Cần xử lý"
    topics = frozenset(Topic)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._empty = NoteLabel("", self, role="due")
        self.box.addWidget(self._empty)
        self.model = RowsModel[Matter](_COLUMNS, self)
        self.list = table(self.model, "matters", (400, 184, 96, 212), self)
        self.list.columns.make_room((330, 176, 92, 120), going=((_ABOUT,), (_REMEDY,), (_SINCE,)))
        self.list.setAccessibleName("Việc cần xử lý")
        self.box.addWidget(self.list, 1)
        self._meaning = named(PlainLabel("", self), "meaning")
        self.box.addWidget(self._meaning)
        self._settle = button("Đã xem, đưa khỏi danh sách", "settle")
        self._do = self.act_button("primary", "do")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._settle)
        row.addWidget(self._do)
        self.box.addLayout(row)
        self._does: dict[Remedy, Callable[[Matter], None]] = {
            Remedy.OPEN: self._open,
            Remedy.SETTLE: self._settle_matter,
            Remedy.IMPORT_AGAIN: self._import,
            Remedy.ADOPT: self._ask,
            Remedy.UPDATE: self._tell_how,
            **dict.fromkeys(_PAGES, self._go),
        }
        self.question: AdoptQuestion | None = None
        self._show_matter(None)
        self._settle.clicked.connect(self._on_settle)
        self._do.clicked.connect(self.primary)
        self.list.activated.connect(self.primary)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)

    @override
    def refresh(self) -> None:
        work = partial(matters, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show, lane=Lane.REPORTS)

    def _show(self, found: Sequence[Matter]) -> None:
        before = self._chosen()
        self.model.show_rows(found)
        self._empty.setText("" if found else "Không có việc nào cần xử lý.")
        ids = [matter.matter_id for matter in found]
        place = ids.index(before.matter_id) if before and before.matter_id in ids else 0
        self._show_matter(None)
        if found:
            self.list.selectRow(place)

    def _chosen(self) -> Matter | None:
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, Matter) else None

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        matter = current.data(ROW_ROLE)
        self._show_matter(matter if isinstance(matter, Matter) else None)

    def _show_matter(self, matter: Matter | None) -> None:
        remedy = matter.remedy if matter else None
        self._do.setVisible(remedy in self._does)
        self._settle.setVisible(bool(matter and matter.settles) and remedy is not Remedy.SETTLE)
        self._meaning.setText("")
        if matter is not None:
            said = matter.message
            lines = filter(None, (said.happened, said.lost, said.do_now))
            self._meaning.setText("\n".join(lines) + f" ({matter.code})")
            self._do.setText(with_key(words.label("remedies", matter.remedy), "primary"))

    @override
    @Slot()
    def primary(self) -> None:
        matter = self._chosen()
        if matter is not None and matter.remedy in self._does:
            self._does[matter.remedy](matter)
        else:
            self.said.emit(self._empty.text() or "Việc này chưa có cách xử lý ngay ở đây.")

    @Slot()
    def _on_settle(self) -> None:
        matter = self._chosen()
        if matter is not None and matter.settles:
            self._settle_matter(matter)

    def _open(self, matter: Matter) -> None:
        if matter.dossier_id:
            self.dossier_chosen.emit(matter.dossier_id)

    def _go(self, matter: Matter) -> None:
        self.page_asked.emit(_PAGES[matter.remedy])

    def _settle_matter(self, matter: Matter) -> None:
        work = partial(settle, self.context.ports, matter)
        self.context.tasks.change(work, owner=self, done=self._on_settled, failed=self.tell)

    def _on_settled(self, _done: Settled) -> None:
        self.said.emit("Đã đưa khỏi danh sách; tệp nào đã giữ thì vẫn được giữ.")

    def _tell_how(self, _matter: Matter) -> None:
        self.said.emit(words.describe_code("UPDATE-HOW", version=VERSION).sentence)

    def _ask(self, _matter: Matter) -> None:
        question = AdoptQuestion(self)
        question.given.connect(self._on_answered)
        question.open()
        self.question = question

    @Slot(bool, LastPapers)
    def _on_answered(self, copy: bool, last: LastPapers) -> None:  # noqa: FBT001 an answer
        work = partial(adopt_copy if copy else adopt, self.context.ports, last)
        self.context.tasks.change(work, owner=self, done=self._on_adopted, failed=self._on_refused)

    def _on_adopted(self, life: AdoptedLife) -> None:
        self._close_question()
        said = f"Máy này tiếp tục làm việc; số in từ nay thuộc dãy {life.series}."
        if life.completed:
            said += f" Đã bù {life.completed} thay đổi từ nhật ký kép."
        if life.written_anew:
            said += f" Giữ cả {life.written_anew} việc đã ghi ở một bản dữ liệu khác."
        self.said.emit(said)

    def _on_refused(self, error: Exception) -> None:
        if self.question is None:
            self.tell(error)
        else:
            self.question.show_problem(error)

    def _close_question(self) -> None:
        if self.question is not None:
            self.question.accept()
            self.question = None

    def _import(self, matter: Matter) -> None:
        work = partial(import_again, self.context.ports, matter)
        self.context.tasks.change(
            work, owner=self, done=self._on_imported, failed=self.tell, lane=Lane.FILES
        )

    def _on_imported(self, done: Imported) -> None:
        if done.code is None:
            self.said.emit(f"Đã nhập tệp của {done.sender}: {done.events} thay đổi mới.")
        else:
            self.warned.emit(words.describe_code(done.code, **done.details).sentence)


def _what_happened(row: Matter) -> str:
    return row.message.happened


def _about(row: Matter) -> str:
    return row.about


def _since(row: Matter) -> str:
    return shown.day(row.since[:10] or None)


def _to_do(row: Matter) -> str:
    return words.label("remedies", row.remedy)


_ABOUT, _SINCE, _REMEDY = 1, 2, 3
_COLUMNS = (
    Column("Việc", _what_happened),
    Column("Hồ sơ, đơn vị hoặc tệp", _about),
    Column("Từ ngày", _since),
    Column("Làm gì", _to_do),
)
