"""The rules of the exchange, one stream at a time, as pure functions.

Numbers in brackets are the rules of the protocol (docs/FORMAT.md names them): a package sends
everything since the last *acknowledgement*, ranges overlap freely, and hashes tell a gap from
a fork from a rollback.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.packages import MAX_EVENTS, Ack, GiveBack, Head, Range

MAX_COUNTER = 2**53 - 1

HashAt = Callable[[str, int], str | None]
"""``hash_at(stream, seq)``: the hash held there; seq 0 is 64 zeros; None when not held."""

OnBranch = Callable[[str, int, str], bool]
"""``on_branch(stream, seq, hash)``: whether it stands on a branch that was kept aside."""


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
    """What a peer said last of one of my streams.

    Attributes:
        common: last event proven to be the same on both sides.
    """

    stored_to: int
    hash: str
    applied_to: int
    problems: int
    common: int = 0


def contradicts(said: Ack, hash_at: HashAt) -> bool:
    """Tell whether a peer acknowledges what I do not have: I was put back or copied (R5)."""
    return hash_at(said.stream, said.stored_to) != said.hash


def agreed(
    heads: Iterable[Head], acks: Mapping[str, KnownAck], hash_at: HashAt
) -> Mapping[str, Head]:
    """Return where the peer stands in each of my streams, as far as it stands on what I hold.

    A stream of which the peer holds another branch is left out: it rests until the give-back
    tells where the two part (R5).
    """
    bases = {}
    for head in heads:
        ack = acks.get(head.stream)
        seq, digest = (ack.stored_to, ack.hash) if ack else (0, GENESIS)
        if hash_at(head.stream, seq) == digest:
            bases[head.stream] = Head(stream=head.stream, seq=seq, hash=digest)
    return bases


def next_ranges(heads: Iterable[Head], bases: Mapping[str, Head]) -> tuple[Range, ...]:
    """Return what to send: in each stream everything after the last acknowledgement (R2).

    Args:
        heads: how far each stream may be sent.
        bases: see `agreed`.
    """
    return tuple(
        Range(
            stream=head.stream,
            acked_seq=base.seq,
            acked_hash=base.hash,
            from_seq=base.seq + 1,
            prev_hash=base.hash,
            to_seq=head.seq,
            head_hash=head.hash,
            count=head.seq - base.seq,
        )
        for head in heads
        if (base := bases.get(head.stream)) is not None and head.seq > base.seq
    )


def parting(stream: str, offered: Mapping[int, str], hash_at: HashAt) -> int | None:
    """Return the last event two branches of a stream share; None when they do not part (R5).

    Args:
        stream: of mine, as a peer gives it back.
        offered: its events there, hash by seq, without a gap.
        hash_at: what is held.
    """
    for seq in sorted(offered):
        held = hash_at(stream, seq)
        if held is None:
            return None
        if held != offered[seq]:
            return seq - 1
    return None


def answer(wanted: GiveBack, hash_at: HashAt) -> int | None:
    """Return the event after which a peer's stream is given back; None when it is not held."""
    if hash_at(wanted.stream, wanted.seq) != wanted.hash:
        return None
    return wanted.after if hash_at(wanted.stream, wanted.after) == wanted.after_hash else 0


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
