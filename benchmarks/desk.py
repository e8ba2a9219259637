"""Key presses of the clerk's everyday work, counted at the real window; ``run.py desk``."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import line, seconds
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from tests.helpers.training import paired_offices

from ca_desktop.app.collector import collect_here
from ca_desktop.app.demo.clerk import Clerk, require, until
from ca_desktop.app.office_window import open_window
from ca_desktop.app.window import application
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows, step_dossier
from ca_desktop.services.desk.intake import ReceiveDossier, receive_dossier
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.spoolers import Spooler
from ca_desktop.ui.windows.main_window import MainWindow

ROUNDS = 9
CARD = "001090333444|012345678|Trần Văn Đức|07021990|Nam|Thôn Đông Viên, xã Bình Minh|15042021"
KNOWN = {
    "name": "Lò Thị Én",
    "id_number": "001190123456",
    "birth": "1990-03-05",
    "sex": "female",
    "phone": "0912345678",
    "address": "Thôn Đông Viên, xã Bình Minh",
}
OTHER_PROCEDURE = "1.001193"


def scanned(clerk: Clerk) -> None:
    """A. Intake, card scanned."""
    before = clerk.begin_intake()
    clerk.scan(CARD)
    until(lambda: clerk.window.pages.intake.person.name.text() == "Trần Văn Đức")
    clerk.enter("hn")
    clerk.enter("0912345678")
    clerk.save_intake(before)


def typed(clerk: Clerk) -> None:
    """B. Intake, all typed, hamlet suggested."""
    before = clerk.begin_intake()
    intake = clerk.window.pages.intake
    clerk.enter("hn")
    clerk.enter("001190555666")
    clerk.enter("Nguyễn Thị Hường")
    clerk.enter("01011990")
    clerk.enter("n")
    clerk.enter("0987654321")
    until(lambda: bool(intake.person.hamlet.hasFocus()))
    clerk.type("dong v")
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Return)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Space)
    clerk.save_intake(before)
    fields = _newest(clerk)
    require(fields["submitter"]["address"].startswith("Thôn Đông Viên, "))
    require(len(fields["documents"]) == 2)  # noqa: PLR2004 what everybody brings, and one more


def known(clerk: Clerk) -> None:
    """C. Intake, known person."""
    before = clerk.begin_intake()
    intake = clerk.window.pages.intake
    clerk.enter("hn")
    clerk.enter(KNOWN["id_number"])
    until(lambda: intake.person.name.text() == KNOWN["name"])
    clerk.save_intake(before)
    require(_newest(clerk)["submitter"]["phone"] == KNOWN["phone"])


def second(clerk: Clerk) -> None:
    """D. Second dossier, same person."""
    before = clerk.begin_intake()
    intake = clerk.window.pages.intake
    clerk.enter("hn")
    clerk.enter("001190777888")
    clerk.enter("Giàng Thị Mỵ")
    clerk.keys = 0  # the first dossier stands in the form
    clerk.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    until(lambda: clerk.stored() == before + 1 and intake.picker.procedure.hasFocus())
    clerk.enter("ks")
    until(lambda: intake.papers.rowCount() > 0)
    clerk.save_intake(before + 1)
    require(_newest(clerk)["submitter"]["name"] == "Giàng Thị Mỵ")


def owner(clerk: Clerk) -> None:
    """E. Return by scan, owner."""
    code = _ready(clerk, "Lò Văn Ó")
    clerk.window.show_page(clerk.window.pages.today)
    clerk.scan(code)
    _shown(clerk, code)
    _return(clerk, code)


def proxy(clerk: Clerk) -> None:
    """F. Return to an authorised person."""
    code = _ready(clerk, "Lò Văn Ân")
    results = clerk.window.pages.results
    clerk.window.show_page(clerk.window.pages.today)
    clerk.scan(code)
    _shown(clerk, code)
    until(results.code.hasFocus)
    clerk.press(Qt.Key.Key_Tab)
    clerk.type("n")
    clerk.scan(CARD)
    until(lambda: results.collector.name.text() == "Trần Văn Đức")
    results.collector.authorisation.fill(
        "Giấy ủy quyền ngày 01/03/2026"
    )  # read off the paper at hand
    _return(clerk, code)


def by_name(clerk: Clerk) -> None:
    """G. Return by name, no slip."""
    code = _ready(clerk, "Vàng Thị Lụa")
    window = clerk.window
    window.activateWindow()  # the task before may have had a window of its own in front
    until(window.isActiveWindow)
    window.show_page(window.pages.today)
    clerk.press(Qt.Key.Key_F3)
    clerk.type("vang thi lua")
    until(lambda: _highlighted(window) == code)
    clerk.press(Qt.Key.Key_F7)
    _shown(clerk, code)
    _return(clerk, code)


def monthly(clerk: Clerk) -> None:
    """H. Monthly report."""
    window = clerk.window
    window.activateWindow()  # the task before may have had a window of its own in front
    until(window.isActiveWindow)
    window.show_page(window.pages.today)
    clerk.press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    until(lambda: QApplication.activePopupWidget() is not None)
    clerk.press(Qt.Key.Key_T)
    until(lambda: window.pages.current is window.pages.report)
    until(lambda: window.pages.report.model.table is not None)
    window.activateWindow()  # without a screen nobody gives the window back what its menu took
    until(window.isActiveWindow)
    clerk.press(Qt.Key.Key_F9)
    until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    dialog = QApplication.activeModalWidget()
    with TemporaryDirectory() as folder:
        if isinstance(dialog, QFileDialog):
            dialog.setDirectory(folder)  # where the clerk's documents are
            dialog.activateWindow()
            until(dialog.isActiveWindow)
        clerk.press(Qt.Key.Key_Return)
        until(lambda: bool(list(Path(folder).glob("bieu-06-*.xlsx"))))


def carried(clerk: Clerk) -> None:
    """I. USB export."""
    with TemporaryDirectory() as folder, paired_offices(Path(folder)) as (commune, _centre):
        stick = Path(folder) / "usb"
        stick.mkdir()
        plugged: Any = _Plugged(commune.ports.files, stick)
        with at_the_desk(replace(commune.ports, files=plugged)) as there:
            there.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
            outbox = there.window.pages.transfer.outbox
            until(lambda: outbox.folder.text() == str(stick))
            there.press(Qt.Key.Key_F9)
            until(lambda: "Đã ghi và kiểm tra" in there.window.message.text())
            require(any(stick.rglob("*.*")))
            clerk.keys += there.keys


class _Plugged:
    """The files of an office with one stick in the computer."""

    def __init__(self, files: object, stick: Path) -> None:
        self._files, self._stick = files, stick

    def drives(self) -> list[Drive]:
        """Return the stick."""
        return [Drive(path=self._stick, name="USB", free=10**9, read_only=False)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)


def _highlighted(window: MainWindow) -> str:
    row = window.search.current()
    return row.code or "" if row else ""


def _shown(clerk: Clerk, code: str) -> None:
    """The person is on the screen before anything is confirmed."""
    results = clerk.window.pages.results
    until(lambda: clerk.window.pages.current is results)
    until(lambda: code in results.card.shown_code)


def _ready(clerk: Clerk, name: str) -> str:
    given = {"procedure": OTHER_PROCEDURE, "applicant": {"name": name}}
    code = receive_dossier(clerk.ports, ReceiveDossier.from_json(given)).code
    step_dossier(clerk.ports, code, "result_ready")
    return code


def _return(clerk: Clerk, code: str) -> None:
    clerk.press(Qt.Key.Key_F9)
    done = DossierFilter(find=code, statuses=("result_returned",))
    until(lambda: count_dossiers(clerk.ports, done) == 1)


def _newest(clerk: Clerk) -> dict[str, Any]:
    row = dossier_rows(clerk.ports, DossierFilter(), limit=1, order="-received")[0]
    with clerk.ports.reading() as view:
        return view.dossiers.history(row.dossier_id)[0].fields or {}


@dataclass(frozen=True)
class Task:
    """Something a clerk does many times a day.

    Attributes:
        budget: keys at the most.
    """

    play: Callable[[Clerk], None]
    budget: int

    @property
    def name(self) -> str:
        """What it is called."""
        return (self.play.__doc__ or "").rstrip(".")


TASKS = (
    Task(scanned, 20),
    Task(typed, 85),
    Task(known, 22),
    Task(second, 8),
    Task(owner, 3),
    Task(proxy, 6),
    Task(by_name, 20),
    Task(monthly, 6),
    Task(carried, 4),
)
"""Budgets: the keystroke table of the design."""


@contextmanager
def at_the_desk(ports: Ports) -> Iterator[Clerk]:
    """Open the window of an office that knows one person; what it prints goes nowhere."""
    given = {"procedure": OTHER_PROCEDURE, "applicant": KNOWN}
    receive_dossier(ports, ReceiveDossier.from_json(given))
    window = open_window(ports)
    collect_here()
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    try:
        yield Clerk(window, ports)
    finally:
        until(lambda: not window._context.tasks.writing)  # noqa: SLF001 nothing may be half-done
        window.close()
        window.deleteLater()


def measure(ports: Ports) -> None:
    """Print the keys of each task, the wait from F2 to the cursor and from F9 to the answer."""
    application()
    press.print_pdf = _print_nowhere
    with at_the_desk(ports) as clerk:
        for task in TASKS:
            clerk.keys = 0
            task.play(clerk)
            over = "" if clerk.keys <= task.budget else "   OVER"
            print(f"{task.name:<44}{clerk.keys:>6} keys, budget {task.budget}{over}", flush=True)
        opened, saved = zip(*(waits(clerk, number) for number in range(ROUNDS + 1)), strict=True)
    line("F2 to the cursor, median", statistics.median(opened[1:]))
    line("F9 to the stored dossier, median", statistics.median(saved[1:]))


def waits(clerk: Clerk, number: int) -> tuple[float, float]:
    """Take one dossier in; return the seconds of both waits."""
    window = clerk.window
    window.activateWindow()  # the task before may have had a window of its own in front
    until(window.isActiveWindow)
    window.show_page(window.pages.today)
    opened = seconds(clerk.begin_intake)
    clerk.enter("hn")
    person = window.pages.intake.person
    person.name.fill("Lò Văn Đo")
    person.id_number.fill(f"001090{number:06}")
    saved = seconds(partial(_stored, clerk))
    return opened, saved


def _stored(clerk: Clerk) -> None:
    clerk.press(Qt.Key.Key_F9)
    until(lambda: not clerk.window.pages.intake.person.name.text())


def _print_nowhere(
    pdf: bytes, *, title: str, choice: PrinterChoice, spooler: Spooler | None = None
) -> press.Printed:
    """What a benchmark takes in must not come out of the printer of who runs it."""
    require(bool(pdf) and spooler is None)
    return press.Printed(printer=choice.printer, label=title, spool="")
