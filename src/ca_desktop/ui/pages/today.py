"""Hôm nay: what needs hands today."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import (
    DossierDetail,
    count_dossiers,
    dossier_detail,
    dossier_rows,
)
from ca_desktop.services.desk.listing import ListSaved, save_dossier_list
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.today import DeskDay, counter_filter
from ca_desktop.services.watch import Watch
from ca_desktop.ui import shown
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import ROW_ROLE, Column
from ca_desktop.ui.models.windowed import WINDOW, WindowedRows
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.widgets.counter import Counter
from ca_desktop.ui.widgets.day_offer import DayOffer
from ca_desktop.ui.widgets.dossier_preview import DossierPreview
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.progress import ProgressStrip
from ca_desktop.ui.widgets.rows_view import table

COUNTERS = {
    "due_today": "Đến hạn hôm nay",
    "due_next": "Ngày làm việc tới",
    "overdue": "Quá hạn",
    "ready": "Chờ trả kết quả",
    "waiting": "Chờ người dân bổ sung",
    "waiting_long": "Bổ sung quá lâu",
    "unprinted": "Chưa in",
    "unsent": "Chưa chuyển",
    "forwarded": "Chờ nhận",
}
"""In the order of the page."""

SELDOM = frozenset({"due_next", "waiting_long", "forwarded"})
"""Seen only while they count something."""

EMPTY = {
    "due_today": "Hôm nay không có hồ sơ đến hạn.",
    "due_next": "Ngày làm việc tới không có hồ sơ đến hạn.",
    "waiting_long": "Không có hồ sơ chờ bổ sung quá 15 ngày làm việc.",
    "overdue": "Không có hồ sơ quá hạn.",
    "ready": "Không có kết quả nào chờ người dân đến nhận.",
    "waiting": "Không có hồ sơ chờ người dân bổ sung.",
    "unprinted": "Giấy hẹn của mọi hồ sơ đã được in.",
    "unsent": "Mọi thay đổi đã nằm trong tệp chuyển.",
    "forwarded": "Không có hồ sơ chờ nhận.",
}

FILES = {
    "due_today": "den-han-hom-nay",
    "overdue": "qua-han",
    "due_next": "den-han-ngay-toi",
    "waiting_long": "bo-sung-qua-lau",
    "ready": "cho-tra-ket-qua",
    "waiting": "cho-bo-sung",
    "unprinted": "chua-in",
    "unsent": "chua-chuyen",
    "forwarded": "cho-nhan",
}
"""What the workbook of a counter is called."""

SAME_STATUS = frozenset({"ready", "waiting", "waiting_long", "forwarded"})
"""Counters whose list need not say the status on every line."""

BY_STATUS = frozenset({"due_today", "due_next", "overdue"})
"""Counters whose status says more than the date."""

WIDE = 1000
"""Width of the page from which on every column has room."""

_HOLDER, _PROCEDURE, _DUE, _STATUS = range(1, 5)


class TodayPage(Page):
    """Counters that are also filters, the list of the chosen one, and one dossier beside it.

    Signals:
        counts_asked(): count again; the answer comes to `show_day`.
    """

    counts_asked = Signal()
    screen_name = "today"
    title = "Hôm nay"
    topics = frozenset({Topic.DOSSIERS, Topic.PRINTS, Topic.EXCHANGE, Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.export
        self.offer = DayOffer(context, self)
        self.offers["day_sheet"] = self.offer.start
        self.chosen = "due_today"
        self._next = ""
        self._counters: dict[str, Counter] = {}
        self._trouble = named(PlainLabel("", self, role="error"), "calendar_trouble")
        self._trouble.hide()
        self.box.addWidget(self._trouble)
        self.box.addWidget(self.offer)
        row = QHBoxLayout()
        row.setSpacing(4)
        for name, text in COUNTERS.items():
            row.addWidget(self._counter(name, text))
        self.box.addLayout(row)
        self._listed = ""
        self.model = WindowedRows[DossierRow](self._columns(), self)
        self.list = table(self.model, "today", (200, 130, 160, 96, 164), self)
        self.list.columns.make_room((172, 100, 100, 90, 156), going=((_STATUS,),))
        self.list.take_rest(_HOLDER, _PROCEDURE)
        self.list.setAccessibleName("Hồ sơ của số đã chọn")
        self._open = self.act_button("primary", "open")
        self.preview = DossierPreview(self._open, self)
        self._build()
        self._connect()

    def _counter(self, name: str, text: str) -> Counter:
        made = named(Counter(text, self), name)
        made.setChecked(name == self.chosen)
        made.setHidden(name in SELDOM)
        made.clicked.connect(partial(self._choose, name))
        self._counters[name] = made
        return made

    def _build(self) -> None:
        left = QWidget(self)
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list, 1)
        self._empty = QWidget(left)
        none = QVBoxLayout(self._empty)
        self._none = named(PlainLabel("", self._empty, role="due"), "nothing_today")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begin = button(with_key("Tiếp nhận hồ sơ mới", "intake"), "begin_intake")
        none.addStretch(1)
        none.addWidget(self._none)
        none.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignHCenter)
        none.addStretch(2)
        box.addWidget(self._empty, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.preview)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([760, 340])
        self.box.addWidget(split, 1)
        strip = ProgressStrip(self)
        self._long = LongWork(self, strip)
        self.box.addWidget(strip)

    def _connect(self) -> None:
        self.offer.said.connect(self.said)
        self.offer.warned.connect(self.warned)
        self.model.wanted.connect(self._on_wanted)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self._begin.clicked.connect(partial(self.act_asked.emit, "intake"))
        self._open.clicked.connect(self.primary)
        for signal, act in (
            (self.preview.return_asked, "return"),
            (self.preview.step_asked, "step"),
            (self.preview.preview_asked, "preview"),
        ):
            signal.connect(partial(self.act_asked.emit, act))

    def _columns(self) -> Sequence[Column[DossierRow]]:
        columns = dossier_columns(self.context.now)
        return [columns[name] for name in ("code", "holder", "procedure", "due", "status")]

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self._counters[self.chosen], self.list, self.preview)

    @override
    def refresh(self) -> None:
        ports, tasks = self.context.ports, self.context.tasks
        work = partial(_list, ports, self.chosen)
        tasks.query(work, owner=self, done=partial(self._show_rows, self.chosen))
        self.counts_asked.emit()

    @Slot(object)
    def show_day(self, day: DeskDay) -> None:
        """Show the newest figures, and what they say about an empty list."""
        for name, counter in self._counters.items():
            counter.show_number(getattr(day.counts, name))
        for name in SELDOM:
            self._counters[name].setVisible(getattr(day.counts, name) > 0)
        many = any(not self._counters[name].isHidden() for name in SELDOM)
        for counter in self._counters.values():
            counter.fold(wanted=many)
        self.offer.show_day(day)
        self._next = ""
        if day.counts.next_due:
            self._next = (
                f" Hồ sơ đến hạn gần nhất: {shown.day(day.counts.next_due)}"
                f" ({day.counts.next_due_count} hồ sơ)."
            )
        self._trouble.setVisible(day.no_calendar is not None)
        if day.no_calendar is not None:
            said = words.describe_code("NO-CALENDAR", year=day.no_calendar)
            self._trouble.setText(f"▲ {said.happened} {said.do_now}")
        self._say_empty()

    def _show_rows(self, chosen: str, found: tuple[Sequence[DossierRow], int]) -> None:
        if chosen != self.chosen:
            return
        rows, count = found
        before, place = self.selected(), self.list.currentIndex().row()
        far = min(place, count - 1) if place >= WINDOW and chosen == self._listed else 0
        self._listed = chosen
        self.model.show_rows(rows)
        self.model.grow(count)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._say_empty()
        if rows:
            ids = [row.dossier_id for row in rows]
            here = before is not None and before.dossier_id in ids
            self.list.selectRow(ids.index(before.dossier_id) if before and here else far)
        else:
            self.preview.show_nothing()

    @Slot(int, int)
    def _on_wanted(self, state: int, window: int) -> None:
        work = partial(_rows, self.context.ports, self.chosen, window)
        done = partial(self._give, state, window)
        self.context.tasks.query(work, owner=self, done=done, failed=self.tell)

    def _give(self, state: int, window: int, rows: Sequence[DossierRow]) -> None:
        self.model.give(state, window, rows)
        current = self.list.currentIndex()
        if current.row() // WINDOW == window:
            self._on_row(current, current)

    def _say_empty(self) -> None:
        more = self._next if self.chosen == "due_today" else ""
        self._none.setText(f"{EMPTY[self.chosen]}{more}")

    def _choose(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 Qt's signal
        self.chosen = name
        for each, counter in self._counters.items():
            counter.setChecked(each == name)
        self._fit_columns()
        self.refresh()

    def _fit_columns(self) -> None:
        """Leave out what says the same on every line, and on a small screen what is said beside."""
        narrow = self.width() < WIDE
        tells_status = self.chosen in BY_STATUS
        for column, hidden in (
            (_PROCEDURE, narrow),
            (_DUE, narrow and tells_status),
            (_STATUS, self.chosen in SAME_STATUS or (narrow and not tells_status)),
        ):
            self.list.columns.spare(column, wanted=hidden)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if not isinstance(row, DossierRow):
            self.preview.show_nothing()
            return
        self.preview.show_row(row, self.context.now())
        work = partial(dossier_detail, self.context.ports, row.dossier_id)
        done = partial(self._show_detail, row.dossier_id)
        self.context.tasks.query(work, owner=self, done=done)

    def _show_detail(self, dossier_id: str, detail: DossierDetail) -> None:
        row = self.selected()
        if row is not None and row.dossier_id == dossier_id:
            self.preview.show_detail(detail)

    @override
    def selected(self) -> DossierRow | None:
        row = self.list.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, DossierRow) else None

    @override
    @Slot()
    def primary(self) -> None:
        self.open_selected()

    # as a workbook

    def export(self) -> None:
        """Ask for a file and write the list of the chosen counter into it (Ctrl+E)."""
        if not self.model.rowCount():
            self.said.emit(f"{EMPTY[self.chosen]} Chưa có dòng nào để xuất.")
        elif self._long.is_free():
            name = f"{FILES[self.chosen]}-{self.context.today():%Y%m%d}.xlsx"
            ask_new_file(self, "Xuất Excel", self._on_target, name=name)

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write every dossier of the chosen counter as a workbook, with progress."""
        ports, chosen = self.context.ports, self.chosen
        columns = self.list.columns.chosen()

        def work(watch: Watch) -> ListSaved:
            wanted = counter_filter(ports, chosen)
            return save_dossier_list(ports, wanted, path, columns=columns, watch=watch)

        self._long.run(work, Topic.OFFICE, done=self._on_saved)

    def _on_saved(self, saved: ListSaved) -> None:
        said = f"Đã xuất {saved.rows} hồ sơ ra {saved.file.name}."
        self.tell_written(said, saved.file)

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.primary()


def _list(ports: Ports, counter: str) -> tuple[Sequence[DossierRow], int]:
    """Return the first window of the list of a counter, and how long the list is."""
    rows = _rows(ports, counter, 0)
    if len(rows) < WINDOW:
        return rows, len(rows)
    return rows, count_dossiers(ports, counter_filter(ports, counter))


def _rows(ports: Ports, counter: str, window: int) -> Sequence[DossierRow]:
    wanted = counter_filter(ports, counter)
    return dossier_rows(ports, wanted, offset=window * WINDOW, limit=WINDOW)
