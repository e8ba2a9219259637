"""Số ngày chờ, hẹn nộp tệp: what holds, whose word it is, and saying otherwise from a day on."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.waits import WaitsAdjusted, WaitsPublished
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.text import clean_line
from ca_desktop.domain.waits import ALL_WAITS, OFFICE_WAITS, Wait, check_days
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

MAX_BASIS = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSettings:
    """How long is waited today.

    Attributes:
        waits: in the order of `ALL_WAITS`.
        is_centre: what it says goes to every office.
        own: names that this office may set.
        may_edit: the person signed in may.
    """

    waits: tuple[Wait, ...]
    is_centre: bool
    own: tuple[str, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWaits:
    """What is to hold from a day on.

    Attributes:
        since: today or later; dossiers and periods of before keep what held then.
        days: by name; None: nothing more than what stands below.
        basis: the text or the agreement that it follows from.
    """

    since: date
    days: Mapping[str, int | None]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedWaits:
    """What was set.

    Attributes:
        published: every office gets it with the next file.
    """

    names: tuple[str, ...]
    since: date
    published: bool
    touched: frozenset[Topic]


def wait_settings(ports: Ports) -> WaitSettings:
    """Return how long is waited today, and what of it may be changed here."""
    with ports.reading() as view:
        found = view.master.waits(ports.clock.now().date())
        is_centre = view.offices.own().kind == "centre"
    return WaitSettings(
        waits=tuple(found[name] for name in ALL_WAITS),
        is_centre=is_centre,
        own=ALL_WAITS if is_centre else OFFICE_WAITS,
        may_edit=not ports.actor.roles.isdisjoint(MASTER_KEEPERS),
    )


def set_waits(ports: Ports, command: SetWaits) -> ChangedWaits:
    """Let other numbers hold from a day on: at a centre for every office, else for this one.

    Raises:
        Forbidden: the person looks after neither procedures nor the office.
        NotAllowedNow: WAITS-FROM-CENTRE when data are handed in is the centre's word.
        InvalidField: NO-SUCH-WAIT, BAD-WAIT, REQ-FIELD; WAIT-PAST the day has gone by; SAME-VALUE
            nothing would change.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    basis = clean_line("legal_basis", command.basis, limit=MAX_BASIS, required=True)
    check_days(command.days, allowed=ALL_WAITS)
    if command.since < ports.clock.now().date():
        raise InvalidField("since", "WAIT-PAST")
    with ports.writing() as uow:
        own = uow.offices.own()
        is_centre = own.kind == "centre"
        if not is_centre and not set(command.days) <= set(OFFICE_WAITS):
            raise NotAllowedNow("WAITS-FROM-CENTRE")
        now = uow.master.waits(command.since)
        changed = {
            name: number
            for name, number in sorted(command.days.items())
            if number is None or number != now[name].days
        }
        if not changed:
            raise InvalidField("wait", "SAME-VALUE")
        kind = WaitsPublished if is_centre else WaitsAdjusted
        event = kind(since=command.since.isoformat(), days=changed, basis=basis)
        uow.record(event, Standing(audience=own.speaks_to))
        uow.commit()
        touched = uow.touched
    _log.info("waits set: %d", len(changed))
    return ChangedWaits(
        names=tuple(changed), since=command.since, published=is_centre, touched=touched
    )
