"""What a projection gets to see of an event."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.envelope import Envelope, StreamName


@dataclass(frozen=True, slots=True)
class Applied:
    """An event on its way into the tables.

    Attributes:
        position: its place in this journal.
        own: True when this node wrote it.
    """

    connection: Connection
    position: int
    head: Envelope
    event: Event
    own: bool

    @property
    def stream(self) -> StreamName:
        """The stream's parts: who wrote it, in which life, for whom."""
        return StreamName.parse(self.head.stream)


Apply = Callable[[Applied], None]
