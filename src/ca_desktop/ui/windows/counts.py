"""What the rail, the title of the window, its badge and the status bar count."""

from collections.abc import Callable
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
from ca_desktop.ui.tasks import Lane

T = TypeVar("T")
COUNTED = frozenset({Topic.DOSSIERS, Topic.EXCHANGE, Topic.PRINTS, Topic.MASTER, Topic.OFFICE})
MATTERING = frozenset({Topic.EXCHANGE, Topic.OFFICE, Topic.TASKS})
FIRST_MS = 250
"""The first count waits until the page stands; nobody sits and waits for a figure."""


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

    def ask(self) -> None:
        """Count in the background, after the count that is under way."""
        self._asked = self._counting
        if self._counting:
            return
        self._counting = True
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
    """Counts again whenever something was written.

    Args:
        context: the outside world.
        window: its title says how many dossiers press.

    Signals:
        counted(DeskDay): the newest figures.
        found(Sequence[Matter]): what waits for a person.
    """

    counted = Signal(object)
    found = Signal(object)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._title = window.windowTitle()
        self._day = Recount(context, desk_day, self.counted.emit, self)
        self._matters = Recount(context, matters, self.found.emit, self)
        self.counted.connect(self._on_counted)
        context.tasks.touched.connect(self._on_touched)
        QTimer.singleShot(FIRST_MS, self, self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Count everything in the background."""
        self._day.ask()
        self._matters.ask()

    @Slot(object)
    def _on_counted(self, day: DeskDay) -> None:
        number = f"({day.pressing}) " if day.pressing else ""
        self._window.setWindowTitle(f"{number}{self._title}")
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(day.pressing)

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if topics & COUNTED:
            self._day.ask()
        if topics & MATTERING:
            self._matters.ask()
