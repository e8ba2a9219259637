"""Báo cáo and Tỷ lệ đúng hạn: figures that open the dossiers behind them."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import (
    COLUMNS,
    Form06,
    Form06Row,
    OnTimeRow,
    Period,
    month_period,
)
from ca_desktop.services.office.reports import (
    OnTimeReport,
    form06_report,
    on_time_report,
    save_form06,
    save_on_time,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.badges import Bar
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.typed_fields import DayField

TITLES = (
    "Nhận\ntổng", "Trực\ntuyến", "Trực\ntiếp", "Kỳ\ntrước", "Đã GQ\ntổng", "Trước\nhạn",
    "Đúng\nhạn", "Quá\nhạn", "Đang GQ\ntổng", "Trong\nhạn", "Quá\nhạn",
)  # fmt: skip


class _PeriodPage(Page):
    """A report over a period that the clerk types.

    Attributes:
        file_name: what its workbook is called, the days of the period behind it.
        months_back: 0 for this month, 1 for the last full one.
    """

    file_name = ""
    months_back = 0

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        today = context.ports.clock.now().date()
        usual = today.replace(day=1) - timedelta(days=self.months_back)
        month = month_period(usual.year, usual.month)
        row = QHBoxLayout()
        self.start = named(DayField(self._today, self), "from")
        self.end = named(DayField(self._today, self), "to")
        for field, day, title in (
            (self.start, month.start, "Từ ngày"),
            (self.end, month.end, "Đến ngày"),
        ):
            field.begin(day_text(day))
            field.setAccessibleName(title)
            field.setMaximumWidth(140)
            row.addWidget(PlainLabel(title, self))
            row.addWidget(field)
        show = button("Xem", "show")
        self._export = self.act_button("primary", "export")
        row.addStretch(1)
        row.addWidget(show)
        row.addWidget(self._export)
        self.box.addLayout(row)
        self.check = PlainLabel("", self, role="hint")
        self.box.addWidget(self.check)
        show.clicked.connect(self.refresh)
        self._export.clicked.connect(self.primary)

    def _today(self) -> date:
        return self.context.ports.clock.now().date()

    def period(self) -> Period:
        """Return the typed period.

        Raises:
            InvalidField: a day is none, or the end is before the start.
        """
        return Period(start=self.start.day("from"), end=self.end.day("to"))

    @override
    @Slot()
    def primary(self) -> None:
        try:
            period = self.period()
        except InvalidField as error:
            self.tell(error)
            return
        days = f"{period.start:%Y%m%d}-{period.end:%Y%m%d}"
        ask_new_file(self, "Xuất Excel", self._on_target, name=f"{self.file_name}-{days}.xlsx")

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the report as a workbook."""
        raise NotImplementedError

    def _on_exported(self, path: Path, _report: object) -> None:
        self.said.emit(f"Đã xuất {path.name}.")


