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
    """What a procedure asks for, and what of it was handed in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setHorizontalHeaderLabels(["Giấy tờ", "Bản chính", "Bản sao"])

    def show_papers(self, papers: Sequence[RequiredDocument]) -> None:
        """Replace the list; what is mandatory is ticked."""
        self.put_rows(
            [[x.name, x.mandatory, str(x.originals), str(x.copies), x.mandatory] for x in papers]
        )

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
        for text, ticked, originals, copies, mandatory in rows:
            name = QStandardItem(str(text))
            name.setCheckable(True)
            name.setEditable(False)
            name.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            name.setData(bool(mandatory), MANDATORY)
            self.appendRow([name, *(QStandardItem(str(x)) for x in (originals, copies))])

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


def _number(item: QStandardItem) -> object:
    text = item.text().strip()
    return int(text) if text.isdigit() else text
