"""Nhập điểm: the points of one indicator, why, and what was entered for it before."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.reports import Period
from ca_desktop.domain.score_tables import SAID
from ca_desktop.domain.scoring import Entry, Level, Mark, read_points, tenths_text
from ca_desktop.services.office.scores import EnterScore, Sheet, enter_score
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.money_back import MoneyDialog
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

SHOWN = 6
"""Earlier entries that are told in the dialog; the rest stands in the journal."""

RANGES = {
    Level.DOSSIER: "Điểm bình quân các hồ sơ, từ 0 đến 2, một số lẻ.",
    Level.UNIT: "Chấm cho cả đơn vị: 0, 1 hoặc 2 điểm.",
}


class ScoreDialog(MoneyDialog):
    """Enters, corrects or takes back the points of an indicator.

    Args:
        context: the outside world.
        sheet: of whom it is about.
        number: of the indicator.
        period: a quarter or year.
        parent: the page.
    """

    def __init__(
        self, context: UiContext, sheet: Sheet, number: int, period: Period, parent: QWidget
    ) -> None:
        self._mark = next(x for x in sheet.points.marks if x.indicator.number == number)
        self._person, self._period = sheet.judged.person, period
        self._takes_back = False
        self.points = named(TextField(), "points")
        self.reason = named(TextField(), "reason")
        self.evidence = named(TextField(), "evidence")
        title = f"Chỉ số {number}: {self._mark.indicator.name}"
        super().__init__(context, ("Nhập điểm", title, "Lưu điểm"), parent)
        if self._mark.entered is not None:
            self.points.begin(tenths_text(self._mark.entered))
            back = button("&Rút điểm đã nhập", "take_back")
            back.clicked.connect(self.take_back)
            self.add_button(back)
        said = [sheet.judged.name, RANGES[self._mark.indicator.level], stands(self._mark)]
        entries = [row.entry for row in sheet.entries if row.indicator == number]
        said += [entry_words(entry) for entry in entries[-SHOWN:]]
        hint = named(PlainLabel("\n".join(said), self, role="hint"), "history")
        hint.setWordWrap(True)
        self.explain(hint)

    @override
    def make(self) -> dict[str, Field]:
        must = " *" if self._mark.indicator.computed else ""
        return {
            "points": Field("Đ&iểm *", self.points, self),
            "evidence": Field("&Tài liệu làm căn cứ", self.evidence, self),
            "reason": Field(f"&Lý do{must}", self.reason, self),
        }

    @override
    def work(self) -> Callable[[], Any]:
        wish = EnterScore(
            period=self._period,
            person=self._person,
            indicator=self._mark.indicator.number,
            points=None if self._takes_back else read_points(self.points.value()),
            reason=self.reason.value(),
            evidence=self.evidence.value(),
        )
        return partial(enter_score, self._context.ports, wish)

    @Slot()
    def take_back(self) -> None:
        """Take the points back that stand."""
        self._takes_back = True
        self.send()
        self._takes_back = False

    @override
    def sentence(self, done: Any) -> str:
        number = self._mark.indicator.number
        mark = next(x for x in done.sheet.marks if x.indicator.number == number)
        if mark.entered is None:
            return f"Đã rút điểm của chỉ số {number}."
        return f"Đã lưu {tenths_text(mark.entered)} điểm cho chỉ số {number}."


def stands(mark: Mark) -> str:
    """Say how an indicator stands before anything is entered."""
    computed = "" if mark.computed is None else f"Tính từ hồ sơ: {tenths_text(mark.computed)} điểm."
    if mark.points is None:
        return f"Hiện {SAID[mark.basis]}. {computed}".strip()
    return f"Hiện {tenths_text(mark.points)} điểm, {SAID[mark.basis]}. {computed}".strip()


def entry_words(entry: Entry) -> str:
    """Say what was entered, when, by whom, and why."""
    what = "rút điểm" if entry.points is None else f"{tenths_text(entry.points)} điểm"
    why = "; ".join(part for part in (entry.reason, entry.evidence) if part)
    day = day_text(parse_moment(entry.at).date())
    return f"Lần {entry.number}, {day}, {entry.officer_name}: {what}. {why}"
