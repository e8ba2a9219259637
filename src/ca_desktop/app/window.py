"""The program with a window: first run or signing in, then the office.

Until somebody has signed in only what a sign-in needs is loaded; the rest loads behind it.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QListWidget

from ca_desktop.app.collector import collect_here
from ca_desktop.app.crash_net import CrashNet
from ca_desktop.app.entering import Entering
from ca_desktop.app.first_door import FirstWays
from ca_desktop.app.rescue_door import STOPS, RescueWays
from ca_desktop.app.resources import resources_folder
from ca_desktop.app.summons import Summons
from ca_desktop.app.training_door import TrainingWays
from ca_desktop.domain.errors import AlreadyOpen, CaError, DatabaseMissing, MachineError
from ca_desktop.services.office.look import kept_look
from ca_desktop.services.office.sign_in import known_people
from ca_desktop.ui.dialogs.entry import SignIn, Waiting
from ca_desktop.ui.qt_words import QtWords
from ca_desktop.ui.tasks import SETTLED_MS, Lane, TaskRunner
from ca_desktop.ui.theme import dress
from ca_desktop.ui.widgets.focus_ring import FocusRings
from ca_desktop.ui.widgets.on_screen import OnScreen
from ca_desktop.vault.key_files import clerks_in, is_machine_bound
from ca_desktop.vault.layout import KEYS, held_office, holds_office, state_folder
from ca_desktop.vault.lock import check_free
from ca_desktop.vault.machine import default_data_folder
from ca_desktop.vault.this_pc import ThisPc

NAME = "CA Desktop"
"""What screen readers call the program."""

LAUNCHER = "ca-desktop"
"""By what desktops know which windows are the program's."""

