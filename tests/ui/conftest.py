"""A real office behind a real window, without a screen."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.intakes import Begin, typed
from tests.helpers.windows import wait_for_paper

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.printing import press
from ca_desktop.ui.windows.main_window import MainWindow

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """As in the program: no worker collects a widget, see `ca_desktop.app.collector`."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def office_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that nobody works in."""
    use_words()
    founding = Founding(
        kind="commune", code="H19.12.34", name="Xã Bình Minh", user_name="Cán bộ A", training=True
    )
    folder = tmp_path_factory.mktemp("pattern") / "xa"
    bootstrap.create_office(folder, founding, None, now=NOW)
    return folder


@pytest.fixture
def founded(office_pattern: Path, tmp_path: Path) -> Path:
    """The data folder of a new office that is not open."""
    return offices.copy(office_pattern, tmp_path / "xa")


@pytest.fixture
def ports(founded: Path) -> Iterator[Ports]:
    with ExitStack() as stack:
        yield stack.enter_context(bootstrap.open_office(founded, clock=StoryClock(NOW)))


@pytest.fixture
def window(qtbot: QtBot, ports: Ports) -> Iterator[MainWindow]:
    made = open_window(ports)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made._context.tasks.writing)
    made.close()
    if made.isVisible():  # what is half typed holds it back once
        made.close()
    made.deleteLater()


@pytest.fixture(autouse=True)
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What is printed goes into a file: tests must not wake the printer of who runs them."""
    target = tmp_path / "paper.pdf"

    def send(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        printer.setResolution(300)
        press.draw_on(printer, pdf)
        return press.Printed(printer="may-in-thu", label="Máy in thử", spool="")

    monkeypatch.setattr(press, "print_pdf", send)
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "Documents"))
    yield target
    wait_for_paper()


@pytest.fixture
def begin(qtbot: QtBot, window: MainWindow) -> Begin:
    """Presses F2 and types a name."""
    return partial(typed, qtbot, window)
