"""What an office of the model holds: events that are only hashes, and what is known of peers.

No keys or bytes: what is tried with it are the rules of the domain alone. See `lives_machine`
for what a machine does with it, and `lives_town` for what befalls it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from ca_desktop.domain.custody import Custody, Link, begin, chain
from ca_desktop.domain.events.envelope import GENESIS, LOCAL, StreamName
from ca_desktop.domain.heirs import Pair, counting_as, predecessors
from ca_desktop.domain.lives import Choice, Life, Memory
from ca_desktop.domain.packages import GiveBack, Head, Manifest

NOBODY = Memory(acks={}, peer=None)
CENTRE_NODE = f"{0:032x}"
ROSTER = frozenset({"NodeEnrolled", "NodeSucceeded", "LifeChosen"})
BESIDE = ROSTER | {"NoteAdded", "RecallRequested", "LifeEnded"}
"""Kinds that change the state of no dossier."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the model knows of an event: its identity and its place in the chain."""

    event_id: int
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an event says, where that matters here.

    Attributes:
        subject: the dossier.
        paper: number printed at an intake: office, series, running number.
        forward: of a request for a recall: the forward it is about.
        pair: of an enrolment: node and office; of a succession: who took whose place.
    """

    kind: str
    node: str
    office: str
    subject: int = 0
    builds_on: int | None = None
    custody: int | None = None
    to_office: str | None = None
    paper: tuple[str, int, int] | None = None
    forward: int = 0
    pair: Pair | None = None
    series: int = 1
    choice: Choice | None = None


@dataclass(kw_only=True)
class World:
    """What is true whoever knows it: ids, the content of events, who was there from the start.

    Attributes:
        facts: by event id; an event without one carries nothing.
        founding: office of each commune that was paired at the beginning, by node.
        once_at_centre: every event that the centre ever held.
        places: what was ever written at a place of a stream, by event id.
    """

    counter: int = 0
    facts: dict[int, Fact] = field(default_factory=dict)
    founding: dict[str, str] = field(default_factory=dict)
    once_at_centre: set[int] = field(default_factory=set)
    places: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def fresh(self) -> int:
        self.counter += 1
        return self.counter


@dataclass(frozen=True, kw_only=True)
class File:
    """A package: what it says, the events of its ranges, and what it gives back."""

    digest: str
    sender: str
    manifest: Manifest
    events: Mapping[str, Mapping[int, Event]]
    given_back: Mapping[str, Mapping[int, Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A dossier as its events stand now."""

    dossier: int
    tip: int
    tip_kind: str
    counted: tuple[str, ...]
    custody: Custody


