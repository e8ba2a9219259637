"""Events of how long is waited, as `ca_desktop.domain.waits` names it."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsPublished(Event):
    """The centre said for every office how long is waited, and when data are handed in.

    Attributes:
        since: ISO date from which it holds; again for that day puts it right.
        days: by name; null: the centre says nothing of it any more.
        basis: the text that it follows from.
    """

    since: str
    days: dict[str, int | None]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsAdjusted(Event):
    """This office said for itself how long is waited; the fields are those of the centre's."""

    since: str
    days: dict[str, int | None]
    basis: str
