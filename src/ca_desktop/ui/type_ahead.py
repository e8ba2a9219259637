"""What comes while the form of a page is being stored: it waits, and then comes in its turn."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_TYPED = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.InputMethod})

QUIET_MS = 400
"""Whoever types or scans without looking pauses less; whoever has read a question pauses more."""


@dataclass(frozen=True, slots=True)
class _Work:
    do: Callable[[], object]
    to_next: bool


class TypeAhead(QObject):
    """Keeps the form of a page as it was when it was sent off, and loses nothing that comes then.

    What is typed meanwhile is meant for the next form. Where there is none, because the form came
    back with a question or a refusal, it is let go, to the next pause: keys never answer what
    nobody has read yet.

    Signals:
        changed(bool): the form is on its way, or is not any more.
    """

    changed = Signal(bool)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: list[QEvent | _Work] = []
        self.busy = False
        self._hush = QTimer(self)
        self._hush.setSingleShot(True)
        self._hush.timeout.connect(self._listen)

    def begin(self) -> None:
        """Send the form off."""
        self._set(busy=True)

    def over(self, *, stored: bool) -> None:
        """Let what waited come: to the next form where this one was stored."""
        self._set(busy=False)
        waiting, self._waiting = self._waiting, []
        if not stored and any(isinstance(each, QEvent) for each in waiting):
            self._hush.start(QUIET_MS)
            self._listen()
        for each in waiting:
            if isinstance(each, _Work):
                if stored or not each.to_next:
                    self.then(each.do)
            elif stored:
                here = self._page.focusWidget()  # another page may be shown by now
                if here is not None:
                    QCoreApplication.sendEvent(here, each)

    def then(self, work: Callable[[], object], *, to_next: bool = False) -> None:
        """Do what changes the form: now, or once it is free.

        Args:
            work: to do.
            to_next: goes on to another form, and so not past what came back unread.
        """
        if self.busy:
            self._waiting.append(_Work(work, to_next))
        else:
            work()

    def _set(self, *, busy: bool) -> None:
        application = QCoreApplication.instance()
        if busy == self.busy or application is None:
            return
        self.busy = busy
        self._hush.stop()
        self._listen()
        self.changed.emit(busy)

    @Slot()
    def _listen(self) -> None:
        application = QCoreApplication.instance()
        if application is not None and (self.busy or self._hush.isActive()):
            application.installEventFilter(self)
        elif application is not None:
            application.removeEventFilter(self)

    def _holds(self, widget: QObject) -> bool:
        return isinstance(widget, QWidget) and (
            widget is self._page or self._page.isAncestorOf(widget)
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() not in _TYPED or not self._holds(watched):
            return False
        if self.busy:
            self._waiting.append(event.clone())
        else:  # the rest of what was typed or scanned before anybody read the answer
            self._hush.start(QUIET_MS)
        return True
