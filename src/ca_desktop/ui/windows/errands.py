"""The ways through the window: to a dossier, its return, its next step, its slip, a list."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, Slot
from PySide6.QtGui import QGuiApplication

from ca_desktop.services import words
from ca_desktop.services.desk.scanned import ScannedSlip
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.ui.key_sheet import KEY_SHEET
from ca_desktop.ui.letters import LetterWish
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.slip_desk import SlipDesk
from ca_desktop.ui.windows.commands import Commands
from ca_desktop.ui.windows.focus import next_pane
from ca_desktop.ui.windows.frame import Frame
from ca_desktop.ui.windows.page_stack import PageStack


class Errands(QObject):
    """Answers the keys that act on a dossier, and what pages and the search box ask for.

    Args:
        frame: the parts around the page.
        pages: the pages.
        slips: the desk of printing.
        show_page: brings a page to the front.
    """

    def __init__(
        self,
        frame: Frame,
        pages: PageStack,
        slips: SlipDesk,
        show_page: Callable[[Page], None],
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._search = frame.search
        self._pages = pages
        self._slips = slips
        self._show_page = show_page
        self._pressed = False
        self._led = QElapsedTimer()
        pages.made.connect(self._on_made)
        frame.rail.wanted.connect(self.go)
        self._search.changed.connect(self._on_changed)
        self._search.moved.connect(self._on_moved)
        self._search.entered.connect(self._on_entered)
        self._search.chosen.connect(self._on_chosen)
        self._search.all_asked.connect(self._on_all)

    def fill(self, commands: Commands) -> None:
        """Take on the acts of the registry that are ways through the window."""
        for name, slot in (
            ("find", self.find),
            ("return", self.give_back),
            ("step", self.step),
            ("preview", self.preview),
            ("reload", self._pages.refresh),
            ("next_pane", partial(self._on_pane, 1)),
            ("previous_pane", partial(self._on_pane, -1)),
            ("transfer", partial(self.go, "transfer")),
            ("help", self.help),
            ("contents", partial(self.help, "start")),
            ("keys", partial(self.help, KEY_SHEET)),
            ("manual", self._on_manual),
        ):
            commands.fill(name, slot)
        for name in SCREENS:
            commands.fill(f"page:{name}", partial(self.go, name))

    @Slot(object)
    def _on_made(self, page: Page) -> None:
        message = self._frame.message
        page.said.connect(message.say)
        page.warned.connect(message.warn)
        page.told.connect(message.tell)
        page.dossier_chosen.connect(self.open_dossier)
        page.dossiers_asked.connect(self._on_dossiers)
        page.list_asked.connect(self.show_list)
        page.return_asked.connect(self.give_back_code)
        page.print_asked.connect(self._slips.print_slip)
        page.preview_asked.connect(self._slips.preview)
        page.receipt_asked.connect(self._slips.print_receipt)
        page.sheet_asked.connect(self._slips.print_letter)
        page.papers_asked.connect(self._slips.print_all)
        page.letter_asked.connect(self._on_letter)
        page.page_asked.connect(self.go)

    @Slot(str)
    def go(self, name: str) -> None:
        """Show a page by its name."""
        self._show_page(self._pages.named(name))

    def help(self, name: str = "") -> None:
        """Open a page of help; where none is named, that of the screen that is shown."""
        wanted = name or self._pages.current.screen_name
        self._show_page(self._pages.help)
        self._pages.help.open(wanted)

    def _on_manual(self) -> None:
        self.help()
        self._pages.help.primary()

    def find(self) -> None:
        """Go to the search box."""
        self._search.setFocus()
        self._search.selectAll()

    def arrive(self, *, answered: bool) -> None:
        """Another page is shown; ``answered``: an answer led to it, no key and no mouse."""
        self._led.invalidate()
        if answered and self._pressed:
            self._led.start()
        self._pressed = False

    @property
    def comes(self) -> bool:
        """Whether what F9 did has just led here: a second press was meant for the page before."""
        together = QGuiApplication.styleHints().mouseDoubleClickInterval()
        return self._led.isValid() and not self._led.hasExpired(together)

    def primary(self) -> None:
        """Open what is highlighted below the search box, else do what the page is for."""
        row = self._search.current()
        if row is not None:
            self._on_chosen(row)
        elif self._asks():
            self._on_all(self._search.value().strip())
        elif not self.comes:
            self._pressed = True
            self._pages.current.offers["primary"]()

    def dossier(self) -> DossierRow | None:
        """Return the dossier that the keys act on: the highlighted one, else the page's.

        While something stands in the search box it is never the page's: whoever typed a name
        means nobody else, also before the answer has come.
        """
        row = self._search.current()
        if not self._asks():
            row = row or self._pages.current.selected()
        if self._search.shut() or self._asks():
            self._search.begin()
        return row

    def _asks(self) -> bool:
        search = self._search
        return search.hasFocus() and not search.filters and bool(search.text().strip())

    def give_back(self) -> None:
        """Go to the return of the dossier, or of what was typed into the search box."""
        typed = self._search.value().strip() if self._search.hasFocus() else ""
        row = self.dossier()
        self.give_back_code(row.code if row and row.code else typed)

    def step(self) -> None:
        """Go to the next step of the dossier."""
        row = self.dossier()
        if row is None:
            self._frame.message.warn(words.describe_code("CHOOSE-DOSSIER").sentence)
            return
        self.open_dossier(row.dossier_id)
        self._pages.dossier.step.setFocus()

    def preview(self) -> None:
        """Show the slip of the dossier, or the last one, before it is printed again."""
        row = self.dossier()
        code = row.code if row and row.code else self._slips.last
        if code:
            self._slips.preview(code)
        else:
            self._frame.message.warn(words.describe_code("CHOOSE-DOSSIER").sentence)

    def _on_pane(self, way: int) -> None:
        next_pane((*self._frame.panes(), *self._pages.current.panes()), way)

    @Slot(str)
    def give_back_code(self, code: str) -> None:
        """Go to the return of the dossier with this code or name; none where it is empty."""
        self._show_page(self._pages.results)
        self._pages.results.start(code)

    @Slot(object)
    def take_slip(self, slip: ScannedSlip) -> None:
        """Follow a scanned slip: to the question of the page, the return, or its dossier."""
        if slip.is_ready:
            self.give_back_code(slip.code)
        elif not self._pages.current.take_slip(slip):
            self.open_dossier(slip.dossier_id)

    @Slot(str)
    def open_dossier(self, dossier_id: str) -> None:
        """Show a dossier on its page."""
        self._pages.dossier.choose(dossier_id)
        self._show_page(self._pages.dossier)

    @Slot(object)
    def _on_dossiers(self, ids: tuple[str, ...]) -> None:
        self._show_page(self._pages.dossiers)
        self._pages.dossiers.show_only(DossierFilter(ids=ids))

    @Slot(object)
    def _on_letter(self, wish: LetterWish) -> None:
        self._show_page(self._pages.letter)
        self._pages.letter.begin(wish)

    @Slot(int)
    def show_list(self, place: int) -> None:
        """Show the dossiers of one of the lists that pages speak of."""
        self._show_page(self._pages.dossiers)
        self._pages.dossiers.show_list(place)

    @Slot(str)
    def _on_changed(self, typed: str) -> None:
        if self._search.filters and "|" not in typed:
            self._pages.dossiers.search(typed)

    @Slot(int)
    def _on_moved(self, by: int) -> None:
        self._pages.current.highlight(by)

    @Slot(str)
    def _on_entered(self, text: str) -> None:
        if self._search.filters:
            row = self._pages.dossiers.selected()
            if row is not None:
                self.open_dossier(row.dossier_id)
        elif text:
            self._on_all(text)

    @Slot(object)
    def _on_chosen(self, row: DossierRow) -> None:
        self._search.shut()
        self._search.begin()
        self.open_dossier(row.dossier_id)

    @Slot(str)
    def _on_all(self, typed: str) -> None:
        self._show_page(self._pages.dossiers)
        self._search.begin(typed)
        self._pages.dossiers.search(typed)
