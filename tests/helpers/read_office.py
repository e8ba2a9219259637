"""An office in its window, shown page by page as the standard input asks; for a screen reader."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from tests.helpers import offices

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import application
from ca_desktop.services.desk.dossiers import dossier_rows
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.windows.main_window import MainWindow

SETTLES_MS = 150


class Shower:
    """Shows what the standard input asks for, and says when it stands."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def read(self) -> None:
        """Take the next line."""
        line = sys.stdin.readline().strip()
        pages = self._window.pages
        if line in {"", "quit"}:
            self._window.close()
            os._exit(0)
        if line.startswith("warn "):
            self._window.message.warn(line.removeprefix("warn "))
        else:
            if line == "dossier":
                rows = dossier_rows(self._window._context.ports, DossierFilter(), limit=1)
                pages.dossier.choose(rows[0].dossier_id)
            self._window.show_page(pages.named(line))
        QTimer.singleShot(SETTLES_MS, self.stand)

    def stand(self) -> None:
        """Say that it stands, once nothing is on its way."""
        sys.stdout.write("stands\n")
        sys.stdout.flush()


def main() -> None:
    """Show the office in the folder that is named."""
    use_words()
    program = application()
    with offices.opened(Path(sys.argv[1])) as ports:
        window = open_window(ports)
        window.resize(1366, 730)
        window.show()
        shower = Shower(window)
        asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        asked.activated.connect(shower.read)
        QTimer.singleShot(SETTLES_MS, shower.stand)
        program.exec()


if __name__ == "__main__":
    main()
