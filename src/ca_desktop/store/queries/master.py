"""Master data in force: the release's starter data, imports, the centre's events, own overlay."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, Select, bindparam, select

from ca_desktop.domain.calendar_layers import CENTRE, ENTERED, OWN, HolidayLaw, YearLayers
from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar, year_from_json
from ca_desktop.domain.local_tariffs import LocalTariff, with_tariffs, without_tariffs
from ca_desktop.domain.procedures import Procedure, from_json
from ca_desktop.domain.processes import InternalProcess, processes_in_force
from ca_desktop.domain.reckoning_law import ReckoningLaw
from ca_desktop.domain.scoring import Scale
from ca_desktop.domain.targets import Target, target_in_force
from ca_desktop.domain.tariffs import FeeLaw
from ca_desktop.domain.waits import Wait, waits_in_force
from ca_desktop.store.form_tables import form_words
from ca_desktop.store.master_tables import calendar_layers, calendars, procedures, tariffs
from ca_desktop.store.process_tables import processes
from ca_desktop.store.projections.master import RANK
from ca_desktop.store.tables import node, offices
from ca_desktop.store.target_tables import targets
from ca_desktop.store.wait_tables import waits

_OWN_KIND = select(offices.c.kind).join(node, node.c.office_id == offices.c.office_id)

# Made once: building a statement costs more than running it.
_VERSIONS = select(procedures.c.layer, procedures.c.position, procedures.c.body)
_VERSIONS_OF = _VERSIONS.where(procedures.c.code == bindparam("wanted"))
_TARIFFS = select(tariffs.c.body).order_by(tariffs.c.since, tariffs.c.procedure)
_TARIFFS_OF = _TARIFFS.where(tariffs.c.procedure == bindparam("wanted"))
_YEARS = select(calendars.c.year, calendars.c.body, calendars.c.position)
_LAYERS = select(calendar_layers.c.year, calendar_layers.c.layer, calendar_layers.c.body)
_WORDS = (
    select(form_words.c.layer, form_words.c.body)
    .where(form_words.c.form == bindparam("wanted"), form_words.c.since <= bindparam("day"))
    .order_by(form_words.c.since)
)
_PROCESSES = select(processes.c.layer, processes.c.body)
_WAITS = select(waits.c.name, waits.c.layer, waits.c.since, waits.c.days, waits.c.basis)
_TARGETS = select(targets.c.layer, targets.c.since, targets.c.percent, targets.c.basis)
_FIELDS = {ENTERED: "entered", OWN: "own"}


def _of(form: str, day: date) -> dict[str, str]:
    return {"wanted": form, "day": day.isoformat()}


class Starter(Protocol):
    """What the release brings along; loaded when first asked for."""

    @property
    def procedures(self) -> Sequence[Procedure]:
        """The starter catalogue."""

    @property
    def calendars(self) -> Sequence[YearCalendar]:
        """The starter calendars."""

    @property
    def holiday_law(self) -> HolidayLaw:
        """What the law says of every year."""

    @property
    def reckoning_law(self) -> ReckoningLaw:
        """What stands behind each step of counting a date."""

    @property
    def scales(self) -> Sequence[Scale]:
        """What units and people are scored by, the earliest first."""

    @property
    def waits(self) -> Sequence[Wait]:
        """How long is waited where nobody said otherwise."""

    @property
    def on_time_target(self) -> Target:
        """The rate in time to be reached where nobody said otherwise."""

    @property
    def fee_law(self) -> FeeLaw:
        """What the law says of every fee."""


class SqlMaster:
    """See `ca_desktop.services.ports.work.Master`."""

    def __init__(self, connection: Connection, starter: Starter) -> None:
        self._connection = connection
        self._starter = starter

    def procedure(self, code: str, day: date, *, tariffs: bool = True) -> Procedure | None:
        """Return the version in force on ``day``."""
        return self._in_force(day, code, tariffs=tariffs).get(code)

    def procedures(self, day: date, *, tariffs: bool = True) -> Sequence[Procedure]:
        """Return every procedure in force on ``day``, by code."""
        found = self._in_force(day, None, tariffs=tariffs)
        return [found[code] for code in sorted(found)]

    def tariffs(self, code: str | None = None) -> Sequence[LocalTariff]:
        """Return the local tariffs of a procedure, or of all, the first to begin first."""
        bodies = self._rows(code, _TARIFFS, _TARIFFS_OF)
        return [LocalTariff.from_json(json.loads(row.body)) for row in bodies]

    def _in_force(self, day: date, code: str | None, *, tariffs: bool) -> dict[str, Procedure]:
        best: dict[str, tuple[tuple[int, date, int], Procedure]] = {}
        for rank, position, procedure in self._versions(code):
            if not procedure.in_force(day):
                continue
            weight = (rank, procedure.valid_from, position)
            known = best.get(procedure.code)
            if known is None or known[0] < weight:
                best[procedure.code] = (weight, procedure)
        found = {name: procedure for name, (_weight, procedure) in best.items()}
        own: dict[str, list[LocalTariff]] = {}
        for tariff in self.tariffs(code) if tariffs else ():
            own.setdefault(tariff.procedure, []).append(tariff)
        priced = {
            name: with_tariffs(found[name], several)
            for name, several in own.items()
            if name in found
        }
        return found | priced

    def _versions(self, code: str | None) -> list[tuple[int, int, Procedure]]:
        found = [(0, 0, item) for item in self._starter.procedures if code in {None, item.code}]
        for row in self._rows(code, _VERSIONS, _VERSIONS_OF):
            value = json.loads(row.body)
            if row.layer == CENTRE and self._is_centre:  # its tariffs stand in a list of their own
                value = without_tariffs(value)
            found.append((RANK[row.layer], row.position, from_json(value)))
        return found

    @cached_property
    def _is_centre(self) -> bool:
        return self._connection.execute(_OWN_KIND).scalar() == "centre"

    def _rows(self, code: str | None, every: Select[Any], some: Select[Any]) -> CursorResult[Any]:
        if code is None:
            return self._connection.execute(every)
        return self._connection.execute(some, {"wanted": code})

    def above_imports(self) -> frozenset[str]:
        """Return the codes that have a version which an import would not cover."""
        found = select(procedures.c.code).where(procedures.c.layer != ENTERED)
        return frozenset(self._connection.execute(found).scalars())

    def form_words(self, form: str, day: date, *, own: bool = True) -> dict[str, str]:
        """Return the words that were given to a form, in force on ``day``, by their keys."""
        found = {row.layer: row.body for row in self._connection.execute(_WORDS, _of(form, day))}
        layers = (CENTRE, OWN) if own else (CENTRE,)
        bodies = (json.loads(found[layer]) for layer in layers if layer in found)
        return {key: text for body in bodies for key, text in body.items()}

    def calendar(self) -> WorkingCalendar:
        """Return the working calendar of every known year, this office's own days in it."""
        known = (layers.in_force for layers in self.years().values())
        return WorkingCalendar(years={year.year: year for year in known if year is not None})

    def years(self) -> Mapping[int, YearLayers]:
        """Return every year that anything is known of, layer by layer, in their order."""
        found = {year.year: {"starter": year} for year in self._starter.calendars}
        for row in self._connection.execute(_LAYERS):
            found.setdefault(row.year, {})[_FIELDS[row.layer]] = year_from_json(
                json.loads(row.body)
            )
        positions: dict[int, int] = {}
        for row in self._connection.execute(_YEARS):
            found.setdefault(row.year, {})["published"] = year_from_json(json.loads(row.body))
            positions[row.year] = row.position
        return {
            year: YearLayers(**found[year], position=positions.get(year, 0))
            for year in sorted(found)
        }

    def holiday_law(self) -> HolidayLaw:
        """Return what the law says of every year."""
        return self._starter.holiday_law

    def reckoning_law(self) -> ReckoningLaw:
        """Return what stands behind each step of counting a date."""
        return self._starter.reckoning_law

    def scales(self) -> Sequence[Scale]:
        """Return the scales that units and people are scored by, the earliest first."""
        return self._starter.scales

    def waits(self, day: date) -> Mapping[str, Wait]:
        """Return how long is waited, by name, as it holds on ``day``."""
        stored = (
            Wait(
                name=row.name,
                days=row.days,
                since=date.fromisoformat(row.since),
                layer=row.layer,
                basis=row.basis,
            )
            for row in self._connection.execute(_WAITS)
        )
        return waits_in_force((*self._starter.waits, *stored), day)

    def on_time_target(self, day: date) -> Target:
        """Return the rate in time that an office ought to reach, as it holds on ``day``."""
        stored = (
            Target(
                percent=row.percent,
                since=date.fromisoformat(row.since),
                layer=row.layer,
                basis=row.basis,
            )
            for row in self._connection.execute(_TARGETS)
        )
        return target_in_force((self._starter.on_time_target, *stored), day)

    def processes(self, day: date) -> Mapping[str, InternalProcess]:
        """Return the internal process of each procedure that has one on ``day``, by code."""
        stored = (
            InternalProcess.from_json(json.loads(row.body), row.layer)
            for row in self._connection.execute(_PROCESSES)
        )
        return processes_in_force(stored, day)

    def fee_law(self) -> FeeLaw:
        """Return what the law says of every fee."""
        return self._starter.fee_law

    def published(self) -> dict[str, dict[str, object]]:
        """Return the newest published version of each procedure, by code."""
        rows = self._connection.execute(
            select(procedures.c.code, procedures.c.body)
            .where(procedures.c.layer == CENTRE)
            .order_by(procedures.c.valid_from, procedures.c.position)
        )
        return {row.code: json.loads(row.body) for row in rows}
