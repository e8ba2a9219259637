"""Mục tiêu đúng hạn: what rate holds, whose word it is, and saying another from a day on."""

import logging
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.targets import TargetAdjusted, TargetPublished
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.targets import Target, check_percent
from ca_desktop.domain.text import clean_line
from ca_desktop.services.office.wait_settings import MAX_BASIS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSetting:
    """The rate in time that is to be reached today.

    Attributes:
        is_centre: what it says goes to every office.
        may_edit: the person signed in may.
    """

    target: Target
    is_centre: bool
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTarget:
    """What is to hold from a day on.

    Attributes:
        since: today or later; periods that have ended keep what held then.
        percent: 0: no unit is set apart; None: nothing more than what stands below.
        basis: the text that it follows from.
    """

    since: date
    percent: int | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTarget:
    """What was set.

    Attributes:
        percent: that holds from the day on.
        published: every office gets it with the next file.
    """

    percent: int
    since: date
    published: bool
    touched: frozenset[Topic]


def target_setting(ports: Ports) -> TargetSetting:
    """Return what rate in time is to be reached today, and whose word it is."""
    with ports.reading() as view:
        return TargetSetting(
            target=view.master.on_time_target(ports.clock.now().date()),
            is_centre=view.offices.own().kind == "centre",
            may_edit=not ports.actor.roles.isdisjoint(MASTER_KEEPERS),
        )


def set_target(ports: Ports, command: SetTarget) -> ChangedTarget:
    """Let another rate hold from a day on: at a centre for every office, else for this one.

    Raises:
        Forbidden: the person looks after neither procedures nor the office.
        InvalidField: BAD-PERCENT, REQ-FIELD; TARGET-PAST the day has gone by; SAME-VALUE nothing
            would change.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    check_percent(command.percent)
    basis = clean_line("legal_basis", command.basis, limit=MAX_BASIS, required=True)
    if command.since < ports.clock.now().date():
        raise InvalidField("since", "TARGET-PAST")
    with ports.writing() as uow:
        own = uow.offices.own()
        is_centre = own.kind == "centre"
        if command.percent == uow.master.on_time_target(command.since).percent:
            raise InvalidField("target", "SAME-VALUE")
        kind = TargetPublished if is_centre else TargetAdjusted
        event = kind(since=command.since.isoformat(), percent=command.percent, basis=basis)
        uow.record(event, Standing(audience=own.speaks_to))
        holds = uow.master.on_time_target(command.since).least
        uow.commit()
        touched = uow.touched
    _log.info("target set")
    return ChangedTarget(percent=holds, since=command.since, published=is_centre, touched=touched)
