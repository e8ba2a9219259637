"""Hồ sơ: find anything."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSignalBlocker, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.quick_lists import MINE, QUICK, quick_filter
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.lists import LISTS
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.batches_button import BatchesButton
from ca_desktop.ui.pages.dossier_list import DossierList
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.quick_row import QuickRow

NONE_TAKE_IN = "0 hồ sơ. Tiếp nhận hồ sơ mới bằng F2."
NONE_TAKEN_IN = "0 hồ sơ. Hồ sơ hiện ở đây khi người tiếp nhận nhận vào."


class DossiersPage(Page):
    """Lists dossiers by search and filter; one of them is opened on a page of its own.

    Attributes:
        filter: which list; a quick list takes its place and gives it back.
        quick: the quick lists.
    """

    screen_name = "dossiers"
    title = "Hồ sơ"
    topics = frozenset({Topic.DOSSIERS, Topic.TASKS})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._find = ""
        self._only: DossierFilter | None = None
        self.filter = named(ChoiceField(self), "filter")
        self.filter.addItems([name for name, _wanted in LISTS])
        self.filter.setPlaceholderText("Hồ sơ của số đã chọn")
        self.filter.setAccessibleName("Lọc hồ sơ")
        self.quick = QuickRow(QUICK, MINE, self)
        takes_in = Role.INTAKE in context.ports.actor.roles
        self._none = NONE_TAKE_IN if takes_in else NONE_TAKEN_IN
        self.rows = DossierList(self, empty=self._none)
        self.list, self.model = self.rows.view, self.rows.model
        self._go = self.act_button("primary", "open")
        top = QHBoxLayout()
        top.addWidget(self.filter)
        top.addWidget(self.rows.count, 1)
        top.addWidget(BatchesButton(LetterKind.BATCH, "Biên bản giao nhận…", self))
        top.addWidget(self._go)
        self.box.addLayout(top)
        self.box.addWidget(self.quick)
        self.box.addWidget(self.rows, 1)
        self.filter.currentIndexChanged.connect(self._on_filter)
        self.quick.changed.connect(self._on_quick)
        self.list.activated.connect(self._on_activated)
        self._go.clicked.connect(self.primary)
        self.offers["export"] = self.rows.export

    def search(self, text: str) -> None:
        """Show what of the list matches ``text``."""
        self._find = text
        self._choose(max(0, self.filter.currentIndex()))
        self.refresh()

    def show_only(self, wanted: DossierFilter) -> None:
        """Show exactly these dossiers, until another list is chosen."""
        self._choose(-1)
        self._only, self._find = wanted, ""
        self.quick.put_out()
        self.refresh()

    def show_list(self, place: int) -> None:
        """Show one of the lists in `ca_desktop.ui.lists`, and nothing narrower."""
        self._choose(place)
        self.quick.put_out()
        self.refresh()

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.quick, self.list)

    @override
    def refresh(self) -> None:
        self.rows.empty = f"0 hồ sơ {self.quick.said}." if self.quick.names else self._none
        self.rows.show_list(self._wanted())

    def _wanted(self) -> DossierFilter:
        """Asked at every look: a window may stay open overnight."""
        if self._only is not None:
            return self._only
        actor = self.context.ports.actor
        quick = quick_filter(self.quick.names, self.context.now(), actor.user_id)
        wanted = quick if self.quick.names else LISTS[self.filter.currentIndex()][1]
        return replace(wanted, find=self._find)

    def _choose(self, place: int) -> None:
        """Set which list is named, quietly."""
        self._only = None
        with QSignalBlocker(self.filter):
            self.filter.setCurrentIndex(place)

    @override
    @Slot()
    def primary(self) -> None:
        self.open_selected()

    @override
    def selected(self) -> DossierRow | None:
        return self.rows.selected()

    @Slot(int)
    def _on_filter(self, place: int) -> None:
        if place >= 0:
            self._only = None
            self.quick.put_out()
            self.refresh()

    @Slot()
    def _on_quick(self) -> None:
        self._choose(0)
        self.refresh()

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.primary()
