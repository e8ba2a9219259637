"""How the exchange with another office stands: how long it has been quiet, what its clock says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import Period

YELLOW_DAYS = 3
"""Working days without a package after which a person looks at it."""

RED_DAYS = 7
"""Working days after which somebody calls."""

LATE_SHAPE = "▲"
"""Stands before what somebody has to ask for; no other text begins with it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Whether an office has handed in the data of a period.

    Attributes:
        data_to: when the newest package of it that was taken in was written; None for none.
        agreed: the day by which the data are to be there.
        done: that package was written after the last day of the period.
        late_days: calendar days since the agreed day; 0 up to it, and where it is done.
    """

    data_to: datetime | None
    agreed: date
    done: bool
    late_days: int


def hand_in(period: Period, days_after: int, data_to: datetime | None, today: date) -> HandIn:
    """Return how it stands with the data of a period.

    Args:
        period: first to last day.
        days_after: calendar days after the last day within which data are handed in.
        data_to: see `HandIn`.
        today: the day that is asked about.
    """
    agreed = period.end + timedelta(days=days_after)
    done = data_to is not None and data_to.date() > period.end
    late = 0 if done else max((today - agreed).days, 0)
    return HandIn(data_to=data_to, agreed=agreed, done=done, late_days=late)


def data_to_words(found: HandIn) -> str:
    """Say up to which day data of an office are here."""
    return day_text(found.data_to.date()) if found.data_to else "chưa có tệp"


def missing_words(found: HandIn) -> str:
    """Say how long data have been due; nothing where they are here."""
    if found.done:
        return ""
    if not found.late_days:
        return f"hẹn {day_text(found.agreed)}"
    return f"{LATE_SHAPE} quá {found.late_days} ngày"
