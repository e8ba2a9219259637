"""Hồ sơ: find anything."""

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.lists import LISTS
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.batches_button import BatchesButton
from ca_desktop.ui.pages.dossier_list import DossierList
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import named


class DossiersPage(Page):
    """Lists dossiers by search and filter; one of them is opened on a page of its own."""

    screen_name = "dossiers"
    title = "Hồ sơ"
    topics = frozenset({Topic.DOSSIERS, Topic.TASKS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted = DossierFilter()
        self.filter = named(ChoiceField(self), "filter")
        self.filter.addItems([name for name, _wanted in LISTS])
        self.filter.setPlaceholderText("Hồ sơ của số đã chọn")
        self.filter.setAccessibleName("Lọc hồ sơ")
        self.rows = DossierList(self)
        self.list, self.model = self.rows.view, self.rows.model
        self._go = self.act_button("primary", "open")
        top = QHBoxLayout()
        top.addWidget(self.filter)
        top.addWidget(self.rows.count, 1)
        top.addWidget(BatchesButton(LetterKind.BATCH, "Biên bản giao nhận…", self))
        top.addWidget(self._go)
        self.box.addLayout(top)
        self.box.addWidget(self.rows, 1)
        self.filter.currentIndexChanged.connect(self._on_filter)
        self.list.activated.connect(self._on_activated)
        self._go.clicked.connect(self.primary)
        self.offers["export"] = self.rows.export

    def search(self, text: str) -> None:
        """Show what matches ``text``."""
        wanted = LISTS[max(0, self.filter.currentIndex())][1]
        self._wanted = _with_find(wanted, text)
        if self.filter.currentIndex() < 0:
            self.filter.setCurrentIndex(0)
        else:
            self.refresh()

    def show_only(self, wanted: DossierFilter) -> None:
        """Show exactly these dossiers, until another list is chosen."""
        self._wanted = wanted
        self.filter.setCurrentIndex(-1)
        self.refresh()

    @override
    def refresh(self) -> None:
        self.rows.show_list(self._wanted)

    @override
    @Slot()
    def primary(self) -> None:
        self.open_selected()

    @override
    def selected(self) -> DossierRow | None:
        return self.rows.selected()

    @Slot(int)
    def _on_filter(self, place: int) -> None:
        if place < 0:
            return
        self._wanted = _with_find(LISTS[place][1], self._wanted.find)
        self.refresh()

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.primary()


def _with_find(wanted: DossierFilter, text: str) -> DossierFilter:
    return DossierFilter(find=text, statuses=wanted.statuses, open_only=wanted.open_only)
