"""What the clerk of the day does, key by key; each part runs in a process of its own."""

import json
import os
import random
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QPushButton

from ca_desktop.app import bootstrap
from ca_desktop.app.citizens import citizen
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.demo.clerk import Clerk, require, until
from ca_desktop.app.demo.watchdog import Watchdog, memory_mib
from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import application
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.procedures import Procedure
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows, step_dossier
from ca_desktop.services.desk.intake import procedures_for_intake
from ca_desktop.services.office.printers import PrinterChoice, choose_printer
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.windows.main_window import MainWindow

SEED = 314
OPENING = datetime(2026, 3, 2, 7, 30, tzinfo=VIETNAM)
AFTER_THE_CUT = datetime(2026, 3, 2, 10, 31, tzinfo=VIETNAM)
BEFORE_THE_CUT = 24
"""Dossiers taken in until the power goes; the one that is being typed then is the next."""

ALL = 60
WINDOW = (1366, 730)
TYPED_MS = 2600
"""A draft is kept two seconds after the last key."""

RESULTS = 8
"""Results that arrive at noon."""

ALIASES = 8
"""Procedures that the day is about."""

STRANGE = "8936012345678"
ELSEWHERE = "H19.12.99-260227-0003"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """The printer of the desk, whose drawer the story reaches into.

    Attributes:
        top: folder of its print server.
        name: of its queue.
    """

    top: Path
    name: str

    def take_paper_out(self) -> None:
        """Empty the tray."""
        self._empty.touch()

    def put_paper_in(self) -> None:
        """Fill the tray."""
        self._empty.unlink()

    @property
    def _empty(self) -> Path:
        return self.top / "drawers" / self.name / "no-paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the day is played.

    Attributes:
        office: data folder of the office.
        place: where pictures and figures go.
        printer: None where this machine has no print server.
    """

    office: Path
    place: Path
    printer: Printer | None


@dataclass
class Desk:
    """The window of the office, the clerk before it, and the hour."""

    stage: Stage
    ports: Ports
    window: MainWindow
    clerk: Clerk
    clock: TypedClock
    dice: random.Random
    dog: Watchdog = field(default_factory=Watchdog)
    figures: dict[str, Any] = field(default_factory=dict)
    moments: int = 0

    def passes(self, minutes: int = 2) -> None:
        """Let time go by."""
        self.clock.moment += timedelta(minutes=minutes)

    def picture(self, name: str) -> None:
        """Keep what the clerk sees at this moment."""
        self.moments += 1
        rest(120)
        with self.dog.looking_away():
            folder = self.stage.place / "moments"
            folder.mkdir(exist_ok=True)
            hour = self.clock.moment.strftime("%H%M")
            self.window.grab().save(str(folder / f"{hour}-{self.moments:02d}-{name}.png"))

    def procedures(self) -> Sequence[Procedure]:
        """Return what people come for: procedures with a short name and one case only."""
        found = procedures_for_intake(self.ports)
        return [one for one in found if one.alias and len(one.cases) == 1][:ALIASES]


@contextmanager
def desk(stage: Stage, at: datetime, seed: int) -> Iterator[Desk]:
    """Open the office and its window at an hour of the day."""
    use_words()
    application()
    clock = TypedClock(at)
    with bootstrap.open_office(stage.office, clock=clock) as ports:
        if stage.printer is not None:
            choice = PrinterChoice(printer=stage.printer.name, layout="a5")
            for form in PaperForm:
                choose_printer(ports, form, choice)
        tasks = TaskRunner()
        window = open_window(ports, tasks)
        window.resize(*WINDOW)
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        made = Desk(stage, ports, window, Clerk(window, ports), clock, random.Random(seed))
        try:
            yield made
        except TimeoutError:
            made.picture("dung-lai")
            raise
        until(lambda: not tasks.writing)
        window.close()


def rest(milliseconds: int) -> None:
    """Let the program work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


# --- what comes over the counter ------------------------------------------------------------


def card_of(person: dict[str, Any]) -> str:
    """Return what the scanner reads off a citizen's card."""
    year, month, day = person["birth"].split("-")
    sex = "Nữ" if person["sex"] == "female" else "Nam"
    parts = (person["id_number"], "", person["name"], f"{day}{month}{year}", sex)
    return "|".join([*parts, person["address"], "15042021"])


