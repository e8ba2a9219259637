"""Tình hình nộp tệp: how the exchange with each office stands, sortable and as a workbook."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.domain.standings import Alarm
from ca_desktop.services.exchange.mails import MailAddress, set_mail_address
from ca_desktop.services.exchange.standings import (
    PeerStanding,
    Remarked,
    clock_words,
    hand_in_words,
    quiet_words,
    remark,
    save_standings,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.row_order import RowOrder
from ca_desktop.ui.widgets.rows_view import table

Key = Callable[[PeerStanding], tuple[object, ...]]


_NOBODY = ("", "", "")
"""Code, address and remark of no office at all."""


class StandingsPanel(QWidget):
    """One line for each office; a click on a header sorts by it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._rows: Sequence[PeerStanding] = ()
        self._begun = _NOBODY
        box = QVBoxLayout(self)
        top = QHBoxLayout()
        self._sum = PlainLabel("", self, role="due")
        export = button("Xuất Excel…", "export_standings")
        top.addWidget(self._sum, 1)
        top.addWidget(export)
        box.addLayout(top)
        self.model = RowsModel[PeerStanding](_COLUMNS, self)
        self.list = table(
            self.model,
            "standings",
            _WIDTHS,
            self,
            empty="Chưa có xã nào kết nối. Mời từng xã ở trang Kết nối.",
        )
        self.list.columns.make_room(_LEAST, _GOING)
        self.list.setAccessibleName("Tình hình nộp tệp của từng đơn vị")
        self.order = RowOrder(self.list)
        self.order.changed.connect(self._on_order)
        box.addWidget(self.list, 1)
        box.addLayout(self._editors())
        export.clicked.connect(self.export)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)

    def _editors(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.address = named(TextField(self), "mail_address")
        self.address.setPlaceholderText("Địa chỉ thư điện tử của đơn vị")
        self.address.setAccessibleName("Địa chỉ thư điện tử của đơn vị")
        self.remark = named(TextField(self), "remark")
        self.remark.setPlaceholderText("Ghi chú về đơn vị")
        self.remark.setAccessibleName("Ghi chú về đơn vị")
        self._save = button("Lưu thông tin", "save_contact")
        self._save.setEnabled(False)
        row.addWidget(self.address, 1)
        row.addWidget(self.remark, 2)
        row.addWidget(self._save)
        self._save.clicked.connect(self.save)
        return row

    def show_rows(self, rows: Sequence[PeerStanding]) -> None:
        """Show how it stands, in the order chosen before."""
        chosen = self._chosen()
        self._rows = sorted(rows, key=_KEYS[self.order.column], reverse=self.order.down)
        self.model.show_rows(self._rows)
        red = sum(row.alarm is Alarm.RED for row in rows)
        yellow = sum(row.alarm is Alarm.YELLOW for row in rows)
        self._sum.setText(f"{len(rows)} đơn vị · ▲ {red} cần gọi · ◆ {yellow} cần để ý")
        code = chosen.peer.code if chosen else None
        place = next((n for n, x in enumerate(self._rows) if x.peer.code == code), None)
        if place is not None:
            self.list.selectRow(place)
        self._on_row()

    @Slot()
    def _on_order(self) -> None:
        self.show_rows(self._rows)

    @Slot()
    def save(self) -> None:
        """Keep the address and the remark of the chosen office."""
        row = self._chosen()
        if row is None:
            return
        ports, code = self._page.context.ports, row.peer.code
        if self.address.value().strip() != row.contact.address:
            work = partial(set_mail_address, ports, code, self.address.value())
            self._change(work)
        if self.remark.value().strip() != row.contact.remark:
            self._change(partial(remark, ports, code, self.remark.value()))

    def _change(self, work: Callable[[], MailAddress | Remarked]) -> None:
        self._page.context.tasks.change(
            work, owner=self._page, done=self._on_saved, failed=self._page.tell
        )

    def _on_saved(self, _done: MailAddress | Remarked) -> None:
        self._page.said.emit("Đã lưu thông tin của đơn vị.")

    def export_to(self, path: Path) -> None:
        """Write the list as a workbook."""
        work = touching(partial(save_standings, self._page.context.ports, path), Topic.EXCHANGE)
        self._page.context.tasks.change(
            work,
            owner=self._page,
            done=partial(self._on_exported, path),
            failed=self._page.tell,
            lane=Lane.WRITER,
        )

    def _on_exported(self, path: Path, _done: Done[int]) -> None:
        self._page.tell_written(f"Đã xuất {path.name}.", path)

    def _chosen(self) -> PeerStanding | None:
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, PeerStanding) else None

    @Slot()
    def _on_row(self) -> None:
        row = self._chosen()
        self._save.setEnabled(row is not None)
        kept = (row.peer.code, row.contact.address, row.contact.remark) if row else _NOBODY
        seen = (self._begun[0], self.address.seen_text(), self.remark.seen_text())
        if kept[0] == self._begun[0] and seen not in {self._begun, kept}:
            return  # what is being typed outlives a reload
        self._begun = kept
        self.address.begin(kept[1])
        self.remark.begin(kept[2])

    @Slot()
    def export(self) -> None:
        """Ask where the list goes (Ctrl+E)."""
        name = f"tinh-hinh-nop-tep-{self._page.context.today():%Y%m%d}.xlsx"
        ask_new_file(self, "Xuất Excel", self._on_target, name=name)

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.export_to(Path(name))


