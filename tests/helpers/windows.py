"""A real window over an open office, for as long as a promise looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import resources_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.tasks import Lane, TaskRunner
from ca_desktop.ui.theme import Theme, dress
from ca_desktop.ui.windows.main_window import MainWindow


@contextmanager
def worn_theme(application: QApplication) -> Iterator[Theme]:
    """Dress the application as the program is, and undress it again."""
    font, palette = application.font(), application.palette()
    made = dress(application, resources_folder())
    try:
        yield made
    finally:
        made.setParent(None)
        made.deleteLater()
        application.setStyleSheet("")
        application.setFont(font)
        application.setPalette(palette)


def wait_for_paper() -> None:
    """Let what windows print come out: the file it goes into lasts no longer than the test."""
    runners = [
        each._context.tasks
        for each in QApplication.topLevelWidgets()
        if isinstance(each, MainWindow)
    ]
    leading = (Lane.WRITER, Lane.READER, Lane.PAPER)  # what is noted or read is printed then
    for tasks in runners * 2:
        while _runs(tasks) and any(tasks._busy[lane] for lane in leading):
            QTest.qWait(1)
        QTest.qWait(1)


def _runs(tasks: TaskRunner) -> bool:
    """Tell whether anybody still hears what the lanes answer."""
    return isValid(tasks) and not tasks.closed


@contextmanager
def shown_window(ports: Ports) -> Iterator[MainWindow]:
    """Show the window in front; what was begun in it is finished before it closes."""
    made = open_window(ports)
    made.show()
    made.activateWindow()
    yield made
    while made._context.tasks.writing:
        QTest.qWait(20)
    while made.isVisible():
        made.close()  # what is half typed holds it back once
        QTest.qWait(20)
    made.deleteLater()
