"""Lịch làm việc: a year's working calendar, who may change it, and which promises it moves.

A change is shown before it is kept: every open dossier whose date it moves, from where to where.
Kept, each move is an event of its dossier with the reason; the first promise stays for ever.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.calendar_layers import YearLayers, changed_days, require_own
from ca_desktop.domain.calendars import (
    WorkingCalendar,
    YearCalendar,
    year_from_json,
    year_to_json,
)
from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.due_moves import moved_to, promise_of
from ca_desktop.domain.errors import CalendarMissing, InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.codec import KINDS, build
from ca_desktop.domain.events.dossiers import DueDateMoved
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.master import (
    CalendarYearAdjusted,
    CalendarYearEntered,
    CalendarYearPublished,
)
from ca_desktop.domain.events.office import MatterSettled
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_text
from ca_desktop.services.desk.history import counted
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.office.dates import require_sure_date
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

EDITORS = (Role.KSTT, Role.ADMIN)
YEARS = range(2000, 2100)
MATTER = "CALENDAR-NEW"

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
class Move:
    """A promise that a calendar moves.

    Attributes:
        old: ISO moment; so is new.
        here: this office holds the dossier, so it moves the date; others do when they hear.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    procedure_name: str
    held_by: str
    old: str
    new: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPreview:
    """What a change would do.

    Attributes:
        lacking: holidays by law that the year would not have.
        endless: years that are missing, so that some dates could not be reckoned.
    """

    moves: tuple[Move, ...]
    lacking: tuple[str, ...]
    endless: tuple[int, ...] = ()


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
            edits_all=_edits_all(view),
            publishes=is_centre,
            may_edit=not ports.actor.roles.isdisjoint(EDITORS),
            news=not is_centre and year in _news(view),
        )


def preview_calendar(ports: Ports, wanted: WantedYear) -> CalendarPreview:
    """Return what a change would do; nothing is kept.

    Raises:
        NotAllowedNow: CALENDAR-FROM-CENTRE the year belongs to the centre.
        InvalidField: a day does not hold.
    """
    with ports.writing() as uow:
        return _preview(ports, uow, wanted)


def save_calendar(
    ports: Ports, wanted: WantedYear, seen: Sequence[Move], reason: str
) -> CalendarSaved:
    """Keep a change, and move the dates that it moves.

    Args:
        ports: the outside world.
        wanted: the year.
        seen: the moves that a person looked at.
        reason: why; needed where a date moves.

    Raises:
        NotAllowedNow: MOVES-CHANGED other dates move than were seen.
        InvalidField: REQ-FIELD there is no reason.
    """
    said = clean_text("reason", reason)
    with ports.writing() as uow:
        found = _preview(ports, uow, wanted)
        if found.moves != tuple(seen):
            raise NotAllowedNow("MOVES-CHANGED")
        if found.moves and not said:
            raise InvalidField("reason", "REQ-FIELD")
        require_sure_date(ports.clock, uow)
        moved = _move_all(ports, uow, found.moves, said)
        for year, layers in _news(uow).items():
            if year == wanted.year:
                matter = f"{MATTER}:{year}:{layers.position}"
                uow.record(MatterSettled(matter=matter), Standing(audience=LOCAL))
        uow.commit()
    _log.info("calendar %s kept, %s dates moved", wanted.year, moved)
    return CalendarSaved(
        year=wanted.year,
        moved=moved,
        elsewhere=len(found.moves) - moved,
        touched=uow.touched | {Topic.MASTER},
    )


def _preview(ports: Ports, uow: UnitOfWork, wanted: WantedYear) -> CalendarPreview:
    require(ports.actor.roles, *EDITORS)
    before = uow.master.calendar().years.get(wanted.year)
    _record(uow, wanted)
    after = uow.master.calendar().years.get(wanted.year)
    looked_at = wanted.year not in _news(uow)
    changed = changed_days(before, after) if looked_at and before != after else None
    base = uow.master.years()[wanted.year].base
    lacking = uow.master.holiday_law().lacking(base) if base else ()
    moves, endless = _moves(uow, changed)
    return CalendarPreview(moves=moves, lacking=lacking, endless=endless)


