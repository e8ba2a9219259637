"""Lịch làm việc: a year's working calendar, who may change it, and which promises it moves.

A change is shown before it is kept: every open dossier whose date it moves, from where to where.
Kept, each move is an event of its dossier with the reason; the first promise stays for ever.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ca_desktop.domain.calendar_layers import YearLayers, changed_days, require_own
from ca_desktop.domain.calendars import (
    WorkingCalendar,
    YearCalendar,
    year_from_json,
    year_to_json,
)
from ca_desktop.domain.errors import CalendarMissing, InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.calendar_moves import CalendarMovesBegun
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.master import (
    CalendarYearAdjusted,
    CalendarYearEntered,
    CalendarYearPublished,
)
from ca_desktop.domain.events.office import MatterSettled
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.text import clean_text
from ca_desktop.services.desk.calendar_moves import CalendarMoves, Move, moves_under
from ca_desktop.services.desk.calendar_news import MATTER, news
from ca_desktop.services.desk.moving import (
    AT_ONCE,
    finish_moves,
    on_their_way,
    record_end,
    record_moves,
)
from ca_desktop.services.desk.unmoved import moves_now, unmoved
from ca_desktop.services.office.dates import require_sure_date
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Watch

YEARS = range(2000, 2100)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """A year as the page shows it.

    Attributes:
        layers: empty layers where nothing is known of it.
        known: the years that have a calendar.
        suggestion: a year to begin with, where there is none.
        lacking: holidays by law that the year does not have.
        edits_all: this office may change the year itself: a centre, or without one.
        publishes: a change goes to every office.
        may_edit: the person may change it.
        news: the centre changed it, and nobody looked yet which dates move.
    """

    year: int
    layers: YearLayers
    known: tuple[int, ...]
    suggestion: YearCalendar
    lacking: tuple[str, ...]
    edits_all: bool
    publishes: bool
    may_edit: bool
    news: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedYear:
    """What a year is to be.

    Attributes:
        base: the year itself; None leaves it as it is.
        own: this office's own days; None leaves them as they are.
    """

    year: int
    base: YearCalendar | None = None
    own: YearCalendar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPreview:
    """What a change would do.

    Attributes:
        lacking: holidays by law that the year would not have.
    """

    moves: CalendarMoves
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSaved:
    """What was kept.

    Attributes:
        moved: dates that moved here.
        elsewhere: dates that the offices that hold the dossiers will move.
    """

    year: int
    moved: int
    elsewhere: int
    touched: frozenset[Topic]


def calendar_year(ports: Ports, year: int) -> CalendarYear:
    """Return a year with everything the page says of it.

    Raises:
        InvalidField: BAD-YEAR nobody can mean it.
    """
    if year not in YEARS:
        raise InvalidField("year", "BAD-YEAR")
    with ports.reading() as view:
        years = view.master.years()
        layers, law = years.get(year, YearLayers()), view.master.holiday_law()
        is_centre = view.offices.own().kind == "centre"
        return CalendarYear(
            year=year,
            layers=layers,
            known=tuple(each for each in years if years[each].base),
            suggestion=law.suggested(year),
            lacking=law.lacking(layers.base) if layers.base else (),
            edits_all=_edits_all(view, layers),
            publishes=is_centre,
            may_edit=not ports.actor.roles.isdisjoint(MASTER_KEEPERS),
            news=not is_centre and year in news(view),
        )


def preview_calendar(ports: Ports, wanted: WantedYear) -> CalendarPreview:
    """Return what a change would do; nothing is kept, and nobody has to wait for it.

    Raises:
        NotAllowedNow: CALENDAR-FROM-CENTRE the year belongs to the centre.
        InvalidField: a day does not hold.
        CalendarMissing: the office says its own days of a year that has no calendar.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    with ports.reading() as view:
        change = _change(view, wanted)
        moves = moves_under(view, change.calendar, change.days)
        return CalendarPreview(moves=moves, lacking=change.lacking)