def take_in_scanned(at: Desk) -> None:
    """The citizen has a card."""
    person = citizen(at.dice, at.clock.moment.date())
    clerk, intake = at.clerk, at.window.pages.intake
    before = clerk.begin_intake()
    clerk.scan(card_of(person))
    until(lambda: intake.person.name.text() == person["name"])
    clerk.enter(at.dice.choice(at.procedures()).alias or "")
    clerk.enter(person["phone"])
    clerk.save_intake(before)


def take_in_typed(at: Desk) -> None:
    """The citizen has no card: everything is typed."""
    person = citizen(at.dice, at.clock.moment.date())
    year, month, day = person["birth"].split("-")
    clerk = at.clerk
    before = clerk.begin_intake()
    clerk.enter(at.dice.choice(at.procedures()).alias or "")
    clerk.enter(person["id_number"])
    clerk.enter(person["name"])
    clerk.enter(f"{day}{month}{year}")
    clerk.press(Qt.Key.Key_Return)  # the number has told the sex
    clerk.enter(person["phone"])
    clerk.save_intake(before)


def take_in_another(at: Desk) -> None:
    """The same citizen has two things to do."""
    person = citizen(at.dice, at.clock.moment.date())
    clerk, intake = at.clerk, at.window.pages.intake
    first, second = at.dice.sample(list(at.procedures()), 2)
    before = clerk.begin_intake()
    clerk.enter(first.alias or "")
    clerk.enter(person["id_number"])
    clerk.enter(person["name"])
    clerk.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    until(lambda: intake.picker.procedure.hasFocus() or bool(intake.checks.bar.text))
    if intake.checks.bar.text:
        clerk.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    until(intake.picker.procedure.hasFocus)
    require(clerk.stored() == before + 1)
    clerk.enter(second.alias or "")
    until(lambda: intake.papers.rowCount() > 0)
    clerk.save_intake(before + 1)


def give_back_scanned(at: Desk) -> None:
    """Somebody comes with the slip of a dossier whose result is there."""
    code = _ready(at)
    at.window.show_page(at.window.pages.today)
    at.clerk.scan(code)
    until(lambda: code in at.window.pages.results.card.shown_code)
    _hand_over(at, code)


def give_back_by_name(at: Desk) -> None:
    """Somebody comes without the slip."""
    row = at.dice.choice(_rows(at, "result_ready"))
    at.window.show_page(at.window.pages.results)
    results = at.window.pages.results
    results.start()
    until(results.code.hasFocus)
    at.clerk.enter(row.holder_name)
    until(lambda: bool(results.card.shown_code) or results.list.isVisible())
    if results.list.isVisible():
        at.clerk.press(Qt.Key.Key_Down)
        at.clerk.press(Qt.Key.Key_Return)
    until(lambda: bool(results.card.shown_code))
    at.picture("tra-ket-qua")
    _hand_over(at, results.card.shown_code)


def _hand_over(at: Desk, code: str) -> None:
    at.clerk.press(Qt.Key.Key_F9)
    until(lambda: not at.window.pages.results.card.shown_code)
    done = DossierFilter(find=code, statuses=("result_returned",))
    require(count_dossiers(at.ports, done) == 1)


def _ready(at: Desk) -> str:
    return at.dice.choice(_rows(at, "result_ready")).code or ""


def _rows(at: Desk, status: str) -> Sequence[Any]:
    return dossier_rows(at.ports, DossierFilter(statuses=(status,)), limit=200)


def results_arrive(at: Desk) -> None:
    """Whoever decides has decided: results lie at the desk."""
    for row in _rows(at, "in_process")[:RESULTS]:
        step_dossier(at.ports, row.code or "", "result_ready")


# --- what goes wrong -------------------------------------------------------------------------


def strange_scans(at: Desk) -> None:
    """A code that says nothing here, and the slip of another commune: nothing happens."""
    before = at.clerk.stored()
    at.window.show_page(at.window.pages.today)
    for code, name in ((STRANGE, "ma-la"), (ELSEWHERE, "phieu-noi-khac")):
        at.clerk.scan(code)
        rest(300)
        at.picture(name)
    require(at.clerk.stored() == before)


