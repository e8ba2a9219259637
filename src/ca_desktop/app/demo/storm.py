"""A week in which everything happens to the files and machines of a town, once each.

`StormTown` is the town and its road, `Account` what is told afterwards; the disasters themselves
are in `ca_desktop.app.demo.storm_scenes`.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import CENTRE, CENTRE_PLACE, Ledger, World
from ca_desktop.domain.errors import CaError
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services import attention
from ca_desktop.services.desk import attachments, dossiers, intake, slips
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.exchange.imports import Imported
from ca_desktop.services.machines import lives
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.words import describe, describe_code

COMMUNES = (
    ("H19.12.31", "Xã Bình Minh"),
    ("H19.12.32", "Phường Đồng Xuân"),
    ("H19.12.33", "Xã Suối Én"),
    ("H19.12.34", "Xã Nà Lò"),
    ("H19.12.35", "Xã Phú Đức"),
)
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=VIETNAM)
CLOSING = time(16, 30)
ONE, TWO, THREE, FOUR, FIVE = (f"xa-{number}" for number in range(1, 6))
PROCEDURE = "1.004873"
ROUNDS = 6
"""Journeys with every file until nothing is missing any more, at most."""


@dataclass
class Happening:
    """One disaster: what was done to the files, what the program said, what the person did."""

    title: str
    at: str
    done: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return it as lines of the account."""
        parts = (("done", self.done), ("program", self.said), ("person", self.person))
        return [
            f"{self.at}  {self.title}",
            *(f"    {name:<8} {line}" for name, lines in parts for line in lines),
        ]


