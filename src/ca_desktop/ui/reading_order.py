"""The Tab key goes as one reads: in the order of the layout, whatever was made first."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)


def put_in_order(root: QWidget) -> None:
    """Let the Tab key walk through what is laid out in a widget, left to right, then down."""
    for one, other in pairwise(list(_parts(root))):
        QWidget.setTabOrder(one, other)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QHeaderView):
        yield widget
    for inner in _inside(widget):
        yield from _parts(inner)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QScrollArea):
        yield from filter(None, (widget.widget(),))
    elif isinstance(widget, QTabWidget):
        yield widget.tabBar()
        yield from (widget.widget(place) for place in range(widget.count()))
    elif isinstance(widget, QSplitter | QStackedWidget):
        yield from (widget.widget(place) for place in range(widget.count()))
    elif not isinstance(widget, QAbstractItemView):
        layout = widget.layout()
        if layout is not None:
            yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = [(0, place, place) for place in range(layout.count())]
    if isinstance(layout, QGridLayout):
        places = sorted(_cell(layout, place) for _row, _column, place in places)
    for _row, _column, place in places:
        item = layout.itemAt(place)
        inner, widget = (item.layout(), item.widget()) if item else (None, None)
        if inner is not None:
            yield from _laid_out(inner)
        elif widget is not None:
            yield widget


def _cell(grid: QGridLayout, place: int) -> tuple[int, int, int]:
    where: Any = grid.getItemPosition(place)
    row, column, _rows, _columns = where
    return row, column, place
