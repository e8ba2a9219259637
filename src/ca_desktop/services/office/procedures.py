"""The catalogue: looking, importing a sheet, publishing to every office."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ca_desktop.domain.calendars import YearCalendar, year_to_json
from ca_desktop.domain.checks import MAX_TEXT
from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.master import (
    CalendarYearPublished,
    ProcedureAdjusted,
    ProcedureImported,
    ProcedureVersionPublished,
)
from ca_desktop.domain.local_tariffs import LocalTariff, priced_json
from ca_desktop.domain.notices import RowProblem
from ca_desktop.domain.procedures import (
    Procedure,
    ProcedureCase,
    RequiredDocument,
    check_aliases,
    to_json,
    with_details_of,
)
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.text import clean_text, fold
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImport:
    """What a sheet brings, or brought.

    Attributes:
        new: procedures that were not in the catalogue.
        changed: procedures whose name, field or agencies differ.
        same: procedures that are in the catalogue just so.
        incomplete: of new and changed, those without time limit and papers.
        problems: rows left out, and why.
    """

    new: int
    changed: int
    same: int
    incomplete: int
    problems: Sequence[RowProblem]
    touched: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDocument:
    """One paper as the clerk typed it."""

    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteProcedure:
    """What makes a procedure ready for intake; raw values, checked by `complete_procedure`.

    Attributes:
        limit: of the first case, as `parse_time_limit` reads it.
        cutoff: ``HH:MM`` or empty.
        further: limits of the other cases, in their order; none: they stay as they are.
    """

    code: str
    alias: str
    limit: str
    cutoff: str
    documents: Sequence[GivenDocument]
    further: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many procedures and calendar years went to the offices this time."""

    procedures: int
    calendars: int
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """What a centre has changed since its last publication, and for whom.

    Attributes:
        procedures: codes of those that are new or differ.
        calendars: years that no office has been given.
        communes: how many are connected and receive it.
    """

    procedures: Sequence[str]
    calendars: Sequence[int]
    communes: int


def catalogue(ports: Ports) -> Sequence[Procedure]:
    """Return the procedures in force today, by code."""
    with ports.reading() as view:
        return view.master.procedures(ports.clock.now().date())


def procedure(ports: Ports, code: str) -> Procedure:
    """Return the version in force today.

    Raises:
        NotFound: there is none.
    """
    with ports.reading() as view:
        return known_procedure(view, code.strip(), ports.clock.now().date())


def known_procedure(view: View, code: str, day: date, *, tariffs: bool = True) -> Procedure:
    """Return the version in force on a day, with this office's ``tariffs`` where wanted.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
    """
    found = view.master.procedure(code, day, tariffs=tariffs)
    if found is None:
        raise NotFound("NO-SUCH-PROCEDURE", code=code[:60])
    return found


def import_catalogue(ports: Ports, path: Path, *, preview: bool = False) -> CatalogueImport:
    """Read a portal's Excel export into the catalogue; again gives the same.

    Details this office already has of a procedure (time limits, papers) stay.

    Raises:
        UserError: the sheet cannot be read.
        NotAllowedNow: this commune is paired; its catalogue comes from the centre.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    reading = ports.files.read_catalogue(path)
    today = ports.clock.now().date()
    with ports.writing() as uow:
        if uow.offices.own().kind == "commune" and uow.offices.centre() is not None:
            raise NotAllowedNow("CATALOGUE-FROM-CENTRE")
        known = {item.code: item for item in uow.master.procedures(today, tariffs=False)}
        covered = uow.master.above_imports()
        new = changed = same = incomplete = 0
        for listed in reading.procedures:
            before = known.get(listed.code)
            merged = listed if before is None else with_details_of(listed, before)
            if merged == before:
                same += 1
                continue
            new += before is None
            changed += before is not None
            incomplete += not merged.ready_for_intake
            if not preview:
                kind = ProcedureAdjusted if listed.code in covered else ProcedureImported
                uow.record(kind(procedure=to_json(merged)), Standing(audience=LOCAL))
        if not preview:
            uow.commit()
        return CatalogueImport(
            new=new,
            changed=changed,
            same=same,
            incomplete=incomplete,
            problems=tuple(reading.problems),
            touched=uow.touched,
        )


def complete_procedure(ports: Ports, command: CompleteProcedure) -> frozenset[Topic]:
    """Fill in what an imported list does not say, as this office's own version.

    It stands above every other version here; a centre publishes it with its catalogue.

    Raises:
        InvalidField: a field does not hold, or the alias is another procedure's.
        NotFound: there is no such procedure.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    today = ports.clock.now().date()
    with ports.writing() as uow:
        known = known_procedure(uow, command.code, today, tariffs=False)
        adjusted = _completed(known, command)
        others = (x for x in uow.master.procedures(today) if x.code != adjusted.code)
        check_aliases([*others, adjusted])
        uow.record(ProcedureAdjusted(procedure=to_json(adjusted)), Standing(audience=LOCAL))
        uow.commit()
        return uow.touched


