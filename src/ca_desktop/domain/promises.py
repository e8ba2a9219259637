"""A promise that will not be kept: why, when the citizen is asked to come, how they are told."""

from datetime import date
from enum import StrEnum

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import CalendarMissing

USUAL_DAYS, MOST_DAYS = 3, 30
"""Working days by which an apology moves a date: proposed, and at the most."""


class Telling(StrEnum):
    """How a citizen was told something about a dossier."""

    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    DESK = "desk"


class Hold(StrEnum):
    """Where a dossier stands whose day comes without a result: what an apology groups by."""

    NOT_BEGUN = "not_begun"
    IN_PROCESS = "in_process"
    SUPPLIED = "supplied"
    HANDED_ON = "handed_on"


def hold_of(state: DossierState, own_office: str) -> Hold:
    """Return where an open dossier stands that ``own_office`` holds."""
    if state.office_id != own_office:
        return Hold.HANDED_ON
    if state.supplements:
        return Hold.SUPPLIED
    return Hold.NOT_BEGUN if state.status is Status.RECEIVED else Hold.IN_PROCESS


def last_day_in_sight(calendar: WorkingCalendar, today: date) -> date:
    """Return the next working day: what is due by then cannot be apologised for later.

    Where the calendar of its year is missing it is today.
    """
    try:
        return calendar.next_working(today)
    except CalendarMissing:
        return today


def proposed_day(calendar: WorkingCalendar, due: date, today: date, working_days: int) -> date:
    """Return the day so many working days after the promise, or after today where that is past.

    Args:
        calendar: of every year that may be looked at.
        due: the promise in force.
        today: of the letter.
        working_days: 1 or more.

    Raises:
        CalendarMissing: a day of a year without a calendar was looked at.
    """
    day = max(due, today)
    for _ in range(working_days):
        day = calendar.next_working(day)
    return day
