"""The columns of a list: how wide, in what order, which are shown; made by hand or by the page."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from ca_desktop.services.office.columns import Columns
from ca_desktop.services.office.look import USUAL_POINTS

LEAST_WIDEST = 140
"""The column that takes what is left is never narrower, at the usual size of text."""

_FIRST = 0
"""The column that names the row, and has its tick: it is always shown."""

_Mode = QHeaderView.ResizeMode


class ColumnLayout(QObject):
    """Lays the columns of one table out, and notes what a person makes of them.

    Args:
        view: the table.

    Signals:
        changed(): a person made a column wider or narrower, or moved it.
    """

    changed = Signal()

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._usual: Sequence[int] = ()
        self._taking: Sequence[int] = ()
        self._given = Columns()
        self._spared: set[int] = set()
        self._useless: set[int] = set()
        self._fitting = False
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)

    # as the page makes them

    def lay_out(self, usual: Sequence[int]) -> None:
        """Say how wide the columns are as they are made, at the usual size of text."""
        self._usual = tuple(usual)
        self.take_rest(max(range(len(usual)), key=usual.__getitem__))

    def take_rest(self, *columns: int) -> None:
        """Say which columns share what the others leave; the others are as wide as one likes."""
        self._taking = columns
        self.fit()

    def spare(self, column: int, *, wanted: bool) -> None:
        """Leave a column out because there is little room, unless somebody chose what is shown."""
        self._put(self._spared, column, wanted=wanted)

    def drop(self, column: int, *, wanted: bool) -> None:
        """Leave a column out that says nothing now, whoever chose it."""
        self._put(self._useless, column, wanted=wanted)

    def _put(self, heap: set[int], column: int, *, wanted: bool) -> None:
        if (column in heap) is not wanted:
            heap ^= {column}
            self.fit()

    # as a person makes them

    @property
    def given(self) -> Columns:
        """What a person made of the columns."""
        return self._given

    def use(self, given: Columns) -> None:
        """Make the columns as a person made them, the others as they were made."""
        self._given = given
        self.fit()

    def arrange(self, order: Sequence[str], hidden: Collection[str]) -> None:
        """Take the order and the columns that a person chose."""
        usual = list(order) == self.titles()
        self._given = replace(
            self._given, order=() if usual else tuple(order), hidden=frozenset(hidden)
        )
        self.fit()
        self.changed.emit()

    def titles(self) -> list[str]:
        """Return the titles of the columns in their usual order."""
        return [self._title(column) for column in range(len(self._usual))]

    def standing(self) -> list[tuple[str, bool]]:
        """Return the titles from the left, each with whether it is shown."""
        view, header = self._view, self._view.horizontalHeader()
        columns = [header.logicalIndex(place) for place in range(len(self._usual))]
        return [(self._title(x), not view.isColumnHidden(x)) for x in columns]

    def chosen(self) -> list[str]:
        """Return the titles that are shown, from the left; empty where nobody has chosen."""
        if not self._given.order and self._given.hidden is None:
            return []
        return [title for title, shown in self.standing() if shown]

    # fitting

    def fit(self) -> None:
        """Lay everything out anew."""
        if not self._usual or self._view.model() is None:
            return
        self._fitting = True
        self._put_in_order()
        self._hide()
        header, taking = self._view.horizontalHeader(), self._takes()
        for column, usual in enumerate(self._usual):
            header.setSectionResizeMode(
                column, _Mode.Stretch if column in taking else _Mode.Interactive
            )
            width = self._given.widths.get(self._title(column), usual)
            self._view.setColumnWidth(column, self._scaled(width))
        self._fitting = False
        self.fit_widest()

    def _put_in_order(self) -> None:
        header, titles = self._view.horizontalHeader(), self.titles()
        known = [titles.index(title) for title in self._given.order if title in titles]
        wanted = [*known, *(x for x in range(len(titles)) if x not in known)]
        for place, column in enumerate(wanted):
            if header.logicalIndex(place) != column:
                header.moveSection(header.visualIndex(column), place)

    def _hide(self) -> None:
        hidden = self._given.hidden
        for column, title in enumerate(self.titles()):
            away = column in self._spared if hidden is None else title in hidden
            away = (away and column != _FIRST) or column in self._useless
            if self._view.isColumnHidden(column) is not away:
                self._view.setColumnHidden(column, away)

    def _takes(self) -> Sequence[int]:
        """Return the columns that take the rest; if none of them is shown, the widest that is."""
        shown = [x for x in range(len(self._usual)) if not self._view.isColumnHidden(x)]
        taking = [column for column in self._taking if column in shown]
        return taking or [max(shown, key=self._usual.__getitem__)]

    def fit_widest(self) -> None:
        """Give the widest column what the others leave; where that is too little, scroll."""
        taking = self._takes() if self._usual else ()
        if len(taking) != 1 or len(self._taking) > 1:
            return  # those that share it are squeezed together
        header, widest = self._view.horizontalHeader(), taking[0]
        beside = sum(header.sectionSize(x) for x in range(len(self._usual)) if x != widest)
        least = self._scaled(min(self._usual[widest], LEAST_WIDEST))
        fits = self._view.viewport().width() - beside >= least
        self._fitting = True
        header.setSectionResizeMode(widest, _Mode.Stretch if fits else _Mode.Fixed)
        if not fits:
            self._view.setColumnWidth(widest, least)
        self._fitting = False

    def _scaled(self, width: int) -> int:
        return width * self._view.font().pointSize() // USUAL_POINTS

    @Slot(int, int, int)
    def _on_resized(self, column: int, _old: int, width: int) -> None:
        mode = self._view.horizontalHeader().sectionResizeMode(column)
        by_hand = mode == _Mode.Interactive and width > 0
        if self._fitting or not self._usual or not by_hand:
            return
        points = self._view.font().pointSize()
        width = -(-width * USUAL_POINTS // points)
        self._given = replace(
            self._given, widths={**self._given.widths, self._title(column): width}
        )
        self.fit_widest()
        self.changed.emit()

    @Slot(int, int, int)
    def _on_moved(self, _column: int, _old: int, _new: int) -> None:
        if not self._fitting:
            order = tuple(title for title, _shown in self.standing())
            self._given = replace(self._given, order=order)
            self.changed.emit()

    def _title(self, column: int) -> str:
        title = self._view.model().headerData(column, Qt.Orientation.Horizontal)
        return " ".join(str(title).split())
