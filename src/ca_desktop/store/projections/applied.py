"""What a projection gets to see of an event."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.envelope import ALL, Envelope, StreamName
from ca_desktop.domain.keys import SignatureHolds
from ca_desktop.store.projections.dossier_rows import DossierRows


@dataclass(frozen=True, slots=True)
class Applied:
    """An event on its way into the tables.

    Attributes:
        position: its place in this journal.
        own: True when this node wrote it.
        rows: the dossiers of this transaction.
        holds: checks a signature that stands in a payload.
    """

    connection: Connection
    position: int
    head: Envelope
    event: Event
    own: bool
    rows: DossierRows
    holds: SignatureHolds

    @property
    def stream(self) -> StreamName:
        """The stream's parts: who wrote it, in which life, for whom."""
        return StreamName.parse(self.head.stream)

    def require_for_all(self) -> None:
        """Demand that an event stands where the centre speaks to every office.

        Raises:
            ValueError: it does not.
        """
        if self.stream.audience != ALL:
            raise ValueError("shared master data stand in the stream for all")


Apply = Callable[[Applied], None]
