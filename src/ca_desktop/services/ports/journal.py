"""The journal, as use-cases look at it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from ca_desktop.domain.events.envelope import Envelope, StoredEvent
from ca_desktop.services.ports.rows import ProblemRow, StreamRow


class Journal(Protocol):
    """The events themselves."""

    def streams(self) -> Sequence[StreamRow]:
        """Return every stream held, own ones first."""

    def hash_at(self, stream: str, seq: int) -> str | None:
        """Return the hash held there; 64 zeros for seq 0; None when not held."""

    def events(self, stream: str, start: int, end: int) -> Iterator[StoredEvent]:
        """Yield events ``start … end`` of a stream."""

    def holds(self, event_id: str) -> bool:
        """Tell whether an event is held, in whatever stream."""

    def carried(self, event_id: str) -> bool:
        """Tell whether an own event stands where it is exchanged."""

    def exported(self, event_id: str) -> bool:
        """Tell whether an own event may have left; one of an earlier life counts as exported."""

    def newest_moment(self) -> datetime | None:
        """Return the newest moment any event carries (clock check)."""

    def last_of(self, kinds: Iterable[str], audience: str) -> int:
        """Return the highest seq of these kinds in streams of an audience, 0 for none."""

    def problems(self) -> Sequence[ProblemRow]:
        """Return the events that are stored but not applied."""

    def verify(
        self, progress: Callable[[int, int], None] | None = None, *, newest: int | None = None
    ) -> int:
        """Check every chain and payload; return the number of events.

        Args:
            progress: told events done and in all.
            newest: check only so many of the newest events.

        Raises:
            DatabaseDamaged: an event is not what its chain says.
        """

    def lately(self, before: int | None, limit: int) -> Sequence[tuple[int, Envelope]]:
        """Return the newest events of this office with their positions, the newest first.

        Args:
            before: only those before this position.
            limit: so many at the most.
        """
