"""How the exchange with another office stands: how long it has been quiet, what its clock says."""

from datetime import datetime, timedelta
from enum import StrEnum

YELLOW_DAYS = 3
"""Working days without a package after which a person looks at it."""

RED_DAYS = 7
"""Working days after which somebody calls."""

TOLERANCE = timedelta(minutes=5)
"""Clocks that differ by less agree."""


class Alarm(StrEnum):
    """How urgent it is to ask an office for its package."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"


def alarm_of(quiet_days: int) -> Alarm:
    """Return the alarm after so many working days without a package."""
    if quiet_days >= RED_DAYS:
        return Alarm.RED
    return Alarm.YELLOW if quiet_days >= YELLOW_DAYS else Alarm.NONE


def clock_difference(claimed: datetime, received: datetime, known_at: datetime | None) -> timedelta:
    """Estimate by how much another machine's clock is wrong, as far as it shows.

    Args:
        claimed: when a package was written, by the clock of its sender.
        received: when it was taken in, by the own clock.
        known_at: when the newest event that the package acknowledges was written, by the own
            clock: the package cannot be older.

    Returns:
        At least so much ahead, or, negative, behind; zero where nothing shows.
    """
    if claimed - received > TOLERANCE:
        return claimed - received
    if known_at is not None and known_at - claimed > TOLERANCE:
        return claimed - known_at
    return timedelta()