def _name(row: PeerStanding) -> str:
    return row.peer.name


def _package(row: PeerStanding) -> str:
    return f"số {row.status.state.last_package}" if row.status.state else "chưa có"


def _claimed(row: PeerStanding) -> str:
    day = shown.day(row.status.state.last_claimed_at) if row.status.state else "–"
    return f"▲ {day}" if row.frozen else day


def _received(row: PeerStanding) -> str:
    return shown.day(row.status.state.last_imported_at) if row.status.state else "–"


def _held(row: PeerStanding) -> str:
    return f"{row.applied}/{row.stored}"


def _waiting(row: PeerStanding) -> str:
    return f"{row.status.waiting} · {row.status.unacknowledged}"


def _troubles(row: PeerStanding) -> str:
    found = []
    if row.forks:
        found.append(f"▲ hai lịch sử: {row.forks}")
    if row.parked:
        found.append(f"giữ lại: {row.parked}")
    if row.missing_parts:
        found.append(f"thiếu phần {', '.join(map(str, row.missing_parts))}")
    if row.frozen:
        found.append("▲ tệp cũ hơn 30 ngày so với tệp trước")
    return "; ".join(found) or "–"


def _program(row: PeerStanding) -> str:
    return row.status.state.program if row.status.state else "–"


def _remark(row: PeerStanding) -> str:
    return row.contact.remark


def _state_text(row: PeerStanding, name: str) -> str:
    return str(getattr(row.status.state, name)) if row.status.state else ""


def _by_name(row: PeerStanding) -> tuple[object, ...]:
    return (row.peer.name,)


def _by_package(row: PeerStanding) -> tuple[object, ...]:
    return (row.status.state.last_package if row.status.state else -1,)


def _by_claimed(row: PeerStanding) -> tuple[object, ...]:
    return (_state_text(row, "last_claimed_at"),)


def _by_missing(row: PeerStanding) -> tuple[object, ...]:
    due = row.hand_in
    return (due is not None and not due.done, due.late_days if due else 0)


def _by_received(row: PeerStanding) -> tuple[object, ...]:
    return (_state_text(row, "last_imported_at"),)


def _by_quiet(row: PeerStanding) -> tuple[object, ...]:
    return (list(Alarm).index(row.alarm), row.status.state is None, row.quiet_days or 0)


def _by_held(row: PeerStanding) -> tuple[object, ...]:
    return (row.stored - row.applied, row.stored)


def _by_waiting(row: PeerStanding) -> tuple[object, ...]:
    return (row.status.waiting, row.status.unacknowledged)


def _by_troubles(row: PeerStanding) -> tuple[object, ...]:
    return (row.forks, row.frozen, row.parked, len(row.missing_parts))


def _by_clock(row: PeerStanding) -> tuple[object, ...]:
    return (abs(row.clock_minutes),)


_SHOWN: tuple[tuple[str, Callable[[PeerStanding], str], Key, int], ...] = (
    ("Đơn vị", _name, _by_name, 170),
    ("Vắng tệp", quiet_words, _by_quiet, 150),
    ("Tệp cuối", _package, _by_package, 90),
    ("Dữ liệu đến ngày", _claimed, _by_claimed, 150),
    ("Chưa nộp", hand_in_words, _by_missing, 130),
    ("Nhận ngày", _received, _by_received, 110),
    ("Áp dụng/nhận", _held, _by_held, 130),
    ("Vướng mắc", _troubles, _by_troubles, 200),
    ("Đồng hồ", clock_words, _by_clock, 120),
    ("Chờ chuyển · xác nhận", _waiting, _by_waiting, 190),
    ("Chương trình", _program, lambda row: (_program(row),), 120),
    ("Ghi chú", _remark, lambda row: (row.contact.remark,), 160),
)
_COLUMNS = tuple(Column(title, text) for title, text, _key, _width in _SHOWN)
_KEYS = tuple(key for _title, _text, key, _width in _SHOWN)
_WIDTHS = tuple(width for _title, _text, _key, width in _SHOWN)
_LEAST = (140, 120, 70, 110, 110, 96, 110, 0, 90, 150, 90, 110)
_GOING = ((10,), (11,), (8,), (2,), (6,), (9,), (5,))
"""What a small screen leaves out first: the program, remarks, the clock, numbers of files."""
