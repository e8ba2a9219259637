"""How wide the columns of a table are in a room that is too small for them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from ca_desktop.services.office.look import USUAL_POINTS

LEAST_WIDEST = 140
"""The column that takes what is left is never narrower, at the usual size of text."""

LEAST_SHARE = 100
"""Nor is one of several that share it."""

BETWEEN = 6
"""Pixels between two heads that hardly have room."""

Widths = Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How columns are to stand; widths at the usual size of text.

    Attributes:
        usual: how wide each is as it is made.
        least: how narrow each may become; 0: it stays as it is; empty: all do.
        given: what a person made of some, by title.
        taking: columns that take what the others leave.
        shown: columns that are seen.
    """

    usual: Sequence[int]
    least: Sequence[int]
    given: Mapping[str, int]
    taking: Sequence[int]
    shown: Sequence[int]


def squeezed(wide: Widths, least: Widths, room: int) -> Widths:
    """Return how wide columns are in a room: all give way alike, none more than it may."""
    over = sum(wide.values()) - room
    slack = sum(wide.values()) - sum(least.values())
    share = min(1.0, over / slack) if over > 0 and slack else 0.0
    return {
        column: width - math.ceil((width - least[column]) * share) for column, width in wide.items()
    }


def scaled(view: QTableView, width: int) -> int:
    """Return a width at the size of text of a table."""
    return width * view.font().pointSize() // USUAL_POINTS


def title(view: QTableView, column: int) -> str:
    """Return the title of a column in one line."""
    found = view.model().headerData(column, Qt.Orientation.Horizontal)
    return " ".join(str(found).split())


def measured(view: QTableView, plan: Plan) -> tuple[Widths, Widths]:
    """Return how wide each column would be that is shown, and how narrow it may become."""
    share = LEAST_WIDEST if len(plan.taking) == 1 else LEAST_SHARE
    wide: dict[int, int] = {}
    least: dict[int, int] = {}
    for column in plan.shown:
        usual, given = plan.usual[column], plan.given.get(title(view, column))
        narrow = plan.least[column] if plan.least else 0
        if column in plan.taking:
            wide[column] = scaled(view, usual)
            least[column] = min(wide[column], scaled(view, narrow or share))
            continue
        wide[column] = least[column] = scaled(view, given or usual)
        if given is None and narrow:
            least[column] = min(wide[column], max(scaled(view, narrow), _head(view, column)))
    return wide, least


def at_least(view: QTableView, plan: Plan, least: Widths) -> Widths:
    """Return how narrow columns become when all else has given way: figures stay whole."""
    model, role = view.model(), Qt.ItemDataRole.TextAlignmentRole
    return {
        column: width
        if title(view, column) in plan.given
        or model.headerData(column, Qt.Orientation.Horizontal, role)
        else min(width, _head(view, column))
        for column, width in least.items()
    }


def _head(view: QTableView, column: int) -> int:
    """Return how wide a head is, clear of the next one."""
    return view.horizontalHeader().sectionSizeFromContents(column).width() + BETWEEN
