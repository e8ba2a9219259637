"""What stands around the page: rail, title, search box, the band of the date, the message."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.ui.context import UiContext
from ca_desktop.ui.finding.search_box import SearchBox
from ca_desktop.ui.screens import Screen
from ca_desktop.ui.widgets.date_band import DateBand
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.message_bar import MessageBar, SaidStrip
from ca_desktop.ui.widgets.training_bar import TrainingBar
from ca_desktop.ui.windows.page_stack import PageStack
from ca_desktop.ui.windows.rail import Rail


class Frame(QWidget):
    """Lays the parts of a window out; what they do is said elsewhere.

    Args:
        context: the outside world.
        screens: what the rail shows.
        pages: the stack of pages.
        training: whether the office is made up.
        window: everything here belongs to it.
    """

    def __init__(
        self,
        context: UiContext,
        screens: Sequence[Screen],
        pages: PageStack,
        *,
        training: bool,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.rail = Rail(screens, self)
        self.title = named(PlainLabel("", self, role="title"), "page_title")
        self.waiting = named(PlainLabel("", self, role="hint"), "page_waits")
        self.search = SearchBox(context, window)
        self.date_band = DateBand(context, self)
        self.message = MessageBar(context.ports.clock.now, self)
        self.date_band.said.connect(self.message.say)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.setContentsMargins(0, 0, 0, 0)
        self.training = TrainingBar(self) if training else None
        if self.training is not None:
            right.addWidget(self.training)
        right.addLayout(self._top())
        right.addWidget(self.date_band)
        self._bars = QVBoxLayout()
        self._bars.setContentsMargins(16, 4, 16, 0)
        self._said = SaidStrip(self.message, self)
        self._bars.addWidget(self._said)
        above = (self.rail, self.training, self.search, self.date_band, self._said)
        self._panes: list[QWidget] = [part for part in above if part is not None]
        right.addLayout(self._bars)
        right.addWidget(pages, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 0)
        top.addWidget(self.title)
        top.addSpacing(12)
        top.addWidget(self.waiting, 1)
        top.addWidget(self.search)
        return top

    @Slot(bool)
    def show_slow(self, slow: bool) -> None:  # noqa: FBT001 a slot
        """Say beside the title that what the page shows is still being read."""
        self.waiting.setText("đang đọc, xin chờ…" if slow else "")

    def add_beside(self, widget: QWidget) -> None:
        """Put what undoes the last act beside its message."""
        self._said.add_beside(widget)

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar that asks something below the message."""
        self._bars.addWidget(bar)
        self._panes.append(bar)

    def panes(self) -> Sequence[QWidget]:
        """Return the parts around the page that F6 walks through, in reading order."""
        return self._panes
