"""Locking the screen: at once with Ctrl+L, by itself when nobody is there; nothing is lost."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import WrongPassphrase
from ca_desktop.domain.roles import Actor
from ca_desktop.services.office.accounts import accounts, unlock
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.lock import LockDialog

IDLE_MINUTES = 5
_HANDS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class Lock(QObject):
    """Hides a window until somebody proves who they are.

    Args:
        context: whose accounts.
        save: keeps what is being typed; called before the window goes.
        window: what is hidden.

    Attributes:
        hint: what stands below the box for who may know it: in training everybody.

    Signals:
        switched(Actor): another person sits here now; the window is theirs no more.
    """

    switched = Signal(object)

    def __init__(self, context: UiContext, save: Callable[[], object], window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._save = save
        self._window = window
        self._hidden: list[QWidget] = []
        self.hint = ""
        self.dialog: LockDialog | None = None
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.setInterval(IDLE_MINUTES * 60_000)
        self.idle.timeout.connect(self.lock)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window)
            self._on_focus_window(application.focusWindow())

    @Slot(QWindow)
    def _on_focus_window(self, window: QWindow | None) -> None:
        """Hear a window before its widgets: they have a thousand events for each that counts."""
        if window is not None:
            window.installEventFilter(self)
        self.idle.start()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() in _HANDS:
            self.idle.start()
        return super().eventFilter(watched, event)

    @Slot()
    def lock(self) -> None:
        """Save what is being typed and hide everything."""
        if self.dialog is not None or not self._window.isVisible():
            return
        self._save()
        window = self._window
        parts = (window.centralWidget(), window.menuBar(), window.statusBar())
        dialogs = window.findChildren(QDialog)
        self._hidden = [part for part in (*parts, *dialogs) if part.isVisible()]
        for part in self._hidden:
            part.hide()
        self.dialog = LockDialog(self._context.tries, window, self.hint)
        self.dialog.given.connect(self._on_given)
        self.dialog.people_wanted.connect(self._find_people)
        self._find_people()
        self.dialog.open()

    @Slot()
    def _find_people(self) -> None:
        if self.dialog is not None:
            self._context.tasks.query(
                partial(accounts, self._context.ports),
                owner=self.dialog,
                done=self.dialog.show_people,
                failed=self.dialog.show_problem,
            )

    @Slot(str, str)
    def _on_given(self, user_id: str, secret: str) -> None:
        work = partial(unlock, self._context.ports, user_id, secret)
        self._context.tasks.query(work, owner=self, done=self._on_open, failed=self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        if self.dialog is None:
            return
        if isinstance(error, WrongPassphrase):
            self.dialog.show_wrong()
        else:
            self.dialog.show_problem(error)

    def _on_open(self, actor: Actor) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        self._context.tries.forgive(actor.user_id)
        dialog.done(QDialog.DialogCode.Accepted)
        dialog.deleteLater()
        if actor.user_id != self._context.ports.actor.user_id:
            self.switched.emit(actor)
            return
        for part in self._hidden:
            part.show()
        self._hidden = []
