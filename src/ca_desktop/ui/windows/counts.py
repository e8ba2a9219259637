"""What the rail, the title of the window, its badge and the status bar count."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.today import DeskDay, desk_day
from ca_desktop.ui.context import UiContext

COUNTED = frozenset({Topic.DOSSIERS, Topic.EXCHANGE, Topic.PRINTS, Topic.MASTER, Topic.OFFICE})


class Counts(QObject):
    """Counts again whenever something was written.

    Args:
        context: the outside world.
        window: its title says how many dossiers press.

    Signals:
        counted(DeskDay): the newest figures.
    """

    counted = Signal(object)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._title = window.windowTitle()
        context.tasks.touched.connect(self._on_touched)

    def refresh(self) -> None:
        """Count in the background."""
        work = partial(desk_day, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self._show)

    def _show(self, day: DeskDay) -> None:
        number = f"({day.pressing}) " if day.pressing else ""
        self._window.setWindowTitle(f"{number}{self._title}")
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(day.pressing)
        self.counted.emit(day)

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if topics & COUNTED:
            self.refresh()
