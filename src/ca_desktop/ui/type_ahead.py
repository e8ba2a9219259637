"""What comes while the form of a page is being stored: it waits, and then comes in its turn."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_TYPED = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.InputMethod})


class TypeAhead(QObject):
    """Keeps the form of a page as it was when it was sent off, and loses nothing that comes then.

    What is typed meanwhile is meant for the next form. Where there is none, because the form came
    back with a question or a refusal, it is let go: keys never answer what nobody has read yet.

    Signals:
        changed(bool): the form is on its way, or is not any more.
    """

    changed = Signal(bool)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._typed: list[QEvent] = []
        self._work: list[Callable[[], object]] = []
        self.busy = False

    def begin(self) -> None:
        """Send the form off."""
        self._set(busy=True)

    def over(self, *, stored: bool) -> None:
        """Let what waited come: to the next form where this one was stored."""
        self._set(busy=False)
        typed, self._typed = self._typed, []
        work, self._work = self._work, []
        for each in work:
            self.then(each)
        for event in typed if stored else ():
            here = self._page.window().focusWidget()
            if self._holds(here):
                QCoreApplication.sendEvent(here, event)

    def then(self, work: Callable[[], object]) -> None:
        """Do what changes the form: now, or once it is free."""
        if self.busy:
            self._work.append(work)
        else:
            work()

    def _set(self, *, busy: bool) -> None:
        application = QCoreApplication.instance()
        if busy == self.busy or application is None:
            return
        self.busy = busy
        if busy:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
        self.changed.emit(busy)

    def _holds(self, widget: QObject | None) -> bool:
        return isinstance(widget, QWidget) and (
            widget is self._page or self._page.isAncestorOf(widget)
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() not in _TYPED or not self._holds(watched):
            return False
        self._typed.append(event.clone())
        return True
