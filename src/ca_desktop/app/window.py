"""The program with a window: first run or signing in, then the office."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from ca_desktop.app import bootstrap
from ca_desktop.app.crash import log_bug
from ca_desktop.app.resources import resources_folder
from ca_desktop.domain.errors import CaError
from ca_desktop.services.offices import Founding, office_facts
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.entry import FirstRun, KeepCodes, SignIn
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.theme import dress
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.vault.machine import default_data_folder


class CrashNet(QObject):
    """Catches what nobody expected: logged without personal data, shown, survived.

    Signals:
        crashed(Exception): shown by the window.
    """

    crashed = Signal(object)

    def install(self) -> None:
        """Take over the last resort of the interpreter."""
        sys.excepthook = self._on_error

    def _on_error(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log_bug(error)
        self.crashed.emit(error)


class Door(QObject):
    """Leads from the start to the main window."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        super().__init__()
        self._folder = folder
        self._stack = stack
        self._net = CrashNet(self)
        self._net.install()
        self._passphrase: str | None = None
        self.dialog: FirstRun | SignIn | KeepCodes | None = None
        self.window: MainWindow | None = None

    def start(self, passphrase: str | None) -> None:
        """Open what is there, or found an office."""
        if not (self._folder / bootstrap.DATABASE).is_file():
            first = FirstRun()
            first.given.connect(self._on_founding)
            self.dialog = first
            first.show()
            return
        try:
            self._open(passphrase)
        except CaError as error:
            if error.code != "WRONG-PASSPHRASE":
                raise
            sign_in = SignIn()
            sign_in.given.connect(self._on_secret)
            self.dialog = sign_in
            sign_in.show()

    @Slot(object, str)
    def _on_founding(self, founding: Founding, passphrase: str) -> None:
        try:
            founded = bootstrap.create_office(self._folder, founding, passphrase or None, now=None)
        except CaError as error:
            if self.dialog is not None:
                self.dialog.show_problem(error)
            return
        if self.dialog is not None:
            self.dialog.accept()
        codes = KeepCodes(founded.recovery_code, founded.root_code)
        self._passphrase = passphrase or None
        codes.kept.connect(self._on_kept)
        self.dialog = codes
        codes.show()

    @Slot()
    def _on_kept(self) -> None:
        self._open(self._passphrase)

    @Slot(str)
    def _on_secret(self, passphrase: str) -> None:
        try:
            self._open(passphrase)
        except CaError as error:
            if self.dialog is not None:
                self.dialog.show_problem(error)
            return
        if self.dialog is not None:
            self.dialog.accept()

    def _open(self, passphrase: str | None) -> None:
        ports = self._stack.enter_context(
            bootstrap.open_office(self._folder, passphrase=passphrase)
        )
        self.window = open_window(ports)
        self._net.crashed.connect(self.window._on_failed)  # noqa: SLF001 its own slot
        self.window.show()


def open_window(ports: Ports) -> MainWindow:
    """Make the main window of an open office."""
    facts = office_facts(ports)
    context = UiContext(ports, TaskRunner())
    window = MainWindow(
        context, kind=facts.own.kind, name=facts.own.name, training=facts.node.training
    )
    context.tasks.setParent(window)
    return window


def application() -> QApplication:
    """Return the Qt application, dressed."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(sys.argv[:1])
    dress(made, resources_folder() / "fonts")
    return made


def show_window(arguments: argparse.Namespace) -> int:
    """Run the window until it is closed."""
    app = application()
    folder = arguments.data or default_data_folder()
    passphrase = None
    if arguments.passphrase_file is not None:
        passphrase = arguments.passphrase_file.read_text(encoding="utf-8-sig").strip("\r\n")
    with ExitStack() as stack:
        door = Door(folder, stack)
        door.start(passphrase)
        return app.exec()
