"""Events of the rate in time that an office ought to reach, in per cent."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPublished(Event):
    """The centre said for every office what rate in time is to be reached.

    Attributes:
        since: ISO date from which it holds; again for that day puts it right.
        percent: 0 to 100; null: the centre says nothing of it any more.
        basis: the text that it follows from.
    """

    since: str
    percent: int | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAdjusted(Event):
    """This office said for itself what it is to reach; the fields are those of the centre's."""

    since: str
    percent: int | None
    basis: str
