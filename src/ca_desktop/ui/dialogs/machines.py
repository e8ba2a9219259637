"""Questions about the machines of a commune: which still run, which goes on, which takes over."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.exchange.choices import Rivalry
from ca_desktop.services.machines.successions import KnownMachine
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

APART = 24
"""Pixels between two answers beside each other."""


class _Question(QDialog):
    """A title, answers, and the two buttons under them."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(640)
        self.box = QVBoxLayout(self)
        self.box.addWidget(PlainLabel(title, self, role="title"))
        self.problem = named(PlainLabel("", self, role="problem"), "problem")
        self.go = button("Tiếp tục  F9", "go", primary=True)
        self._row = foot(self, "Để sau", self.go, self.send)

    def close_box(self) -> None:
        """Put the problem line and the buttons under the answers."""
        self.box.addWidget(self.problem)
        self.box.addLayout(self._row)

    @Slot()
    def send(self) -> None:
        """Say what was chosen."""
        raise NotImplementedError


class WhichRun(_Question):
    """Asks of each other machine of a commune whether it still runs.

    Signals:
        given(list): ids of the machines that do not.
    """

    given = Signal(list)

    def __init__(self, machines: Sequence[KnownMachine], parent: QWidget | None = None) -> None:
        super().__init__("Các máy khác của xã này còn chạy không?", parent)
        hint = "Hỏi xã. Máy không còn chạy thì máy mới thay chỗ và giữ mọi hồ sơ của nó."
        self.box.addWidget(PlainLabel(hint, self))
        self._answers: list[tuple[str, QRadioButton, QRadioButton]] = []
        for item in machines:
            self._ask(item)
        self.close_box()
        self._answers[0][1].setFocus()

    def _ask(self, item: KnownMachine) -> None:
        self.box.addWidget(PlainLabel(_known_by(item), self))
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(APART)
        gone = named(QRadioButton("Không còn chạy: máy mới thay chỗ", self), "gone")
        runs = named(QRadioButton("Vẫn chạy: máy mới là máy thêm", self), "runs")
        for choice in (gone, runs):
            group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        self.box.addLayout(row)
        self._answers.append((item.node.node_id, gone, runs))

    @override
    @Slot()
    def send(self) -> None:
        """Say which machines do not run, once each is answered for."""
        if any(not gone.isChecked() and not runs.isChecked() for _id, gone, runs in self._answers):
            self.problem.setText("Trả lời cho từng máy.")
            return
        self.given.emit([node for node, gone, _runs in self._answers if gone.isChecked()])
        self.accept()


class WhichGoesOn(_Question):
    """Asks which of two machines with one disk goes on.

    Signals:
        given(str, str): the node, and the life that goes on; empty where two send under one.
    """

    given = Signal(str, str)

    def __init__(self, rivalry: Rivalry, parent: QWidget | None = None) -> None:
        super().__init__(f"Máy nào của {rivalry.office} làm tiếp?", parent)
        self._rivalry = rivalry
        said = words.describe_code("RIVALS", lives=", ".join(_short(x) for x in rivalry.lives))
        self.box.addWidget(PlainLabel(f"{said.happened}\n{said.lost}", self))
        self._choices: list[tuple[str, QRadioButton]] = []
        if len(rivalry.lives) > 1:
            for place, life in enumerate(rivalry.lives):
                last = " (vừa gửi tệp gần nhất)" if place == 0 else ""
                choice = QRadioButton(f"Máy có đời dữ liệu {_short(life)}{last}", self)
                self._choices.append((life, choice))
                self.box.addWidget(choice)
        else:
            hint = "Hai máy gửi dưới một tên: mỗi máy sẽ hỏi lại, lần sau phân biệt được."
            self.box.addWidget(PlainLabel(hint, self))
        self.close_box()

    @override
    @Slot()
    def send(self) -> None:
        """Say which machine goes on."""
        chosen = [life for life, choice in self._choices if choice.isChecked()]
        if self._choices and not chosen:
            self.problem.setText("Chọn một máy.")
            return
        self.given.emit(self._rivalry.node, chosen[0] if chosen else "")
        self.accept()


class WhoTakesOver(_Question):
    """Asks which machine of a commune does not run any more, and which takes its place.

    Signals:
        given(str, str): ids of the machine that does not run, and of the one that takes over.
    """

    given = Signal(str, str)

    def __init__(self, machines: Sequence[KnownMachine], parent: QWidget | None = None) -> None:
        super().__init__("Máy nào không còn chạy, máy nào thay chỗ?", parent)
        hint = "Hỏi xã. Máy thay chỗ giữ mọi hồ sơ của máy không còn chạy. Việc này không đổi lại."
        self.box.addWidget(PlainLabel(hint, self))
        self._machines = machines
        self._gone, self._heir = QButtonGroup(self), QButtonGroup(self)
        for number, item in enumerate(machines):
            self._ask(number, item)
        self.close_box()
        self._gone.button(0).setFocus()

    def _ask(self, number: int, item: KnownMachine) -> None:
        self.box.addWidget(PlainLabel(f"{item.node.name} – {_known_by(item)}", self))
        row = QHBoxLayout()
        row.setSpacing(APART)
        for group, name, text in (
            (self._gone, "gone", "Không còn chạy"),
            (self._heir, "heir", "Thay chỗ"),
        ):
            choice = named(QRadioButton(text, self), f"{name}-{number}")
            group.addButton(choice, number)
            row.addWidget(choice)
        row.addStretch(1)
        self.box.addLayout(row)

    @override
    @Slot()
    def send(self) -> None:
        """Say who takes over, once both are named and belong together."""
        if min(self._gone.checkedId(), self._heir.checkedId()) < 0:
            self.problem.setText("Chọn một máy không còn chạy và một máy thay chỗ.")
            return
        gone, heir = (self._machines[x.checkedId()].node for x in (self._gone, self._heir))
        if gone == heir or gone.office_id != heir.office_id:
            self.problem.setText("Máy thay chỗ phải là máy khác của cùng một xã.")
            return
        self.given.emit(gone.node_id, heir.node_id)
        self.accept()


def _known_by(item: KnownMachine) -> str:
    heard = f"tệp gần nhất ngày {_day(item.heard_at)}" if item.heard_at else "chưa gửi tệp"
    return f"Máy {item.node.node_id[:6]}: {heard}, {item.events} mục."


def _day(moment: str) -> str:
    year, month, day = moment[:10].split("-")
    return f"{day}/{month}/{year}"


def _short(life: str) -> str:
    return life[:6]
