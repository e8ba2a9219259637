"""The desk of the day: its office, its window, its printer and the hour."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from ca_desktop.app import bootstrap
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.collector import collect_here
from ca_desktop.app.demo.clerk import Clerk, rest, until
from ca_desktop.app.demo.watchdog import Watchdog
from ca_desktop.app.office_window import open_window, prepare
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import application
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.desk.intake import procedures_for_intake
from ca_desktop.services.office.printers import PrinterChoice, choose_printer
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.windows.main_window import MainWindow

SEED = 314
WINDOW = (1366, 730)
ALIASES = 8
"""Procedures that the day is about."""


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
        dossiers: taken in that day.
    """

    office: Path
    place: Path
    printer: Printer | None
    dossiers: int = 60

    @property
    def before_the_cut(self) -> int:
        """How many of them come before the power goes; the next one is being typed then."""
        return self.dossiers * 2 // 5


@dataclass
class Desk:
    """The window of the office, the clerk before it, and the hour."""

    stage: Stage
    ports: Ports
    window: MainWindow
    clerk: Clerk
    clock: TypedClock
    dice: random.Random
    dog: Watchdog
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

    @cached_property
    def procedures(self) -> Sequence[Procedure]:
        """What people come for: procedures with a short name and one case only."""
        with self.dog.looking_away():
            found = procedures_for_intake(self.ports)
        return [one for one in found if one.alias and len(one.cases) == 1][:ALIASES]


@contextmanager
def desk(stage: Stage, at: datetime, seed: int) -> Iterator[Desk]:
    """Open the office and its window at an hour of the day."""
    use_words()
    application()
    prepare()  # as the program does while the clerk types the passphrase
    clock = TypedClock(at)
    with bootstrap.open_office(stage.office, clock=clock) as ports:
        if stage.printer is not None:
            choice = PrinterChoice(printer=stage.printer.name, layout="a5")
            for form in PaperForm:
                choose_printer(ports, form, choice)
        tasks = TaskRunner()
        dog = Watchdog()
        window = open_window(ports, tasks)
        collect_here()
        window.resize(*WINDOW)
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        made = Desk(
            stage,
            ports,
            window,
            Clerk(window, ports, dog.looking_away),
            clock,
            random.Random(seed),
            dog,
        )
        try:
            yield made
        except TimeoutError:
            made.picture("dung-lai")
            raise
        until(lambda: not tasks.writing)
        until(window.close)  # what is half typed holds it back once
