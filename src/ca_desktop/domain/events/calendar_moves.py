"""Events of many dates that a calendar moves one after the other: begun, and ended."""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMovesBegun(Event):
    """A calendar is in force whose dates are still being moved, some at a time.

    Attributes:
        days: ISO days that became something else; empty: any day may have.
        reason: that every moved date gives.
    """

    days: tuple[str, ...]
    reason: str = field(repr=False)
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMovesEnded(Event):
    """Every date that this office holds is where the calendar puts it.

    Attributes:
        left: ids of dossiers on their way to another office; they are moved when they come back.
        reason: that they will give.
    """

    left: tuple[str, ...]
    reason: str = field(repr=False)
