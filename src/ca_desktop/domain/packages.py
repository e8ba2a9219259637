"""What a package says of itself: the manifest, as values.

The exchange adapter turns a `Manifest` into bytes and back; services fill it and judge it.
Format: docs/FORMAT.md.
"""

from dataclasses import dataclass

FORMAT = 1
"""Version of the container this program writes."""

READER = 1
"""Highest ``min_reader`` this program understands."""

MAX_EVENTS = 50_000
"""Events in one package; above that an export writes several (exchange.md §3.20)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Sender or addressee. Keys are named by the SHA-256 (hex) of their 32 raw bytes."""

    office: str
    node: str
    sign_key: str
    box_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Events ``from_seq … to_seq`` of a stream, after what the addressee acknowledged.

    Attributes:
        acked_seq: the addressee's last acknowledgement the sender knows (0: none).
        acked_hash: its hash (64 zeros: none).
        prev_hash: hash of event ``from_seq - 1``.
        head_hash: hash of event ``to_seq``.
    """

    stream: str
    acked_seq: int
    acked_hash: str
    from_seq: int
    prev_hash: str
    to_seq: int
    head_hash: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest event of a stream."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """How far the sender holds a stream of the addressee.

    Attributes:
        stored_to: last event held without a gap.
        hash: its hash.
        applied_to: how many of them changed the tables as they should.
        problems: events stored but not applied.
    """

    stream: str
    stored_to: int
    hash: str
    applied_to: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """A request for one's own lost events: what is proven to have existed.

    Attributes:
        after: last event that the asker takes to be the same on both sides, 0 for none.
        after_hash: its hash; where it is another, everything is given back.
    """

    stream: str
    seq: int
    hash: str
    after: int
    after_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlBlock:
    """Acknowledgements and requests; read even when the events fork.

    Attributes:
        incarnation: the running life of the sender.
        earlier: the lives of its node that it knows to lie before.
        heard: life of the addressee that the sender heard last, before the lives it came from;
            empty for none.
        known: how far the sender knows the addressee to hold the sender's streams.
    """

    incarnation: str
    earlier: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    known: tuple[Head, ...] = ()
    acks: tuple[Ack, ...] = ()
    wanted_blobs: tuple[str, ...] = ()
    wanted_give_backs: tuple[GiveBack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of the body. Lengths in bytes, hashes SHA-256 hex."""

    kind: str
    stored: int
    expanded: int
    sha256_stored: str
    sha256_expanded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts for the check at the end of an import.

    Attributes:
        kinds: number of events of each kind.
        bytes: expanded length of all sections.
    """

    events: int
    kinds: dict[str, int]
    attachments: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The signed table of contents.

    Its JSON has the keys of the attributes; ``sender`` and ``addressee`` are ``from`` and ``to``.

    Attributes:
        package: number counted per incarnation of the sender and addressee.
        roster: seq of the newest roster event in the centre's ``all`` stream that the sender holds.
        catalogue: seq of the newest catalogue event there.
        claimed_at: what the sender's clock said; never decides anything.
        clock: True when the sender doubted its clock.
    """

    format: int = FORMAT
    min_reader: int = 1
    training: bool
    sender: Party
    addressee: Party
    package: int
    incarnation: str
    ranges: tuple[Range, ...]
    heads: tuple[Head, ...]
    control: ControlBlock
    catalogue: int
    roster: int
    program: str
    claimed_at: str
    clock: bool
    sections: tuple[Section, ...] = ()
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedManifest:
    """A manifest as its sender signed it: proof of what stood in a package.

    Attributes:
        header: the outer header, as far as it is signed.
    """

    header: bytes
    prelude: bytes
    signature: bytes
    manifest: bytes
