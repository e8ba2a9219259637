"""Whether the tables are what the journal says: made anew, they must come out row for row."""

import hashlib
from collections.abc import Callable

from sqlalchemy import Connection, select

from ca_desktop.store.tables import PROJECTIONS


def differing(connection: Connection, rebuild: Callable[[], object]) -> list[str]:
    """Make the tables anew and return the names of those that come out otherwise.

    Args:
        connection: of a transaction that is never committed.
        rebuild: drops the projections and replays the journal.
    """
    before = _hashes(connection)
    rebuild()
    after = _hashes(connection)
    return [name for name, digest in before.items() if after[name] != digest]


def _hashes(connection: Connection) -> dict[str, str]:
    """Return a hash over the rows of each projection, in the order of their keys."""
    found = {}
    for table in PROJECTIONS:
        digest = hashlib.sha256()
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            digest.update(repr(tuple(row)).encode())
        found[table.name] = digest.hexdigest()
    return found