class ReportPage(_PeriodPage):
    """Biểu 06 on screen and as a workbook."""

    screen_name = "report"
    file_name = "bieu-06"
    months_back = 1
    title = "Báo cáo: tình hình, kết quả giải quyết TTHC"
    topics = frozenset({Topic.DOSSIERS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._report: Form06 | None = None
        columns: list[Column[Form06Row]] = [Column("Lĩnh vực", _field)]
        columns += [
            Column(title, partial(_figure, name))
            for title, name in zip(TITLES, COLUMNS, strict=True)
        ]
        self.model = RowsModel[Form06Row](columns, self)
        self.list = table(
            self.model,
            "form06",
            (260, *[82] * 11),
            self,
            empty="Kỳ này không có hồ sơ. Chọn kỳ khác rồi bấm Xem.",
        )
        self.box.addWidget(self.list, 1)
        self.list.activated.connect(self._on_activated)

    @override
    @Slot()
    def refresh(self) -> None:
        try:
            work = partial(form06_report, self.context.ports, self.period())
        except InvalidField as error:
            self.tell(error)
            return
        self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _show(self, report: Form06) -> None:
        self._report = report
        self.model.show_rows([*report.rows, report.total])
        total = report.total.figures
        verdict = "khớp" if report.balanced else "chưa khớp"
        self.check.setText(
            f"Kiểm tra (3) = (7) + (11): {total['c3']} = {total['c7']} + {total['c11']}, {verdict}."
            " Chọn một số rồi nhấn Enter để xem hồ sơ."
        )

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if self._report is not None and isinstance(row, Form06Row) and index.column():
            code = row.field_code or None
            self.dossiers_asked.emit(self._report.behind(code, COLUMNS[index.column() - 1]))

    @override
    def export_to(self, path: Path) -> None:
        work = partial(save_form06, self.context.ports, self.period(), path)
        self.context.tasks.query(
            work, owner=self, done=partial(self._on_exported, path), failed=self.tell,
            lane=Lane.WRITER,
        )  # fmt: skip


class OnTimePage(_PeriodPage):
    """The on-time rate of every commune, worst first."""

    screen_name = "on_time"
    file_name = "ty-le-dung-han"
    title = "Tỷ lệ đúng hạn"
    topics = frozenset({Topic.DOSSIERS, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._report: OnTimeReport | None = None
        self.model = RowsModel[OnTimeRow](self._columns(), self)
        self.list = table(
            self.model,
            "ontime",
            (200, 92, 112, 88, 88, 80, 180, 116),
            self,
            empty="Kỳ này chưa có hồ sơ đã giải quyết. Chọn kỳ khác rồi bấm Xem.",
        )
        self.box.addWidget(self.list, 1)
        self.list.activated.connect(self._on_activated)

    def _columns(self) -> Sequence[Column[OnTimeRow]]:
        return (
            Column("Đơn vị", self._name),
            Column("Tiếp nhận", _received),
            Column("Đã giải quyết", _finished),
            Column("Trước hạn", _early),
            Column("Đúng hạn", _exact),
            Column("Quá hạn", _late),
            Column("Tỷ lệ đúng hạn", _rate, badge=_bar),
            Column("Đang quá hạn", _late_open),
        )

    def _name(self, row: OnTimeRow) -> str:
        offices = self._report.offices if self._report else {}
        office = offices.get(row.office_id or "")
        return office.name if office else "TỔNG CỘNG"

    @override
    @Slot()
    def refresh(self) -> None:
        try:
            work = partial(on_time_report, self.context.ports, self.period())
        except InvalidField as error:
            self.tell(error)
            return
        self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _show(self, report: OnTimeReport) -> None:
        self._report = report
        self.model.show_rows([*report.table.rows, report.table.total])
        self.check.setText("Chọn một số rồi nhấn Enter để xem hồ sơ.")

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        columns = {
            1: ("c4", "c5"),
            2: ("c8", "c9", "c10"),
            3: ("c8",),
            4: ("c9",),
            5: ("c10",),
            6: ("c8", "c9"),
            7: ("c13",),
        }.get(index.column())
        if self._report is not None and isinstance(row, OnTimeRow) and columns:
            self.dossiers_asked.emit(self._report.table.behind(row.office_id, columns))

    @override
    def export_to(self, path: Path) -> None:
        work = partial(save_on_time, self.context.ports, self.period(), path)
        self.context.tasks.query(
            work, owner=self, done=partial(self._on_exported, path), failed=self.tell,
            lane=Lane.WRITER,
        )  # fmt: skip


def _field(row: Form06Row) -> str:
    return row.field


def _figure(name: str, row: Form06Row) -> str:
    return str(row.figures[name])


def _received(row: OnTimeRow) -> str:
    return str(row.received)


def _finished(row: OnTimeRow) -> str:
    return str(row.finished)


def _early(row: OnTimeRow) -> str:
    return str(row.early)


def _exact(row: OnTimeRow) -> str:
    return str(row.on_time - row.early)


def _late(row: OnTimeRow) -> str:
    return str(row.late)


def _rate(row: OnTimeRow) -> str:
    return f"{row.rate.replace('.', ',')}%" if row.rate else "không có hồ sơ"


def _bar(row: OnTimeRow) -> Bar:
    share = row.on_time / row.finished if row.finished else None
    phrase = (
        f"Tỷ lệ đúng hạn {_rate(row)}, {row.late} hồ sơ quá hạn" if row.finished else _rate(row)
    )
    return Bar(share, _rate(row), phrase)


def _late_open(row: OnTimeRow) -> str:
    return f"▲ {row.late_open}" if row.late_open else "0"
