"""Theo dõi: the rates of this month and year, what is late, and what is open with whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.backlog import Backlog, Group
from ca_desktop.domain.rates import OnTimeRow
from ca_desktop.services.desk.agenda_file import SavedAgenda, save_agenda
from ca_desktop.services.desk.dossiers import DossierDetail, dossier_detail
from ca_desktop.services.desk.monitor import Rates, open_now, rates
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.badges import Bar, rate_bar
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.dossier_list import DossierList
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import ICS, ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

LATE, ALL = "Quá hạn", "Mọi hồ sơ đang tồn"
KINDS = {
    "by_age": "Theo tuổi hồ sơ",
    "by_procedure": "Theo thủ tục",
    "by_holder": "Theo người đang giữ",
}
NOTHING = (
    "Chưa có hồ sơ nào. Khi có hồ sơ, trang này cho biết: tỷ lệ đúng hạn của tháng và của năm,"
    " hồ sơ quá hạn, hồ sơ đang tồn theo tuổi, theo thủ tục và theo người đang giữ."
)
OF_RESULTS, OF_ALL_DUE, OF_PROMISE = (
    "Tỷ lệ đúng hạn",
    "Tính cả đang quá hạn",
    "So với lần hẹn đầu",
)
NONE_LATE = "Không có hồ sơ quá hạn."
_HOLDER, _PROCEDURE = 1, 2
_FIRST, _RESULTS, _PROMISE = 0, 5, 7
_LATE = 2
_FOR_WIDE = frozenset({"procedure", "due"})
"""Columns that a small screen leaves out: the state says how late it is."""

WIDE = 1000
"""Width of the page from which on every column has room."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One period against its dates.

    Attributes:
        least: per cent that the rate with what is late and open ought to reach.
    """

    name: str
    row: OnTimeRow
    least: int


class MonitorPage(Page):
    """Rates above; below, the dossiers of the chosen group, those that are late first."""

    screen_name = "monitor"
    title = "Theo dõi"
    topics = frozenset({Topic.DOSSIERS, Topic.MASTER, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._backlog: Backlog | None = None
        self._rates: Rates | None = None
        self._chosen = LATE
        self.rates = RowsModel[RateRow](_RATES, self)
        self._rate_list = table(
            self.rates,
            "rates",
            (150, 100, 84, 84, 84, 180, 190, 180),
            self,
            empty="Chưa có hồ sơ đã giải quyết trong tháng và năm này.",
        )
        self._rate_list.take_rest(_FIRST)
        self._rate_list.columns.make_room(
            (116, 60, 56, 56, 60, 96, 96, 96), going=((_PROMISE,), (_RESULTS,))
        )
        self._rate_list.setAccessibleName("Tỷ lệ đúng hạn")
        self._rate_list.show_whole(2)
        self.kind = named(ChoiceField(self), "backlog_kind")
        self.kind.setAccessibleName("Xem hồ sơ đang tồn")
        for name, said in KINDS.items():
            self.kind.addItem(said, name)
        self.groups = RowsModel[Group](_GROUPS, self)
        self.group_list = table(
            self.groups, "groups", (170, 84, 78), self, empty="Không có hồ sơ nào đang giải quyết."
        )
        self.group_list.columns.make_room((100, 52, 60), going=((_LATE,),))
        self.group_list.setAccessibleName("Hồ sơ đang tồn theo nhóm")
        self.rows = DossierList(self, order="due", empty=NONE_LATE)
        self.rows.view.setAccessibleName("Hồ sơ của nhóm đã chọn")
        self.offers["export"] = self.rows.export
        self._nothing = named(PlainLabel(NOTHING, self, role="due"), "nothing_yet")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._remind = button("&Nhắc việc…", "remind")
        self._agenda = button("Tệp lị&ch (.ics)…", "save_agenda")
        self._open = self.act_button("primary", "open_monitored")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.box.addWidget(self._rate_list)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        left, right = QWidget(self), QWidget(self)
        groups, list_box = QVBoxLayout(left), QVBoxLayout(right)
        for box in (groups, list_box):
            box.setContentsMargins(0, 0, 0, 0)
        groups.addWidget(self.kind)
        groups.addWidget(self.group_list, 1)
        list_box.addWidget(self.rows.count)
        list_box.addWidget(self.rows, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._agenda)
        foot.addWidget(self._remind)
        foot.addWidget(self._open)
        list_box.addLayout(foot)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self.rows.view.take_rest(_HOLDER, _PROCEDURE)
        self.box.addWidget(self._split, 1)
        self.box.addWidget(self._nothing, 1)
        self._nothing.hide()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._show_groups)
        self.group_list.selectionModel().currentRowChanged.connect(self._on_group)
        self.rows.view.activated.connect(self.primary)
        self._open.clicked.connect(self.primary)
        self._remind.clicked.connect(self._on_remind)
        self._agenda.clicked.connect(self._on_agenda)

    @override
    def refresh(self) -> None:
        tasks, ports = self.context.tasks, self.context.ports
        ask = partial(tasks.query, owner=self, failed=self.tell, lane=Lane.REPORTS)
        ask(partial(open_now, ports), done=self._show)
        ask(partial(rates, ports), done=self._show_rates)

    def _show(self, found: Backlog) -> None:
        self._backlog = found
        self._show_groups()
        self._say_nothing()

    def _show_rates(self, found: Rates) -> None:
        self._rates = found
        today = found.today
        self.rates.show_rows(
            [
                RateRow(f"Từ 01/{today.month:02d}/{today.year}", found.month, found.month_least),
                RateRow(f"Từ 01/01/{today.year}", found.year, found.year_least),
            ]
        )
        self._say_nothing()

    def _say_nothing(self) -> None:
        """Say what will stand here, as long as the office has no dossier this year."""
        year = self._rates.year if self._rates else None
        seen = bool(year and (year.received or year.finished))
        empty = not seen and self._backlog is not None and not self._backlog.whole.open
        empty = empty and year is not None
        self._nothing.setVisible(empty)
        for part in (self._split, self._rate_list):
            part.setVisible(not empty)

    @Slot()
    def _show_groups(self) -> None:
        found = self._backlog
        if found is None:
            return
        whole = found.whole
        rows: Sequence[Group] = (
            Group(name=LATE, open=whole.late, late=whole.late),
            Group(name=ALL, open=whole.open, late=whole.late),
            *getattr(found, str(self.kind.currentData())),
        )
        chosen, self._chosen = self._chosen, ""
        self.groups.show_rows(rows)
        names = [row.name for row in rows]
        self.group_list.selectRow(names.index(chosen) if chosen in names else 0)

    @Slot(QModelIndex, QModelIndex)
    def _on_group(self, current: QModelIndex, _previous: QModelIndex) -> None:
        group = current.data(ROW_ROLE)
        if isinstance(group, Group):
            self._chosen = group.name
            self.rows.empty = NONE_LATE if group.name == LATE else "0 hồ sơ."
            self.rows.show_list(DossierFilter(ids=group.open))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < WIDE
        for place, column in enumerate(self.rows.model.columns):
            if column.order in _FOR_WIDE:
                self.rows.view.columns.spare(place, wanted=narrow)
        groups = round(self.width() * (0.36 if narrow else 0.33))
        self._split.setSizes([groups, self.width() - groups])

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.group_list, self.rows.view)

    @override
    def selected(self) -> DossierRow | None:
        return self.rows.selected()

    @override
    @Slot()
    def primary(self) -> None:
        self.open_selected()

    # days for other calendars

    @Slot()
    def _on_agenda(self) -> None:
        name = f"ngay-hen-tra-{self.context.today():%Y%m%d}.ics"
        ask_new_file(self, "Tệp lịch ngày hẹn trả", self.save_agenda, kind=ICS, name=name)

    @Slot(str)
    def save_agenda(self, name: str) -> None:
        """Write the due dates of open dossiers as a calendar file."""
        work = partial(save_agenda, self.context.ports, Path(name))
        self.context.tasks.query(
            work, owner=self, done=self._on_saved, failed=self.tell, lane=Lane.FILES
        )

    def _on_saved(self, saved: SavedAgenda) -> None:
        said = f"Đã ghi {saved.days} ngày hẹn trả vào {saved.file.name}; không có tên người."
        self.tell_written(said, saved.file)

    # a note to whoever holds it

    @Slot()
    def _on_remind(self) -> None:
        row = self.selected()
        if row is None:
            self.ask_to_choose("hồ sơ", "nhắc việc")
            return
        work = partial(dossier_detail, self.context.ports, row.dossier_id)
        self.context.tasks.query(work, owner=self, done=self._ask, failed=self.tell)

    def _ask(self, detail: DossierDetail) -> None:
        dialog = AskDialog(self.context, detail, self, what="note")
        dialog.said.connect(self.said)
        dialog.open()


def _name(row: RateRow) -> str:
    return row.name


def _finished(row: RateRow) -> str:
    return str(row.row.finished)


def _on_time(row: RateRow) -> str:
    return str(row.row.on_time)


def _late(row: RateRow) -> str:
    return str(row.row.late)


def _late_open(row: RateRow) -> str:
    return str(row.row.late_open)


def _of_results(row: RateRow) -> Bar:
    return rate_bar(f"{row.name}: {OF_RESULTS}", row.row.of_results)


def _of_all_due(row: RateRow) -> Bar:
    return rate_bar(f"{row.name}: {OF_ALL_DUE}", row.row.of_all_due, row.least)


def _of_first_promise(row: RateRow) -> Bar:
    return rate_bar(f"{row.name}: {OF_PROMISE}", row.row.of_first_promise)


def _text(bar: Callable[[RateRow], Bar], row: RateRow) -> str:
    return bar(row).text


def _group_name(row: Group) -> str:
    return row.name or "(chưa rõ)"


def _open_number(row: Group) -> str:
    return str(len(row.open))


def _late_number(row: Group) -> str:
    return f"▲ {len(row.late)}" if row.late else "0"


_RATES = (
    Column("Kỳ", _name),
    Column("Đã giải\nquyết", _finished, number=True),
    Column("Đúng\nhạn", _on_time, number=True),
    Column("Quá\nhạn", _late, number=True),
    Column("Đang\nquá hạn", _late_open, number=True),
    Column("Tỷ lệ\nđúng hạn", partial(_text, _of_results), badge=_of_results),
    Column("Tính cả\nđang quá hạn", partial(_text, _of_all_due), badge=_of_all_due),
    Column("So với lần\nhẹn đầu", partial(_text, _of_first_promise), badge=_of_first_promise),
)
_GROUPS = (
    Column("Nhóm", _group_name),
    Column("Đang\ntồn", _open_number, number=True),
    Column("Quá\nhạn", _late_number, number=True),
)