SHOWN_MS = 30
"""By then a sign-in is painted: whoever loads beside it holds the interpreter up."""

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class Door(QObject):
    """Leads from the start to the main window.

    Args:
        folder: the data folder.
        stack: holds the office open until it is closed.
        wish: who comes in, and when.
    """

    def __init__(self, folder: Path, stack: ExitStack, wish: Entering | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._wish = wish or Entering()
        self._stack = stack
        self._training = TrainingWays(self, folder, self._wish, self)
        self._first = FirstWays(self, self)
        self._rescue = RescueWays(self, self._first.begin, self)
        self._tasks = TaskRunner()
        self._net = CrashNet(self)
        self._net.install()
        self._net.crashed.connect(self._on_crashed)
        self._summons = Summons(self)
        self._summons.called.connect(self._on_called)
        self._secret: str | None = None
        self._ports: Any = None
        self._gone: QDialog | None = None
        self._halves: dict[str, Any] = {}
        self.dialog: Any = None
        self.window: Any = None

    def start(self, passphrase: str | None) -> None:
        """Open what is there, or found an office.

        Args:
            passphrase: None asks for it where one is needed.
        """
        if not holds_office(self._folder):
            self._show_missing()
            return
        try:
            asks = passphrase is None and is_machine_bound(self._folder / KEYS)
        except CaError as error:
            self._rescue.show_notice(error)
            return
        if asks:
            self._show_sign_in()
            QTimer.singleShot(SHOWN_MS, self, self._load)
        else:
            self.open(passphrase)

    @Slot()
    def _load(self) -> None:
        """Load the rest while a person types, unless the office is open in another window."""
        self._tasks.query(_prepare, owner=self, done=_on_prepared, lane=Lane.READER)
        free = partial(check_free, self._folder)
        self._tasks.query(
            free, owner=self, done=_signs_in, failed=self._on_closed, lane=Lane.WRITER
        )

    def _show_missing(self) -> None:
        """An office that is gone is never made anew silently."""
        if held_office(self._folder):
            self._rescue.show_notice(DatabaseMissing("DATA-GONE", path=str(self._folder)))
        else:
            self._first.begin()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    def close(self) -> None:
        """Let the threads end, and the office after its last backup."""
        self._summons.mute()
        self._tasks.close()
        self._end_office()

    def _show_sign_in(self) -> None:
        slots = clerks_in(self._folder / KEYS)
        known = known_people(ThisPc(state_folder(self._folder)), slots)
        sign_in = SignIn(known.people, known.unit, str(self._folder))
        sign_in.given.connect(self._on_given)
        sign_in.training_asked.connect(self._training.enter)
        self.show(sign_in)

    @Slot()
    def restore(self) -> None:
        """Offer the backups."""
        self._rescue.restore()

    def show(self, dialog: QDialog) -> None:
        """Show a dialog in the place of the one before."""
        before, self.dialog = self.dialog, dialog
        dialog.show()
        self._gone = before  # its own signal may still be on its way
        if before is not None:
            before.accept()  # after the next one stands: with no window left the program ends
            before.deleteLater()  # here, not by a collector on some other thread

    @Slot()
    def _on_restore_asked(self) -> None:
        """Leave the open office; it is set aside only when a backup takes its place."""
        self.leave(self._rescue.restore)

    def leave(self, after: Callable[[], object]) -> None:
        """Leave the open office, and do something else in its place."""
        window, self.window = self.window, None
        self._summons.mute()
        window.desk.save()
        self._halves[self._ports.actor.user_id] = window.desk.hand_over()
        self._net.crashed.disconnect(window.show_failure)
        self._net.crashed.connect(self._on_crashed)
        tasks = self._keep_tasks()
        self.answer(partial(self._end, tasks), partial(_ended, tasks))
        after()
        window.hide()
        window.deleteLater()

    def _keep_tasks(self) -> TaskRunner:
        """Take new threads; the ones before must outlive their window, for they still answer."""
        before, self._tasks = self._tasks, TaskRunner()
        before.setParent(self)
        return before

    def go_into(self, folder: Path, wish: Entering) -> None:
        """Open what lies in another folder."""
        self._folder, self._wish = folder, wish
        self.start(None)
        if self.dialog is None:
            self.show(Waiting())

    def _end(self, tasks: TaskRunner) -> None:
        tasks.close()
        self._end_office()

    def _end_office(self) -> None:
        if self._ports is not None:
            _office().at_exit(self._ports)
            self._ports = None
        self._stack.close()

    def answer(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        *,
        owner: QObject | None = None,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Do something in the background, after what was begun before; for a dialog or the door."""
        self._tasks.query(work, owner=owner or self, done=done, failed=self._on_refused, lane=lane)

    @Slot()
    def again(self) -> None:
        """Look once more what is there."""
        self.start(self._secret)

    @Slot(str, str)
    def _on_given(self, user_id: str, passphrase: str) -> None:
        self._wish = replace(self._wish, user_id=user_id or None)
        self.open(passphrase)

    @Slot(str)
    def open(self, passphrase: str | None) -> None:
        """Open the office; None: nobody is asked for a passphrase."""
        self._secret, wish = passphrase, self._wish
        self._tasks.query(
            lambda: _office().enter(self._folder, passphrase, wish, self._stack),
            owner=self,
            done=self._on_open,
            failed=self._on_closed,
            lane=Lane.WRITER,
        )

    def _on_open(self, ports: Any) -> None:  # noqa: ANN401 loaded late
        self._secret = None
        self._net.crashed.disconnect(self._on_crashed)
        self._work(ports)
        self._summons.listen(self._folder)
        QTimer.singleShot(SETTLED_MS, self.window, self.window.backup.keep_up)
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog.deleteLater()
            self.dialog = None
        _stands()

    @Slot(object)
    def _on_switched(self, actor: Any) -> None:  # noqa: ANN401 from a signal
        """Another person sits here: a window of their own, over the same open office."""
        window, self.window = self.window, None
        self._halves[self._ports.actor.user_id] = window.desk.hand_over()
        self._net.crashed.disconnect(window.show_failure)
        tasks = self._keep_tasks()
        self.answer(tasks.close, partial(_ended, tasks))
        self._work(_office().as_actor(self._ports, actor))
        window.hide()
        window.deleteLater()

    def _work(self, ports: Any) -> None:  # noqa: ANN401 loaded late
        self._ports = ports
        window = _office().open_window(ports, self._tasks)
        self.window = window
        window.desk.take_over(self._halves.pop(ports.actor.user_id, {}))
        self._net.crashed.connect(self.window.show_failure)
        window.restore_asked.connect(self._on_restore_asked)
        window.desk.lock.switched.connect(self._on_switched)
        self._training.offer(window)
        window.showMaximized()

    @Slot()
    def _on_called(self) -> None:
        """Somebody started the program once more: what is open comes forward."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    def _on_closed(self, error: Exception) -> None:
        """What did not open needs a decision where the data are gone, else another try."""
        if isinstance(error, AlreadyOpen):
            self._rescue.show_elsewhere(error)
            return
        if self._training.show_problem(error):
            return
        if isinstance(error, STOPS):
            self._rescue.show_notice(error)
        else:
            self._on_refused(error)

    def _on_refused(self, error: Exception) -> None:
        wrong = isinstance(error, CaError) and error.code == "WRONG-PASSPHRASE"
        if hasattr(self.dialog, "show_problem"):
            self.dialog.show_problem(error)
        elif wrong:
            self._show_sign_in()
        else:
            self._rescue.show_notice(error)

    @Slot(object)
    def _on_crashed(self, error: Exception) -> None:
        self._rescue.show_notice(error)


def _office() -> ModuleType:
    from ca_desktop.app import office_window  # noqa: PLC0415 loads while a person signs in

    return office_window


def _prepare() -> None:
    _office().prepare()


def _on_prepared(_loaded: None) -> None:
    _office().draw_ahead()
    QListWidget().viewport()  # the first widget that Qt made makes the binding name all classes
    _stands()


def _signs_in(_free: None) -> None:
    """Nobody else has the office open: the sign-in stays."""


def _ended(tasks: TaskRunner, _closed: object) -> None:
    """No thread answers any more."""
    tasks.deleteLater()
    _stands()


def _stands(_loaded: object = None) -> None:
    """What was loaded stays; garbage is collected from now on, on this thread."""
    collect_here()


def application(data: Path | None = None) -> QApplication:
    """Return the Qt application, in Vietnamese, dressed as this computer keeps it.

    Args:
        data: the data folder; None: as released.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(sys.argv[:1])
    made.setApplicationName(NAME)
    made.setDesktopFileName(LAUNCHER)
    look = kept_look(ThisPc(state_folder(data))) if data else None
    dress(made, resources_folder(), look)
    FocusRings(made)
    OnScreen(made)
    QtWords(made, resources_folder() / "texts" / "qtbase_vi.toml")
    return made


def show_window(wish: Entering) -> int:
    """Run the window until it is closed.

    Raises:
        MachineError: NO-DISPLAY there is nothing to draw on.
    """
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _DISPLAYS)):
        raise MachineError("NO-DISPLAY")  # Qt would abort the process, in English
    data = wish.data or default_data_folder()
    app = application(data)
    with ExitStack() as stack:
        door = Door(data, stack, wish)
        door.start(_passphrase_in(wish.passphrase_file))
        status = app.exec()
        door.close()
        return status


def _passphrase_in(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8-sig").strip("\r\n")
    except (OSError, ValueError):
        return None  # then the window asks for it
