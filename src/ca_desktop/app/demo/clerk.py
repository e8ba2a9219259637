"""A clerk at the real window: every key as a keyboard sends it, and counted.

Vietnamese text costs what Telex costs: the letters, a second key for each shaped one, one for
each tone, and Shift. A scan costs no key.
"""

import time
import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ca_desktop.app.demo import hands
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.windows.main_window import MainWindow

PATIENCE = 20.0
"""Seconds until something that should happen counts as broken."""

LOOK_MS = 2
"""Between two looks whether it has."""

SETTLE_MS = 150
"""Room for what a timer begins, and for the last painting."""

EVERY = DossierFilter()

_DOUBLED = frozenset("âêôăơưđ")
_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")


def telex_keys(text: str) -> int:
    """Return how many keys a text costs in Telex, Shift included."""
    apart = unicodedata.normalize("NFD", text)
    bare = unicodedata.normalize("NFC", "".join(char for char in apart if char not in _TONES))
    tones = sum(char in _TONES for char in apart)
    both = bare.casefold().count("ươ")  # one w makes both
    shaped = sum(char in _DOUBLED for char in bare.casefold()) - both
    return len(bare) + shaped + tones + sum(char.isupper() for char in bare)


class Clerk:
    """Hands at the window, which count.

    Attributes:
        keys: pressed so far.
    """

    def __init__(
        self,
        window: MainWindow,
        ports: Ports,
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Sit down at a window.

        Args:
            window: of the office.
            ports: of the same office, to look whether what the screen says is so.
            aside: what such a look happens in, because no clerk takes it.
        """
        self.window, self.ports = window, ports
        self._aside = aside
        self.keys = 0
        self._at = 1_000_000

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press one key, and another one that is held down."""
        self.keys += 2 if modifier else 1
        QTest.keyClick(here(self.window), key, modifier or Qt.KeyboardModifier.NoModifier)
        between_keys()

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.keys += telex_keys(text)
        for key in hands.telex(text):
            hands.send(here(self.window), [key])
            between_keys()

    def enter(self, text: str) -> None:
        """Type and press Enter."""
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def scan(self, text: str) -> None:
        """Hold a code before the scanner."""
        for char in f"{text}\r":
            self._at += 4
            hands.press(here(self.window), char, at=self._at)
            between_keys()
        self._at += 5_000

    def begin_intake(self) -> int:
        """Press F2 wherever the clerk is; return how many dossiers there are."""
        self.press(Qt.Key.Key_F2)
        picker = self.window.pages.intake.picker
        until(lambda: picker.ready and picker.procedure.hasFocus())
        return self.stored()

    def save_intake(self, before: int) -> None:
        """Press F9, again where the program asks; then the form is ready for the next citizen.

        Raises:
            ValueError: it is, and there is not one dossier more.
        """
        intake = self.window.pages.intake

        def is_ready() -> bool:
            return not intake.person.name.text() and intake.picker.procedure.hasFocus()

        self.press(Qt.Key.Key_F9)
        until(lambda: is_ready() or bool(intake.checks.bar.text))
        if intake.checks.bar.text:
            self.press(Qt.Key.Key_F9)
        until(is_ready)
        require(self.stored() == before + 1)

    def stored(self, wanted: DossierFilter = EVERY) -> int:
        """Return how many dossiers the office has, of those that are meant."""
        with self._aside():
            return count_dossiers(self.ports, wanted)


def require(holds: bool) -> None:  # noqa: FBT001 what was stored
    """Look whether what the screen says is so.

    Raises:
        ValueError: it is not.
    """
    if not holds:
        raise ValueError("something else was stored")


def here(window: QWidget) -> QWidget:
    """Return what the keys go to."""
    return QApplication.activePopupWidget() or QApplication.focusWidget() or window


def between_keys() -> None:
    """Let the program do what waits: no hand and no scanner sends the next key before that."""
    rest(0)


def rest(milliseconds: int) -> None:
    """Let the program work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(window: MainWindow) -> None:
    """Let a window show all that it asked for."""
    rest(SETTLE_MS)
    until(lambda: window.settled)
    rest(SETTLE_MS)


def until(what: Callable[[], bool]) -> None:
    """Let the program work until something is the case.

    Raises:
        TimeoutError: it never is.
    """
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(what)
        rest(LOOK_MS)
