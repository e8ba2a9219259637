"""The message bar: what happened last, said without a dialog, and what can be done about it."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.ui.spoken import announce
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.fields import button, named, restyle
from ca_desktop.ui.widgets.labels import PlainLabel

KEPT = 20
"""Messages that “Vừa làm” still knows."""

_SHAPES = {Level.SUCCESS: "✓", Level.INFO: "ⓘ", Level.WARNING: "▲", Level.ERROR: "▲"}
_LEVELS = {Level.SUCCESS: "", Level.INFO: "", Level.WARNING: "Chú ý: ", Level.ERROR: "Lỗi: "}
"""What the shape says, for who does not see it."""

_URGENT = frozenset({Level.WARNING, Level.ERROR})
_ROLES = {Level.SUCCESS: "message", Level.INFO: "message"}


_ROOM = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest})
"""After these a message may have more room beside its buttons, or less."""


class MessageBar(QFrame):
    """One message above the page, the newest; hidden until there is one.

    What is offered stands beside the words, or below them where they would become a narrow column.

    Args:
        now: what time it is.
        parent: the window.

    Signals:
        dressed(str): the role of what is said; empty: nothing is said any more.
    """

    dressed = Signal(str)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._now = now
        self._recent: deque[tuple[datetime, Told]] = deque(maxlen=KEPT)
        self._label = named(PlainLabel("", self), "message_text")
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._code = named(PlainLabel("", self, role="hint"), "message_code")
        self._code.setWordWrap(False)
        self._buttons: list[QPushButton] = []
        self._close = button("Đóng", "close_message")
        self._close.clicked.connect(self.take_back)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addWidget(self._code)
        self._row.addWidget(self._close)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(10, 2, 4, 2)
        self._whole.addWidget(self._label, 1)
        self._whole.addLayout(self._row)
        self.hide()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in _ROOM:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Put what is offered below the words, where it would take much of their room."""
        ways = (*self._buttons, self._close)
        beside = sum(each.sizeHint().width() + self._row.spacing() for each in ways)
        words = self._label.fontMetrics().horizontalAdvance(self._label.text())
        below = 5 * beside > 2 * self.width() and words + beside > self.width()
        way = QBoxLayout.Direction
        self._whole.setDirection(way.TopToBottom if below else way.LeftToRight)

    @property
    def recent(self) -> Sequence[tuple[datetime, Told]]:
        """The last messages with their times, the newest first."""
        return tuple(reversed(self._recent))

    def text(self) -> str:
        """Return what is said now."""
        return self._label.text()

    @Slot(str)
    def say(self, text: str) -> None:
        """Tell of something that happened."""
        self.tell(Told(text=text))

    @Slot(str)
    def warn(self, text: str) -> None:
        """Tell of something that went wrong."""
        self.tell(Told(text=text, level=Level.WARNING))

    def warn_of_space(self, low: bool) -> None:  # noqa: FBT001 an answer
        """Tell that the disk is nearly full, where it is."""
        if low:
            self.warn(words.describe_code("LOW-SPACE").sentence)

    @Slot(object)
    def tell(self, told: Told) -> None:
        """Show a message in the place of the one before, or complete an earlier one.

        Good news of what another message has passed meanwhile stands in “Vừa làm” only.
        """
        if not self._complete(told):
            self._recent.append((self._now(), told))
        elif told.level is Level.SUCCESS and self._recent[-1][1] is not told:
            return
        self._label.setText(f"{_SHAPES[told.level]}  {told.text}")
        self._label.setAccessibleName(f"{_LEVELS[told.level]}{told.text}")
        self._code.setText(f"({told.code})" if told.code else "")
        self._code.setVisible(bool(told.code))
        self._show_offers(told.offers)
        self.show()
        self.dressed.emit(_ROLES.get(told.level, "error"))
        announce(self._label, self._label.accessibleName(), urgent=told.level in _URGENT)

    def _complete(self, told: Told) -> bool:
        """Put a message in the place of the one that it completes; tell whether there is one."""
        for place, (at, known) in enumerate(self._recent):
            if told.about and known.about == told.about:
                self._recent[place] = (at, told)
                return True
        return False

    @Slot()
    def take_back(self) -> None:
        """Hide the message: what it offers does not hold any more."""
        self._show_offers(())
        self.hide()
        self.dressed.emit("")

    def _show_offers(self, offers: Sequence[Offer]) -> None:
        for each in self._buttons:
            self._row.removeWidget(each)
            each.hide()
            each.deleteLater()
        self._buttons = []
        for offer in offers:
            made = button(offer.title, offer.name)
            made.clicked.connect(partial(self._take, offer))
            self._row.insertWidget(self._row.count() - 1, made)
            self._buttons.append(made)

    def _take(self, offer: Offer, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 Qt's signal
        self.take_back()
        offer.do()


class SaidStrip(QFrame):
    """The message and what undoes the last act, on one ground; hidden while both are.

    Args:
        message: the bar.
        parent: the window.
    """

    def __init__(self, message: MessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("said")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 4, 0)
        self._row.addWidget(message, 1)
        self._row.addStretch(0)
        message.dressed.connect(self._on_dressed)

    def add_beside(self, widget: QWidget) -> None:
        """Put what undoes the last act behind the message."""
        self._row.addWidget(widget)

    @Slot(str)
    def _on_dressed(self, role: str) -> None:
        self.setProperty("role", role)
        restyle(self)
