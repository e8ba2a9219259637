"""What the rail, the title of the window, its badge and the status bar count."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ca_desktop.services.attention import matters
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.today import DeskDay, desk_day
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.today import TodayPage
from ca_desktop.ui.tasks import Lane

T = TypeVar("T")
COUNTED = frozenset({Topic.DOSSIERS, Topic.EXCHANGE, Topic.PRINTS, Topic.MASTER, Topic.OFFICE})
MATTERING = frozenset({Topic.EXCHANGE, Topic.OFFICE, Topic.TASKS})
TICK_MS = 300_000
"""A limit in hours runs out, and a day begins, while nobody writes anything."""
FIRST_MS = 250
"""Looking for what waits for a person begins when the page stands: nobody waits for that."""


class Recount(Generic[T]):
    """Something that is counted again after every change: once at a time, and once for many.

    Args:
        context: the outside world.
        work: counts.
        show: gets the result.
        owner: whose figures they are.
    """

    def __init__(
        self,
        context: UiContext,
        work: Callable[[Ports], T],
        show: Callable[[T], object],
        owner: QObject,
    ) -> None:
        self._context = context
        self._work = partial(work, context.ports)
        self._show = show
        self._owner = owner
        self._counting = self._asked = False
        self._soon = QTimer(owner)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._begin)

    def ask(self) -> None:
        """Count in the background, after the count that is under way."""
        self._soon.start(0)  # whoever else asks at this moment gets the same

    def _begin(self) -> None:
        if self._counting:
            self._asked = True
            return
        self._counting, self._asked = True, False
        self._context.tasks.query(
            self._work,
            owner=self._owner,
            done=self._on_counted,
            failed=self._on_failed,
            lane=Lane.COUNTS,
        )

    def _on_counted(self, found: T) -> None:
        self._show(found)
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self._context.tasks.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        self._counting = False
        if self._asked:
            self.ask()


class Counts(QObject):
    """Counts again whenever something was written, and as time goes on.

    Args:
        context: the outside world.
        window: its title says how many dossiers press.

    Signals:
        counted(DeskDay): the newest figures.
        found(Sequence[Matter]): what waits for a person.
        day_turned(): what is shown is of a day that is over: the window stood open overnight.
    """

    counted = Signal(object)
    found = Signal(object)
    day_turned = Signal()

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._title = window.windowTitle()
        self._day = Recount(context, desk_day, self.counted.emit, self)
        self._matters = Recount(context, matters, self.found.emit, self)
        self._today: date | None = None
        self.counted.connect(self._on_counted)
        self.ticking = QTimer(self)
        self.ticking.timeout.connect(self.refresh)
        self.ticking.start(TICK_MS)
        context.tasks.touched.connect(self._on_touched)
        self.refresh()
        QTimer.singleShot(FIRST_MS, self, self._matters.ask)

    @Slot()
    def refresh(self) -> None:
        """Count again what stands in title, rail and first screen."""
        self._day.ask()

    @Slot(object)
    def serve(self, page: Page) -> None:
        """Count for the first screen whenever it asks: what it shows stands on the rail too."""
        if isinstance(page, TodayPage):
            page.counts_asked.connect(self.refresh)
            self.counted.connect(page.show_day)

    @Slot(object)
    def _on_counted(self, day: DeskDay) -> None:
        number = f"({day.pressing}) " if day.pressing else ""
        self._window.setWindowTitle(f"{number}{self._title}")
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(day.pressing)
        before, self._today = self._today, day.today
        if before not in {None, day.today}:
            self._matters.ask()
            self.day_turned.emit()

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if topics & COUNTED:
            self.refresh()
        if topics & MATTERING:
            self._matters.ask()
