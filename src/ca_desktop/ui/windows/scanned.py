"""Where scans lead: a card into the page that has use for it, a slip to its dossier."""

from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.people import CardData
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.scanning.desk import ScanDesk
from ca_desktop.ui.scanning.trial import ScannerTrial
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.windows.page_stack import PageStack


class ScanningWindow(Protocol):
    """What of a window scans move."""

    pages: PageStack

    @property
    def search(self) -> TextField:
        """The box that finds dossiers."""

    def show_page(self, page: Page) -> None:
        """Show a page."""


class Scanned(QObject):
    """Answers the scan desk of a window."""

    def __init__(self, window: ScanningWindow, desk: ScanDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._desk = window, desk
        desk.card_read.connect(self._on_card)
        desk.search_asked.connect(self._on_search_asked)
        window.search.returnPressed.connect(self._on_entered)
        window.pages.made.connect(self._on_made)

    @Slot(object)
    def _on_made(self, page: Page) -> None:
        """Where a page lets the scanner be chosen, listen to the one that is."""
        trial = page.findChild(ScannerTrial)
        if isinstance(trial, ScannerTrial):
            trial.chosen.connect(self._desk.use)

    @Slot(object)
    def _on_card(self, card: CardData) -> None:
        """Give a citizen's card to the page that is shown, else begin an intake with it."""
        pages = self._window.pages
        if not pages.current.take_card(card):
            self._window.show_page(pages.intake)
            pages.intake.start()
            pages.intake.take_card(card)

    @Slot(str)
    def _on_search_asked(self, text: str) -> None:
        self._window.search.setFocus()
        self._window.search.fill(text)

    @Slot()
    def _on_entered(self) -> None:
        """A code that was typed or pasted into the search box is as good as a scan."""
        if self._desk.take(self._window.search.value()):
            self._window.search.begin()
