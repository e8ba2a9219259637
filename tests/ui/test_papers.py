"""Which paper a page goes on, and what is done when a driver hands back its own."""

import pytest
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ca_desktop.domain.errors import MachineError
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.papers import Papers

A4 = QPageSize(QPageSize.PageSizeId.A4)
A5 = QPageSize(QPageSize.PageSizeId.A5)
A5_PAGE, A4_LYING, ROLL_PAGE = (420, 595), (842, 595), (204.09, 700)


def roll(length: float) -> QPageSize:
    size = QSizeF(80, length)
    return QPageSize(size, QPageSize.Unit.Millimeter, "roll", QPageSize.SizeMatchPolicy.ExactMatch)


@pytest.mark.parametrize(
    ("sizes", "custom", "page", "expected", "other"),
    [
        ((A4, A5), False, A5_PAGE, "A5", ""),
        ((A4,), False, A5_PAGE, "A4", "A4"),
        ((A4,), True, A5_PAGE, "A5", ""),
        ((A5,), False, A4_LYING, None, ""),
        ((A4,), False, A4_LYING, "A4", ""),
        ((), True, A4_LYING, "A4", ""),
        ((), False, A5_PAGE, None, ""),
        ((A4, roll(200), roll(297)), False, ROLL_PAGE, "roll", ""),
        ((A4,), False, ROLL_PAGE, None, ""),
    ],
)
def test_a_page_goes_on_its_own_paper_else_on_the_smallest_that_holds_it(
    sizes: tuple[QPageSize, ...],
    custom: bool,  # noqa: FBT001 a parameter of the promise
    page: tuple[float, float],
    expected: str | None,
    other: str,
) -> None:
    papers = Papers(sizes, custom=custom)
    chosen = papers.for_page(*page)
    assert (chosen.pageSize().name() if chosen else None) == expected
    assert papers.other(*page) == other
    if chosen:
        lying = chosen.orientation() == QPageLayout.Orientation.Landscape
        assert lying == (page == A4_LYING)


def test_a_roll_takes_the_shortest_paper_that_is_long_enough() -> None:
    for sizes, custom, length in (
        ((roll(100), roll(297), roll(3000)), True, 297),
        ((roll(100), roll(200)), False, 200),
        ((roll(100),), True, 247),
    ):
        chosen = Papers(sizes, custom=custom).for_page(*ROLL_PAGE)
        assert chosen is not None
        assert round(chosen.pageSize().size(QPageSize.Unit.Millimeter).height()) == length


class Stubborn(QPrinter):
    """A driver that always hands back its own paper, as after a dialog of the system."""

    def __init__(self, own: QPageSize) -> None:
        super().__init__()
        self._own = QPageLayout(own, QPageLayout.Orientation.Portrait, QMarginsF())

    @override
    def pageLayout(self) -> QPageLayout:
        return self._own


def test_the_paper_is_set_again_and_what_came_of_it_is_compared(qtbot: QtBot) -> None:
    wanted = QPageLayout(A5, QPageLayout.Orientation.Portrait, QMarginsF())
    obeying = QPrinter()
    obeying.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    obeying.setPageSize(A4)
    assert press.assert_paper(obeying, wanted, "Canon") == ""
    assert obeying.pageLayout().pageSize().id() == QPageSize.PageSizeId.A5
    assert press.assert_paper(Stubborn(A4), wanted, "Canon") == "A4"
    with pytest.raises(MachineError) as refusal:
        press.assert_paper(Stubborn(QPageSize(QPageSize.PageSizeId.A6)), wanted, "Canon")
    assert (refusal.value.code, refusal.value.details) == ("PAPER-REFUSED", {"printer": "Canon"})
