"""Closing a period: what it means, and the reason where it corrects an earlier snapshot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from ca_desktop.domain.periods import period_name
from ca_desktop.services.office.closing import Closing, Reached
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import Field, TextArea, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

MEANS = (
    "Số liệu của kỳ được giữ nguyên như hôm nay: in lại lúc nào cũng ra đúng như vậy, và không mở"
    " lại được. Cần sửa thì khóa thêm một lần đính chính, có ghi lý do."
)

LATER = "Các kỳ sau đã khóa không còn khớp với số liệu hiện nay:"
FOLLOWING = "Đính &chính luôn các kỳ đó, lần lượt từng kỳ"
SHOWN = 6


def later_words(later: Sequence[Reached]) -> str:
    """Say which closed periods no longer fit, and how their figures change."""
    lines = [
        f"• {period_name(row.period)}: từ kỳ trước {row.carried}, nay {row.carried_now};"
        f" còn {row.still_open}, nay {row.open_now}"
        for row in later[:SHOWN]
    ]
    more = len(later) - SHOWN
    return "\n".join([LATER, *lines, *([f"và {more} kỳ nữa"] if more > 0 else [])])


class ClosePeriod(QDialog):
    """Asks whether a period is to be closed.

    Signals:
        given(str, bool): it is; the reason, empty for a first snapshot, and whether the later
            periods that no longer fit are to be corrected too.
    """

    given = Signal(str, bool)

    def __init__(self, found: Closing, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = period_name(found.form.period)
        self.setWindowTitle(f"Khóa số liệu {name}")
        self.setMinimumWidth(620)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(f"Khóa số liệu {name}?", self, role="title"))
        box.addWidget(PlainLabel(MEANS, self))
        total = found.form.total.figures
        said = f"Nhận giải quyết {total['c3']}, đã giải quyết {total['c7']}, còn {total['c11']}."
        box.addWidget(PlainLabel(said, self))
        self.reason = named(TextArea(self), "reason")
        self._corrects = found.same is not None
        field = Field("&Lý do đính chính *", self.reason, self)
        field.setVisible(self._corrects)
        box.addWidget(field)
        if found.same is not None:
            before = f"Kỳ này đã khóa lần {found.same.number}; lần đó vẫn giữ và in lại được."
            box.addWidget(PlainLabel(before, self, role="hint"))
        self.following = named(QCheckBox(FOLLOWING, self), "following")
        self.following.setChecked(bool(found.later))
        self.following.setVisible(bool(found.later))
        if found.later:
            self.later = named(PlainLabel(later_words(found.later), self, role="due"), "later")
            self.later.setWordWrap(True)
            box.addWidget(self.later)
            box.addWidget(self.following)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        box.addWidget(self._problem)
        words = "Khóa đính chính  F9" if self._corrects else "Khóa số liệu  F9"
        self._go = button(words, "go", primary=True)
        box.addLayout(foot(self, "Để sau", self._go, self.send))

    @Slot()
    def send(self) -> None:
        """Say that it is to be closed."""
        reason = self.reason.value() if self._corrects else ""
        if self._corrects and not reason.strip():
            self._problem.setText("Ghi lý do đính chính.")
            self.reason.setFocus()
            return
        self._go.setEnabled(False)
        self.given.emit(reason, self.following.isChecked())
        self.accept()
