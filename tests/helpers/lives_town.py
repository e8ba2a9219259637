"""A town of machines that only hold hashes, its bad road, and everything that befalls it."""

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.helpers.lives_model import NOBODY, Database, File, Machine, new_machine

from ca_desktop.domain.events.envelope import ALL, CENTRE, StreamName, office_audience

LOSS, DOUBLING, MOST_COPIES = 0.25, 0.2, 2
SETTLING_ROUNDS = 8


def node(number: int) -> str:
    return f"{number:032x}"


CENTRE_NODE = node(0)


@dataclass(kw_only=True)
class Town:
    """One centre, its communes, the copies of machines that run beside them, and the road.

    Attributes:
        machines: the ones that go on, by node.
        copies: the ones that are switched off before the end.
        happened: disasters, by kind.
    """

    dice: Random
    machines: dict[str, Machine]
    copies: list[Machine] = field(default_factory=list)
    backups: dict[str, list[Database]] = field(default_factory=dict)
    images: dict[str, list[Machine]] = field(default_factory=dict)
    road: list[tuple[str, File]] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    def running(self) -> list[Machine]:
        return [*self.machines.values(), *self.copies]

    def peers(self, machine: Machine) -> list[str]:
        return [x for x in self.machines if x != CENTRE_NODE] if machine.centre else [CENTRE_NODE]

    # --- everyday ------------------------------------------------------------------------

    def record(self) -> None:
        machine = self.dice.choice(self.running())
        audience = CENTRE
        if machine.centre:
            one = office_audience(self.dice.choice(self.peers(machine)))
            audience = self.dice.choice([ALL, one])
        machine.record(audience)

    def export(self) -> None:
        machine = self.dice.choice(self.running())
        for peer in self.peers(machine):
            if self.dice.random() < 0.7:
                self.road += [
                    (peer, file) for file in machine.export(peer) if self.dice.random() > LOSS
                ]

    def deliver(self) -> None:
        if not self.road:
            return
        place = self.dice.randrange(len(self.road))
        peer, file = self.road[place]
        if self.dice.random() > DOUBLING:
            self.road.pop(place)
        self.dice.choice([x for x in self.running() if x.name == peer]).take(file)

    def answer(self) -> None:
        """Somebody looks at the page that asks which machine goes on."""
        for machine in self.running():
            if machine.asks and self.dice.random() < 0.2:
                machine.adopt()

    # --- disasters -----------------------------------------------------------------------

    def disaster(self, *, centre: bool, clones: bool) -> None:
        names = [x for x in self.machines if centre or x != CENTRE_NODE]
        name = self.dice.choice(names)
        kinds = [self.back_up] * 6 + [self.take_image] * 3 + [self.restore] * 2
        kinds += [self.put_folder_back] * 2 + [self.put_image_back] * 2
        kinds += [self.clone] * (3 if clones else 0)
        self.dice.choice(kinds)(name)

    def back_up(self, name: str) -> None:
        self.backups.setdefault(name, []).append(copy.deepcopy(self.machines[name].base))

    def take_image(self, name: str) -> None:
        self.images.setdefault(name, []).append(_copy(self.machines[name]))

    def restore(self, name: str) -> None:
        if self.backups.get(name):
            self.happened["restore"] += 1
            self.machines[name].put_back(self.dice.choice(self.backups[name]))

    def put_folder_back(self, name: str) -> None:
        """Somebody copies an old data folder over the present one."""
        if not self.backups.get(name):
            return
        machine = self.machines[name]
        machine.base = copy.deepcopy(self.dice.choice(self.backups[name]))
        machine.waiting = []
        if not machine.fits():
            self.happened["folder"] += 1
            machine.asks = True

    def put_image_back(self, name: str) -> None:
        if self.images.get(name):
            self.happened["image"] += 1
            self.machines[name] = _copy(self.dice.choice(self.images[name]))

    def clone(self, name: str) -> None:
        if len(self.copies) < MOST_COPIES:
            self.happened["clone"] += 1
            self.copies.append(_copy(self.machines[name]))

    # --- the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry every file; machines that are copies go once they have told everything."""
        while self.copies:
            self.rounds()
            self.copies.pop()
        self.rounds()

    def rounds(self, count: int = SETTLING_ROUNDS) -> None:
        for _ in range(count):
            for machine in self.running():
                if machine.asks:
                    machine.adopt()
                for peer in self.peers(machine):
                    for file in machine.export(peer):
                        for taker in [x for x in self.running() if x.name == peer]:
                            taker.take(file)

    # --- what must hold ------------------------------------------------------------------

    def held(self) -> set[int]:
        """Return every event that a database or a second journal of a running machine holds."""
        found: set[int] = set()
        for machine in self.running():
            found |= machine.ids()
        return found

    def faults(self) -> Iterator[str]:
        """Name whatever does not hold once everything has arrived."""
        centre = self.machines[CENTRE_NODE]
        for name, machine in self.machines.items():
            if machine.asks or not machine.fits():
                yield f"{name} waits for a person"
            if name != CENTRE_NODE:
                yield from self._between(machine, centre)
                yield from self._between(centre, machine)
            yield from self._requests(machine)

    def _between(self, giver: Machine, taker: Machine) -> Iterator[str]:
        acks = giver.base.memories.get(taker.name, NOBODY).acks
        for stream in giver.base.own():
            if StreamName.parse(stream).audience not in giver.audiences(taker.name):
                continue
            head = giver.base.head(stream)
            if taker.base.hash_at(stream, head.seq) != head.hash:
                yield f"{stream} is stuck at {taker.name}"
            if head.seq and (stream not in acks or acks[stream].stored_to < head.seq):
                yield f"{stream} is not acknowledged by {taker.name}"

    def _requests(self, machine: Machine) -> Iterator[str]:
        """A request may stay open only for what nobody holds any more."""
        for (peer, *_place), lost in machine.base.requests.items():
            if self.machines[peer].base.hash_at(lost.stream, lost.seq) == lost.hash:
                yield f"{machine.name} still asks for what {peer} holds"

    def carried(self) -> set[int]:
        found: set[int] = set()
        for machine in self.machines.values():
            found |= machine.base.carried()
        return found

    def lives(self) -> int:
        return sum(machine.alarms.count("new life") for machine in self.machines.values())


