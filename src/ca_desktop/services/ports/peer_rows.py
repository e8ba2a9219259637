"""Rows about other nodes: what is known of them, and what was put where for them."""

from dataclasses import dataclass, field

from ca_desktop.domain.packages import GiveBack


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """What this office keeps of another.

    Attributes:
        address: where mails go.
        remark: free text.
    """

    address: str = field(default="", repr=False)
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A file of a package as it was put somewhere: the whole, or a part.

    Attributes:
        stick: serial of the stick; None for any other folder.
    """

    peer: str
    incarnation: str
    package: int
    name: str
    digest: str
    size: int
    stick: str | None
    placed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StickRow:
    """A stick that was written to.

    Attributes:
        due: it should be looked at again: it is new, or it failed.
        checked_at: moment of the last good look; empty for none.
    """

    serial: str
    seen_at: str
    due: bool
    checked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerState:
    """What is known of another node from its packages."""

    node: str
    incarnation: str
    earlier: tuple[str, ...]
    last_package: int
    last_claimed_at: str
    last_imported_at: str
    program: str
    reads_to: int
    applied_to: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRow:
    """Something of mine that a peer proves to have existed and that is not held here.

    Attributes:
        peer: node id of who proved it and is asked for it.
        since: moment of the proof.
    """

    peer: str
    since: str
    wanted: GiveBack
