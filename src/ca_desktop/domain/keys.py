"""Keys of nodes over the years: one takes the place of another, and both must sign for it.

Pure values and the bytes that are signed; the exchange adapter knows the mathematics.
Format: docs/FORMAT.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.streams import KnownAck

SignatureHolds = Callable[[bytes, str, bytes, bytes], bool]
"""``holds(public, what, message, signature)``: whether the key signed the message as a `what`."""

_THOUSAND = 1000

ROTATION = "rotation"
"""The word in the label of a rotation's signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A node's next pair of keys.

    Attributes:
        number: of the new keys; those the node was enrolled with are number 0.
        by_old: signature of the keys before, over `rotation_body`.
        by_new: signature of the new keys over the same.
    """

    number: int
    keys: PublicKeys
    by_old: bytes
    by_new: bytes


def rotation_body(node: str, number: int, keys: PublicKeys) -> bytes:
    r"""Return what both keys sign, behind the label ``ca-desktop/rotation/1\0``.

    Args:
        node: node id, 32 hex digits.
        number: of the new keys.
        keys: the new keys.
    """
    return canonical_json(
        {"box": keys.box.hex(), "node": node, "number": number, "sign": keys.sign.hex()}
    )


def follows(
    node: str, number: int, keys: PublicKeys, rotation: Rotation, holds: SignatureHolds
) -> bool:
    """Tell whether a rotation takes the place of these keys: the very next, signed by both.

    Args:
        node: node id.
        number: of the keys in force.
        keys: in force.
        rotation: what is said to come after.
        holds: checks a signature.
    """
    body = rotation_body(node, rotation.number, rotation.keys)
    return (
        rotation.number == number + 1
        and holds(keys.sign, ROTATION, body, rotation.by_old)
        and holds(rotation.keys.sign, ROTATION, body, rotation.by_new)
    )


def chain_holds(
    node: str,
    number: int,
    keys: PublicKeys,
    rotations: Sequence[Rotation],
    holds: SignatureHolds,
) -> bool:
    """Tell whether rotations lead without a gap from certified keys to the last of them.

    Args:
        node: node id.
        number: of the certified keys.
        keys: certified.
        rotations: what followed, in order.
        holds: checks a signature.
    """
    for rotation in rotations:
        if not follows(node, number, keys, rotation, holds):
            return False
        number, keys = rotation.number, rotation.keys
    return True


def certified_number(last: int) -> int:
    """Return the number of keys that the root certifies in the place of others.

    It begins a new thousand: no rotation that anybody may still bring reaches it.

    Args:
        last: highest number that is known.
    """
    return (last // _THOUSAND + 1) * _THOUSAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Where a node has told that its keys of a number were followed by others."""

    number: int
    stream: str
    seq: int


def spoken_number(current: int, tellings: Sequence[Telling], acks: Mapping[str, KnownAck]) -> int:
    """Return the number of the keys with which to speak to a peer.

    It is the oldest pair whose end the peer may not have read: what it cannot check is refused.

    Args:
        current: number of the keys in force.
        tellings: of the former keys that are still held.
        acks: what the peer has acknowledged, by stream.
    """
    unheard = (
        telling.number
        for telling in tellings
        if (ack := acks.get(telling.stream)) is None or ack.common < telling.seq
    )
    return min(unheard, default=current)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardKey:
    """The newest keys of a node that have signed a package read here.

    Attributes:
        number: of the keys.
        incarnation: life of the node that spoke with them first.
        package: number of the first package they signed.
    """

    number: int
    incarnation: str
    package: int


def is_outdated(
    number: int, incarnation: str, package: int, heard: HeardKey | None, earlier: Sequence[str]
) -> bool:
    """Tell whether former keys signed a package although their node speaks with later ones.

    What was written before the change may come late; everything else by a former key is not
    the node's own: it knows that the reader has the new one.

    Args:
        number: of the keys that signed.
        incarnation: that the package speaks of as its own.
        package: its number.
        heard: the newest keys that have spoken.
        earlier: lives of the node known to lie before the one heard last.
    """
    if heard is None or number >= heard.number or incarnation in earlier:
        return False
    return incarnation != heard.incarnation or package >= heard.package
