"""Mức thu của một thủ tục: what it costs by a resolution of the province, from a day on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.domain.moments import day_text
from ca_desktop.services.office.tariffs import (
    ChangedTariff,
    GivenGround,
    SetTariff,
    Tariffs,
    drop_tariff,
    set_tariff,
    tariffs_of,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.foot import foot, open_whole
from ca_desktop.ui.dialogs.money_back import ReasonDialog
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rate_rows import RateRows
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.typed_fields import DayField

NEW = "Mức thu mới"
USUAL = QSize(860, 540)
_PARTS = 3


class TariffDialog(ActingDialog):
    """Begins with what is paid today; a tariff that is known is put right under its day.

    Args:
        context: the outside world.
        code: of the procedure.
        parent: the page.

    Signals:
        said(str): it was kept, or dropped.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, code: str, parent: QWidget) -> None:
        super().__init__(context, ("Lưu mức thu", "save_tariff"), parent)
        self.setWindowTitle("Mức thu phí, lệ phí")
        self._code = code
        self._found: Tariffs | None = None
        self._head = PlainLabel(code, self, role="due")
        self._head.setWordWrap(True)
        self.which = named(ChoiceField(self), "which")
        self.which.addItem(NEW, "")
        self.since = named(DayField(context.ports.clock.now().date, self), "since")
        self.basis = named(TextField(self), "legal_basis")
        self.basis.setPlaceholderText("Nghị quyết 12/2026/NQ-HĐND")
        self.rates = named(RateRows(self), "rules")
        self._more = button("Thêm &dòng", "more_rates")
        self.grounds = named(TextArea(self), "grounds")
        self.grounds.setPlaceholderText("Hộ cận nghèo | 50 | Giấy chứng nhận hộ cận nghèo")
        self.grounds.setMaximumHeight(84)
        self.fields = {
            "which": Field("Mức thu đã gh&i", self.which, self),
            "since": Field("Áp dụng &từ ngày *", self.since, self),
            "legal_basis": Field("&Căn cứ (số nghị quyết) *", self.basis, self),
            "rules": Field("&Mức thu *", self.rates, self),
            "grounds": Field(
                "Được miễn, &giảm thêm (mỗi dòng: đối tượng | phần trăm giảm | giấy tờ)",
                self.grounds,
                self,
            ),
        }
        self._drop = button("&Bỏ mức thu này…", "drop_tariff")
        self._go.setEnabled(False)
        self._drop.hide()
        self._lay_out()
        self._more.clicked.connect(self.rates.add_row)
        self._drop.clicked.connect(self._on_drop)
        self.which.currentIndexChanged.connect(self._on_which)
        work = partial(tariffs_of, context.ports, code)
        context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(self._head)
        row = QHBoxLayout()
        for name, share in (("which", 3), ("since", 2), ("legal_basis", 4)):
            row.addWidget(self.fields[name], share)
        box.addLayout(row)
        lines = Scrolled(self)
        lines.box.addWidget(self.fields["rules"])
        lines.box.addStretch(1)
        box.addWidget(lines, 1)
        more = QHBoxLayout()
        more.addWidget(self._more)
        more.addStretch(1)
        box.addLayout(more)
        box.addWidget(self.fields["grounds"])
        hint = "Hồ sơ nhận trước ngày áp dụng giữ nguyên mức thu cũ."
        box.addWidget(PlainLabel(hint, self, role="hint"))
        box.addWidget(self._problem)
        ways = foot(self, "Đóng", self._go, self.send)
        ways.insertWidget(0, self._drop)
        box.addLayout(ways)
        self.setMinimumSize(860, 440)
        open_whole(self, USUAL)
        QWidget.setTabOrder(self.rates.rows[-1].editors[-1], self._more)
        QWidget.setTabOrder(self._more, self.grounds)

    def _show(self, found: Tariffs) -> None:
        self._found = found
        self._head.setText(f"{found.procedure.code} · {found.procedure.name}")
        for tariff in found.known:
            said = f"Từ {day_text(tariff.since)}: {tariff.legal_basis}"
            self.which.addItem(said, tariff.since.isoformat())
        self._on_which()
        self._go.setEnabled(True)

    def _chosen(self) -> LocalTariff | None:
        since = self.which.currentData()
        known = self._found.known if self._found else ()
        return next((each for each in known if each.since.isoformat() == since), None)

    @Slot()
    def _on_which(self) -> None:
        """Begin with the tariff that is chosen, or with what is paid today."""
        if self._found is None:
            return
        chosen = self._chosen()
        rules = chosen.rules if chosen else self._found.rules(self._found.today)
        self.rates.begin(list(rules), self._found.procedure.cases)
        self.since.begin(day_text(chosen.since) if chosen else "")
        self.basis.begin(chosen.legal_basis if chosen else "")
        grounds = chosen.grounds if chosen else ()
        self.grounds.fill("\n".join(f"{x.name} | {x.percent} | {x.evidence}" for x in grounds))
        self._drop.setVisible(chosen is not None)

    @override
    def work(self) -> Callable[[], ChangedTariff]:
        command = SetTariff(
            code=self._code,
            since=self.since.day("since"),
            legal_basis=self.basis.value(),
            rates=self.rates.rates(),
            grounds=[_ground(line) for line in self.grounds.value().splitlines() if line.strip()],
        )
        return partial(set_tariff, self._context.ports, command)

    @override
    def tell(self, done: ChangedTariff) -> None:
        self.said.emit(f"Đã ghi mức thu của {done.code}, áp dụng từ {day_text(done.since)}.")

    @override
    def ready(self) -> bool:
        return self._found is not None

    @Slot()
    def _on_drop(self) -> None:
        if chosen := self._chosen():
            since = day_text(chosen.since)
            titles = ("Bỏ mức thu", f"Bỏ mức thu từ {since}: {chosen.legal_basis}", "Bỏ mức thu")
            act = partial(drop_tariff, self._context.ports, self._code, chosen.since)
            done = f"Đã bỏ mức thu từ {since}."
            dialog = ReasonDialog(self._context, titles, self, act=act, done=done)
            dialog.said.connect(self._on_dropped)
            dialog.open()

    @Slot(str)
    def _on_dropped(self, sentence: str) -> None:
        self.said.emit(sentence)
        self.accept()


def _ground(line: str) -> GivenGround:
    name, percent, evidence = [*(part.strip() for part in line.split("|")), "", ""][:_PARTS]
    plain = percent.rstrip("% ") or "100"
    if not plain.isdecimal():
        raise InvalidField("grounds", "BAD-GROUND-LINE", line=line[:60])
    return GivenGround(name=name, percent=int(plain), evidence=evidence)


def open_tariff(context: UiContext, code: str, page: Any) -> None:  # noqa: ANN401 a page
    """Ask what a procedure costs; the page says what was kept."""
    dialog = TariffDialog(context, code, page)
    dialog.said.connect(page.said)
    dialog.open()