def save_calendar(
    ports: Ports,
    wanted: WantedYear,
    seen: Sequence[Move],
    reason: str,
    watch: Watch = NOBODY,
) -> CalendarSaved:
    """Keep a change, and move the dates that it moves; many of them some at a time.

    Args:
        ports: the outside world.
        wanted: the year.
        seen: the moves that a person looked at.
        reason: why; needed where a date moves.
        watch: may stop it until the change is kept; from then on the dates follow.

    Raises:
        Cancelled: it was stopped; nothing is kept.
        NotAllowedNow: MOVES-CHANGED other dates move than were seen.
        InvalidField: REQ-FIELD there is no reason.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    said = clean_text("reason", reason)
    with ports.reading() as view:  # nobody waits while every open dossier is looked at
        change = _change(view, wanted)
        found = moves_under(view, change.calendar, change.days, watch)
    if found.moves != tuple(seen):
        raise NotAllowedNow("MOVES-CHANGED")
    with ports.writing() as uow:
        change = _change(uow, wanted)
        if seen and not said:
            raise InvalidField("reason", "REQ-FIELD")
        require_sure_date(ports.clock, uow)
        for event, audience in change.events:
            uow.record(event, Standing(audience=audience))
        at_once = len(found.here) <= AT_ONCE
        ids = [state.dossier_id for state, _deadline in found.here]
        moved = record_moves(ports, uow, moves_now(uow, ids), said) if at_once else 0
        _keep_left(ports, uow, change, found, said)
        if wanted.year in (newer := news(uow)):
            matter = f"{MATTER}:{wanted.year}:{newer[wanted.year].position}"
            uow.record(MatterSettled(matter=matter), Standing(audience=LOCAL))
        uow.commit()
    if not at_once:
        moved = finish_moves(ports, watch).moved
    _log.info("calendar %s kept, %s dates moved", wanted.year, moved)
    return CalendarSaved(
        year=wanted.year,
        moved=moved,
        elsewhere=len(seen) - moved,
        touched=uow.touched | {Topic.MASTER, Topic.DOSSIERS},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A calendar as it would be.

    Attributes:
        days: that became something else; None: any day may have.
        events: that say so, with their audiences.
    """

    calendar: WorkingCalendar
    lacking: tuple[str, ...]
    days: frozenset[date] | None
    events: tuple[tuple[Event, str], ...]


def _change(view: View, wanted: WantedYear) -> _Change:
    years = dict(view.master.years())
    before = years.get(wanted.year, YearLayers())
    after = before
    events: list[tuple[Event, str]] = []
    base = wanted.base and year_from_json(year_to_json(wanted.base))
    own = wanted.own and year_from_json(year_to_json(wanted.own))
    if base and base != before.base:
        if not _edits_all(view, before):
            raise NotAllowedNow("CALENDAR-FROM-CENTRE")
        body = year_to_json(base)
        if view.offices.own().kind == "centre":
            after = replace(after, published=base)
            events.append((CalendarYearPublished(calendar=body), ALL))
        else:
            after = replace(after, entered=base)
            events.append((CalendarYearEntered(calendar=body), LOCAL))
    if own and own != (before.own or YearCalendar(year=wanted.year)):
        require_own(own)
        after = replace(after, own=own)
        events.append((CalendarYearAdjusted(calendar=year_to_json(own)), LOCAL))
    if after.base is None:
        raise CalendarMissing(wanted.year)
    years[wanted.year] = after
    known = (layers.in_force for layers in years.values())
    looked_at = bool(events) and wanted.year not in news(view)
    return _Change(
        calendar=WorkingCalendar(years={year.year: year for year in known if year is not None}),
        lacking=view.master.holiday_law().lacking(after.base),
        days=changed_days(before.in_force, after.in_force) if looked_at else None,
        events=tuple(events),
    )


def _edits_all(view: View, layers: YearLayers) -> bool:
    """Tell whether the year is this office's: what a centre published stays the centre's."""
    if view.offices.own().kind == "centre":
        return True
    return view.offices.centre() is None and layers.published is None


def _keep_left(
    ports: Ports, uow: UnitOfWork, change: _Change, found: CalendarMoves, reason: str
) -> None:
    """Keep which dates are to be moved later: many of them, or of dossiers on their way."""
    if len(found.here) > AT_ONCE:
        days = tuple(sorted(day.isoformat() for day in change.days or ()))
        begun = CalendarMovesBegun(days=days, reason=reason, officer_name=ports.actor.name)
        uow.record(begun, Standing(audience=LOCAL))
    elif away := on_their_way(uow, found):
        before = unmoved(uow)
        record_end(uow, (*(before.left if before else ()), *away), reason)
