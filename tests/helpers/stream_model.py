"""Two offices that hold nothing but hashes, and exchange them by the rules of `domain.streams`.

No database, keys or bytes: what is tried here are the rules alone.
"""

import copy
import hashlib
from dataclasses import dataclass, field

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.packages import Ack, ControlBlock, Head, Range
from ca_desktop.domain.streams import (
    KnownAck,
    Verdict,
    contradicts,
    judge,
    next_ranges,
    renew_ack,
    split,
)


@dataclass(frozen=True, kw_only=True)
class File:
    """A package: what it says, and the events of its ranges."""

    sender: str
    number: int
    ranges: tuple[Range, ...]
    events: dict[str, dict[int, str]]
    control: ControlBlock


class Refused(Exception):
    """A file was not taken; the verdict says why, None stands for R5."""

    def __init__(self, verdict: Verdict | None) -> None:
        super().__init__(verdict)
        self.verdict = verdict


@dataclass(kw_only=True)
class Office:
    """One side.

    Attributes:
        audiences: one stream is kept for each; ``local`` never leaves.
        logs: hashes of every stream held, own and foreign, seq 1 first.
        applied: (stream, seq) in the order in which foreign events took effect.
    """

    name: str
    audiences: tuple[str, ...]
    life: int = 1
    logs: dict[str, list[str]] = field(default_factory=dict)
    acks: dict[str, KnownAck] = field(default_factory=dict)
    applied: list[tuple[str, int]] = field(default_factory=list)
    waiting: list[File] = field(default_factory=list)
    packages: int = 0

    def hash_at(self, stream: str, seq: int) -> str | None:
        if seq == 0:
            return GENESIS
        log = self.logs.get(stream, [])
        return log[seq - 1] if seq <= len(log) else None

    def stream(self, audience: str) -> str:
        return f"{self.name}.{self.life}.{audience}"

    def is_own(self, stream: str) -> bool:
        return stream.startswith(f"{self.name}.")

    def record(self, audience: str, words: str) -> None:
        """Write an event on the end of an own stream."""
        log = self.logs.setdefault(self.stream(audience), [])
        before = log[-1] if log else GENESIS
        log.append(hashlib.sha256(f"{self.stream(audience)} {before} {words}".encode()).hexdigest())

    def begin_a_life(self) -> None:
        self.life += 1

    def heads(self) -> list[Head]:
        own = [name for name in self.logs if self.is_own(name)]
        return [Head(stream=x, seq=len(self.logs[x]), hash=self.logs[x][-1]) for x in own]

    def control(self) -> ControlBlock:
        foreign = [(name, log) for name, log in self.logs.items() if not self.is_own(name) and log]
        return ControlBlock(
            incarnation=str(self.life),
            earlier=tuple(str(number) for number in range(1, self.life)),
            acks=tuple(
                Ack(
                    stream=name,
                    stored_to=len(log),
                    hash=log[-1],
                    applied_to=len(log),
                    problems=0,
                )
                for name, log in foreign
            ),
        )

    def export(self, most: int) -> list[File]:
        """Write everything since the last acknowledgement, ``most`` events to a file."""
        heads = [head for head in self.heads() if not head.stream.endswith(".local")]
        files = []
        for ranges in split(next_ranges(heads, self.acks, self.hash_at), self.hash_at, most):
            self.packages += 1
            files.append(
                File(
                    sender=self.name,
                    number=self.packages,
                    ranges=ranges,
                    events={part.stream: self._events(part) for part in ranges},
                    control=self.control(),
                )
            )
        return files

    def _events(self, part: Range) -> dict[int, str]:
        log = self.logs[part.stream]
        return {seq: log[seq - 1] for seq in range(part.from_seq, part.to_seq + 1)}

    def take(self, file: File) -> None:
        """Import a file, and whatever waited for it; one that comes too early waits."""
        self.waiting.append(file)
        while ready := [early for early in self.waiting if self._read(early)]:
            self.waiting = [early for early in self.waiting if early not in ready]

    def _read(self, file: File) -> bool:
        verdicts = {
            judge(part, len(self.logs.get(part.stream, [])), self.hash_at) for part in file.ranges
        }
        for verdict in verdicts - {Verdict.FITS, Verdict.WAITS}:
            raise Refused(verdict)
        if Verdict.WAITS in verdicts:
            return False
        if any(contradicts(said, self.hash_at) for said in file.control.acks):
            raise Refused(None)
        for part in file.ranges:
            self._store(part, file.events[part.stream])
        for said in file.control.acks:
            known = self.acks.get(said.stream)
            renewed = renew_ack(known, said, file.control, file.number, self.hash_at)
            if renewed is not None:
                self.acks[said.stream] = renewed
        return True

    def _store(self, part: Range, events: dict[int, str]) -> None:
        log = self.logs.setdefault(part.stream, [])
        for seq, hashed in events.items():
            if seq <= len(log):
                if log[seq - 1] != hashed:
                    raise Refused(Verdict.FORKED)
                continue
            log.append(hashed)
            self.applied.append((part.stream, seq))

    def copy(self) -> "Office":
        """Return a backup."""
        return copy.deepcopy(self)


def new_pair() -> tuple[Office, Office]:
    """Return a commune and its centre."""
    return (
        Office(name="commune", audiences=("centre", "local")),
        Office(name="centre", audiences=("all", "office:commune", "local")),
    )


def exchange(one: Office, other: Office, rounds: int = 3) -> None:
    """Carry every file both ways, in order and without loss."""
    for _ in range(rounds):
        for giver, taker in ((one, other), (other, one)):
            for file in giver.export(1000):
                taker.take(file)
