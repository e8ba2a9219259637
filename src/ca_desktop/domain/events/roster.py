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
    """

    office_id: str
    kind: str
    code: str
    name: str
    node_id: str
    sign_key: str
    box_key: str


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
