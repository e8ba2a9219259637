"""Lives of a node, and what a package tells of them: rollbacks, copies, acknowledgements.

The second half of the protocol's rules (see `ca_desktop.domain.streams`): who spoke last, what
he has heard, and what follows when he knows more of me than I do. Pure functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from ca_desktop.domain.events.envelope import GENESIS, StreamName
from ca_desktop.domain.packages import Ack, ControlBlock, GiveBack, Head, Manifest
from ca_desktop.domain.streams import HashAt, KnownAck, OnBranch, answer, contradicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One run of a node's database from its set-up, restore or adoption to the next (R3, R8).

    Attributes:
        earlier: lives of this very database, which ended when the next began.
        learned: other lives of the node that peers have spoken of: lost ones, and copies.
        predecessors: nodes whose place this one took; their streams are treated like those of
            earlier lives (R17).
    """

    node: str
    incarnation: str
    earlier: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    predecessors: frozenset[str] = frozenset()

    def owns(self, stream: str) -> bool:
        """Tell whether this node, or one whose place it took, wrote a stream."""
        node = StreamName.parse(stream).node
        return node == self.node or node in self.predecessors

    def knows(self, incarnation: str) -> bool:
        """Tell whether a life of the node is known, this one included."""
        return incarnation in {self.incarnation, *self.earlier, *self.learned}

    def renewed(self, incarnation: str) -> "Life":
        """Return the next life of the database."""
        return replace(self, incarnation=incarnation, earlier=(*self.earlier, self.incarnation))

    def learning(self, incarnations: Iterable[str]) -> "Life":
        """Return the same life, knowing of others."""
        new = tuple(x for x in dict.fromkeys(incarnations) if not self.knows(x))
        return replace(self, learned=(*self.learned, *new))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLife:
    """The life of a peer that spoke last.

    Attributes:
        package: number of its newest package read here.
    """

    incarnation: str
    earlier: tuple[str, ...]
    package: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What a package says of me, of its sender, and of what I have lost.

    Attributes:
        acks: everything the peer is known to acknowledge, by stream.
        lost: proven to have existed and not held here; to be asked for (R5, R15).
        learned: lives of my node that I did not know.
        new_life: my running life was put back or copied: it must end now (R3, R5).
        succeeded: a life that came from mine speaks elsewhere; only a person can tell which of
            the two machines goes on (R9).
        rivals: the sender's life and the one heard before know nothing of each other (R9).
    """

    acks: Mapping[str, KnownAck]
    peer: PeerLife
    lost: tuple[GiveBack, ...] = ()
    learned: tuple[str, ...] = ()
    new_life: bool = False
    succeeded: bool = False
    rivals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of a peer when its next package is read."""

    acks: Mapping[str, KnownAck]
    peer: PeerLife | None


def hear(
    me: Life, memory: Memory, manifest: Manifest, hash_at: HashAt, on_branch: OnBranch
) -> Hearing:
    """Read what a package says beside its events; done even when these fork (rule H).

    Args:
        me: the running life.
        memory: of the sender.
        manifest: as signed.
        hash_at: what is held.
        on_branch: the branches of own streams that were kept aside.
    """
    control = manifest.control
    order = _order(memory.peer, control)
    denied = [x for x in control.acks if me.owns(x.stream) and contradicts(x, hash_at)]
    strange = _strange(me, control)
    return Hearing(
        acks=_renew(memory, manifest, order, hash_at),
        peer=_peer_life(memory.peer, manifest, order),
        lost=tuple(
            _lost(said, memory.acks, hash_at)
            for said in denied
            if not on_branch(said.stream, said.stored_to, said.hash)
        ),
        learned=strange,
        new_life=_ended(me, manifest, denied, hash_at),
        succeeded=me.incarnation in control.heard[1:],
        rivals=order is _Order.UNRELATED,
    )


class _Order(Enum):
    NEWER = "newer"
    SAME = "same"
    OLDER = "older"
    UNRELATED = "unrelated"


def _order(known: PeerLife | None, control: ControlBlock) -> _Order:
    if known is None or known.incarnation in control.earlier:
        return _Order.NEWER
    if known.incarnation == control.incarnation:
        return _Order.SAME
    return _Order.OLDER if control.incarnation in known.earlier else _Order.UNRELATED


def _strange(me: Life, control: ControlBlock) -> tuple[str, ...]:
    """Lives of my node that the peer speaks of and I do not know."""
    streams = (StreamName.parse(said.stream) for said in control.acks)
    named = [name.incarnation for name in streams if name.node == me.node]
    return tuple(x for x in dict.fromkeys((*named, *control.heard)) if not me.knows(x))


