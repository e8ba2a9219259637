"""Chấm điểm: the points of the unit and of its people, by quarter and by year."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from ca_desktop.domain.periods import PeriodKind, latest, official, period_name
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.score_tables import SHEET_COLUMNS
from ca_desktop.services import words
from ca_desktop.services.office.report_list import REPORTS, Report
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.office.scores import (
    Sheet,
    save_score,
    score_sheet,
    score_table,
    who_is_judged,
)
from ca_desktop.services.office.scoring import Judged
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.dialogs.score import ScoreDialog
from ca_desktop.ui.pages.reports import PeriodPage
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.flow import FlowRow

UNIT, EVERYBODY = "", "*"
QUARTERS = 8
"""Quarters that may be chosen, the newest first; the years they touch come after them."""

LEAST = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
CHOOSE_WHOM = "Chọn một người trong bảng rồi nhấn Enter để mở phiếu điểm của người đó."


def periods_up_to(last: Period) -> list[Period]:
    """Return the quarters up to this one and the years that are over with it, newest first."""
    at = last.end.year * 4 + last.end.month // 3 - 1
    quarters = [
        official(PeriodKind.QUARTER, place // 4, 3 * (place % 4 + 1))
        for place in range(at, at - QUARTERS, -1)
    ]
    years = sorted({quarter.end.year for quarter in quarters}, reverse=True)
    return quarters + [official(PeriodKind.YEAR, year, 12) for year in years]


class ScorePage(PeriodPage):
    """The sheet of the unit or of a person, and the list of everybody."""

    screen_name = "score"
    title = "Chấm điểm"
    first_columns = SHEET_COLUMNS
    topics = frozenset({Topic.DOSSIERS, Topic.EXCHANGE, Topic.PERIODS})

    @override
    def _choose(self) -> None:
        self._people: tuple[tuple[str, str], ...] = ()
        self.periods = named(ChoiceField(self), "score_period")
        self.periods.setAccessibleName("Kỳ chấm điểm")
        for period in periods_up_to(latest(PeriodKind.QUARTER, self._today())):
            name = period_name(period)
            self.periods.addItem(name[0].upper() + name[1:], period)
        self.whom = named(ChoiceField(self), "score_whom")
        self.whom.setAccessibleName("Chấm điểm cho")
        self.whom.setSizeAdjustPolicy(LEAST)
        self.whom.setMinimumContentsLength(18)
        self._offer_people()
        above = FlowRow()
        above.add_pair("Kỳ", self.periods, self)
        above.add_pair("Chấm cho", self.whom, self, 1)
        self.box.addLayout(above)

    @override
    def _build(self) -> None:
        for hidden in (self.start, self.end):
            hidden.hide()
        book, paper = button("Xuất &Excel…", "export"), button("In ra &PDF…", "pdf")
        enter = self.act_button("primary", "enter")
        self.row.turn_right()
        for made in (book, paper, enter):
            self.row.add(made)
        book.clicked.connect(self.export)
        paper.clicked.connect(self._on_paper)
        enter.clicked.connect(self.primary)
        self.periods.currentIndexChanged.connect(self.refresh)
        self.whom.currentIndexChanged.connect(self.refresh)

    @override
    def chosen(self) -> Report:
        return REPORTS["score_staff" if self.whom.currentData() == EVERYBODY else "score"]

    @override
    def usual(self) -> Period:
        return latest(PeriodKind.QUARTER, self._today())

    @override
    def period(self) -> Period:
        found = self.periods.currentData()
        return found if isinstance(found, Period) else self.usual()

    def _person(self) -> str:
        chosen = str(self.whom.currentData() or UNIT)
        return UNIT if chosen == EVERYBODY else chosen

    @override
    @Slot()
    def refresh(self) -> None:
        super().refresh()
        work = partial(who_is_judged, self.context.ports, Wanted(period=self.period()))
        self.context.tasks.query(
            work, owner=self, done=self._know_people, failed=self.tell, lane=Lane.REPORTS
        )

    def _know_people(self, judged: Sequence[Judged]) -> None:
        people = tuple((one.name, one.person) for one in judged)
        if people != self._people:
            self._people = people
            self._offer_people()

    def _offer_people(self) -> None:
        """Offer the unit, everybody as a list, and each person; stay with who is shown."""
        shown = self.whom.currentData()
        self.whom.blockSignals(True)
        self.whom.clear()
        for name, person in (("Cả đơn vị", UNIT), ("Bảng cán bộ", EVERYBODY), *self._people):
            self.whom.addItem(name, person)
        self.whom.setCurrentIndex(max(self.whom.findData(shown), 0))
        self.whom.blockSignals(False)
        if shown is not None and self.whom.currentData() != shown:
            super().refresh()

    @override
    def reading(self, wanted: Wanted) -> Callable[[], ReportTable]:
        if self.whom.currentData() == EVERYBODY:
            return super().reading(wanted)
        return partial(score_table, self.context.ports, wanted, self._person())

    @override
    def writing(self, wanted: Wanted, path: Path) -> Callable[[], ReportTable]:
        if self.whom.currentData() == EVERYBODY:
            return super().writing(wanted, path)
        return partial(save_score, self.context.ports, wanted, path, self._person())

    @override
    @Slot()
    def primary(self) -> None:
        """Enter points for the chosen indicator, or open the sheet of the chosen person."""
        if self.whom.currentData() == EVERYBODY:
            if not self._open_person(self.list.currentIndex().row()):
                self.said.emit(CHOOSE_WHOM)
            return
        line = self.model.row(self.list.currentIndex().row())
        number = str(line.cells.get("key", "")) if line else ""
        if not number:
            self.ask_to_choose("chỉ số")
            return
        if self._person() and self._person() == self.context.ports.actor.user_id:
            self.warned.emit(words.describe_code("SCORE-ONESELF").sentence)
            return
        work = partial(
            score_sheet, self.context.ports, Wanted(period=self.period()), self._person()
        )
        done = partial(self.ask_points, int(number), self.period())
        self.context.tasks.query(work, owner=self, done=done, failed=self.tell, lane=Lane.REPORTS)

    def ask_points(self, number: int, period: Period, sheet: Sheet) -> None:
        """Ask for the points of an indicator."""
        dialog = ScoreDialog(self.context, sheet, number, period, self.window())
        dialog.said.connect(self.said)
        dialog.open()

    def _open_person(self, row: int) -> bool:
        if not 0 <= row < len(self._people):
            return False
        self.whom.setCurrentIndex(self.whom.findData(self._people[row][1]))
        return True

    @override
    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if self.whom.currentData() == EVERYBODY:
            self._open_person(index.row())
            return
        super()._on_activated(index)

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.periods, self.list)
