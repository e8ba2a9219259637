"""Answering "when?" for any moment and limit, with the day-by-day trace."""

from datetime import datetime

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import Deadline, due, parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import parse_moment

YEARS = range(1900, 3000)
"""Far from both ends of the calendar, so that no reckoning runs into one."""


def deadline_of(calendar: WorkingCalendar, received: str, within: str) -> Deadline:
    """Count a time limit from a moment.

    Args:
        calendar: of every year that may be looked at.
        received: ISO-8601; without an offset it is Vietnamese time.
        within: ``3 wd``, ``7.5 wd``, ``5 d``, ``4 h`` or ``same-day``.

    Raises:
        InvalidField: ``received`` or ``within`` cannot be read.
        CalendarMissing: a day of a year without a calendar would be looked at.
    """
    return due(calendar, read_moment("received", received), parse_time_limit(within))


def read_moment(field: str, text: str) -> datetime:
    """Read a moment that a person or script typed, of a year a person can mean.

    Raises:
        InvalidField: it is none.
    """
    try:
        moment = parse_moment(text)
    except ValueError as error:
        raise InvalidField(field, "BAD-MOMENT") from error
    if moment.year not in YEARS:
        raise InvalidField(field, "BAD-MOMENT")
    return moment
