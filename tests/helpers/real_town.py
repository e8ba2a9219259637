"""A town of real offices: real files, databases and keys, a bad road, and disasters.

`lives_town` tries the rules alone; here the whole program does what a town does to it.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.helpers import offices

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.envelope import StreamName
from ca_desktop.domain.packages import Head
from ca_desktop.services.desk import dossiers, results
from ca_desktop.services.exchange import exports, imports, pairing
from ca_desktop.services.machines import lives
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store import tables

COMMUNES = 3
CENTRE = "trung-tam"
SETTLING_ROUNDS = 10
QUIET_ROUNDS = 3
"""Rounds without a new event until acknowledgements have gone both ways."""

OWN_TO_A_DATABASE = frozenset({"position"})
"""Columns of a dossier that say in which order this database learned of it."""

EVERYTHING = DossierFilter()
DISASTERS = (
    *("backup", "backup", "image", "restored"),
    *("disk lost", "image put back", "folder put back", "clone"),
)
_PATTERNS: dict[str, Path] = {}


@dataclass(kw_only=True)
class Machine:
    """A PC: its data folder, with what lies beside it, open all day.

    Attributes:
        last_code: on the newest paper that this PC printed.
        backups: folders that hold a verified copy each.
    """

    name: str
    folder: Path
    clock: StoryClock
    last_code: str = ""
    backups: list[Path] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)
    _ports: Ports | None = None

    @property
    def ports(self) -> Ports:
        if self._ports is None:
            self._ports = self._stack.enter_context(
                bootstrap.open_office(self.folder, clock=self.clock)
            )
        return self._ports

    def close(self) -> None:
        self._stack.close()
        self._ports = None

    def asks(self) -> bool:
        """Tell whether a person must say first whose place this machine takes."""
        with self.ports.reading() as view:
            return not lives.is_sole(self.ports, view)

    def heads(self) -> dict[str, Head]:
        with self.ports.reading() as view:
            return {
                row.name: Head(stream=row.name, seq=row.seq, hash=row.hash)
                for row in view.journal.streams()
            }

    def office(self) -> str:
        with self.ports.reading() as view:
            return view.offices.own().office_id


class RealTown:
    """One centre, its communes, copies of machines that run beside them, and the road.

    Attributes:
        machines: the ones that go on, by name.
        copies: the ones that are switched off before the end.
        road: files under way and the machine name they go to.
        happened: steps and disasters, by kind.
        papers: every code that was printed, with the dossier behind it.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.clock = StoryClock(offices.NOW)
        self.machines: dict[str, Machine] = {}
        self.names: dict[str, str] = {}
        self.copies: list[Machine] = []
        self.images: dict[str, list[Path]] = {}
        self.road: list[tuple[str, Path]] = []
        self.happened: Counter[str] = Counter()
        self.papers: list[tuple[str, str]] = []
        self._number = 0
        pattern = _pattern(folder.parent)
        for name in (CENTRE, *(f"xa-{number}" for number in range(COMMUNES))):
            offices.copy(pattern / name, folder / name)
            machine = Machine(name=name, folder=folder / name, clock=self.clock)
            self.machines[name] = machine
            self.names[machine.office()] = name

    def close(self) -> None:
        for machine in self.running():
            machine.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self) -> list[Machine]:
        return [*self.machines.values(), *self.copies]

    def _any(self) -> Machine:
        self.clock.moment += timedelta(minutes=self.dice.randrange(1, 30))
        return self.dice.choice(self.running())

    def _place(self, what: str) -> Path:
        self._number += 1
        return self.folder / what / str(self._number)

    # --- everyday ------------------------------------------------------------------------

    def take_in(self) -> None:
        machine = self._any()
        if machine.name == CENTRE:
            return
        with suppress(NotAllowedNow):
            machine.last_code = offices.take_in(machine.ports)
            with machine.ports.reading() as view:
                self.papers.append(
                    (machine.last_code, view.dossiers.id_of(machine.last_code) or "")
                )
            self.happened["intake"] += 1

    def step(self) -> None:
        """Somebody takes a step that the program offers for a dossier."""
        machine = self._any()
        with machine.ports.reading() as view:
            rows = [row for row in view.dossiers.rows(EVERYTHING, limit=200) if row.code]
        if not rows:
            return
        row = self.dice.choice(rows)
        offered = dossiers.dossier_detail(machine.ports, row.dossier_id).steps
        if offered and not machine.asks():
            self._take(machine, row.code or "", self.dice.choice(offered))

    def _take(self, machine: Machine, code: str, step: str) -> None:
        with suppress(NotAllowedNow, InvalidField):
            if step == "return":
                results.return_result(machine.ports, code, results.ReturnResult())
            else:
                dossiers.step_dossier(machine.ports, code, step, note="Theo yêu cầu.")
            self.happened[step] += 1

    def export(self) -> None:
        machine = self._any()
        for target, path in self._written(machine):
            if self.dice.random() < 0.75:
                self.road.append((target, path))
            else:
                self.happened["lost file"] += 1

    def _written(self, machine: Machine) -> list[tuple[str, Path]]:
        target = self._place("usb")
        target.mkdir(parents=True)
        try:
            written = exports.export_packages(machine.ports, target)
        except NotAllowedNow:
            return []
        return [(self.names[item.peer.office_id], item.file) for item in written]

    def deliver(self) -> None:
        if not self.road:
            return
        name, path = self.dice.choice(self.road)
        if self.dice.random() < 0.8:
            self.road.remove((name, path))
        taker = self.dice.choice([x for x in self.running() if x.name == name])
        self.take(taker, path)

    def deliver_damaged(self) -> None:
        """A copy of a file lost some bits on its way; nothing of it may come in."""
        if not self.road:
            return
        name, path = self.dice.choice(self.road)
        taker = self.dice.choice([x for x in self.running() if x.name == name])
        data = bytearray(path.read_bytes())
        data[self.dice.randrange(64, len(data))] ^= 1 << self.dice.randrange(8)
        bad = self._place("bad").with_suffix(".hsg")
        bad.parent.mkdir(exist_ok=True)
        bad.write_bytes(data)
        before = taker.heads()
        (said,) = imports.import_packages(taker.ports, [bad])
        assert said.result == "refused", said
        assert taker.heads() == before
        self.happened["damaged file"] += 1

    def take(self, taker: Machine, path: Path) -> None:
        (said,) = imports.import_packages(taker.ports, [path])
        self.happened[said.code or said.result] += 1

    def answer(self) -> None:
        """Somebody looks at the page that asks which machine goes on."""
        machine = self._any()
        if machine.asks():
            self.adopt(machine)

    def adopt(self, machine: Machine) -> None:
        lives.adopt(machine.ports, LastPapers(code=machine.last_code))
        self.happened["adopted"] += 1

    # --- disasters -----------------------------------------------------------------------

    def disaster(self, kind: str) -> None:
        """Let one of `DISASTERS` happen, or prepare one."""
        doing: dict[str, Callable[[], None]] = {
            "backup": self.back_up,
            "image": self.take_image,
            "restored": partial(self.restore, beside=True),
            "disk lost": partial(self.restore, beside=False),
            "image put back": self.put_image_back,
            "folder put back": self.put_folder_back,
            "clone": self.clone,
        }
        doing[kind]()

    def back_up(self) -> None:
        machine = self._any()
        if not machine.asks():
            place = self._place("backups")
            machine.backups.append(back_up(machine.ports, place).folder)

    def restore(self, *, beside: bool) -> None:
        """The PC breaks; a new one, or the old one with its second journal, goes on."""
        machine = self.dice.choice(list(self.machines.values()))
        if not machine.backups:
            return
        backup = self.dice.choice(machine.backups)
        machine.close()
        shutil.rmtree(machine.folder)
        if not beside:
            shutil.rmtree(_state(machine.folder))
        opening = Opening(passphrase=None, user=None, now=self.clock.moment)
        restore_office(machine.folder, backup, opening, LastPapers(code=machine.last_code))
        self.happened["restored" if beside else "restored, disk lost"] += 1

    def take_image(self) -> None:
        machine = self.dice.choice(list(self.machines.values()))
        image = self._place("images")
        _copy_disk(machine, image)
        self.images.setdefault(machine.name, []).append(image)

    def put_image_back(self) -> None:
        machine = self.dice.choice(list(self.machines.values()))
        if not self.images.get(machine.name):
            return
        machine.close()
        _put(self.dice.choice(self.images[machine.name]), machine.folder, whole=True)
        self.happened["image put back"] += 1

    def put_folder_back(self) -> None:
        machine = self.dice.choice(list(self.machines.values()))
        if not self.images.get(machine.name):
            return
        machine.close()
        _put(self.dice.choice(self.images[machine.name]), machine.folder, whole=False)
        self.happened["folder put back"] += 1

    def clone(self) -> None:
        machine = self.dice.choice(list(self.machines.values()))
        if len(self.copies) >= 2:
            return
        place = self._place("clones")
        _copy_disk(machine, place)
        self.copies.append(
            Machine(
                name=machine.name,
                folder=place / "data",
                clock=self.clock,
                last_code=machine.last_code,
            )
        )
        self.happened["clone"] += 1

    # --- the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry every file; machines that are copies go once they have told everything."""
        while self.copies:
            self.rounds()
            gone = self.copies.pop()
            gone.close()
        self.rounds()

    def rounds(self) -> None:
        quiet = 0
        for _ in range(SETTLING_ROUNDS):
            before = [_exchanged(machine.heads()) for machine in self.running()]
            for machine in self.running():
                self.clock.moment += timedelta(minutes=1)
                if machine.asks():
                    self.adopt(machine)
                for name, path in self._written(machine):
                    for taker in [x for x in self.running() if x.name == name]:
                        self.take(taker, path)
            after = [_exchanged(machine.heads()) for machine in self.running()]
            quiet = quiet + 1 if before == after else 0
            if quiet == QUIET_ROUNDS:
                break

    # --- what must hold ------------------------------------------------------------------

    def held(self) -> set[str]:
        """Return every dossier that a database or a second journal of a machine holds."""
        found: set[str] = set()
        for machine in self.running():
            with machine.ports.reading() as view:
                found |= {x.dossier_id for x in view.dossiers.rows(EVERYTHING, limit=10**6)}
            found |= {
                stored.head.subject or ""
                for stored in machine.ports.second_journal.entries()
                if stored.head.kind == "DossierReceived"
            }
        return found

    def faults(self, existing: set[str]) -> Iterator[str]:
        """Name whatever does not hold once everything has arrived."""
        centre = self.machines[CENTRE]
        everywhere = _dossiers(centre.ports, None)
        for name, machine in self.machines.items():
            if machine.asks():
                yield f"{name} waits for a person"
            yield from self._journal(machine)
            if machine is not centre:
                yield from self._between(machine, centre, everywhere)
        at_centre = {dict(row)["dossier_id"] for row in everywhere}
        if lost := existing - at_centre:
            yield f"lost: {sorted(lost)}"

    def _journal(self, machine: Machine) -> Iterator[str]:
        before = offices.tables(machine.ports)
        journals.verify_journal(machine.ports)
        journals.rebuild_tables(machine.ports)
        after = offices.tables(machine.ports)
        for table, rows in before.items():
            if after[table] != rows:
                yield f"{machine.name}: {table} made anew is another one"
        with machine.ports.reading() as view:
            if view.exchange.losses():
                yield f"{machine.name} still misses what it asks back"

    def _between(self, commune: Machine, centre: Machine, everywhere: set[Any]) -> Iterator[str]:
        office = commune.office()
        here = _dossiers(commune.ports, office)
        there = {row for row in everywhere if dict(row)["office_id"] == office}
        if here != there:
            yield f"{commune.name}: not alike: {_apart(here, there)}"
        for machine in (commune, centre):
            for peer in exports.exchange_status(machine.ports).peers:
                if peer.unacknowledged and machine is commune:
                    yield f"{machine.name}: {peer.unacknowledged} not acknowledged"


