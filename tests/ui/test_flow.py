"""A row of widgets that becomes several where there is too little room for one."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ca_desktop.ui.widgets.flow import FlowRow

WIDE, HIGH = 100, 30


def made(qtbot: QtBot, count: int, *, share: int = 0) -> tuple[QWidget, list[QPushButton]]:
    whole = QWidget()
    qtbot.addWidget(whole)
    row = FlowRow()
    whole.setLayout(row)
    buttons = [QPushButton(str(place), whole) for place in range(count)]
    for place, button in enumerate(buttons):
        button.setMinimumSize(WIDE, HIGH)
        row.add(button, share if place == 0 else 0)
    return whole, buttons


def lay_out(whole: QWidget) -> None:
    layout = whole.layout()
    assert layout is not None
    layout.activate()


def test_what_has_no_room_stands_below_and_nothing_is_narrower_than_it_may_be(
    qtbot: QtBot,
) -> None:
    whole, buttons = made(qtbot, 4)
    for width in range(WIDE, 4 * WIDE + 60, 7):
        whole.resize(width, whole.heightForWidth(width))
        whole.show()
        lay_out(whole)
        assert all(each.width() >= WIDE for each in buttons)
        assert all(whole.rect().contains(each.geometry()) for each in buttons)
    assert len({each.y() for each in buttons}) == 1
    whole.resize(2 * WIDE + 20, 400)
    lay_out(whole)
    assert len({each.y() for each in buttons}) == 2


def test_a_share_takes_what_its_line_leaves_and_a_line_without_one_stands_at_the_right(
    qtbot: QtBot,
) -> None:
    whole, (first, *_others, last) = made(qtbot, 3, share=1)
    whole.resize(600, HIGH)
    whole.show()
    lay_out(whole)
    assert (first.x(), last.geometry().right()) == (0, 599)
    assert first.width() > 300
    plain, (_first, end) = made(qtbot, 2)
    plain.resize(600, HIGH)
    plain.show()
    lay_out(plain)
    assert end.geometry().right() == 599
