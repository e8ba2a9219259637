"""What a machine of the model does, by the rules of the domain: write, export, read, go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from tests.helpers.lives_model import (
    CENTRE_NODE,
    NOBODY,
    Database,
    Event,
    Fact,
    File,
    World,
)

from ca_desktop.domain.events.envelope import ALL, CENTRE, LOCAL, StreamName
from ca_desktop.domain.heirs import Side, predecessors, sending_order, sends
from ca_desktop.domain.lives import (
    Choice,
    Life,
    Memory,
    ended,
    hear,
    is_twin,
    may_retire,
    standing,
)
from ca_desktop.domain.packages import (
    Ack,
    ControlBlock,
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
    contradicts,
    fits_mark,
    judge,
    next_ranges,
    parting,
    split,
)

MOST = 12
"""Events in one package of the model, so that exports are split now and then."""

_TOTALS = Totals(events=0, kinds={}, attachments=0, bytes=0)


@dataclass(kw_only=True)
class Machine:
    """A PC with a database; what lies beside it survives when the database is put back.

    Attributes:
        pile: highest series on the papers that lie beside this PC.
        journal: the second journal: every event once more, by stream and hash.
        asks: a person must say which machine goes on; nothing is exported until then.
        alarms: what a person was shown.
        waiting: files that came too early.
        parked: files of nodes that are not paired, or closed: a person decides.
    """

    name: str
    office: str
    base: Database
    pile: int = 0
    mark: dict[str, Head] = field(default_factory=dict)
    journal: dict[tuple[str, str], tuple[int, Event]] = field(default_factory=dict)
    noted: dict[str, tuple[int, str]] = field(default_factory=dict)
    journals: bool = True
    asks: bool = False
    alarms: list[str] = field(default_factory=list)
    waiting: list[File] = field(default_factory=list)
    parked: list[File] = field(default_factory=list)

    @property
    def centre(self) -> bool:
        return self.name == CENTRE_NODE

    @property
    def world(self) -> World:
        return self.base.world

    def copied(self) -> Self:
        return replace(
            self,
            base=self.base.copied(),
            mark=dict(self.mark),
            journal=dict(self.journal),
            noted=dict(self.noted),
            alarms=list(self.alarms),
            waiting=list(self.waiting),
            parked=list(self.parked),
        )

    def stream(self, audience: str) -> str:
        return str(StreamName(self.base.life.node, self.base.life.incarnation, audience))

    # --- writing -------------------------------------------------------------------------

    def free(self) -> bool:
        """Tell whether anything may be written: no other machine writes under this life."""
        return not self.asks and self.fits() and not self.ends()

    def ends(self) -> bool:
        return ended(self.base.life, self.base.choices())

    def record(self, audience: str, fact: Fact | None = None) -> int:
        """Write a new event; return its id."""
        event_id = self.world.fresh()
        if fact is not None:
            self.world.facts[event_id] = fact
        self.base.append(self.stream(audience), event_id)
        self.note()
        return event_id

    def fact(self, kind: str, **values: object) -> Fact:
        return Fact(kind=kind, node=self.name, office=self.office, **values)  # type: ignore[arg-type]

    def note(self) -> None:
        """Bring mark and second journal up to the database."""
        if self.centre:
            self.world.once_at_centre |= self.base.ids()
        if not self.fits():
            return
        self.mark = {name: self._top(name) for name in self.base.own() if self.base.logs[name]}
        if self.journals:
            for name, log in self.base.logs.items():
                held, digest = self.noted.get(name, (0, ""))
                start = held if held and self.base.hash_at(name, held) == digest else 0
                for seq in range(start + 1, len(log) + 1):
                    self.journal.setdefault((name, log[seq - 1].hash), (seq, log[seq - 1]))
                if log:
                    self.noted[name] = (len(log), log[-1].hash)

    def _top(self, name: str) -> Head:
        log = self.base.logs[name]
        return Head(stream=name, seq=len(log), hash=log[-1].hash)

    def fits(self) -> bool:
        return fits_mark(list(self.mark.values()), self.base.hash_at)

    # --- lives ---------------------------------------------------------------------------

    def begin_life(self, learned: Sequence[str] = (), series_above: int = 0) -> None:
        """End the running life: all streams start anew (R3, R8)."""
        base = self.base
        base.life = base.life.learning(learned).renewed(f"{self.world.fresh():016x}")
        base.series = max(base.series, series_above, base.series_of(self.office)) + 1
        self.asks = False
        self.mark = {}
        base.append(self.stream(LOCAL), self.world.fresh())  # that it began: the mark sees it
        self.alarms.append("new life")

    def put_back(self, backup: Database) -> None:
        """Restore by the program (R8)."""
        self.base = backup.copied()
        self.waiting = []
        self.go_on()

    def adopt(self) -> None:
        """A person said: this machine takes the place of the other (R7)."""
        self.go_on()

    def go_on(self) -> None:
        """Complete the database from the second journal, in a new life (R18)."""
        base, marked = self.base, [StreamName.parse(name).incarnation for name in self.mark]
        conflicting = []
        for (name, digest), (seq, event) in list(self.journal.items()):
            if base.hash_at(name, seq) == digest:
                continue
            log = base.logs.get(name, [])
            if seq == len(log) + 1 and event.previous == base.hash_at(name, seq - 1):
                base.hold(name, event)
            elif StreamName.parse(name).node == base.life.node:
                conflicting.append((name, event))
        names = {StreamName.parse(name) for name, _hash in self.journal}
        written = {x.incarnation for x in names if x.node == base.life.node}
        self.begin_life([*marked, *sorted(written)], self.pile)
        if conflicting:
            self.alarms.append("fork")
        for name, event in conflicting:
            self._write_anew(StreamName.parse(name).audience, [event])
        self.note()

    # --- who is who ----------------------------------------------------------------------

    def side(self, node: str) -> Side:
        """Return one end of an exchange as it is known here."""
        if node == CENTRE_NODE:
            return Side(node=node, office=node, centre=True)
        return Side(
            node=node,
            office=self.base.enrolled().get(node, self.office),
            centre=False,
            predecessors=predecessors(node, self.base.pairs()),
        )

    def peers(self) -> list[str]:
        return list(self.base.open_nodes()) if self.centre else [CENTRE_NODE]

    # --- packages ------------------------------------------------------------------------

    def heads_for(self, peer: str) -> list[Head]:
        """Return how far each stream that goes to a peer is exchanged."""
        me, them, base = self.side(self.name), self.side(peer), self.base
        streams = sorted(base.logs, key=lambda name: sending_order(self.name, name))
        return [base.head(name) for name in streams if sends(me, them, name)]

    def export(self, peer: str) -> list[File]:
        """Write everything a peer has not acknowledged; nothing while a person is asked."""
        if self.asks or not self.fits():
            return []
        base, memory = self.base, self.base.memories.get(peer, NOBODY)
        heads = self.heads_for(peer)
        bases = agreed(heads, memory.acks, base.hash_at)
        ranges = next_ranges(heads, bases)
        given = self._give_back(peer)
        for part in ranges:
            base.sent[part.stream] = max(base.sent.get(part.stream, 0), part.to_seq)
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
            sender=Party(office=self.office, node=base.life.node, sign_key="", box_key=""),
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
            totals=_TOTALS,
        )
        events = {
            part.stream: {
                seq: base.logs[part.stream][seq - 1]
                for seq in range(part.from_seq, part.to_seq + 1)
            }
            for part in ranges
        }
        digest = f"{self.world.fresh():064x}"
        return File(
            digest=digest,
            sender=base.life.node,
            manifest=manifest,
            events=events,
            given_back=dict(given),
        )

    def _control(self, peer: str, bases: Mapping[str, Head]) -> ControlBlock:
        base, memory = self.base, self.base.memories.get(peer, NOBODY)
        me, them = self.side(self.name), self.side(peer)
        acks = tuple(
            Ack(stream=name, stored_to=len(log), hash=log[-1].hash, applied_to=0, problems=0)
            for name, log in base.logs.items()
            if log and sends(them, me, name)
        )
        of_peer = {peer, *them.predecessors}
        wanted = tuple(lost for key, lost in base.requests.items() if key[0] in of_peer)
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
        if self.centre and file.sender not in self.base.open_nodes():
            known = file.sender in self.base.enrolled()
            self.alarms.append("closed" if known else "not paired")
            self.parked.append(file)
            return
        self.waiting.append(file)
        while ready := [early for early in self.waiting if self._read(early)]:
            self.waiting = [early for early in self.waiting if early not in ready]
        self.note()

    def take_of_closed(self, file: File) -> None:
        """A person lets the events of a closed node in; nothing else of it is heard."""
        self._apply(file)
        self.note()

    def _read(self, file: File) -> bool:
        base, manifest, peer = self.base, file.manifest, file.sender
        fits = self.fits()
        self._look_for_twin(file)
        heard = hear(
            base.me(), base.memories.get(peer, NOBODY), manifest, base.hash_at, base.on_branch
        )
        before = base.memories.get(peer, NOBODY).peer
        base.memories[peer] = Memory(acks=heard.acks, peer=heard.peer)
        base.asked[peer] = standing(base.asked.get(peer, {}), manifest.control)
        for lost in heard.lost:
            base.requests[peer, lost.stream, lost.seq, lost.hash] = lost
            self.alarms.append("lost")
        if heard.rivals and before is not None:
            base.rivals.add((peer, before.incarnation, manifest.incarnation))
            self.alarms.append("rivals")
        if heard.succeeded:
            self.asks = True
            self.alarms.append("succeeded")
        base.life = base.life.learning(heard.learned)
        if heard.new_life and fits:
            self.begin_life()
        for stream, events in file.given_back.items():
            if base.me().owns(stream):
                self._receive_back(stream, events)
        self._close_requests()
        return self._apply(file)

    def _look_for_twin(self, file: File) -> None:
        manifest, read = file.manifest, self.base.inbox.setdefault(file.sender, [])
        if is_twin(read, manifest.incarnation, manifest.package, file.digest):
            self.base.twins.add((file.sender, manifest.incarnation))
            self.alarms.append("twin")
        row = (manifest.incarnation, manifest.package, file.digest)
        if row not in read:
            read.append(row)

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
        if Verdict.WAITS in verdicts or not self._meant_for_me(file):
            return False
        for stream, events in file.events.items():
            base.take_rest(stream, events)
        base.append(self.stream(LOCAL), self.world.fresh())  # the mark sees that something came
        self._end_life_if_told()
        if self.free():
            self._grant_recalls(file)
        return True

    def _meant_for_me(self, file: File) -> bool:
        """A successor learns in the same file, or an earlier one, whose streams it gets."""
        if self._hears(self, file):
            return True
        tried = replace(self, base=self.base.copied())
        for stream, events in file.events.items():
            tried.base.take_rest(stream, events)
        return self._hears(tried, file)

    @staticmethod
    def _hears(machine: "Machine", file: File) -> bool:
        them, me = machine.side(file.sender), machine.side(machine.name)
        return all(sends(them, me, stream) for stream in file.events)

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
            base.take_rest(stream, events)
            tail: list[Event] = []
            if stream in base.closed:
                tail = base.logs[stream][base.closed[stream] :]
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

    # --- recalls -------------------------------------------------------------------------

    def _grant_recalls(self, file: File) -> None:
        """Take back what the taker read a recall of without having accepted (R14)."""
        base, them = self.base, self.side(file.sender)
        speaker = Life(node=them.node, incarnation="", predecessors=them.predecessors)
        if not all(
            base.hash_at(x.stream, x.seq) == x.hash
            for x in file.manifest.heads
            if speaker.owns(x.stream)
        ):
            return
        read = {
            ack.stream: ack.stored_to
            for ack in file.manifest.control.acks
            if not contradicts(ack, base.hash_at)
        }
        for dossier in list(base.subjects):
            held = base.dossier(dossier)
            if held is None or held.tip_kind != "DossierForwarded":
                continue
            if held.custody.custodian != self.name or held.custody.forwarded_to != them.office:
                continue
            asked = [x for x in base.recalls(held.tip) if self.world.facts[x].office == self.office]
            if any(read.get(name, 0) >= seq for x in asked for name, seq in base.place(x)):
                audience = CENTRE if not self.centre else f"office:{them.office}"
                self.record(
                    audience,
                    self.fact(
                        "RecallGranted",
                        subject=dossier,
                        builds_on=held.tip,
                        custody=held.custody.number,
                    ),
                )

    # --- rivals --------------------------------------------------------------------------

    def choose(self, node: str, goes_on: str, ends: tuple[str, ...]) -> None:
        """The centre's person says which of two lives goes on (R9)."""
        choice = Choice(node=node, goes_on=goes_on, ends=ends)
        self.record(ALL, self.fact("LifeChosen", choice=choice))

    def _end_life_if_told(self) -> None:
        """Say to everybody that this life takes nothing in any more."""
        if self.ends() and not self.asks and self.fits() and self._ending() is None:
            self.alarms.append("ends")
            self.record(CENTRE, self.fact("LifeEnded"))

    def _ending(self) -> int | None:
        log = self.base.logs.get(self.stream(CENTRE), [])
        kinds = ((x.event_id, self.world.facts.get(x.event_id)) for x in log)
        return next((x for x, fact in kinds if fact and fact.kind == "LifeEnded"), None)

    def may_retire(self) -> bool:
        """Tell whether this machine has told everything and may be switched off (R9)."""
        if self._ending() is None or self.asks or not self.fits():
            return False
        base = self.base
        return all(
            may_retire(
                self.heads_for(peer),
                base.memories.get(peer, NOBODY).acks,
                [x for asked in base.asked.get(peer, {}).values() for x in asked],
                list(base.requests.values()),
                base.hash_at,
            )
            for peer in self.peers()
        )


def new_machine(world: World, name: str, office: str, *, journals: bool) -> Machine:
    """Return a machine that was just set up."""
    life = Life(node=name, incarnation=f"{world.fresh():016x}")
    base = Database(world=world, life=life)
    return Machine(name=name, office=office, base=base, journals=journals)