def out_of_paper(at: Desk) -> None:
    """The printer is empty: the dossier is stored, its slip waits, and comes with the paper."""
    printer = at.stage.printer
    if printer is None:
        return
    printer.take_paper_out()
    take_in_scanned(at)
    until(lambda: "hết giấy" in at.window.message.text())
    at.picture("may-in-het-giay")
    printer.put_paper_in()
    at.window.show_page(at.window.pages.prints)
    rest(600)
    at.picture("in-an")


def pull_the_plug(at: Desk) -> None:
    """The power goes while an intake is being typed."""
    at.clerk.begin_intake()
    at.clerk.enter(at.procedures()[0].alias or "")
    at.clerk.enter("001190555666")
    at.clerk.type("Vàng Thị Pà")
    rest(TYPED_MS)
    at.picture("dang-nhap-thi-mat-dien")
    write_figures(at, "morning")
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def go_on_typing(at: Desk) -> None:
    """The program offers what was being typed; the clerk goes on where the power went."""
    until(at.window.desk.recovery.isVisible)
    at.picture("de-nghi-nhap-tiep")
    offered = at.window.desk.recovery.findChild(QPushButton, "draft_go_on")
    if not isinstance(offered, QPushButton):
        raise TypeError("draft_go_on")
    offered.setFocus()
    at.clerk.press(Qt.Key.Key_Space)
    person = at.window.pages.intake.person
    until(lambda: person.name.text() == "Vàng Thị Pà")
    before = at.clerk.stored()
    at.clerk.save_intake(before)


# --- the day ---------------------------------------------------------------------------------

Visit = Callable[[Desk], None]
KINDS: Sequence[tuple[Visit, int]] = (
    (take_in_scanned, 1),
    (take_in_typed, 1),
    (take_in_scanned, 1),
    (take_in_another, 2),
    (take_in_typed, 1),
)


def morning(stage: Stage) -> None:
    """Play from the opening to the power cut; this process does not come back."""
    with desk(stage, OPENING, SEED) as at:
        at.figures["memory when the window is usable, MiB (PSS)"] = memory_mib()
        at.picture("mo-cua")
        between = {6: give_back_scanned, 11: strange_scans, 16: out_of_paper, 20: give_back_scanned}
        queue(at, BEFORE_THE_CUT, between)
        pull_the_plug(at)


def rest_of_day(stage: Stage) -> None:
    """Play from the return of the power to the evening."""
    with desk(stage, AFTER_THE_CUT, SEED + 1) as at:
        go_on_typing(at)
        between = {
            3: results_arrive,
            4: give_back_by_name,
            12: give_back_scanned,
            20: give_back_scanned,
        }
        queue(at, ALL - BEFORE_THE_CUT - 1, between)
        at.picture("cuoi-ngay")
        at.figures["memory after the day, MiB (PSS)"] = memory_mib()
        write_figures(at, "rest")


def queue(at: Desk, number: int, between: Mapping[int, Visit]) -> None:
    """Serve people until so many dossiers are taken in; some of them come for something else."""
    first, turn, others = at.clerk.stored(), 0, dict(between)
    while (done := at.clerk.stored() - first) < number:
        for place in sorted(place for place in others if place <= done):
            at.dog.doing(others[place].__name__)
            others.pop(place)(at)
            at.passes()
        visit, makes = KINDS[turn % len(KINDS)]
        turn += 1
        if at.clerk.stored() - first + makes <= number:
            at.dog.doing(visit.__name__)
            visit(at)
            at.passes(6)


def write_figures(at: Desk, part: str) -> None:
    """Keep what was measured."""
    at.figures[f"longest wait of the event loop, {part}, ms"] = at.dog.longest
    at.figures[f"… that was in, {part}"] = at.dog.where
    at.figures[f"keys pressed, {part}"] = at.clerk.keys
    at.figures[f"dossiers in the office, {part}"] = at.clerk.stored()
    path = at.stage.place / f"figures-{part}.json"
    write_atomically(path, json.dumps(at.figures, ensure_ascii=False).encode())
