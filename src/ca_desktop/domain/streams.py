"""The rules of the exchange, one stream at a time, as pure functions.

Numbers in brackets are the rules of the protocol (docs/FORMAT.md names them): a package sends
everything since the last *acknowledgement*, ranges overlap freely, and hashes tell a gap from
a fork from a rollback.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.packages import MAX_EVENTS, Ack, ControlBlock, Head, Range

MAX_COUNTER = 2**53 - 1

HashAt = Callable[[str, int], str | None]
"""``hash_at(stream, seq)``: the hash held there; seq 0 is 64 zeros; None when not held."""


class Verdict(Enum):
    """What a range of a package means for the one who reads it."""

    FITS = "fits"
    WAITS = "waits"
    ROLLED_BACK = "rolled_back"
    FORKED = "forked"
    UNSOUND = "unsound"


def judge(offered: Range, held_to: int, hash_at: HashAt) -> Verdict:
    """Judge a range before its events are read (R2, R3, R4, R10).

    Args:
        offered: as the manifest states it.
        held_to: last seq held of that stream without a gap, 0 for none.
        hash_at: what is held.
    """
    if not _sound(offered):
        return Verdict.UNSOUND
    if offered.acked_seq > held_to:
        return Verdict.ROLLED_BACK
    if hash_at(offered.stream, offered.acked_seq) != offered.acked_hash:
        return Verdict.ROLLED_BACK
    if offered.from_seq - 1 > held_to:
        return Verdict.WAITS
    if hash_at(offered.stream, offered.from_seq - 1) != offered.prev_hash:
        return Verdict.FORKED
    return Verdict.FITS


def _sound(offered: Range) -> bool:
    return (
        0 <= offered.acked_seq < offered.from_seq <= offered.to_seq <= MAX_COUNTER
        and offered.count == offered.to_seq - offered.from_seq + 1
        and offered.count <= MAX_EVENTS
        and (offered.acked_seq > 0 or offered.acked_hash == GENESIS)
        and (offered.from_seq > 1 or offered.prev_hash == GENESIS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAck:
    """An acknowledgement of one of my streams, and what it was read from.

    Attributes:
        incarnation: of the peer when it said so.
        package: number of the package that said so.
    """

    stored_to: int
    hash: str
    applied_to: int
    problems: int
    incarnation: str
    package: int


def renew_ack(
    known: KnownAck | None, said: Ack, control: ControlBlock, package: int, hash_at: HashAt
) -> KnownAck | None:
    """Return what is known after a control block was read (R6).

    Within one incarnation of the peer acknowledgements only rise; those of a newer one replace
    older ones, downwards too; those of an earlier one change nothing. An acknowledgement whose
    hash is not mine is not taken: see `contradicts`.
    """
    if contradicts(said, hash_at):
        return known
    fresh = KnownAck(
        stored_to=said.stored_to,
        hash=said.hash,
        applied_to=said.applied_to,
        problems=said.problems,
        incarnation=control.incarnation,
        package=package,
    )
    if known is None or known.incarnation in control.earlier:
        return fresh
    if known.incarnation != control.incarnation or package < known.package:
        return known
    return fresh if said.stored_to >= known.stored_to else known


def contradicts(said: Ack, hash_at: HashAt) -> bool:
    """Tell whether a peer acknowledges what I do not have: I was put back or copied (R5)."""
    return hash_at(said.stream, said.stored_to) != said.hash


def next_ranges(
    heads: Sequence[Head], acks: Mapping[str, KnownAck], hash_at: HashAt
) -> tuple[Range, ...]:
    """Return what to send: in each stream everything after the last acknowledgement (R2)."""
    ranges = []
    for head in heads:
        ack = acks.get(head.stream)
        acked_seq, acked_hash = (ack.stored_to, ack.hash) if ack else (0, GENESIS)
        if head.seq > acked_seq:
            ranges.append(
                Range(
                    stream=head.stream,
                    acked_seq=acked_seq,
                    acked_hash=acked_hash,
                    from_seq=acked_seq + 1,
                    prev_hash=hash_at(head.stream, acked_seq) or GENESIS,
                    to_seq=head.seq,
                    head_hash=head.hash,
                    count=head.seq - acked_seq,
                )
            )
    return tuple(ranges)


def split(
    ranges: Sequence[Range], hash_at: HashAt, most: int = MAX_EVENTS
) -> tuple[tuple[Range, ...], ...]:
    """Cut ranges into packages of at most ``most`` events, oldest first (exchange §3.20).

    Every part states the same acknowledgement; there is always at least one package, because
    one without events still carries acknowledgements.
    """
    packages: list[tuple[Range, ...]] = []
    current: list[Range] = []
    room = most
    for whole in ranges:
        start = whole.from_seq
        while start <= whole.to_seq:
            end = min(whole.to_seq, start + room - 1)
            current.append(_part(whole, start, end, hash_at))
            room -= end - start + 1
            start = end + 1
            if not room:
                packages.append(tuple(current))
                current, room = [], most
    if current or not packages:
        packages.append(tuple(current))
    return tuple(packages)


def _part(whole: Range, start: int, end: int, hash_at: HashAt) -> Range:
    return Range(
        stream=whole.stream,
        acked_seq=whole.acked_seq,
        acked_hash=whole.acked_hash,
        from_seq=start,
        prev_hash=hash_at(whole.stream, start - 1) or GENESIS,
        to_seq=end,
        head_hash=hash_at(whole.stream, end) or whole.head_hash,
        count=end - start + 1,
    )


def fits_mark(marked: Sequence[Head], hash_at: HashAt) -> bool:
    """Tell whether the database holds everything its mark has seen (R7).

    A database that is *ahead* of the mark fits: the mark is written after the commit.
    """
    return all(hash_at(head.stream, head.seq) == head.hash for head in marked)
