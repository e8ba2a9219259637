"""Pages of reports: figures that open the dossiers behind them; Tỷ lệ đúng hạn."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.figures import RATE_COLUMNS
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.report_tables import Column, ReportTable
from ca_desktop.domain.reports import Period, month_period
from ca_desktop.domain.score_tables import UNSAID
from ca_desktop.domain.standings import LATE_SHAPE
from ca_desktop.services.office.report_list import REPORTS, Report
from ca_desktop.services.office.reports import Wanted, report, save_report
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.report_lines import ReportLines, going, least_widths, widths
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.setting_buttons import TargetButton
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import EXCEL, PDF, ask_new_file
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import RowsView, table
from ca_desktop.ui.widgets.typed_fields import DayField

HINT = "Chọn một số rồi nhấn Enter để xem hồ sơ của số đó; Ctrl+C chép cả báo cáo."
NOTHING = "Kỳ này không có hồ sơ. Chọn kỳ khác rồi bấm Xem."


class PeriodPage(Page):
    """A report over a period that the clerk types.

    Attributes:
        first_columns: the headings that stand until there is a report.
    """

    first_columns: tuple[Column, ...] = ()
    topics = frozenset({Topic.DOSSIERS, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.export
        self._choose()
        self.row = FlowRow(left=True)
        self.box.addLayout(self.row)
        self.start = named(DayField(self._today, self), "from")
        self.end = named(DayField(self._today, self), "to")
        self._show_days(self.usual())
        self.model = ReportLines(self.first_columns, self)
        usual = widths(self.first_columns)
        view = RowsView(cells=True)
        self.list = table(self.model, self.screen_name, usual, self, empty=NOTHING, view=view)
        self.list.columns.make_room(least_widths(self.first_columns), going(self.first_columns))
        self.list.setAccessibleName("Số liệu của báo cáo")
        self.check = PlainLabel("", self, role="hint")
        self.above = QHBoxLayout()
        self.above.addWidget(self.check, 1)
        self._build()
        self.box.addLayout(self.above)
        self.box.addWidget(self.list, 1)
        self.list.activated.connect(self._on_activated)
        within = Qt.ShortcutContext.WidgetShortcut
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.list, context=within)
        copy.activated.connect(self.copy)

    def _choose(self) -> None:
        """Make what is chosen above the days."""

    def _build(self) -> None:
        for field, title in ((self.start, "Từ ngày"), (self.end, "Đến ngày")):
            field.setAccessibleName(title)
            self.row.add_pair(title, field, self)
        show, paper = button("Xe&m", "show"), button("In ra &PDF…", "pdf")
        export = self.act_button("primary", "export")
        self.row.turn_right()
        for made in (show, paper, export):
            self.row.add(made)
        show.clicked.connect(self.refresh)
        paper.clicked.connect(self._on_paper)
        export.clicked.connect(self.primary)

    def chosen(self) -> Report:
        """Return the report that is shown."""
        raise NotImplementedError

    def usual(self) -> Period:
        """Return the period that is typed when the page opens."""
        raise NotImplementedError

    def _today(self) -> date:
        return self.context.ports.clock.now().date()

    def _show_days(self, period: Period) -> None:
        for field, day in ((self.start, period.start), (self.end, period.end)):
            field.begin(day_text(day))

    def period(self) -> Period:
        """Return the typed period.

        Raises:
            InvalidField: a day is none, or the end is before the start.
        """
        return Period(start=self.start.day("from"), end=self.end.day("to"))

    @override
    @Slot()
    def refresh(self) -> None:
        try:
            wanted = Wanted(period=self.period())
        except InvalidField as error:
            self.tell(error)
            return
        self.context.tasks.query(
            self.reading(wanted),
            owner=self,
            done=self._show,
            failed=self.tell,
            lane=Lane.REPORTS,
        )

    def reading(self, wanted: Wanted) -> Callable[[], ReportTable]:
        """Return how the chosen report is read."""
        return partial(report, self.context.ports, self.chosen().name, wanted)

    def writing(self, wanted: Wanted, path: Path) -> Callable[[], ReportTable]:
        """Return how the chosen report is written into a file."""
        return partial(save_report, self.context.ports, self.chosen().name, wanted, path)

    def _show(self, found: ReportTable) -> None:
        if found.name != self.chosen().name:
            return  # another report was chosen meanwhile
        self.model.show_table(found)
        columns = found.on_screen
        self.list.lay_out(widths(columns), found.name, least_widths(columns), going(columns))
        self.check.setText(f"{_said_above(found)} {HINT}".strip())

    @override
    @Slot()
    def primary(self) -> None:
        self.export()

    @Slot()
    def export(self) -> None:
        """Ask where the workbook goes (Ctrl+E)."""
        self._ask_file("Xuất Excel", EXCEL)

    @Slot()
    def _on_paper(self) -> None:
        self._ask_file("In ra PDF", PDF)

    def _ask_file(self, title: str, kind: tuple[str, str]) -> None:
        try:
            period = self.period()
        except InvalidField as error:
            self.tell(error)
            return
        days = f"{period.start:%Y%m%d}-{period.end:%Y%m%d}"
        name = f"{self.chosen().file}-{days}.{kind[1]}"
        ask_new_file(self, title, self._on_target, kind=kind, name=name)

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the report as a workbook, or on paper where the path ends in ``.pdf``."""
        wanted = Wanted(period=self.period())
        self.context.tasks.query(
            self.writing(wanted, path),
            owner=self,
            done=partial(self._on_exported, path),
            failed=self.tell,
            lane=Lane.REPORTS,
            holds=True,
        )

    def _on_exported(self, path: Path, _report: object) -> None:
        self.tell_written(f"Đã xuất {path.name}.", path)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if found := self.model.behind(index.row(), index.column()):
            self.dossiers_asked.emit(found)

    @Slot()
    def copy(self) -> None:
        """Put the whole report on the clipboard: paragraphs, or cells with tabs between them."""
        found = self.model.table
        if found is None:
            return
        lines = [[found.shown(line, x) for x in found.columns] for line in found.shown_lines]
        if not found.prose:
            lines.insert(0, [" – ".join(x.heading) for x in found.columns])
        QApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        self.said.emit("Đã chép báo cáo, dán được vào Word hoặc Excel.")

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.start, self.list)


def _said_above(table: ReportTable) -> str:
    """Return the check of a report, how many units are set apart, or what it passes over."""
    if len(table.notes) == 1:
        return table.notes[0]
    if UNSAID in table.notes:
        return UNSAID
    apart = [x.partition(":")[0] for x in table.notes if x.startswith(LATE_SHAPE)]
    return f"{' · '.join(apart)}." if apart else ""


class OnTimePage(PeriodPage):
    """The on-time rate of every commune in its three variants, worst first."""

    screen_name = "on_time"
    title = "Tỷ lệ đúng hạn"
    first_columns = RATE_COLUMNS
    topics = PeriodPage.topics | {Topic.MASTER}

    @override
    def _build(self) -> None:
        super()._build()
        self.above.addWidget(TargetButton(self))

    @override
    def chosen(self) -> Report:
        return REPORTS["ontime"]

    @override
    def usual(self) -> Period:
        today = self._today()
        return month_period(today.year, today.month)
