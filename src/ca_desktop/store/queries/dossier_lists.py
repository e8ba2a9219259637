"""Which dossiers a list shows, and in which order: every order has an index, none is sorted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)

from ca_desktop.domain.dossiers import OPEN, Status
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.services.ports.prints import PrintState
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store.print_tables import print_jobs
from ca_desktop.store.search import code_range, match_of
from ca_desktop.store.tables import DUE_OR_NEVER, dossiers, journal, prints, streams

MOST_PLACES = 10_000
"""Values that a statement takes one by one."""

COUNTED = dossiers.c.status != Status.CANCELLED.value
"""An intake that was undone keeps its number and counts nowhere."""

STANDING = (dossiers.c.code.is_not(None), COUNTED)
"""What reports count: taken in, and not undone."""

STILL_OPEN = tuple(status.value for status in OPEN)

ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "due": (DUE_OR_NEVER, dossiers.c.sort_key),
    "code": (dossiers.c.code,),
    "name": (dossiers.c.sort_key,),
    "received": (dossiers.c.received_at,),
    "status": (dossiers.c.status, dossiers.c.due_counted),
    "procedure": (dossiers.c.procedure_name, dossiers.c.sort_key),
    "office": (dossiers.c.office_id, dossiers.c.received_at),
}
"""Each is an index of the table: no list sorts its rows."""

ORDERS_OF_AN_OFFICE = frozenset({"received", "office"})
"""Orders that the index of the office gives as well."""


_office: ColumnElement[str] = literal_column("+dossiers.office_id")
_status: ColumnElement[str] = literal_column("+dossiers.status")
_stands: ColumnElement[int] = literal_column("+dossiers.stands")
_received: ColumnElement[str] = literal_column("+dossiers.received_at")
"""Columns without their index: one office, or one end, has most of the dossiers there are."""

_INDEX = table("dossier_search", column("rowid"), column("dossier_search"))

_UNSENT = (
    select(journal.c.subject)
    .join(streams, streams.c.stream_id == journal.c.stream_id)
    .where(
        streams.c.own,
        streams.c.audience != LOCAL,
        journal.c.seq > streams.c.sent_to,
        journal.c.seq <= func.coalesce(streams.c.closed_at, streams.c.head_seq),
    )
)
"""Dossiers with an event that no file carries yet."""

_WHERE: dict[str, tuple[ColumnElement[bool], ...]] = {
    "crossed": (dossiers.c.strays > literal_column("0"),),  # as its partial index says it
    "clock_runs": (_stands == literal_column("0"),),
    "at_station": (dossiers.c.station.is_not(None),),
    "unsent": (dossiers.c.dossier_id.in_(_UNSENT),),
    "unprinted": (
        dossiers.c.code.is_not(None),
        dossiers.c.status.in_(STILL_OPEN),
        ~select(prints.c.dossier_id)
        .where(prints.c.dossier_id == dossiers.c.dossier_id)
        .correlate(dossiers)
        .exists(),
        ~select(print_jobs.c.job_id)
        .where(print_jobs.c.dossier_id == dossiers.c.dossier_id)
        .where(print_jobs.c.state == PrintState.DROPPED, print_jobs.c.task_id == "")
        .correlate(dossiers)
        .exists(),
    ),
}
"""What each criterion that is either wanted or not demands."""


def of_office(office_id: str | None) -> ColumnElement[bool]:
    """Return the condition that dossiers are of an office, not to be looked up by its index."""
    return _office == office_id


def of_desk(office_id: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that dossiers are of one desk; none where every desk is meant."""
    return [] if office_id is None else [of_office(office_id)]


def alive_within(start: str, end: str) -> ColumnElement[bool]:
    """Return the condition that dossiers came by ``end`` and were not finished before ``start``.

    The index of when they were finished finds them: most of ten years were long before.

    Args:
        start: ISO moment.
        end: ISO moment.
    """
    alive = union_all(
        select(dossiers.c.position).where(dossiers.c.finished_at.is_(None)),
        select(dossiers.c.position).where(dossiers.c.finished_at >= start),
    )
    return and_(dossiers.c.position.in_(alive), _received <= end)


