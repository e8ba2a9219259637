"""Whether today's date can be trusted, and what a person says it is (exchange rules §3.14).

A due date is the office's word; it must not rest on a clock that went wrong.
"""

from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import DateConfirmed
from ca_desktop.domain.moments import day_text, moment_text
from ca_desktop.domain.text import clean_line
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import Clock, View

MAX_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDoubt:
    """Why today's date must be confirmed.

    Attributes:
        machine: what the machine's clock says.
        newest: day of the newest event held.
    """

    machine: date
    newest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedDate:
    """What a person said today is."""

    day: date
    touched: frozenset[Topic]


def date_doubt(ports: Ports) -> DateDoubt | None:
    """Return why the date must be confirmed today, None when it need not be."""
    with ports.reading() as view:
        return _doubt(ports.clock, view)


def require_sure_date(clock: Clock, view: View) -> None:
    """Demand a date that a due date may rest on.

    Raises:
        NotAllowedNow: DATE-IN-DOUBT nobody has confirmed today's date yet.
    """
    doubt = _doubt(clock, view)
    if doubt is not None:
        raise NotAllowedNow("DATE-IN-DOUBT", day=day_text(doubt.machine))


def confirm_date(ports: Ports, day: date, reason: str = "") -> ConfirmedDate:
    """Let today be ``day`` until the machine's day ends; kept for the audit.

    Raises:
        InvalidField: the day lies before the newest event and no reason is given.
    """
    said = clean_line("reason", reason, limit=MAX_REASON)
    with ports.writing() as uow:
        newest = uow.journal.newest_moment()
        if newest is not None and day < newest.date() and not said:
            raise InvalidField("reason", "REQ-REASON-EARLIER", day=day_text(newest.date()))
        machine_at = moment_text(ports.clock.machine_now())
        event = DateConfirmed(machine_at=machine_at, day=day.isoformat(), reason=said)
        uow.record(event, Standing(audience=LOCAL))
        uow.commit()
        touched = uow.touched
    ports.clock.confirm(day)
    return ConfirmedDate(day=day, touched=touched)


def recall_confirmation(clock: Clock, view: View) -> None:
    """Take up what was confirmed earlier on this day of the machine's clock."""
    day = view.offices.confirmed_day(clock.machine_now().date())
    if day is not None:
        clock.confirm(day)


def _doubt(clock: Clock, view: View) -> DateDoubt | None:
    if clock.confirmed or not clock.doubtful(view.journal.newest_moment):
        return None
    newest = view.journal.newest_moment()
    return DateDoubt(
        machine=clock.machine_now().date(), newest=None if newest is None else newest.date()
    )