def _copy(machine: Machine) -> Machine:
    made = copy.deepcopy(machine)
    made.counter = machine.counter
    return made


def new_town(dice: Random, communes: int, *, journals: bool) -> Town:
    """Return a town in which nothing has happened yet."""
    counter = [0]
    machines = {
        node(number): new_machine(
            node(number), centre=number == 0, counter=counter, journals=journals
        )
        for number in range(communes + 1)
    }
    return Town(dice=dice, machines=machines)


def live(seed: int, *, steps: int = 90, centre: bool = True, clones: bool = True) -> Sequence[str]:
    """Let a town live a hard life and return what does not hold at its end."""
    dice = Random(seed)
    communes = 3 if dice.random() < 0.97 else dice.randrange(4, 31)
    town = new_town(dice, communes, journals=dice.random() < 0.5)
    steps *= max(1, communes // 6)
    for _ in range(steps):
        chance = dice.random()
        if chance < 0.35:
            town.record()
        elif chance < 0.6:
            town.export()
        elif chance < 0.88:
            town.deliver()
        else:
            town.disaster(centre=centre, clones=clones)
        town.answer()
    existing = town.held()
    town.settle()
    found = list(town.faults())
    if lost := existing - town.held():
        found.append(f"lost: {sorted(lost)}")
    if stray := town.held() - town.carried():
        found.append(f"held and not exchanged: {sorted(stray)}")
    if town.lives() > 12 * (1 + town.happened.total()):
        found.append(f"{town.lives()} lives")
    return found
