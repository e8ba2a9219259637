"""Which paper of a printer a page goes on."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize

from ca_desktop.services.ports.paper import ROLL_DOTS, ROLL_DOTS_AN_INCH

ROLL_MM: Final = 80.0
SAME_POINTS: Final = 9.0
"""Papers of one name differ by so much from driver to driver."""

_ROLL_POINTS = ROLL_DOTS / ROLL_DOTS_AN_INCH * 72
_POINT, _MM = QPageSize.Unit.Point, QPageSize.Unit.Millimeter


class Papers:
    """What a printer can be given.

    Args:
        sizes: that it knows by name.
        custom: it also takes paper of any size.
    """

    def __init__(self, sizes: Sequence[QPageSize], *, custom: bool) -> None:
        self._sizes = sizes
        self._custom = custom

    def for_page(self, width: float, height: float) -> QPageLayout | None:
        """Return the paper for a page of a size in points; None where none holds it."""
        if is_roll(width):
            size, lying = self._roll(height), False
        else:
            size, lying = self._sheet(min(width, height), max(width, height)), width > height
        if size is None:
            return None
        turn = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
        return QPageLayout(size, turn, QMarginsF())

    def other(self, width: float, height: float) -> str:
        """Return the name of the larger paper that a page goes on; empty for its own."""
        chosen = self.for_page(width, height)
        if chosen is None or is_roll(width):
            return ""
        upright = QSizeF(min(width, height), max(width, height))
        size = chosen.pageSize()
        return "" if is_same(size.size(_POINT), upright) else size.name()

    def _sheet(self, width: float, height: float) -> QPageSize | None:
        """Return the page's own paper, else the smallest that holds it."""
        page = QSizeF(width, height)
        for size in self._sizes:
            if is_same(size.size(_POINT), page):
                return size
        if self._custom:
            return QPageSize(page, _POINT, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        larger = [size for size in self._sizes if holds(size.size(_POINT), page)]
        return min(larger, key=_area, default=None)

    def _roll(self, height: float) -> QPageSize | None:
        """Return the shortest roll that is long enough, else one made so, else the longest."""
        rolls = [size for size in self._sizes if _is_wide(size)]
        for size in sorted(rolls, key=_length):
            if _length(size) >= height:
                return size
        if self._custom:
            own = QSizeF(ROLL_MM, height / 72 * 25.4)
            return QPageSize(own, _MM, "", QPageSize.SizeMatchPolicy.ExactMatch)
        return max(rolls, key=_length, default=None)


ANY: Final = Papers((), custom=True)


def is_roll(width: float) -> bool:
    """Tell whether a page of a width in points is drawn for a roll of 80 mm."""
    return abs(width - _ROLL_POINTS) < 1


def is_same(one: QSizeF, other: QSizeF) -> bool:
    """Tell whether two sizes in points are one paper."""
    near = abs(one.width() - other.width()), abs(one.height() - other.height())
    return max(near) < SAME_POINTS


def holds(paper: QSizeF, page: QSizeF) -> bool:
    """Tell whether a paper is at least as large as a page, both in points."""
    return (
        paper.width() > page.width() - SAME_POINTS and paper.height() > page.height() - SAME_POINTS
    )


def _is_wide(size: QPageSize) -> bool:
    return abs(size.size(_MM).width() - ROLL_MM) < ROLL_MM / 10


def _length(size: QPageSize) -> float:
    return size.size(_POINT).height()


def _area(size: QPageSize) -> float:
    both = size.size(_POINT)
    return both.width() * both.height()
