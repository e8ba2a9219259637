"""Above a month: which one it is, and the ways to another."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import DayField, Today


class MonthBar(QWidget):
    """The month in words, a step back and on, and a field that leads to any day.

    Attributes:
        whole: pressed, the whole year is shown.

    Signals:
        month_asked(int): a month further, or back.
        day_asked(date): go there.
        refused(InvalidField): what was typed is no day.
    """

    month_asked = Signal(int)
    day_asked = Signal(object)
    refused = Signal(object)

    def __init__(self, today: Today, parent: QWidget) -> None:
        super().__init__(parent)
        self.month = named(PlainLabel("", self, role="section"), "month")
        self.typed = named(DayField(today, self), "go_to_day")
        self.typed.setPlaceholderText("dd/mm/yyyy")
        self.typed.setAccessibleName("Xem ngày")
        back, on = button("Tháng trước", "month_before"), button("Tháng sau", "month_after")
        self.whole = button("Cả năm", "whole_year")
        self.whole.setCheckable(True)
        row = FlowRow(left=True)
        self.setLayout(row)
        for part in (self.month, back, on, self.whole):
            row.add(part)
        row.add_pair("Xem ngày", self.typed, self)
        back.clicked.connect(self._on_back)
        on.clicked.connect(self._on_on)
        self.typed.returnPressed.connect(self._on_typed)

    @Slot()
    def _on_back(self) -> None:
        self.month_asked.emit(-1)

    @Slot()
    def _on_on(self) -> None:
        self.month_asked.emit(1)

    @Slot()
    def _on_typed(self) -> None:
        if not self.typed.value():
            return
        try:
            self.day_asked.emit(self.typed.day("day"))
        except InvalidField as error:
            self.refused.emit(error)
