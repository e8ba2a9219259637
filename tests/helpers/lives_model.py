"""Offices that hold nothing but hashes and live hard lives, by the rules of the domain.

No database, keys or bytes: what is tried here are the rules alone. A `Machine` is a PC: a
database that can be put back, and beside it the mark and the second journal.
"""

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ca_desktop.domain.events.envelope import ALL, CENTRE, GENESIS, StreamName, office_audience
from ca_desktop.domain.lives import (
    Life,
    Memory,
    hear,
    standing,
)
from ca_desktop.domain.packages import (
    Ack,
    ControlBlock,
    GiveBack,
    Head,
    Manifest,
    Party,
    Range,
    Totals,
)
from ca_desktop.domain.streams import (
    Verdict,
    agreed,
    answer,
    fits_mark,
    judge,
    next_ranges,
    parting,
    split,
)

MOST = 12
"""Events in one package of the model, so that exports are split now and then."""

NOBODY = Memory(acks={}, peer=None)


@dataclass(frozen=True, slots=True)
class Event:
    """What the model knows of an event: its identity and its place in the chain."""

    event_id: int
    previous: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A package: what it says, the events of its ranges, and what it gives back."""

    sender: str
    manifest: Manifest
    events: Mapping[str, Mapping[int, Event]]
    given_back: Mapping[str, Mapping[int, Event]]


@dataclass(kw_only=True)
class Database:
    """Everything that a backup holds.

    Attributes:
        logs: events of every stream held, own and foreign, seq 1 first.
        branches: own events kept aside, by (stream, seq, hash).
        closed: last event of an own stream that is still exchanged, of streams that parted.
        requests: what is proven lost, by the peer that proved it and the place.
        asked: what peers asked back, by peer and its life.
    """

    life: Life
    logs: dict[str, list[Event]] = field(default_factory=dict)
    branches: dict[tuple[str, int, str], Event] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    requests: dict[tuple[str, str, int, str], GiveBack] = field(default_factory=dict)
    asked: dict[str, Mapping[str, Sequence[GiveBack]]] = field(default_factory=dict)
    packages: dict[tuple[str, str], int] = field(default_factory=dict)

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
        log = self.logs.setdefault(stream, [])
        before = log[-1].hash if log else GENESIS
        text = f"{stream} {len(log)} {before} {event_id}"
        log.append(Event(event_id, before, hashlib.sha256(text.encode()).hexdigest()))

    def carried(self) -> set[int]:
        """Return the ids of own events that are exchanged, in whatever stream."""
        return {
            event.event_id
            for name in self.own()
            for event in self.logs[name][: self.head(name).seq]
        }


@dataclass(kw_only=True)
class Machine:
    """A PC with a database; what lies beside it survives when the database is put back.

    Attributes:
        asks: a person must say which machine goes on; nothing is exported until then.
        alarms: what a person was shown.
    """

    name: str
    centre: bool
    base: Database
    mark: dict[str, Head] = field(default_factory=dict)
    journal: list[tuple[str, int, Event]] = field(default_factory=list)
    journals: bool = True
    asks: bool = False
    alarms: list[str] = field(default_factory=list)
    waiting: list[File] = field(default_factory=list)
    counter: list[int] = field(default_factory=lambda: [0])

    def fresh(self) -> int:
        self.counter[0] += 1
        return self.counter[0]

    def stream(self, audience: str) -> str:
        return str(StreamName(self.base.life.node, self.base.life.incarnation, audience))

    # --- writing -------------------------------------------------------------------------

    def record(self, audience: str) -> int:
        """Write a new event; return its id."""
        event_id = self.fresh()
        self.write(audience, event_id)
        return event_id

    def write(self, audience: str, event_id: int) -> None:
        self.base.append(self.stream(audience), event_id)
        self.note()

    def note(self) -> None:
        """Bring mark and second journal up to the database."""
        if not self.fits():
            return
        self.mark = {name: self._top(name) for name in self.base.own() if self.base.logs[name]}
        if self.journals:
            written = {(name, event.hash) for name, _seq, event in self.journal}
            for name, log in self.base.logs.items():
                for seq, event in enumerate(log, 1):
                    if (name, event.hash) not in written:
                        self.journal.append((name, seq, event))

    def _top(self, name: str) -> Head:
        log = self.base.logs[name]
        return Head(stream=name, seq=len(log), hash=log[-1].hash)

    def fits(self) -> bool:
        return fits_mark(list(self.mark.values()), self.base.hash_at)

    def begin_life(self, learned: Sequence[str] = ()) -> None:
        """End the running life: all streams start anew (R3, R8)."""
        self.base.life = self.base.life.learning(learned).renewed(f"{self.fresh():016x}")
        self.asks = False
        self.mark = {}
        self.alarms.append("new life")

    def put_back(self, backup: Database) -> None:
        """Restore by the program, completed from the second journal (R8, R18)."""
        self.base = copy.deepcopy(backup)
        self.waiting = []
        for name, seq, event in self.journal:
            log = self.base.logs.get(name, [])
            if seq == len(log) + 1 and event.previous == (self.base.hash_at(name, seq - 1)):
                self.base.logs.setdefault(name, []).append(event)
        self.begin_life([*self._lives_in_journal()])
        self.note()

    def _lives_in_journal(self) -> set[str]:
        names = {StreamName.parse(name) for name, _seq, _event in self.journal}
        return {x.incarnation for x in names if x.node == self.base.life.node}

    def adopt(self) -> None:
        """A person said: this machine takes the place of the other (R7)."""
        marked = [StreamName.parse(name).incarnation for name in self.mark]
        self.begin_life([*marked, *self._lives_in_journal()])
        self.note()

    # --- packages ------------------------------------------------------------------------

    def audiences(self, peer: str) -> set[str]:
        return {ALL, office_audience(peer)} if self.centre else {CENTRE}

    def export(self, peer: str) -> list[File]:
        """Write everything a peer has not acknowledged; nothing while a person is asked."""
        if self.asks or not self.fits():
            return []
        base, memory = self.base, self.base.memories.get(peer, NOBODY)
        heads = [
            base.head(name)
            for name in base.own()
            if StreamName.parse(name).audience in self.audiences(peer) and base.logs[name]
        ]
        bases = agreed(heads, memory.acks, base.hash_at)
        ranges = next_ranges(heads, bases)
        given = self._give_back(peer)
        return [
            self._file(peer, part, heads, given, bases)
            for part in split(ranges, base.hash_at, MOST)
        ]

    def _file(
        self,
        peer: str,
        ranges: Sequence[Range],
        heads: Sequence[Head],
        given: Mapping[str, Mapping[int, Event]],
        bases: Mapping[str, Head],
    ) -> File:
        base = self.base
        key = (base.life.incarnation, peer)
        base.packages[key] = base.packages.get(key, 0) + 1
        manifest = Manifest(
            training=True,
            sender=Party(office=base.life.node, node=base.life.node, sign_key="", box_key=""),
            addressee=Party(office=peer, node=peer, sign_key="", box_key=""),
            package=base.packages[key],
            incarnation=base.life.incarnation,
            ranges=tuple(ranges),
            heads=tuple(heads),
            control=self._control(peer, bases),
            catalogue=0,
            roster=0,
            program="model",
            claimed_at="",
            clock=False,
            totals=Totals(events=0, kinds={}, attachments=0, bytes=0),
        )
        events = {
            part.stream: {
                seq: base.logs[part.stream][seq - 1]
                for seq in range(part.from_seq, part.to_seq + 1)
            }
            for part in ranges
        }
        return File(sender=base.life.node, manifest=manifest, events=events, given_back=dict(given))

    def _control(self, peer: str, bases: Mapping[str, Head]) -> ControlBlock:
        base, memory = self.base, self.base.memories.get(peer, NOBODY)
        acks = tuple(
            Ack(stream=name, stored_to=len(log), hash=log[-1].hash, applied_to=0, problems=0)
            for name, log in base.logs.items()
            if log and StreamName.parse(name).node == peer
        )
        wanted = tuple(lost for key, lost in base.requests.items() if key[0] == peer)
        return ControlBlock(
            incarnation=base.life.incarnation,
            earlier=base.life.earlier,
            heard=(memory.peer.incarnation, *memory.peer.earlier) if memory.peer else (),
            known=tuple(head for head in bases.values() if head.seq),
            acks=acks,
            wanted_give_backs=wanted,
        )

    def _give_back(self, peer: str) -> Mapping[str, Mapping[int, Event]]:
        base = self.base
        given: dict[str, dict[int, Event]] = {}
        for asked in base.asked.get(peer, {}).values():
            for wanted in asked:
                after = answer(wanted, base.hash_at)
                if after is not None:
                    log = base.logs[wanted.stream]
                    events = given.setdefault(wanted.stream, {})
                    for seq in range(after + 1, len(log) + 1):
                        events[seq] = log[seq - 1]
        return given

    # --- reading -------------------------------------------------------------------------

    def take(self, file: File) -> None:
        """Import a file, and whatever waited for it; one that comes too early waits."""
        self.waiting.append(file)
        while ready := [early for early in self.waiting if self._read(early)]:
            self.waiting = [early for early in self.waiting if early not in ready]
        self.note()

    def _read(self, file: File) -> bool:
        base, manifest, peer = self.base, file.manifest, file.sender
        fits = self.fits()
        heard = hear(
            base.life,
            base.memories.get(peer, NOBODY),
            manifest,
            base.hash_at,
            base.on_branch,
        )
        base.memories[peer] = Memory(acks=heard.acks, peer=heard.peer)
        base.asked[peer] = standing(base.asked.get(peer, {}), manifest.control)
        for lost in heard.lost:
            base.requests[peer, lost.stream, lost.seq, lost.hash] = lost
            self.alarms.append("lost")
        if heard.rivals:
            self.alarms.append("rivals")
        if heard.succeeded:
            self.asks = True
            self.alarms.append("succeeded")
        base.life = base.life.learning(heard.learned)
        if heard.new_life and fits:
            self.begin_life()
        for stream, events in file.given_back.items():
            if StreamName.parse(stream).node == base.life.node:
                self._receive_back(stream, events)
        self._close_requests()
        return self._apply(file)

    def _apply(self, file: File) -> bool:
        base = self.base
        verdicts = {
            judge(part, len(base.logs.get(part.stream, [])), base.hash_at)
            for part in file.manifest.ranges
        }
        if Verdict.UNSOUND in verdicts:
            raise AssertionError("an honest file is never unsound")
        if Verdict.ROLLED_BACK in verdicts:
            self.alarms.append("rolled back")
            return True
        if Verdict.FORKED in verdicts or any(self._forks(x) for x in file.events.items()):
            self.alarms.append("fork")
            return True
        if Verdict.WAITS in verdicts:
            return False
        for stream, events in file.events.items():
            log = base.logs.setdefault(stream, [])
            log += [event for seq, event in events.items() if seq > len(log)]
        return True

    def _forks(self, item: tuple[str, Mapping[int, Event]]) -> bool:
        stream, events = item
        held = ((self.base.hash_at(stream, seq), event) for seq, event in events.items())
        return any(digest is not None and digest != event.hash for digest, event in held)

    def _receive_back(self, stream: str, events: Mapping[int, Event]) -> None:
        """Fill in what was lost; what parts from what is held is written anew (R5)."""
        base = self.base
        if not events or base.hash_at(stream, min(events) - 1) is None:
            return
        first = min(events)
        same_start = base.hash_at(stream, first - 1) == events[first].previous
        parted = parting(stream, {seq: x.hash for seq, x in events.items()}, base.hash_at)
        if parted is None and not same_start:
            parted = first - 1  # the start was not common after all
        if parted is None:
            if StreamName.parse(stream).incarnation == base.life.incarnation:
                return
            log = base.logs.setdefault(stream, [])
            log += [event for seq, event in events.items() if seq > len(log)]
            tail: list[Event] = []
            if stream in base.closed:
                tail = log[base.closed[stream] :]
        else:
            tail = base.logs[stream][parted:]
            base.closed[stream] = min(parted, base.closed.get(stream, parted))
            for seq, event in events.items():
                if seq > parted:
                    base.branches[stream, seq, event.hash] = event
                    tail.append(event)
        self._write_anew(StreamName.parse(stream).audience, tail)

    def _write_anew(self, audience: str, tail: Sequence[Event]) -> None:
        carried = self.base.carried()
        for event in tail:
            if event.event_id not in carried:
                carried.add(event.event_id)
                self.base.append(self.stream(audience), event.event_id)

    def _close_requests(self) -> None:
        base = self.base
        base.requests = {
            key: lost
            for key, lost in base.requests.items()
            if base.hash_at(lost.stream, lost.seq) != lost.hash
            and not base.on_branch(lost.stream, lost.seq, lost.hash)
        }

    def ids(self) -> set[int]:
        """Return every event held in whatever place of the database."""
        logs = {event.event_id for log in self.base.logs.values() for event in log}
        return logs | {event.event_id for event in self.base.branches.values()}


def new_machine(name: str, *, centre: bool, counter: list[int], journals: bool) -> Machine:
    """Return a machine that was just set up; ``counter`` gives ids to the whole world."""
    counter[0] += 1
    life = Life(node=name, incarnation=f"{counter[0]:016x}")
    return Machine(
        name=name, centre=centre, base=Database(life=life), counter=counter, journals=journals
    )
