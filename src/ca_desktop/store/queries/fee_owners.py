"""Whose the money of a period is: few rows are looked up, of many the table is read once.

A row looked up by its id is a page deciphered. Where a good part of what there is is asked about,
reading the table from end to end deciphers each page once.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from ca_desktop.store.fee_tables import fee_exemptions
from ca_desktop.store.queries.dossier_lists import COUNTED
from ca_desktop.store.queries.fee_parts import NEWEST, within
from ca_desktop.store.tables import dossiers

MANY = 8
"""One row in so many asked about: all are read."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A dossier, as far as money asks about it."""

    dossier_id: str
    office_id: str
    field_code: str
    field_name: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Off:
    """What is taken off a fee, and why."""

    vnd: int = 0
    ground: str = ""


NOTHING = Off()
_OWNERS = select(
    dossiers.c.dossier_id,
    dossiers.c.office_id,
    dossiers.c.field_code,
    dossiers.c.field_name,
    COUNTED,
)
_OFF = select(fee_exemptions.c.fee_id, fee_exemptions.c.off_vnd, fee_exemptions.c.grounds).where(
    NEWEST
)


def are_many(connection: Connection, table: Table, start: str, until: str) -> bool:
    """Tell whether a good part of a table lies in a period; both are counted by an index."""
    inside = select(func.count()).select_from(table).where(within(table, start, until))
    every = select(func.count()).select_from(table)
    return MANY * int(connection.execute(inside).scalar_one()) > int(
        connection.execute(every).scalar_one()
    )


class Owners:
    """The dossiers of one desk, or of all, that somebody asks about."""

    def __init__(self, connection: Connection, office_id: str | None, *, many: bool) -> None:
        """Begin to look up.

        Args:
            connection: to the tables.
            office_id: of the desk; None: of every one.
            many: a good part of all dossiers will be asked about.
        """
        self._connection = connection
        self._office_id = office_id
        self._all = self._found(connection.execute(_OWNERS)) if many else None

    def of(self, ids: Collection[str]) -> Mapping[str, Owner]:
        """Return the dossiers among ``ids`` that are known, and perhaps others."""
        if self._all is not None:
            return self._all
        wanted = _OWNERS.where(dossiers.c.dossier_id.in_(sorted(set(ids))))
        return self._found(self._connection.execute(wanted))

    def _found(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> Mapping[str, Owner]:
        mine = self._office_id
        return {
            row[0]: Owner(row[0], row[1], _one(row[2]), _one(row[3]), bool(row[4]))
            for row in rows
            if mine is None or row[1] == mine
        }


class Exemptions:
    """What is taken off fees that somebody asks about."""

    def __init__(self, connection: Connection, *, many: bool) -> None:
        """Begin to look up; ``many``: a good part of all fees will be asked about."""
        self._connection = connection
        self._all = self._found(connection.execute(_OFF)) if many else None

    def of(self, ids: Collection[str]) -> Mapping[str, Off]:
        """Return what is taken off the fees among ``ids``, and perhaps of others."""
        if self._all is not None:
            return self._all
        wanted = _OFF.where(fee_exemptions.c.fee_id.in_(sorted(set(ids))))
        return self._found(self._connection.execute(wanted))

    def _found(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> Mapping[str, Off]:
        return {row[0]: Off(row[1] or 0, _ground(row[2] or "[]")) for row in rows}


@lru_cache(maxsize=1024)
def _ground(grounds: str) -> str:
    return str((json.loads(grounds) or [""])[0])


@lru_cache(maxsize=4096)
def _one(words: str) -> str:
    """Return the same object for the same words: a field has thousands of dossiers."""
    return words