def _renew(
    memory: Memory, manifest: Manifest, order: _Order, hash_at: HashAt
) -> Mapping[str, KnownAck]:
    """Replace, raise or keep acknowledgements (R6).

    Within one life of the peer they only rise; another life's replace them all, downwards too,
    for what it does not name it does not hold; an earlier life's change nothing.
    """
    control = manifest.control
    stale = (
        order is _Order.SAME and memory.peer is not None and manifest.package < memory.peer.package
    )
    if order is _Order.OLDER or stale:
        return memory.acks
    acks = dict(memory.acks) if order is _Order.SAME else {}
    for said in control.acks:
        before = acks.get(said.stream)
        if before is None or said.stored_to >= before.stored_to:
            acks[said.stream] = _known(said, memory.acks.get(said.stream), hash_at)
    return acks


def _known(said: Ack, before: KnownAck | None, hash_at: HashAt) -> KnownAck:
    proven = before.common if before else 0
    return KnownAck(
        stored_to=said.stored_to,
        hash=said.hash,
        applied_to=said.applied_to,
        problems=said.problems,
        common=min(proven, said.stored_to) if contradicts(said, hash_at) else said.stored_to,
    )


def _peer_life(known: PeerLife | None, manifest: Manifest, order: _Order) -> PeerLife:
    stale = order is _Order.SAME and known is not None and manifest.package < known.package
    if known is not None and (order is _Order.OLDER or stale):
        return known
    return PeerLife(
        incarnation=manifest.incarnation,
        earlier=manifest.control.earlier,
        package=manifest.package,
    )


def _lost(said: Ack, acks: Mapping[str, KnownAck], hash_at: HashAt) -> GiveBack:
    before = acks.get(said.stream)
    after = before.common if before else 0
    digest = hash_at(said.stream, after)
    return GiveBack(
        stream=said.stream,
        seq=said.stored_to,
        hash=said.hash,
        after=after if digest else 0,
        after_hash=digest or GENESIS,
    )


def _ended(me: Life, manifest: Manifest, denied: Sequence[Ack], hash_at: HashAt) -> bool:
    if any(StreamName.parse(said.stream).incarnation == me.incarnation for said in denied):
        return True
    return manifest.control.heard[:1] == (me.incarnation,) and any(
        hash_at(known.stream, known.seq) != known.hash for known in manifest.control.known
    )


def standing(
    before: Mapping[str, Sequence[GiveBack]], control: ControlBlock
) -> Mapping[str, Sequence[GiveBack]]:
    """Return the requests of a peer that stand, by the life that made them (R15).

    A later life speaks for those it knows to lie before it; one that knows nothing of another
    withdraws nothing of it.
    """
    kept = {life: asked for life, asked in before.items() if life not in control.earlier}
    if control.incarnation in kept or control.wanted_give_backs:
        kept[control.incarnation] = control.wanted_give_backs
    return {life: asked for life, asked in kept.items() if asked}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which of two rival lives of a node goes on, said by the centre (R9).

    Attributes:
        ends: lives that end; their machines take nothing in any more, but tell everything.
    """

    node: str
    goes_on: str
    ends: tuple[str, ...]


def ended(me: Life, choices: Iterable[Choice]) -> bool:
    """Tell whether the centre has let my running life end."""
    return any(x.node == me.node and me.incarnation in x.ends for x in choices)


def undecided(
    rivals: Iterable[tuple[str, str]], choices: Iterable[Choice]
) -> frozenset[tuple[str, str]]:
    """Return the pairs of rival lives of a node of which none has ended."""
    over = {life for choice in choices for life in choice.ends}
    return frozenset(pair for pair in rivals if not over & set(pair))


def may_retire(
    heads: Iterable[Head],
    acks: Mapping[str, KnownAck],
    asked: Iterable[GiveBack],
    requests: Sequence[GiveBack],
    hash_at: HashAt,
) -> bool:
    """Tell whether a life that ends has told a peer everything and heard it out (R9).

    The heads contain the event that says that the life ended: who acknowledges that one has
    read all that stood before, and asks in the same package for whatever it lacks.

    Args:
        heads: of every stream that goes to the peer, not empty.
        acks: of the peer.
        asked: what the peer asks back.
        requests: what is proven lost here.
        hash_at: what is held.
    """
    told = all(
        (ack := acks.get(head.stream)) is not None
        and ack.stored_to >= head.seq
        and hash_at(head.stream, ack.stored_to) == ack.hash
        for head in heads
    )
    return told and not requests and all(answer(x, hash_at) is None for x in asked)


def is_twin(
    known: Iterable[tuple[str, int, str]], incarnation: str, package: int, digest: str
) -> bool:
    """Tell whether another package with this number was read: its sender is doubled (R16).

    Args:
        known: (incarnation, package number, digest) of the packages read from the node.
        incarnation: of the sender.
        package: its number.
        digest: SHA-256 of the package.
    """
    return any(
        (life, number) == (incarnation, package) and other != digest
        for life, number, other in known
    )


FROZEN_AFTER = timedelta(days=30)


def is_frozen(previous: datetime, claimed: datetime) -> bool:
    """Tell whether a package is much older than the one before it (R11).

    Nothing can prevent that old files are carried instead of new ones; it can be shown. Both
    dates are claims of the sender.
    """
    return previous - claimed > FROZEN_AFTER
