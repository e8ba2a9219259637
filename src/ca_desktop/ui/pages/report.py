"""Báo cáo: every report of the list, as it is now and as it was when its period was closed."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.figures import BY_FIELD, form06_columns
from ca_desktop.domain.periods import KIND_NAMES, PeriodKind, latest, period_name
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.services import words
from ca_desktop.services.office.closing import (
    ClosedPeriod,
    Closing,
    close_period,
    closed_periods,
    closing_of,
    misfitting,
    save_snapshot,
    table_of,
)
from ca_desktop.services.office.report_list import REPORTS, Report
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.ports.periods import ClosedRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.dialogs.close_period import ClosePeriod
from ca_desktop.ui.pages.reports import PeriodPage
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.flow import FlowRow

NOW = "Hiện tại"
LEAST = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
"""The longest title does not make the page wider than a small screen."""


class ReportPage(PeriodPage):
    """Every report of the list, over a period of any kind."""

    screen_name = "report"
    title = "Báo cáo"
    topics = frozenset({Topic.DOSSIERS, Topic.EXCHANGE, Topic.FEES, Topic.PERIODS})
    first_columns = form06_columns(BY_FIELD)

    @override
    def _choose(self) -> None:
        self.choice = named(ChoiceField(self), "report_choice")
        self.choice.setAccessibleName("Báo cáo")
        self.choice.setSizeAdjustPolicy(LEAST)
        self.choice.setMinimumContentsLength(16)
        roles = self.context.ports.actor.roles
        for found in REPORTS.values():
            if not found.roles or roles.intersection(found.roles):
                self.choice.addItem(found.title, found.name)
        self.kind = named(ChoiceField(self), "period_kind")
        self.kind.setAccessibleName("Kỳ báo cáo")
        for kind, said in KIND_NAMES.items():
            self.kind.addItem(said, kind)
        above = FlowRow()
        self.version = named(ChoiceField(self), "version")
        self.version.setAccessibleName("Số liệu")
        self.version.addItem(NOW, "")
        for title, field, share in (
            ("Báo cáo", self.choice, 1),
            ("Kỳ", self.kind, 0),
            ("Số liệu", self.version, 0),
        ):
            above.add_pair(title, field, self, share)
        self.box.addLayout(above)
        self.choice.currentIndexChanged.connect(self.refresh)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.version.activated.connect(self.refresh)

    @override
    def _build(self) -> None:
        super()._build()
        close = button("&Khóa số liệu…", "close_period")
        close.clicked.connect(self._on_close)
        self.above.addWidget(close)

    @override
    def chosen(self) -> Report:
        return REPORTS[str(self.choice.currentData())]

    @override
    def usual(self) -> Period:
        return latest(PeriodKind.MONTH, self._today())

    @Slot()
    def _on_kind(self) -> None:
        self._show_days(latest(PeriodKind(self.kind.currentData()), self._today()))
        self.refresh()

    @override
    @Slot()
    def refresh(self) -> None:
        super().refresh()
        ports = self.context.ports
        work = partial(closed_periods, ports)
        self.context.tasks.query(work, owner=self, done=self._show_versions, failed=self.tell)

    def _show_versions(self, rows: Sequence[ClosedRow]) -> None:
        """Offer the snapshots of the typed period; stay with the one that is shown."""
        chosen = self.version.currentData()
        try:
            same = [row for row in rows if row.period == self.period()]
        except InvalidField:
            same = []
        self.version.clear()
        self.version.addItem(NOW, "")
        wrong = misfitting(rows)
        for row in same:
            unfit = ", lệch kỳ trước" if row.closing_id in wrong else ""
            self.version.addItem(f"Đã khóa lần {row.number}{unfit}", row.closing_id)
        self.version.setCurrentIndex(max(self.version.findData(chosen), 0))
        if self.version.currentData() != chosen:
            super().refresh()

    @override
    def reading(self, wanted: Wanted) -> Callable[[], ReportTable]:
        if closing_id := self.version.currentData():
            return partial(table_of, self.context.ports, closing_id, self.chosen().name)
        return super().reading(wanted)

    @override
    def writing(self, wanted: Wanted, path: Path) -> Callable[[], ReportTable]:
        if closing_id := self.version.currentData():
            name = self.chosen().name
            return partial(save_snapshot, self.context.ports, closing_id, name, path)
        return super().writing(wanted, path)

    @Slot()
    def _on_close(self) -> None:
        try:
            work = partial(closing_of, self.context.ports, self.period())
        except InvalidField as error:
            self.tell(error)
            return
        self.context.tasks.query(work, owner=self, done=self.ask_to_close, failed=self.tell)

    def ask_to_close(self, found: Closing) -> None:
        """Ask whether to close a period, or say which dossiers stand in the way."""
        if found.missing:
            said = words.describe_code("PERIOD-UNEXCUSED", count=len(found.missing))
            offer = Offer(
                "Mở các hồ sơ đó", "open_missing", partial(self.dossiers_asked.emit, found.missing)
            )
            self.told.emit(Told(text=said.sentence, level=Level.WARNING, offers=(offer,)))
            return
        dialog = ClosePeriod(found, self.window())
        dialog.given.connect(partial(self._close, found.form.period))
        dialog.open()

    def _close(self, period: Period, reason: str, following: bool) -> None:  # noqa: FBT001 a signal gives it
        work = partial(close_period, self.context.ports, period, reason, following=following)
        done = partial(self._on_closed, period)
        self.context.tasks.change(work, owner=self, done=done, failed=self.tell)

    def _on_closed(self, period: Period, done: ClosedPeriod) -> None:
        said = f"Đã khóa số liệu {period_name(period)}, lần {done.number}."
        if done.followed:
            self.said.emit(f"{said} Đã đính chính {len(done.followed)} kỳ sau.")
        elif done.later:
            names = ", ".join(period_name(row.period) for row in done.later)
            self.warned.emit(f"{said} Chưa đính chính: {names}.")
        else:
            self.said.emit(said)