def _pattern(folder: Path) -> Path:
    """Return a town in which nothing has happened yet; every life begins with its copy."""
    key = str(folder)
    if key not in _PATTERNS:
        made = folder / "pattern"
        made.mkdir()
        centre = offices.found(made / CENTRE, offices.CENTRE)
        for number in range(COMMUNES):
            code = f"H19.12.3{number}"
            office = ("commune", code, f"Xã Làm Mẫu {number}")
            commune = offices.found(made / f"xa-{number}", office)
            _pair(commune, centre, code, made / f"papers-{number}")
        _PATTERNS[key] = made
    return _PATTERNS[key]


def _pair(commune: Path, centre: Path, code: str, papers: Path) -> None:
    papers.mkdir()
    offer, request, answer = (papers / name for name in ("a.hspair", "b.hsreq", "c.hsg"))
    with offices.opened(commune) as here, offices.opened(centre) as there:
        made = pairing.make_offer(there, code, offer)
        pairing.answer_offer(here, offer, made.secret, request)
        pairing.accept_request(there, request, answer)
        pairing.finish_pairing(here, answer)


def _state(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.state")


def _copy_disk(machine: Machine, place: Path) -> None:
    machine.close()
    place.mkdir(parents=True)
    shutil.copytree(machine.folder, place / "data")
    shutil.copytree(_state(machine.folder), place / "data.state")


def _put(image: Path, folder: Path, *, whole: bool) -> None:
    for beside in ("", ".state") if whole else ("",):
        target = folder.with_name(folder.name + beside)
        shutil.rmtree(target)
        shutil.copytree(image / f"data{beside}", target)


def _exchanged(heads: dict[str, Head]) -> set[Head]:
    return {head for name, head in heads.items() if StreamName.parse(name).audience != "local"}


def _dossiers(ports: Ports, office: str | None) -> set[Any]:
    """Return the dossiers as both sides must see them, row for row."""
    return {
        tuple(
            (name, value) for name, value in row._mapping.items() if name not in OWN_TO_A_DATABASE
        )
        for row in offices.rows(ports, tables.dossiers)
        if office is None or row.office_id == office
    }


def _apart(here: set[Any], there: set[Any]) -> Sequence[str]:
    """Return the columns in which dossiers differ."""
    left = {dict(row)["dossier_id"]: dict(row) for row in here - there}
    right = {dict(row)["dossier_id"]: dict(row) for row in there - here}
    found: Counter[str] = Counter()
    for dossier_id, row in left.items():
        other = right.get(dossier_id)
        if other is None:
            found["only here"] += 1
        else:
            found.update(name for name in row if row[name] != other[name])
    found["only there"] = len(right.keys() - left.keys())
    return [f"{name} {number}" for name, number in found.items() if number]