class StormTown:
    """A town whose files and machines suffer; every file that is written is kept.

    Attributes:
        account: everything that happened so far.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.account: list[Happening] = []
        self._dice = random.Random(10_14)
        self._files = 0
        self._seen: set[tuple[str, str]] = set()
        world.clock.moment = MONDAY

    @contextmanager
    def scene(self, title: str) -> Iterator[Happening]:
        """Let something happen, some time later."""
        self.world.clock.moment = _later(self.world.clock.moment)
        happening = Happening(title=title, at=f"{self.world.clock.moment:%a %H:%M}")
        self.account.append(happening)
        yield happening

    # --- at the desk ---------------------------------------------------------------------

    def take_in(self, place: str, number: int = 1) -> list[str]:
        """Take dossiers of made-up citizens in; return their codes."""
        self.world.clock.moment += timedelta(minutes=3)
        today = self.world.clock.moment.date()
        commands = [
            intake.ReceiveDossier.from_json(
                {"procedure": PROCEDURE, "applicant": citizen(self._dice, today)}
            )
            for _ in range(number)
        ]
        taken = intake.receive_dossiers(self.world.office(place), commands)
        return [item.code for item in taken]

    def scan(self, place: str, code: str) -> None:
        """Put a scanned paper into a dossier: its own slip, signed by nobody."""
        ports = self.world.office(place)
        paper = slips.save_slip(ports, code, self.folder("may-quet"))
        attachments.attach_files(ports, dossiers.dossier_id_of(ports, code), [paper])

    def scans(self, place: str, code: str) -> str:
        """Return how an office sees the scans of a dossier."""
        ports = self.world.office(place)
        rows = attachments.attachments_of(ports, dossiers.dossier_id_of(ports, code))
        return ", ".join(f"{row.name}: {'here' if row.here else 'not yet here'}" for row in rows)

    def matters(self, place: str) -> list[str]:
        """Return what came up for a person at an office since the last look, in its words."""
        found = attention.matters(self.world.office(place))
        new = [x for x in found if (place, x.matter_id) not in self._seen]
        self._seen |= {(place, x.matter_id) for x in new}
        return [f"Cần xử lý ({self.name_of(place)}): {x.message.sentence}" for x in new]

    def step(self, place: str, code: str, step: str, note: str) -> dossiers.Stepped:
        """Take a step with a dossier."""
        self.world.clock.moment += timedelta(minutes=1)
        return dossiers.step_dossier(self.world.office(place), code, step, note=note)

    def status(self, place: str, code: str) -> str:
        """Return where an office sees a dossier."""
        with self.world.office(place).reading() as view:
            return dossiers.find_dossier(view, code).status.value

    # --- on the road ---------------------------------------------------------------------

    def export(self, place: str, *, peer: str | None = None, part: int | None = None) -> list[Path]:
        """Write what is new for the peers, each time into a folder of its own."""
        self.world.clock.moment += timedelta(minutes=2)
        target = self.folder(f"tu-{place}")
        done = exports.export_packages(self.world.office(place), target, peer=peer, part=part)
        return [file for item in done for file in item.files]

    def mails(self, place: str, part: int) -> list[Path]:
        """Write a package as mails ready to be sent, each with a part."""
        done = exports.export_packages(
            self.world.office(place), self.folder(f"thu-{place}"), part=part, mail=True
        )
        return [draft for item in done for draft in item.drafts]

    def folder(self, name: str) -> Path:
        """Return a new folder for files of the story."""
        self._files += 1
        folder = self.world.folder / "sync" / f"{self._files:03}-{name}"
        folder.mkdir(parents=True)
        return folder

    def take(self, place: str, files: Sequence[Path]) -> list[Imported]:
        """Take files in, as the page for it does."""
        self.world.clock.moment += timedelta(minutes=1)
        return imports.import_packages(self.world.office(place), files)

    def carry(self, place: str) -> list[Imported]:
        """Carry a commune's file to the centre and the answer back."""
        code = self.code_of(place)
        there = self.take(CENTRE_PLACE, self.export(place))
        return there + self.take(place, self.export(CENTRE_PLACE, peer=code))

    def code_of(self, place: str) -> str:
        """Return the code of a commune."""
        return next(code for code in self.world.names if self.world.place(code) == place)

    def name_of(self, place: str) -> str:
        """Return the name of an office."""
        return CENTRE[1] if place == CENTRE_PLACE else self.world.names[self.code_of(place)]

    # --- machines ------------------------------------------------------------------------

    def copy_disk(self, place: str, *, whole: bool = True) -> Path:
        """Copy a data folder, or the whole disk with what lies beside it."""
        self.world.close(place)
        self._files += 1
        copy = self.world.folder / "disks" / f"{self._files:03}-{place}" / place
        for beside in ("", ".state") if whole else ("",):
            source = self.world.data_folder(place)
            shutil.copytree(
                source.with_name(source.name + beside), copy.with_name(copy.name + beside)
            )
        return copy

    def put_back(self, place: str, copy: Path) -> None:
        """Put a copy of a folder, or of a whole disk, in the place of the present one."""
        self.world.close(place)
        for beside in ("", ".state"):
            source = copy.with_name(copy.name + beside)
            target = self.world.data_folder(place)
            target = target.with_name(target.name + beside)
            if source.exists():
                shutil.rmtree(target)
                shutil.copytree(source, target)

    def lose_disk(self, place: str, *, whole: bool) -> None:
        """Let a data folder, or the whole disk, be gone."""
        self.world.close(place)
        folder = self.world.data_folder(place)
        shutil.rmtree(folder)
        if whole:
            shutil.rmtree(folder.with_name(f"{folder.name}.state"))

    def answer_question(self, place: str, last: LastPapers) -> str | None:
        """Answer “thay máy cũ” where a machine asks; return what was answered."""
        ports = self.world.office(place)
        with ports.reading() as view:
            if lives.is_sole(ports, view):
                return None
        life = lives.adopt(ports, last)
        return f"“Máy này thay máy cũ”; numbers go on in series {life.series}"

    # --- the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry every file both ways until nothing new comes."""
        for _ in range(ROUNDS):
            for code in self.world.names:
                place = self.world.place(code)
                for office in (place, CENTRE_PLACE):
                    self.answer_question(office, LastPapers())
                self.carry(place)


def _later(moment: datetime) -> datetime:
    """Return a time two hours on, within the working day."""
    later = moment + timedelta(hours=2)
    if later.time() < CLOSING:
        return later
    return later.replace(hour=7, minute=45) + timedelta(days=1)


def said(items: Sequence[Imported]) -> list[str]:
    """Return what the program says of imported files."""
    return [_sentence(item) for item in items]


def names(files: Sequence[Path]) -> str:
    """Return the names of files."""
    return ", ".join(file.name for file in files)


def _sentence(item: Imported) -> str:
    if item.code:
        return f"{item.code}: {describe_code(item.code, **item.details).sentence}"
    return f"{item.result}: {item.sender}, tệp số {item.package}, {item.events} việc mới"


def refusal(error: CaError) -> str:
    """Return what the program says when it refuses."""
    return f"{error.code}: {describe(error).sentence}"


def storm_world(folder: Path, ledger: Ledger) -> World:
    """Return the world of the story: five communes."""
    return World(folder, ledger, COMMUNES)