def filtered(
    query: Select[Any], wanted: DossierFilter, *, by_office: bool = True
) -> Select[Any] | None:
    """Narrow a query; None when nothing can match.

    Args:
        query: over dossiers.
        wanted: the criteria.
        by_office: whether the index of the office serves the query, were there no better one.
    """
    codes = code_range(wanted.find)
    if codes is not None:
        query = query.where(dossiers.c.code.between(*codes))
    elif wanted.find.strip():
        match = match_of(wanted.find)
        if match is None:
            return None
        query = query.join(_INDEX, dossiers.c.position == -_INDEX.c.rowid)
        query = query.where(_INDEX.c.dossier_search.op("MATCH")(match))
    conditions = _conditions(wanted, by_office=by_office)
    return query.where(*conditions) if conditions else query


def _conditions(wanted: DossierFilter, *, by_office: bool) -> list[ColumnElement[bool]]:
    columns = dossiers.c
    found = [
        columns[name] == value
        for name in ("forwarded_to", "held_by")
        if (value := getattr(wanted, name)) is not None
    ]
    few = set(wanted.statuses) <= set(STILL_OPEN) or wanted.in_hands_of is not None
    if wanted.statuses:
        found.append((columns.status if few else _status).in_(wanted.statuses))
    if wanted.office_id is not None:
        found.append(_office_condition(wanted, by_index=by_office))
    if wanted.open_only or wanted.due_before or wanted.due_from or wanted.due_on:
        found += _open_and_due(wanted)
    for name, conditions in _WHERE.items():
        if getattr(wanted, name):
            found += conditions
    return [*found, *_singled_out(wanted)]


def _singled_out(wanted: DossierFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.asked_before is not None:
        yield dossiers.c.asked_at < wanted.asked_before
    if wanted.ids is not None:
        yield dossiers.c.dossier_id.in_(_listed(wanted.ids))
    if wanted.in_hands_of is not None:
        yield _in_hands(wanted.in_hands_of)


def _in_hands(user_id: str) -> ColumnElement[bool]:
    """Return the condition that a person has a dossier, or is asked to take it over."""
    actor = literal(f'"actor":"{user_id}"'.encode())
    last = (
        select(journal.c.position)
        .where(journal.c.event_id == dossiers.c.tip, func.instr(journal.c.envelope, actor) > 0)
        .correlate(dossiers)
        .exists()
    )
    return or_(
        dossiers.c.taker_id == user_id,
        dossiers.c.errands.contains(f'"user_id": "{user_id}"'),
        and_(dossiers.c.taker_id.is_(None), last),
    )


def _listed(ids: Sequence[str]) -> Any:  # noqa: ANN401 texts, or a query of them
    """Return ids as a condition takes them: more than a statement has places for as one text."""
    if len(ids) <= MOST_PLACES:
        return ids
    return select(func.json_each(json.dumps(ids)).table_valued("value").c.value)


def _open_and_due(wanted: DossierFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [dossiers.c.status.in_(STILL_OPEN)]
    if wanted.due_before:
        found.append(dossiers.c.due_counted < wanted.due_before)
    if wanted.due_from:
        found.append(dossiers.c.due_counted >= wanted.due_from)
    if wanted.due_on:
        found.append(dossiers.c.due_counted.startswith(wanted.due_on))
    return found


def _office_condition(wanted: DossierFilter, *, by_index: bool) -> ColumnElement[bool]:
    alone = replace(wanted, office_id=None) == DossierFilter()
    if by_index and alone:
        return dossiers.c.office_id == wanted.office_id
    return of_office(wanted.office_id)


def order_of(wanted: DossierFilter, order: str) -> tuple[ColumnElement[Any], ...]:
    """Return what a list is ordered by; a search without another wish has the newest first."""
    if wanted.find.strip() and order == "due":
        by_code = code_range(wanted.find) is not None
        return (dossiers.c.code.desc() if by_code else _INDEX.c.rowid,)
    columns = ORDERS[order.removeprefix("-")]
    if order.startswith("-"):
        return (*(column.desc() for column in columns), dossiers.c.position.desc())
    return (*columns, dossiers.c.position)
