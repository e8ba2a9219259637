"""A month of days, or the whole year: one of the two is seen, both are chosen by the same keys."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.month_grid import DayShown, DaysView, MonthGrid, YearGrid


class DaysShown(QWidget):
    """The two grids, and below the year what its letters mean.

    Args:
        legend: of the letters.
        parent: the page.

    Signals:
        day_chosen(date): another day is chosen.
        month_asked(int): a month further, or back.
        day_entered(): Enter was pressed on the chosen day.
    """

    day_chosen = Signal(object)
    month_asked = Signal(int)
    day_entered = Signal()

    def __init__(self, legend: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.month = named(MonthGrid(self), "month_grid")
        self.month.setAccessibleName("Các ngày trong tháng")
        self.year = named(YearGrid(self), "year_grid")
        self.year.setAccessibleName("Các ngày trong năm")
        self._legend = PlainLabel(legend, self, role="hint")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.month, 1)
        box.addWidget(self.year, 1)
        box.addWidget(self._legend)
        for grid in (self.month, self.year):
            grid.day_chosen.connect(self.day_chosen)
            grid.month_asked.connect(self.month_asked)
            grid.day_entered.connect(self.day_entered)
        self.show_whole(wanted=False)

    @property
    def current(self) -> DaysView:
        """The grid that is seen."""
        return self.month if self.year.isHidden() else self.year

    def show_whole(self, *, wanted: bool) -> None:
        """Show the whole year, or a month; that one hides and gets the focus chooses no day."""
        shown, other = (self.year, self.month) if wanted else (self.month, self.year)
        blockers = [QSignalBlocker(grid) for grid in (shown, other)]
        shown.show()
        other.hide()
        self._legend.setVisible(wanted)
        del blockers

    def show_days(self, day: date, days: Mapping[date, DayShown]) -> None:
        """Show the days around one, and choose it without asking for anything."""
        whole = self.current is self.year
        first = date(day.year, 1, 1) if whole else day.replace(day=1)
        self.current.blockSignals(True)
        self.current.show_days(day, first, days)
        self.current.blockSignals(False)
