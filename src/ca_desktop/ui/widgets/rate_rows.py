"""Lines of a tariff: for which case, under what name, how much, and per what.

A price by page has a second line: from which page on it is another, and the most for one copy.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.fee_tiers import read_tiers, tiers_text
from ca_desktop.domain.procedures import ProcedureCase
from ca_desktop.domain.tariffs import FeeRule, FeeUnit
from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.office.tariffs import GivenRate
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField

EVERY_CASE = "Mọi trường hợp"
RULES = "rules"
_TITLES = ("Trường hợp", "Tên khoản thu", "Áp dụng cho", "Mức thu (đ)", "Trực tuyến (đ)", "Mỗi")
_SHARES = (2, 3, 3, 2, 2, 1)
FROM_PAGE, MOST = "Giá từ trang", "Tối đa một bản (đ)"
LEAST = 3
"""Lines that are always there."""


class _PageLine(QWidget):
    """What a price by page has beside the price itself."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiers = named(TextField(self), f"tiers_{number}")
        self.tiers.setPlaceholderText("3: 1.000; 11: 500")
        self.tiers.setAccessibleName(f"{FROM_PAGE}, dòng {number}")
        self.cap = named(AmountField(RULES, "BAD-MONEY", self), f"cap_{number}")
        self.cap.setAccessibleName(f"{MOST}, dòng {number}")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for title, editor, share in ((FROM_PAGE, self.tiers, 3), (MOST, self.cap, 2)):
            box.addWidget(PlainLabel(title, self, role="hint"))
            box.addWidget(editor, share)

    def begin(self, rule: FeeRule | None) -> None:
        """Begin with a rule that is known, or with nothing."""
        self.tiers.begin(tiers_text(rule.tiers) if rule else "")
        cap = rule.cap_vnd if rule else None
        self.cap.begin("" if cap is None else grouped(cap))


class _Row(QObject):
    """The fields of one line.

    Args:
        number: from 1, for people.
        parent: of the fields.
    """

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.case = named(ChoiceField(parent), f"case_{number}")
        self.case.addItem(EVERY_CASE, None)
        self.case.setSizeAdjustPolicy(
            ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.case.setMinimumContentsLength(12)
        self.name = named(TextField(parent), f"name_{number}")
        self.note = named(TextField(parent), f"note_{number}")
        self.amount = named(AmountField(RULES, "BAD-MONEY", parent), f"amount_{number}")
        self.online = named(AmountField(RULES, "BAD-MONEY", parent), f"online_{number}")
        self.unit = named(ChoiceField(parent), f"unit_{number}")
        for unit in FeeUnit:
            self.unit.addItem(words.label("fee_units", unit.value), unit.value)
        self.pages = named(_PageLine(number, parent), f"pages_{number}")
        self.line: tuple[QWidget, ...] = (
            self.case, self.name, self.note, self.amount, self.online, self.unit,
        )  # fmt: skip
        self.editors = (*self.line, self.pages.tiers, self.pages.cap)
        for title, editor in zip(_TITLES, self.line, strict=True):
            editor.setAccessibleName(f"{title}, dòng {number}")
        self.unit.currentIndexChanged.connect(self._on_unit)
        self._on_unit()

    def _by_page(self) -> bool:
        return bool(self.unit.currentData() == FeeUnit.PAGE.value)

    @Slot()
    def _on_unit(self) -> None:
        self.pages.setVisible(self._by_page())

    def offer(self, cases: Sequence[ProcedureCase]) -> None:
        """Let one of these cases be chosen, where there are several."""
        while self.case.count() > 1:
            self.case.removeItem(1)
        for case in cases if len(cases) > 1 else ():
            self.case.addItem(case.name or case.key, case.key)

    def begin(self, rule: FeeRule | None) -> None:
        """Begin with a rule that is known, or with nothing."""
        self.case.setCurrentIndex(max(0, self.case.findData(rule.case)) if rule else 0)
        self.unit.setCurrentIndex(self.unit.findData(rule.unit.value) if rule else 0)
        self.name.begin(rule.name if rule else "")
        self.note.begin(rule.unit_note if rule else "")
        for text in (self.name, self.note):
            text.setCursorPosition(0)  # what does not fit is read from its beginning
        amounts = (rule.amount_vnd, rule.online_vnd) if rule else (None, None)
        for field, amount in zip((self.amount, self.online), amounts, strict=True):
            field.begin("" if amount is None else grouped(amount))
        self.pages.begin(rule)

    def rate(self) -> GivenRate | None:
        """Return what was typed; None for an empty line.

        Raises:
            InvalidField: ``rules``: no amount, or none that can be read.
        """
        name, note = self.name.value(), self.note.value()
        if not self.amount.value():
            if name or note or self.online.value():
                raise InvalidField(RULES, "FEE-AMOUNT-NEEDED")
            return None
        by_page, cap = self._by_page(), self.pages.cap
        return GivenRate(
            case=self.case.currentData(),
            name=name,
            note=note,
            amount_vnd=self.amount.amount(),
            online_vnd=self.online.amount() if self.online.value() else None,
            unit=str(self.unit.currentData()),
            tiers=read_tiers(self.pages.tiers.value()) if by_page else None,
            cap_vnd=cap.amount() if by_page and cap.value() else None,
        )


class RateRows(QWidget):
    """The lines of a tariff; one more is there when asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: Sequence[ProcedureCase] = ()
        self.rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, (title, share) in enumerate(zip(_TITLES, _SHARES, strict=True)):
            self._grid.addWidget(PlainLabel(title, self, role="hint"), 0, column)
            self._grid.setColumnStretch(column, share)
        for _line in range(LEAST):
            self.add_row()
        self.setFocusProxy(self.rows[0].amount)

    def begin(self, rules: Sequence[FeeRule], cases: Sequence[ProcedureCase]) -> None:
        """Begin with these rules of a procedure with these cases."""
        self._cases = cases
        while len(self.rows) < len(rules):
            self.add_row()
        for place, row in enumerate(self.rows):
            row.offer(cases)
            row.begin(rules[place] if place < len(rules) else None)

    @Slot()
    def add_row(self) -> None:
        """Make room for one more."""
        row = _Row(len(self.rows) + 1, self)
        row.offer(self._cases)
        self.rows.append(row)
        top = Qt.AlignmentFlag.AlignTop
        line = 2 * len(self.rows)
        for column, editor in enumerate(row.line):
            self._grid.addWidget(editor, line - 1, column, top)
        self._grid.addWidget(row.pages, line, 1, 1, len(row.line) - 1)
        several = (*(self.rows[-2].editors[-1:] if len(self.rows) > 1 else ()), *row.editors)
        for before, after in pairwise(several):
            QWidget.setTabOrder(before, after)

    def rates(self) -> list[GivenRate]:
        """Return what was typed, line by line.

        Raises:
            InvalidField: ``rules``.
        """
        found = (row.rate() for row in self.rows)
        return [rate for rate in found if rate is not None]
