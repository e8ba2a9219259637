"""What an intake costs: worked out by the tariff, taken off by law, paid now or later."""

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.tariffs import ExemptionGround, FeeCounts, FeeUnit, PayMethod, taken_off
from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.desk.fee_reckoning import Tariff
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.typed_fields import AmountField

NO_FEE, ONE = "0", "1"
_COUNTED = {
    FeeUnit.PAGE: ("fee.pages", "fee.copies"),
    FeeUnit.COPY: ("fee.copies", "fee.times"),
    FeeUnit.CASE: ("fee.times",),
    FeeUnit.PERSON: ("fee.times",),
    FeeUnit.DOSSIER: (),
}
_COUNTS = ("fee.pages", "fee.copies", "fee.times")


class GroundBoxes(QWidget):
    """A box for each ground on which less is paid.

    Signals:
        changed(): a box was ticked, or not any more.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: frozenset[str] = frozenset()
        self._offered: Sequence[ExemptionGround] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)

    def offer(self, grounds: Sequence[ExemptionGround]) -> None:
        """Offer these, those ticked before staying so."""
        if grounds == self._offered:
            return
        ticked = self._wanted | self.codes()
        self._offered = grounds
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        for place, ground in enumerate(grounds):
            less = "" if ground.percent == 100 else f" (giảm {ground.percent}%)"  # noqa: PLR2004 per cent
            box = named(QCheckBox(f"{ground.name}{less}", self), f"ground_{ground.code}")
            box.setAccessibleDescription(ground.legal_basis)
            box.setChecked(ground.code in ticked)
            box.toggled.connect(self.changed)
            self.boxes[ground.code] = box
            self._grid.addWidget(box, place, 0)

    def codes(self) -> frozenset[str]:
        """Return the codes of the boxes that are ticked."""
        return frozenset(code for code, box in self.boxes.items() if box.isChecked())

    def chosen(self) -> tuple[ExemptionGround, ...]:
        """Return the grounds that are ticked."""
        ticked = self.codes()
        return tuple(ground for ground in self._offered if ground.code in ticked)

    def tick(self, codes: Iterable[str]) -> None:
        """Tick these and no others, now or once they are offered."""
        self._wanted = frozenset(codes)
        for code, box in self.boxes.items():
            box.setChecked(code in self._wanted)


def pay_methods(parent: QWidget | None = None) -> ChoiceField:
    """Return a choice of how money is paid."""
    field = ChoiceField(parent)
    for method in PayMethod:
        field.addItem(words.label("pay_methods", method.value), method.value)
    return field


class FeeForm(QWidget):
    """Counts, the amount they come to, grounds, evidence, and whether it is paid at once.

    Attributes:
        fields: by name of the command's attribute.

    Signals:
        changed(): what is to be paid may be another sum.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, collects: bool = True) -> None:
        super().__init__(parent)
        self._tariff: Tariff | None = None
        self._reckoned = NO_FEE
        self.fee = named(AmountField("fee_vnd", "BAD-MONEY", self), "fee_vnd")
        self.fields = {"fee_vnd": Field("Phí, lệ phí (&vnđ)", self.fee, self)}
        for name in _COUNTS:
            editor = named(AmountField(name, "BAD-COUNT", self), name)
            self.fields[name] = Field(words.field_label(name), editor, self)
            editor.textChanged.connect(self._reckon)
        self.pay = named(ChoiceField(self), "fee.collect")
        self.pay.addItem("Thu sau", "")
        for method in PayMethod if collects else ():
            said = words.label("pay_methods", method.value).lower()
            self.pay.addItem(f"Thu ngay: {said}", method.value)
        self.fields["fee.collect"] = Field("Thu phí", self.pay, self)
        self.grounds = named(GroundBoxes(self), "fee.grounds")
        self.fields["fee.grounds"] = Field("Miễn, giảm (đánh dấu căn cứ)", self.grounds, self)
        self.evidence = named(TextField(self), "fee.evidence")
        self.evidence.setPlaceholderText("Để trống: như tên giấy tờ của căn cứ đã chọn")
        self.fields["fee.evidence"] = Field("Giấy tờ miễn, giảm đã xem", self.evidence, self)
        self._due = named(PlainLabel("", self, role="hint"), "fee_due")
        self._lay_out()
        self.fee.textChanged.connect(self._on_changed)
        self.grounds.changed.connect(self._on_changed)
        self.clear()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        row = QGridLayout()
        row.setHorizontalSpacing(16)
        for across, name in enumerate(("fee_vnd", *_COUNTS, "fee.collect")):
            row.addWidget(self.fields[name], 0, across, Qt.AlignmentFlag.AlignTop)
        box.addLayout(row)
        box.addWidget(self.fields["fee.grounds"])
        box.addWidget(self.fields["fee.evidence"])
        box.addWidget(self._due)

    def clear(self) -> None:
        """Go back to what is usual: nothing to pay, one of everything."""
        self._tariff, self._reckoned = None, NO_FEE
        self.grounds.tick(())
        self.grounds.offer(())
        self.pay.setCurrentIndex(0)
        self.evidence.begin()
        for name in _COUNTS:
            self._count(name).begin(ONE)
        self.fee.begin(NO_FEE)
        self._on_changed()

    def show_tariff(self, tariff: Tariff) -> None:
        """Reckon by this from now on; an amount that a person typed stays."""
        self._tariff = tariff
        self.grounds.offer(tariff.grounds)
        self._reckon()
        self._on_changed()

    def begin(self, amount: int, counts: FeeCounts, grounds: Collection[str] = ()) -> None:
        """Begin with a fee that was worked out before; other counts reckon it anew."""
        self.grounds.tick(grounds)
        for name in _COUNTS:
            self._count(name).begin(grouped(getattr(counts, name.removeprefix("fee."))))
        self._reckoned = grouped(amount)
        self.fee.begin(self._reckoned)

    @Slot()
    def _reckon(self) -> None:
        """Put in what the tariff gives, unless a person typed another amount."""
        rule = self._tariff.usual[1] if self._tariff and self._tariff.usual else None
        if rule is None or self._tariff is None or self.fee.text() not in {self._reckoned, ""}:
            return
        try:
            found = rule.amount(self._counts(), online=self._tariff.online)
        except InvalidField:
            return
        self._reckoned = grouped(found or 0)
        self.fee.begin(self._reckoned)

    def _counts(self) -> FeeCounts:
        pages, copies, times = (self._count(name).amount() for name in _COUNTS)
        return FeeCounts(pages=pages, copies=copies, times=times)

    def _count(self, name: str) -> AmountField:
        editor = self.fields[name].editor
        if not isinstance(editor, AmountField):
            raise TypeError(name)
        return editor

    @Slot()
    def _on_changed(self) -> None:
        """Show only what matters: counts of the unit, grounds where something is to be paid."""
        rule = self._tariff.usual[1] if self._tariff and self._tariff.usual else None
        counted = _COUNTED[rule.unit] if rule and rule.amount_vnd else ()
        for name in _COUNTS:
            self.fields[name].setVisible(name in counted)
        amount = self._amount()
        owes = amount > 0
        self.fields["fee.grounds"].setVisible(owes and bool(self.grounds.boxes))
        chosen = self.grounds.chosen() if owes else ()
        self.fields["fee.evidence"].setVisible(bool(chosen))
        self.fields["fee.collect"].setVisible(owes and self.pay.count() > 1)
        off = taken_off(amount, chosen)
        basis = "; ".join(dict.fromkeys(ground.legal_basis for ground in chosen))
        self._due.setText(f"Phải nộp: {format_vnd(amount - off)} ({basis})" if chosen else "")
        self._due.setVisible(bool(chosen))
        self.changed.emit()

    def _amount(self) -> int:
        try:
            return self.fee.amount() if self.fee.text() else 0
        except InvalidField:
            return 0

    def summary(self) -> str:
        """Say in few words what is to be paid."""
        chosen = self.grounds.chosen() if self._amount() else ()
        off = taken_off(self._amount(), chosen)
        if off:
            return f"Phí, lệ phí: {format_vnd(self._amount() - off)} (miễn, giảm)"
        return f"Phí, lệ phí: {self.fee.text()} đ"

    def values(self) -> dict[str, object]:
        """Return what `ReceiveDossier` wants to know of it.

        Raises:
            InvalidField: the amount or a count is no whole number.
        """
        amount = self.fee.amount()
        if not amount:
            return {"fee_vnd": amount}
        fee: dict[str, object] = {
            name.removeprefix("fee."): self._count(name).amount() for name in _COUNTS
        }
        fee["grounds"] = sorted(self.grounds.codes())
        fee["evidence"] = self.evidence.value()
        if method := self.pay.currentData():
            fee["collect"] = {"method": method}
        return {"fee_vnd": amount, "fee": fee}
