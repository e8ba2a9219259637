"""What two offices sign when data were handed over: what is known of it, and the paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ca_desktop.domain.packages import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Events ``start … end`` of a stream that a package carried."""

    stream: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """A package that was handed over, or taken over.

    Attributes:
        node: the other office's node.
        incarnation: life of the sender.
        taken: whether it came from the other office.
        at: moment on which it was written or taken in here.
        heads: of the sender's streams, as far as it named them.
    """

    node: str
    incarnation: str
    package: int
    taken: bool
    at: str
    claimed_at: str
    digest: str
    size: int
    spans: tuple[Span, ...]
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteParty:
    """An office that signs."""

    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A file that was handed over; its hash is hex."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteData:
    """Everything the note says; nothing is looked up while printing.

    Attributes:
        own: heading of the office that prints it: first and second line of the header.
        place: name before the date.
        printed_at: moment of this print.
        first_at: when the oldest event that was carried was written; None for none.
        counts: what was carried, in words, with how many of it.
        digest: SHA-256 of the whole package, hex.
        heads: newest event of each stream that was carried.
        code: what the QR code carries.
    """

    own: tuple[str, str]
    symbol: str
    place: str
    giver: NoteParty
    taker: NoteParty
    package: int
    written_at: datetime
    printed_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    counts: tuple[tuple[str, int], ...]
    files: tuple[NoteFile, ...]
    size: int
    digest: str
    heads: tuple[Head, ...]
    code: str
    training: bool

    @property
    def events(self) -> int:
        """Events that were carried."""
        return sum(number for _name, number in self.counts)


class NotePort(Protocol):
    """Makes the paper; asks neither database nor clock."""

    def exchange_note(self, data: NoteData) -> bytes:
        """Return the PDF of the note, the same bytes for the same data."""
