"""The roster: which nodes belong to which office, said by the centre in its ``all`` stream."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEnrolled(Event):
    """A node may exchange packages.

    Attributes:
        kind: of its office: ``commune`` or ``centre``.
        sign_key: Ed25519 public key, hex.
        box_key: X25519 public key, hex.
        series: what numbers on its paper carry at the least; 1 leaves them plain.
        number: of these keys; above 0 where the root certified them later, or where the node
            had changed its keys before it paired (again).
    """

    office_id: str
    kind: str
    code: str
    name: str
    node_id: str
    sign_key: str
    box_key: str
    series: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotated(Event):
    """A node goes on with new keys; said by itself, then by the centre for everybody.

    Attributes:
        number: of the new keys, one more than that of those before; 0 was enrolled.
        sign_key: Ed25519 public key, hex.
        box_key: X25519 public key, hex.
        by_old: signature of the keys before, hex.
        by_new: signature of the new keys, hex.
    """

    node_id: str
    number: int
    sign_key: str
    box_key: str
    by_old: str
    by_new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The last event of a stream that is still believed; seq 0 for none."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRevoked(Event):
    """A node is no longer heard: it was stolen, or somebody else has its keys.

    Attributes:
        cuts: one for each stream of the node; what stands beyond is never applied.
    """

    node_id: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSucceeded(Event):
    """A node is closed, and another one of its office takes its place (R13, R17).

    Attributes:
        old: the node that does not run any more.
        new: the node that counts as it from now on.
        cuts: where the centre held each stream of the old node when it was closed.
    """

    old: str
    new: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeChosen(Event):
    """Two lives of one node knew nothing of each other; one of them goes on (R9).

    Attributes:
        goes_on: incarnation of the machine that goes on.
        ends: incarnations whose machines tell everything and take nothing in any more.
    """

    node: str
    goes_on: str
    ends: tuple[str, ...]