@dataclass(kw_only=True)
class Database:
    """Everything that a backup holds.

    Attributes:
        logs: events of every stream held, own and foreign, seq 1 first.
        branches: own events kept aside, by (stream, seq, hash).
        closed: last event of an own stream that is still exchanged, of streams that parted.
        requests: what is proven lost, by the peer that proved it and the place.
        asked: what peers asked back, by peer and its life.
        sent: how far own streams were put into files.
        inbox: packages read: incarnation, number and digest, by node.
        rivals: pairs of lives that knew nothing of each other, with their node.
        twins: lives that sent two packages with one number, with their node.
        subjects: events held of each dossier.
        roster: events of the roster held.
    """

    world: World
    life: Life
    series: int = 1
    logs: dict[str, list[Event]] = field(default_factory=dict)
    branches: dict[tuple[str, int, str], Event] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    requests: dict[tuple[str, str, int, str], GiveBack] = field(default_factory=dict)
    asked: dict[str, Mapping[str, Sequence[GiveBack]]] = field(default_factory=dict)
    packages: dict[tuple[str, str], int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    inbox: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    rivals: set[tuple[str, str, str]] = field(default_factory=set)
    twins: set[tuple[str, str]] = field(default_factory=set)
    subjects: dict[int, set[int]] = field(default_factory=dict)
    roster: dict[int, Fact] = field(default_factory=dict)

    def copied(self) -> Self:
        """Return a copy that shares only what never changes."""
        return replace(
            self,
            logs={name: list(log) for name, log in self.logs.items()},
            branches=dict(self.branches),
            closed=dict(self.closed),
            memories=dict(self.memories),
            requests=dict(self.requests),
            asked=dict(self.asked),
            packages=dict(self.packages),
            sent=dict(self.sent),
            inbox={name: list(rows) for name, rows in self.inbox.items()},
            rivals=set(self.rivals),
            twins=set(self.twins),
            subjects={name: set(ids) for name, ids in self.subjects.items()},
            roster=dict(self.roster),
        )

    # --- streams -------------------------------------------------------------------------

    def hash_at(self, stream: str, seq: int) -> str | None:
        if seq == 0:
            return GENESIS
        log = self.logs.get(stream, [])
        return log[seq - 1].hash if seq <= len(log) else None

    def on_branch(self, stream: str, seq: int, digest: str) -> bool:
        return (stream, seq, digest) in self.branches

    def own(self) -> list[str]:
        return [name for name in self.logs if StreamName.parse(name).node == self.life.node]

    def head(self, stream: str) -> Head:
        """How far a stream is exchanged."""
        seq = min(len(self.logs[stream]), self.closed.get(stream, len(self.logs[stream])))
        return Head(stream=stream, seq=seq, hash=self.hash_at(stream, seq) or "")

    def append(self, stream: str, event_id: int) -> None:
        """Write an event at the end of an own stream."""
        log = self.logs.get(stream, [])
        before = log[-1].hash if log else GENESIS
        text = f"{stream} {len(log)} {before} {event_id}"
        self.world.places.setdefault((stream, len(log)), set()).add(event_id)
        self.hold(stream, Event(event_id, before, hashlib.sha256(text.encode()).hexdigest()))

    def hold(self, stream: str, event: Event) -> None:
        self.logs.setdefault(stream, []).append(event)
        fact = self.world.facts.get(event.event_id)
        if fact is not None and fact.kind in ROSTER:
            self.roster[event.event_id] = fact
        elif fact is not None and fact.subject:
            self.subjects.setdefault(fact.subject, set()).add(event.event_id)

    def take_rest(self, stream: str, events: Mapping[int, Event]) -> None:
        """Hold of a range what is not held yet."""
        held = len(self.logs.get(stream, []))
        for seq, event in events.items():
            if seq > held:
                self.hold(stream, event)

    def carried(self) -> set[int]:
        """Return the ids of events that are exchanged in own streams and inherited ones."""
        me = self.me()
        return {
            event.event_id
            for name in self.logs
            if me.owns(name)
            for event in self.logs[name][: self.head(name).seq]
        }

    def ids(self) -> set[int]:
        """Return every event held in whatever place, but for accounts of imports."""
        told = (log for name, log in self.logs.items() if not name.endswith(f".{LOCAL}"))
        logs = {event.event_id for log in told for event in log}
        return logs | {event.event_id for event in self.branches.values()}

    # --- the roster ----------------------------------------------------------------------

    def pairs(self) -> list[Pair]:
        """Return who took whose place, as far as it is known here."""
        facts = self.roster.values()
        return [x.pair for x in facts if x.kind == "NodeSucceeded" and x.pair is not None]

    def enrolled(self) -> dict[str, str]:
        """Return the office of every node of the roster."""
        new = [x.pair for x in self.roster.values() if x.kind == "NodeEnrolled" and x.pair]
        return self.world.founding | dict(new)

    def open_nodes(self) -> dict[str, str]:
        """Return the office of every node that is not closed."""
        closed = {old for old, _new in self.pairs()}
        return {node: office for node, office in self.enrolled().items() if node not in closed}

    def series_of(self, office: str) -> int:
        """Return the highest series that the roster knows of an office."""
        new = (x for x in self.roster.values() if x.kind == "NodeEnrolled" and x.pair)
        return max((x.series for x in new if x.pair and x.pair[1] == office), default=1)

    def choices(self) -> list[Choice]:
        return [x.choice for x in self.roster.values() if x.choice is not None]

    def me(self) -> Life:
        if self.life.node == CENTRE_NODE:
            return self.life
        return replace(self.life, predecessors=predecessors(self.life.node, self.pairs()))

    # --- dossiers ------------------------------------------------------------------------

    def state_facts(self, dossier: int) -> Iterator[tuple[int, Fact]]:
        for event_id in self.subjects.get(dossier, ()):
            fact = self.world.facts[event_id]
            if fact.kind not in BESIDE:
                yield event_id, fact

    def dossier(self, dossier: int) -> Held | None:
        """Return who holds a dossier, by the chain of its events (R13)."""
        heirs = counting_as(self.pairs())
        links = {text_id(x): _link(x, fact, heirs) for x, fact in self.state_facts(dossier)}
        counted = chain(links.values())
        if not counted:
            return None
        custody = begin(links[counted[0]])
        for event_id in counted[1:]:
            custody = custody.after(links[event_id])
        tip = links[counted[-1]]
        return Held(
            dossier=dossier,
            tip=int(tip.event_id, 16),
            tip_kind=tip.kind,
            counted=counted,
            custody=custody,
        )

    def recalls(self, forward: int) -> Iterator[int]:
        """Yield the requests to give a forward back."""
        dossier = self.world.facts[forward].subject
        for event_id in self.subjects[dossier]:
            fact = self.world.facts[event_id]
            if fact.kind == "RecallRequested" and fact.forward == forward:
                yield event_id

    def place(self, event_id: int) -> Iterator[tuple[str, int]]:
        """Yield where an event stands in own and inherited streams."""
        me = self.me()
        for name, log in self.logs.items():
            if me.owns(name):
                for seq, event in enumerate(log, 1):
                    if event.event_id == event_id:
                        yield name, seq

    def papers(self) -> Iterator[tuple[tuple[str, int, int], int]]:
        """Yield every number that an intake held here has printed."""
        for ids in self.subjects.values():
            for event_id in ids:
                paper = self.world.facts[event_id].paper
                if paper is not None:
                    yield paper, event_id


def text_id(event_id: int) -> str:
    return f"{event_id:032x}"


def _link(event_id: int, fact: Fact, heirs: Mapping[str, str]) -> Link:
    return Link(
        event_id=text_id(event_id),
        kind=fact.kind,
        node=heirs.get(fact.node, fact.node),
        office=fact.office,
        builds_on=None if fact.builds_on is None else text_id(fact.builds_on),
        custody=fact.custody,
        to_office=fact.to_office,
    )


def doubled(papers: Iterable[tuple[tuple[str, int, int], int]]) -> set[tuple[str, int, int]]:
    """Return the numbers that stand on two papers."""
    seen: dict[tuple[str, int, int], int] = {}
    return {paper for paper, event_id in papers if seen.setdefault(paper, event_id) != event_id}
