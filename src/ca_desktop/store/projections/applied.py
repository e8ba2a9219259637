"""What a projection gets to see of an event."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.envelope import Envelope, StreamName
from ca_desktop.domain.keys import SignatureHolds


def _nothing_holds(_public: bytes, _what: str, _message: bytes, _signature: bytes, /) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Applied:
    """An event on its way into the tables.

    Attributes:
        position: its place in this journal.
        own: True when this node wrote it.
        holds: checks a signature that stands in a payload.
    """

    connection: Connection
    position: int
    head: Envelope
    event: Event
    own: bool
    holds: SignatureHolds = _nothing_holds

    @property
    def stream(self) -> StreamName:
        """The stream's parts: who wrote it, in which life, for whom."""
        return StreamName.parse(self.head.stream)


Apply = Callable[[Applied], None]