def _record(uow: UnitOfWork, wanted: WantedYear) -> None:
    layers = uow.master.years().get(wanted.year, YearLayers())
    base = wanted.base and year_from_json(year_to_json(wanted.base))
    own = wanted.own and year_from_json(year_to_json(wanted.own))
    if base and base != layers.base:
        if not _edits_all(uow):
            raise NotAllowedNow("CALENDAR-FROM-CENTRE")
        body = year_to_json(base)
        if uow.offices.own().kind == "centre":
            uow.record(CalendarYearPublished(calendar=body), Standing(audience=ALL))
        else:
            uow.record(CalendarYearEntered(calendar=body), Standing(audience=LOCAL))
    if own and own != (layers.own or YearCalendar(year=wanted.year)):
        require_own(own)
        uow.record(CalendarYearAdjusted(calendar=year_to_json(own)), Standing(audience=LOCAL))
    if uow.master.years().get(wanted.year, YearLayers()).base is None:
        raise CalendarMissing(wanted.year)


def _edits_all(view: View) -> bool:
    return view.offices.own().kind == "centre" or view.offices.centre() is None


def _moves(view: View, changed: frozenset[date] | None) -> tuple[tuple[Move, ...], tuple[int, ...]]:
    """Return the moves of open dossiers, those due first before the others.

    Args:
        view: with the calendar in force.
        changed: the days that became something else; None: any day may have.
    """
    calendar, own = view.master.calendar(), view.offices.node().node_id
    found: list[Move] = []
    endless: set[int] = set()
    for row in view.dossiers.each(DossierFilter(open_only=True), order="due"):
        if not _spans(row, changed):
            continue
        state = view.dossiers.state(row.dossier_id)
        if state is None:
            continue
        try:
            deadline = _moved(view, calendar, state)
        except CalendarMissing as error:
            endless.add(error.year)
            continue
        if deadline is not None and deadline.due_at is not None:
            here = state.custody.custodian == own and state.custody.forwarded_to is None
            found.append(_move(row, moment_text(deadline.due_at), here=here))
    return tuple(found), tuple(sorted(endless))


def _spans(row: DossierRow, changed: frozenset[date] | None) -> bool:
    if row.due_at is None:
        return False
    first, last = parse_moment(row.received_at).date(), parse_moment(row.due_at).date()
    return changed is None or any(first <= day <= last for day in changed)


def _move(row: DossierRow, new: str, *, here: bool) -> Move:
    return Move(
        dossier_id=row.dossier_id,
        code=row.code or "",
        holder_name=row.holder_name,
        procedure_name=row.procedure_name,
        held_by=row.held_by,
        old=row.due_at or "",
        new=new,
        here=here,
    )


def _moved(view: View, calendar: WorkingCalendar, state: DossierState) -> Deadline | None:
    promise = promise_of(_events(view, state.dossier_id))
    if promise is None:
        return None
    day = parse_moment(state.received_at).date()
    procedure = view.master.procedure(state.procedure_code, day)
    return moved_to(calendar, state, promise, cutoff=procedure.latest if procedure else None)


def _events(view: View, dossier_id: str) -> Iterator[Event]:
    for row in counted(view.dossiers.history(dossier_id)):
        if row.fields is not None:
            yield build(KINDS[row.kind], row.fields)


def _move_all(ports: Ports, uow: UnitOfWork, moves: Sequence[Move], reason: str) -> int:
    calendar, number = uow.master.calendar(), 0
    now = moment_text(ports.clock.now().replace(second=0, microsecond=0))
    for move in moves:
        state = uow.dossiers.state(move.dossier_id) if move.here else None
        deadline = _moved(uow, calendar, state) if state else None
        if state is None or deadline is None or deadline.due_at is None:
            continue
        event = DueDateMoved(
            at=now,
            officer_name=ports.actor.name,
            note=reason,
            cause="calendar",
            due_at=moment_text(deadline.due_at),
            trace=deadline.trace,
        )
        record_step(uow, state, event)
        number += 1
    return number


def _news(view: View) -> dict[int, YearLayers]:
    """Return the years the centre changed since somebody looked what that moves."""
    if view.offices.own().kind == "centre":
        return {}
    settled = view.exchange.settled()
    return {
        year: layers
        for year, layers in view.master.years().items()
        if layers.published is not None
        and layers.published != layers.below
        and f"{MATTER}:{year}:{layers.position}" not in settled
    }


def news_of_centre(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name every year whose calendar the centre changed and nobody looked at here."""
    for year, layers in _news(view).items():
        yield Matter(
            code=MATTER,
            key=f"{year}:{layers.position}",
            about=f"Lịch năm {year}",
            remedy=Remedy.CALENDAR,
            details={"year": year},
        )
