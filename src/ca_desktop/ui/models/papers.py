"""The papers of a dossier: ticked when handed in, with originals and copies."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.procedures import RequiredDocument
from ca_desktop.ui.widgets.empty_words import EmptyWords
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.papers import PapersView

WIDTHS = (560, 100, 100)
MANDATORY = Qt.ItemDataRole.UserRole + 1


class PapersModel(QStandardItemModel):
    """What a procedure asks for, what of it was handed in, and what was handed in beside it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setHorizontalHeaderLabels(["Giấy tờ", "Bản chính", "Bản sao"])
        self._of = ""
        self._asked: frozenset[str] = frozenset()
        self._stood: dict[str, list[list[object]]] = {}

    def show_papers(self, papers: Sequence[RequiredDocument], *, of: str) -> None:
        """List what a procedure asks for, what is mandatory ticked, and what was added already.

        Args:
            papers: that it asks for.
            of: its code; one that was shown before stands as it stood then. Empty: none.
        """
        rows = self.rows()
        added = [row for row in rows if row[0] not in self._asked]
        self._stood[self._of] = [row for row in rows if row[0] in self._asked]
        wanted = [_asked(each) for each in papers]
        stood = self._stood.get(of, [])
        known = [row[0] for row in stood] == [row[0] for row in wanted]
        self._of, self._asked = of, frozenset(each.name for each in papers)
        more = [row for row in added if row[0] not in self._asked]
        self.put_rows([*(stood if known else wanted), *more])

    def begin(self) -> None:
        """Ask for nothing, and know nothing of what stood here."""
        self._of, self._asked = "", frozenset()
        self._stood.clear()
        self.put_rows(())

    def is_added(self, place: int) -> bool:
        """Tell whether a paper is none that the procedure asks for."""
        return self.item(place, 0).text() not in self._asked

    def add(self, row: Sequence[object]) -> None:
        """Add a paper; see `rows`."""
        text, ticked, originals, copies, mandatory = row
        name = QStandardItem(str(text))
        name.setCheckable(True)
        name.setEditable(text not in self._asked)
        name.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        name.setData(bool(mandatory), MANDATORY)
        self.appendRow([name, *(QStandardItem(str(x)) for x in (originals, copies))])

    def take(self, place: int) -> list[object]:
        """Take a paper off the list and return it."""
        row = self.rows()[place]
        self.removeRow(place)
        return row

    def rows(self) -> list[list[object]]:
        """Return every row as it stands: name, ticked, originals, copies, mandatory."""
        return [
            [
                self.item(place, 0).text(),
                self.item(place, 0).checkState() == Qt.CheckState.Checked,
                self.item(place, 1).text(),
                self.item(place, 2).text(),
                bool(self.item(place, 0).data(MANDATORY)),
            ]
            for place in range(self.rowCount())
        ]

    def put_rows(self, rows: Sequence[Sequence[object]]) -> None:
        """Replace the list by rows that `rows` gave."""
        self.removeRows(0, self.rowCount())
        for row in rows:
            self.add(row)

    def handed_in(self) -> list[dict[str, object]]:
        """Return the ticked papers as an intake wants them."""
        return [
            {
                "name": self.item(place, 0).text(),
                "originals": _number(self.item(place, 1)),
                "copies": _number(self.item(place, 2)),
            }
            for place in range(self.rowCount())
            if self.item(place, 0).checkState() == Qt.CheckState.Checked
        ]

    def missing(self) -> list[str]:
        """Return the names of the papers that everybody must bring and that are not ticked."""
        items = [self.item(place, 0) for place in range(self.rowCount())]
        return [
            item.text()
            for item in items
            if item.data(MANDATORY) and item.checkState() == Qt.CheckState.Unchecked
        ]


def papers_table(model: PapersModel, parent: QWidget) -> PapersView:
    """Make the table of papers: Space ticks, the numbers can be typed."""
    view = named(PapersView(parent), "papers")
    view.setModel(model)
    view.setAccessibleName("Thành phần hồ sơ")
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.verticalHeader().hide()
    view.lay_out(WIDTHS)
    EmptyWords(view, "Chọn thủ tục để có danh sách giấy tờ; phím + thêm giấy tờ khác.")
    return view


def _asked(paper: RequiredDocument) -> list[object]:
    ticked = paper.mandatory
    return [paper.name, ticked, str(paper.originals), str(paper.copies), paper.mandatory]


def _number(item: QStandardItem) -> object:
    text = item.text().strip()
    return int(text) if text.isdigit() else text