def _completed(known: Procedure, command: CompleteProcedure) -> Procedure:
    limit = parse_time_limit(command.limit)
    first = known.cases[0] if known.cases else ProcedureCase(key="", name="", limit=limit)
    others = known.cases[1:]
    if command.further:
        limits = map(parse_time_limit, command.further)
        others = tuple(replace(x, limit=y) for x, y in zip(others, limits, strict=True))
    return replace(
        known,
        alias=fold(command.alias.strip()),
        cases=(replace(first, limit=limit), *others),
        cutoff=command.cutoff.strip() or None,
        documents=tuple(_document(known, item) for item in command.documents),
    )


def _document(known: Procedure, given: GivenDocument) -> RequiredDocument:
    name = clean_text("documents.name", given.name, limit=MAX_TEXT, required=True)
    before = next((item for item in known.documents if item.name == name), None)
    if before is None:
        return RequiredDocument(name=name, originals=given.originals, copies=given.copies)
    return replace(before, originals=given.originals, copies=given.copies)


def unpublished(ports: Ports) -> Unpublished:
    """Return what `publish_catalogue` would put in force now."""
    with ports.reading() as view:
        heard = (node for node in view.offices.nodes() if not node.revoked)
        return Unpublished(
            procedures=list(_new_procedures(ports, view)),
            calendars=[calendar.year for calendar in _new_calendars(view)],
            communes=len({node.office_id for node in heard if node.kind == "commune"}),
        )


def publish_catalogue(ports: Ports) -> Published:
    """Put the centre's catalogue and calendars in force for every office.

    What the centre charges by resolutions of its province holds for every office of it. Only what
    differs from the last publication becomes an event.

    Raises:
        NotAllowedNow: this office is no centre.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    with ports.writing() as uow:
        if uow.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
        procedures, calendars = _new_procedures(ports, uow), _new_calendars(uow)
        for body in procedures.values():
            uow.record(ProcedureVersionPublished(procedure=body), Standing(audience=ALL))
        for calendar in calendars:
            kept = CalendarYearPublished(calendar=year_to_json(calendar))
            uow.record(kept, Standing(audience=ALL))
        uow.commit()
        touched = uow.touched
    _log.info("published %s procedures, %s calendars", len(procedures), len(calendars))
    return Published(procedures=len(procedures), calendars=len(calendars), touched=touched)


def _new_procedures(ports: Ports, view: View) -> Mapping[str, dict[str, object]]:
    """Return what would be published of procedures, by code."""
    known = view.master.published()
    own: defaultdict[str, list[LocalTariff]] = defaultdict(list)
    for tariff in view.master.tariffs():
        own[tariff.procedure].append(tariff)
    items = view.master.procedures(ports.clock.now().date(), tariffs=False)
    bodies = {item.code: priced_json(item, own[item.code]) for item in items}
    return {code: body for code, body in bodies.items() if known.get(code) != body}


def _new_calendars(view: View) -> Sequence[YearCalendar]:
    """Return the years that would be published."""
    layers = view.master.years().values()
    return [each.base for each in layers if each.published is None and each.base is not None]
