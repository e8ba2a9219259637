"""A clerk who types into the real window until a test kills the program: run by path.

It says ``ready``, then for every key how many letters stand in the form and when, by the clock
that all processes of a machine share.
"""

import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest

from ca_desktop.app import bootstrap
from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import application
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.windows.main_window import MainWindow

FASTEST_MS, SLOWEST_MS = 40, 250


class Typist(QObject):
    """Presses one key after the other, now in this field, now in that one."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self._dice = random.Random(seed)
        person = window.pages.intake.person
        self._fields: list[TextField] = [person.name, person.address]
        self._field: TextField = person.name
        self._letters = 0
        self._field.setFocus()
        QTimer.singleShot(0, self.press)

    @Slot()
    def press(self) -> None:
        """Type a letter and say so."""
        if self._dice.random() < 0.1:
            self._field = self._dice.choice(self._fields)
            self._field.setFocus()
        QTest.keyClick(self._field, Qt.Key.Key_B)
        self._letters += 1
        say(f"{self._letters} {time.monotonic()}")
        QTimer.singleShot(self._dice.randint(FASTEST_MS, SLOWEST_MS), self.press)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(folder: Path, seed: int) -> None:
    use_words()
    app = application()
    with bootstrap.open_office(folder) as ports:
        window = open_window(ports)
        window.show()
        window.desk.new_intake()
        say("ready")
        Typist(window, seed)
        app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
