"""A promise that is not kept: who told the citizen, and why a dossier without a letter is late."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ca_desktop.domain.actors import WORKERS
from ca_desktop.domain.closing import LATE_COLUMNS
from ca_desktop.domain.dossier_facts import facts_of
from ca_desktop.domain.dossiers import ARCHIVE, DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.promises import CitizenTold, LatenessExplained
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.promises import Telling
from ca_desktop.domain.reports import Period, place
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_text
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

EXPLAINERS = (*WORKERS, Role.LEADER)
CLOCKS_DIFFER = timedelta(minutes=5)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellCitizen:
    """What a citizen was told; raw values.

    Attributes:
        at: when; None is now.
        letter: event id of the letter it tells of, if any.
    """

    how: Telling
    text: str = field(repr=False)
    at: datetime | None = None
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPromise:
    """What was kept about one or more dossiers."""

    codes: tuple[str, ...]
    touched: frozenset[Topic]


def tell_citizen(ports: Ports, code: str, wish: TellCitizen) -> NotedPromise:
    """Keep that a citizen was told something about a dossier.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: it is closed history.
        InvalidField: nothing was said, or it was said in the future or before the intake.
    """
    require(ports.actor.roles, *WORKERS)
    now = ports.clock.now().replace(second=0, microsecond=0)
    said = clean_text("text", wish.text, required=True)
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        if state.channel == ARCHIVE:
            raise NotAllowedNow("ARCHIVED", code=code)
        event = CitizenTold(
            at=_when(state, wish.at or now, now),
            how=wish.how.value,
            letter=wish.letter,
            text=said,
            officer_name=ports.actor.name,
        )
        record_beside(uow, state, event)
        uow.commit()
    _log.info("dossier %s: told by %s", state.dossier_id, wish.how)
    return NotedPromise(codes=(code,), touched=uow.touched | {Topic.DOSSIERS})


def _when(state: DossierState, moment: datetime, now: datetime) -> str:
    said = moment.replace(second=0, microsecond=0)
    if not parse_moment(state.received_at) - CLOCKS_DIFFER <= said <= now + CLOCKS_DIFFER:
        raise InvalidField("at", "TOLD-WHEN")
    return moment_text(said)


def explain_lateness(ports: Ports, codes: Sequence[str], reason: str) -> NotedPromise:
    """Keep why dossiers are late for which nobody wrote a letter; all of them, or none.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: NOT-LATE it is not late.
        InvalidField: there is no reason.
    """
    require(ports.actor.roles, *EXPLAINERS)
    now = ports.clock.now().replace(second=0, microsecond=0)
    said = clean_text("reason", reason, required=True)
    with ports.writing() as uow:
        for code in codes:
            state = find_dossier(uow, code)
            if state.due_at is None or not is_late(state, now):
                raise NotAllowedNow("NOT-LATE", code=code)
            event = LatenessExplained(
                at=moment_text(now),
                due_at=state.due_at,
                reason=said,
                officer_name=ports.actor.name,
            )
            record_beside(uow, state, event)
        uow.commit()
    _log.info("%s dossiers: lateness explained", len(codes))
    return NotedPromise(codes=tuple(codes), touched=uow.touched | {Topic.DOSSIERS, Topic.TASKS})


def is_late(state: DossierState, now: datetime) -> bool:
    """Tell whether reports call it late: by its end, or by now while it is open."""
    if not state.dues or state.status is Status.CANCELLED:
        return False
    facts = facts_of(state)
    life = Period(start=facts.received_at.date(), end=max(facts.received_at, now).date())
    columns = place(facts, life, now)
    return columns is not None and columns[1] in LATE_COLUMNS
