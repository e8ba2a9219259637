"""A town of machines that only hold hashes, its bad road, and everything that befalls it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.helpers.lives_desk import act, take_in
from tests.helpers.lives_machine import Machine, new_machine
from tests.helpers.lives_model import CENTRE_NODE, NOBODY, Database, File, World, doubled

from ca_desktop.domain.events.envelope import ALL, LOCAL, StreamName
from ca_desktop.domain.heirs import sends
from ca_desktop.domain.lives import undecided

LOSS, DOUBLING, MOST_COPIES = 0.25, 0.2, 2
SETTLING_ROUNDS = 8
ALARMS = {"fork", "lost", "rivals", "twin", "succeeded", "rolled back", "not paired"}
LOOKS = 0.2
"""How often somebody looks at the page on which something waits."""


def node(number: int) -> str:
    return f"{number:032x}"


@dataclass(kw_only=True)
class Town:
    """One centre, its communes, the copies of machines that run beside them, and the road.

    Attributes:
        machines: the ones that go on, by node.
        copies: the ones that are switched off before the end.
        luck: how often each kind of disaster comes, in this town.
        happened: disasters, by kind.
        copied: offices of which a machine was copied, put back as a whole disk, or doubled.
        faults: what was seen on the way that must not be.
    """

    dice: Random
    world: World
    machines: dict[str, Machine]
    copies: list[Machine] = field(default_factory=list)
    backups: dict[str, list[Database]] = field(default_factory=dict)
    images: dict[str, list[Machine]] = field(default_factory=dict)
    road: list[tuple[str, File]] = field(default_factory=list)
    luck: Sequence[float]
    happened: Counter[str] = field(default_factory=Counter)
    copied: set[str] = field(default_factory=set)
    faults_seen: list[str] = field(default_factory=list)

    def running(self) -> list[Machine]:
        return [*self.machines.values(), *self.copies]

    def centre(self) -> Machine:
        return self.machines[CENTRE_NODE]

    def communes(self) -> list[str]:
        return [name for name in self.machines if name != CENTRE_NODE]

    # --- everyday ------------------------------------------------------------------------

    def work(self) -> None:
        """Somebody takes a dossier in, takes a step, or publishes something."""
        machine = self.dice.choice(self.running())
        if not machine.free():
            return
        chance = self.dice.random()
        if machine.centre and chance < 0.2:
            machine.record(ALL)
        elif not machine.centre and chance < 0.4:
            take_in(machine)
        else:
            act(machine, self.dice)

    def export(self) -> None:
        machine = self.dice.choice(self.running())
        for peer in machine.peers():
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
        takers = [x for x in self.running() if x.name == peer]
        if takers:
            self.dice.choice(takers).take(file)

    # --- people --------------------------------------------------------------------------

    def look(self) -> None:
        """Somebody may look at each page on which something waits."""
        for machine in self.running():
            if machine.asks and self.dice.random() < LOOKS:
                machine.adopt()
            if machine.ends() and self.dice.random() < LOOKS:
                self.end(machine)
            if machine.centre and self.dice.random() < LOOKS:
                self.tend_centre(machine)

    def end(self, machine: Machine) -> None:
        """Switch a machine off whose life has ended, or let it go on where no other does."""
        others = [x for x in self.running() if x.name == machine.name and x is not machine]
        going_on = [x for x in others if not x.ends()]
        if not going_on:
            machine.adopt()
        elif machine.may_retire():
            self.happened["retired"] += 1
            if machine in self.copies:
                self.copies.remove(machine)
            else:
                self.copies.remove(going_on[0])
                self.machines[machine.name] = going_on[0]
            elsewhere = self.held() | self.world.once_at_centre
            if untold := machine.base.ids() - elsewhere:
                self.faults_seen.append(f"retired with {sorted(untold)}")

    def tend_centre(self, centre: Machine) -> None:
        """The centre's person looks at the page of what waits."""
        if not centre.free():
            return
        self._decide_rivals(centre)
        self._look_at_parked(centre)
        self._close_dead(centre)

    def _decide_rivals(self, centre: Machine) -> None:
        base = centre.base
        nodes = sorted({name for name, _one, _other in base.rivals})
        for name in nodes:
            pairs = {(one, other) for who, one, other in base.rivals if who == name}
            choices = [x for x in base.choices() if x.node == name]
            for pair in sorted(undecided(pairs, choices)):
                goes_on, ends = self.dice.sample(pair, 2)
                self.happened["decided"] += 1
                centre.choose(name, goes_on, (ends,))
        for name, life in sorted(base.twins):
            speaks = base.memories.get(name, NOBODY).peer
            over = {x for choice in base.choices() for x in choice.ends}
            if speaks is not None and speaks.incarnation == life and life not in over:
                self.happened["twin"] += 1
                centre.choose(name, "", (life,))

    def _look_at_parked(self, centre: Machine) -> None:
        parked, centre.parked = centre.parked, []
        for file in parked:
            if file.sender in centre.base.open_nodes():
                centre.take(file)
            elif file.sender in centre.base.enrolled():
                if self.dice.random() < 0.5:
                    centre.take_of_closed(file)
            elif file.sender in self.machines:
                self.happened["paired again"] += 1
                self.enrol(centre, self.machines[file.sender])
                centre.take(file)

    def _close_dead(self, centre: Machine) -> None:
        """A node that does not run any more is closed as soon as another of its office runs."""
        there = {x.name for x in self.running()}
        nodes = centre.base.open_nodes()
        for name in [x for x in nodes if x not in there]:
            heirs = [x for x in nodes if x in there and nodes[x] == nodes[name]]
            if heirs:
                centre.record(ALL, centre.fact("NodeSucceeded", pair=(name, heirs[0])))

    def enrol(self, centre: Machine, machine: Machine) -> None:
        """Pair a machine, and say of each other one of its office whether it still runs."""
        there = {x.name for x in self.running()}
        open_nodes = centre.base.open_nodes()
        others = [x for x, office in open_nodes.items() if office == machine.office]
        pair = (machine.name, machine.office)
        series = machine.base.series
        centre.record(ALL, centre.fact("NodeEnrolled", pair=pair, series=series))
        for name in others:
            if name not in there and name != machine.name:
                centre.record(ALL, centre.fact("NodeSucceeded", pair=(name, machine.name)))

    # --- disasters -----------------------------------------------------------------------

    def disaster(self, *, centre: bool, clones: bool) -> None:
        names = [x for x in self.machines if centre or x != CENTRE_NODE]
        name = self.dice.choice(names)
        kinds = [self.back_up, self.take_image, self.restore, self.put_folder_back]
        kinds += [self.put_image_back]
        if clones:
            kinds += [self.clone, self.replace_dead, self.second]
        weights = self.luck[: len(kinds)]
        self.dice.choices(kinds, weights)[0](name)

    def back_up(self, name: str) -> None:
        self.backups.setdefault(name, []).append(self.machines[name].base.copied())

    def take_image(self, name: str) -> None:
        self.images.setdefault(name, []).append(self.machines[name].copied())

    def restore(self, name: str) -> None:
        if self.backups.get(name):
            self.happened["restore"] += 1
            self.machines[name].put_back(self.dice.choice(self.backups[name]))

    def put_folder_back(self, name: str) -> None:
        """Somebody copies an old data folder over the present one."""
        if not self.backups.get(name):
            return
        machine = self.machines[name]
        machine.base = self.dice.choice(self.backups[name]).copied()
        machine.waiting = []
        if not machine.fits():
            self.happened["folder"] += 1
            machine.asks = True

    def put_image_back(self, name: str) -> None:
        if self.images.get(name):
            self.happened["image"] += 1
            pile = self.machines[name].pile
            self.machines[name] = self.dice.choice(self.images[name]).copied()
            self.machines[name].pile = pile
            self.copied.add(self.machines[name].office)

    def clone(self, name: str) -> None:
        if len(self.copies) < MOST_COPIES:
            self.happened["clone"] += 1
            self.copies.append(self.machines[name].copied())
            self.copied.add(self.machines[name].office)

    def replace_dead(self, name: str) -> None:
        """A PC dies with all its copies; another one is set up and paired (R17)."""
        if name == CENTRE_NODE or not self.centre().free():
            return
        self.happened["dead"] += 1
        dead = self.machines.pop(name)
        self.copies = [x for x in self.copies if x.name != name]
        self._set_up(dead.office, dead.pile, journals=dead.journals)

    def second(self, name: str) -> None:
        """A second PC is set up beside one that runs."""
        if name == CENTRE_NODE or not self.centre().free():
            return
        self.happened["second"] += 1
        beside = self.machines[name]
        self.copied.add(beside.office)
        self._set_up(beside.office, beside.pile, journals=beside.journals)

    def _set_up(self, office: str, pile: int, *, journals: bool) -> None:
        name = node(self.world.fresh() + 1000)
        piles = [pile, *(x.pile for x in self.running() if x.office == office)]
        machine = new_machine(self.world, name, office, journals=journals)
        machine.base.series = machine.pile = max(1, *piles) + 1
        self.machines[name] = machine
        self.enrol(self.centre(), machine)

    # --- the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry every file; machines that are copies go once they have told everything."""
        while self.copies:
            self.rounds()
            if self.copies:
                self.copies.pop()
        self.rounds()

    def rounds(self, count: int = SETTLING_ROUNDS) -> None:
        for _ in range(count):
            for machine in self.running():
                if machine in self.running():
                    self._settle_one(machine)
            for machine in [x for x in self.running() if x.centre]:
                self.tend_centre(machine)

    def _settle_one(self, machine: Machine) -> None:
        if machine.asks:
            machine.adopt()
        if machine.ends():
            self.end(machine)
        for peer in machine.peers():
            for file in machine.export(peer):
                for taker in [x for x in self.running() if x.name == peer]:
                    taker.take(file)

    # --- what must hold ------------------------------------------------------------------

    def held(self) -> set[int]:
        """Return every event that a database or a second journal of a running machine holds."""
        found: set[int] = set()
        for machine in self.running():
            found |= machine.base.ids()
            found |= {
                event.event_id
                for (name, _hash), (_seq, event) in machine.journal.items()
                if not name.endswith(f".{LOCAL}")
            }
        return found

    def faults(self) -> Iterator[str]:
        """Name whatever does not hold once everything has arrived."""
        yield from self.faults_seen
        centre = self.centre()
        for name, machine in self.machines.items():
            if machine.asks or not machine.fits():
                yield f"{name} waits for a person"
            if name != CENTRE_NODE:
                yield from self._between(machine, centre)
                yield from self._between(centre, machine)
                yield from self._dossiers(machine, centre)
            yield from self._requests(machine)
        yield from self._papers(centre)
        yield from self._silent()

    def _between(self, giver: Machine, taker: Machine) -> Iterator[str]:
        acks = giver.base.memories.get(taker.name, NOBODY).acks
        me, them = giver.side(giver.name), giver.side(taker.name)
        if taker.name not in giver.peers():
            yield f"{taker.name} is nobody to {giver.name}"
        for stream in [x for x, log in giver.base.logs.items() if log and sends(me, them, x)]:
            head = giver.base.head(stream)
            if stream in taker.base.closed:
                continue  # an heir that parted from it wrote both tails anew
            if taker.base.hash_at(stream, head.seq) != head.hash:
                yield f"{stream} is stuck at {taker.name}"
            if head.seq and (stream not in acks or acks[stream].stored_to < head.seq):
                yield f"{stream} is not acknowledged by {taker.name}"

    def _dossiers(self, commune: Machine, centre: Machine) -> Iterator[str]:
        """Both sides see the same of each dossier that both know."""
        for dossier in {*commune.base.subjects, *centre.base.subjects}:
            here, there = commune.base.dossier(dossier), centre.base.dossier(dossier)
            if here is not None and here != there:
                yield f"dossier {dossier}: {here} at {commune.name}, {there} at the centre"
            if there is not None and there.custody.desk == commune.name and here is None:
                yield f"dossier {dossier} is not at its desk {commune.name}"
            if there is not None and there.custody.custodian not in self.machines:
                yield f"dossier {dossier} lies with {there.custody.custodian}"

    def _requests(self, machine: Machine) -> Iterator[str]:
        """A request may stay open only for what nobody holds any more."""
        for lost in machine.base.requests.values():
            for peer in machine.peers():
                other = self.machines.get(peer)
                if other and other.base.hash_at(lost.stream, lost.seq) == lost.hash:
                    yield f"{machine.name} still asks for what {peer} holds"

    def _papers(self, centre: Machine) -> Iterator[str]:
        """A number stands on two papers only where a disk was copied, and then it is listed."""
        listed = doubled(centre.base.papers())
        facts = self.world.facts
        printed = ((facts[x].paper, x) for x in self.held() if x in facts)
        for paper in doubled((paper, x) for paper, x in printed if paper):
            if paper not in listed:
                yield f"paper {paper} is not listed"
            if paper[0] not in self.copied:
                yield f"paper {paper} was printed twice"

    def _silent(self) -> Iterator[str]:
        """Two histories of one stream never end without somebody having been told."""
        held = self.held()
        for (stream, _seq), written in self.world.places.items():
            if len(written & held) > 1:
                name = StreamName.parse(stream).node
                told = (
                    x
                    for x in self.running()
                    if x.name == name or x.centre or name not in self.machines
                )
                if not any(ALARMS & set(x.alarms) for x in told):
                    yield f"nobody was told that {stream} has two histories"

    def carried(self) -> set[int]:
        found: set[int] = set()
        for machine in self.machines.values():
            found |= machine.base.carried()
        return found

    def lives(self) -> int:
        return sum(machine.alarms.count("new life") for machine in self.machines.values())


def new_town(dice: Random, communes: int, *, journals: bool) -> Town:
    """Return a town in which nothing has happened yet."""
    world = World(founding={node(x): node(x) for x in range(1, communes + 1)})
    machines = {
        node(number): new_machine(world, node(number), node(number), journals=journals)
        for number in range(communes + 1)
    }
    usual = (6, 3, 2, 2, 2, 3, 2, 1)
    luck = [often * dice.choice((0.3, 1, 3)) for often in usual]
    return Town(dice=dice, world=world, machines=machines, luck=luck)


def live(seed: int, *, steps: int = 90, centre: bool = True, clones: bool = True) -> Sequence[str]:
    """Let a town live a hard life and return what does not hold at its end."""
    dice = Random(seed)
    communes = 3 if dice.random() < 0.97 else dice.randrange(4, 31)
    town = new_town(dice, communes, journals=dice.random() < 0.5)
    steps *= max(1, communes // 6)
    disasters = dice.choice((0.05, 0.1, 0.2))
    for _ in range(steps):
        if dice.random() < disasters:
            town.disaster(centre=centre, clones=clones)
        else:
            dice.choice((town.work, town.work, town.export, town.deliver, town.deliver))()
        town.look()
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
