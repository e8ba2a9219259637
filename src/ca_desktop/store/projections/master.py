"""Procedures and calendars, by layer. A later event of a layer wins for its date."""

import json
from typing import Any

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.calendar_layers import CENTRE, ENTERED, OWN, require_own
from ca_desktop.domain.calendars import year_from_json
from ca_desktop.domain.events.master import (
    CalendarYearAdjusted,
    CalendarYearEntered,
    CalendarYearPublished,
    ProcedureAdjusted,
    ProcedureImported,
    ProcedureVersionPublished,
)
from ca_desktop.domain.procedures import from_json
from ca_desktop.store.master_tables import calendar_layers, calendars, procedures
from ca_desktop.store.projections.applied import Applied

RANK = {ENTERED: 1, CENTRE: 2, OWN: 3}
"""Which layer wins on a date; the release's starter data rank below all."""


def procedure_published(applied: Applied, event: ProcedureVersionPublished) -> None:
    """The centre's version."""
    applied.require_for_all()
    _procedure(applied, event.procedure, CENTRE)


def procedure_imported(applied: Applied, event: ProcedureImported) -> None:
    """What this office read from a sheet."""
    _procedure(applied, event.procedure, ENTERED)


def procedure_adjusted(applied: Applied, event: ProcedureAdjusted) -> None:
    """This office's overlay."""
    _procedure(applied, event.procedure, OWN)


def calendar_published(applied: Applied, event: CalendarYearPublished) -> None:
    """The centre's calendar of a year."""
    applied.require_for_all()
    year = year_from_json(event.calendar)
    values = {"body": _json(event.calendar), "position": applied.position}
    applied.connection.execute(
        upsert(calendars)
        .values(year=year.year, **values)
        .on_conflict_do_update(index_elements=["year"], set_=values)
    )


def calendar_entered(applied: Applied, event: CalendarYearEntered) -> None:
    """What this office wrote, when it had no centre."""
    _calendar_layer(applied, event.calendar, ENTERED)


def calendar_adjusted(applied: Applied, event: CalendarYearAdjusted) -> None:
    """This office's own days."""
    require_own(year_from_json(event.calendar))
    _calendar_layer(applied, event.calendar, OWN)


def _calendar_layer(applied: Applied, body: dict[str, Any], layer: str) -> None:
    year = year_from_json(body)
    values = {"body": _json(body), "position": applied.position}
    applied.connection.execute(
        upsert(calendar_layers)
        .values(year=year.year, layer=layer, **values)
        .on_conflict_do_update(index_elements=["year", "layer"], set_=values)
    )


def _procedure(applied: Applied, body: dict[str, Any], layer: str) -> None:
    procedure = from_json(body)
    values = {"body": _json(body), "position": applied.position}
    applied.connection.execute(
        upsert(procedures)
        .values(
            code=procedure.code, valid_from=procedure.valid_from.isoformat(), layer=layer, **values
        )
        .on_conflict_do_update(index_elements=["code", "valid_from", "layer"], set_=values)
    )


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
