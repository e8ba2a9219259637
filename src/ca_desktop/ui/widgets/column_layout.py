"""The columns of a list: how wide, in what order, which are shown; made by hand or by the page."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from ca_desktop.services.office.columns import Columns
from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.ui.widgets.column_room import (
    Plan,
    Widths,
    at_least,
    measured,
    scaled,
    squeezed,
    title,
)

_FIRST = 0
"""The column that names the row, and has its tick: it is always shown."""

_TURNS = 3
"""A bar that goes leaves room, once more at most."""

_Mode = QHeaderView.ResizeMode
_Bar = Qt.ScrollBarPolicy


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
        self._least: Sequence[int] = ()
        self._going: Sequence[Sequence[int]] = ()
        self._gone: set[int] = set()
        self._fitting = False
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)

    # as the page makes them

    def lay_out(
        self,
        usual: Sequence[int],
        least: Sequence[int] = (),
        going: Sequence[Sequence[int]] = (),
    ) -> None:
        """Say how wide the columns are as they are made, at the usual size of text.

        Args:
            usual: pixels.
            least: how narrow they may become, see `make_room`.
            going: what gives way then.
        """
        self._usual, self._least, self._going = tuple(usual), tuple(least), tuple(going)
        self.take_rest(max(range(len(usual)), key=usual.__getitem__))

    def take_rest(self, *columns: int) -> None:
        """Say which columns share what the others leave; the others are as wide as one likes."""
        self._taking = columns
        self.fit()

    def make_room(self, least: Sequence[int] = (), going: Sequence[Sequence[int]] = ()) -> None:
        """Say what gives way before a list is scrolled sideways.

        Args:
            least: how narrow each column may become, at the usual size of text and never less than
                its head; 0: it stays as it is, and what takes the rest as wide as is usual.
            going: columns that are left out where that is too little, the first of them first,
                those that mean nothing alone together; who chose what is shown keeps it.
        """
        self._least, self._going = tuple(least), tuple(going)
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
            self._view.setColumnWidth(column, scaled(self._view, width))
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
        view, header = self._view, self._view.horizontalHeader()
        away = {x: self._is_away(x) for x in range(len(self._usual))}
        if any(view.isColumnHidden(column) is not hidden for column, hidden in away.items()):
            header.setSectionResizeMode(_Mode.Fixed)  # else Qt keeps the room of a hidden column
            for column, hidden in away.items():
                view.setColumnHidden(column, hidden)
            header.setSectionResizeMode(_Mode.Interactive)

    def _is_away(self, column: int) -> bool:
        hidden = self._given.hidden
        spared = column in self._spared or column in self._gone
        away = spared if hidden is None else self._title(column) in hidden
        return (away and column != _FIRST) or column in self._useless

    def _takes(self) -> Sequence[int]:
        """Return the columns that take the rest; if none of them is shown, the widest that is."""
        shown = [x for x in range(len(self._usual)) if not self._is_away(x)]
        taking = [column for column in self._taking if column in shown]
        return taking or [max(shown, key=self._usual.__getitem__)]

    def fit_widest(self) -> None:
        """Give those that take the rest what the others leave; where that is too little, squeeze.

        Only what a person made wider themselves is scrolled sideways.
        """
        if self._fitting or not self._is_ready():
            return
        self._fitting = True
        for _turn in range(_TURNS):
            room = self._view.viewport().width()
            self._fit_into(room)
            if self._view.viewport().width() == room:
                break
        self._fitting = False

    def _is_ready(self) -> bool:
        """Tell whether what was laid out is seen: a model that is being replaced has others."""
        view = self._view
        counts = {len(self._usual), view.model().columnCount(), view.horizontalHeader().count()}
        return view.isVisible() and len(counts) == 1 and 0 not in counts

    def _fit_into(self, room: int) -> None:
        self._let_go(room)
        header, taking = self._view.horizontalHeader(), self._takes()
        wide, least = self._measures()
        if sum(least.values()) > room:
            wide, least = least, at_least(self._view, self._plan(), least)
        fits = sum(least.values()) <= room
        for column, width in squeezed(wide, least, room).items():
            takes = fits and column in taking
            if column in taking:
                header.setSectionResizeMode(column, _Mode.Stretch if takes else _Mode.Fixed)
            if not takes:
                self._view.setColumnWidth(column, width)
        bar = _Bar.ScrollBarAlwaysOff if fits else _Bar.ScrollBarAsNeeded
        if self._view.horizontalScrollBarPolicy() != bar:
            self._view.setHorizontalScrollBarPolicy(bar)

    def _let_go(self, room: int) -> None:
        """Leave out what gives way, as much as there is too little room for."""
        before, self._gone = self._gone, set()
        for columns in self._going:
            if sum(self._measures()[1].values()) <= room:
                break
            self._gone.update(columns)
        if self._gone != before:
            self._hide()

    def _measures(self) -> tuple[Widths, Widths]:
        return measured(self._view, self._plan())

    def _plan(self) -> Plan:
        return Plan(
            usual=self._usual,
            least=self._least,
            given=self._given.widths,
            taking=self._takes(),
            shown=[x for x in range(len(self._usual)) if not self._is_away(x)],
        )

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
        return title(self._view, column)
