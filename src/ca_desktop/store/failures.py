"""Machine errors told from bugs: the library's result codes, read in one place."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ca_desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    MachineError,
    NotWritable,
)
from ca_desktop.store.driver import Error, dbapi

_PRIMARY = 0xFF
"""The low byte of an extended result code is the primary code."""

_MEANINGS: dict[int, Callable[..., MachineError]] = {
    dbapi.SQLITE_FULL: DiskFull,
    dbapi.SQLITE_BUSY: DatabaseBusy,
    dbapi.SQLITE_LOCKED: DatabaseBusy,
    dbapi.SQLITE_CORRUPT: DatabaseDamaged,
    dbapi.SQLITE_NOTADB: DatabaseDamaged,
    dbapi.SQLITE_READONLY: NotWritable,
    dbapi.SQLITE_PERM: NotWritable,
    dbapi.SQLITE_CANTOPEN: NotWritable,
    dbapi.SQLITE_IOERR: MachineError,
    dbapi.SQLITE_NOMEM: MachineError,
}

_TEXTS = {
    "database or disk is full": dbapi.SQLITE_FULL,
    "database is locked": dbapi.SQLITE_BUSY,
    "database table is locked": dbapi.SQLITE_LOCKED,
    "database disk image is malformed": dbapi.SQLITE_CORRUPT,
    "file is not a database": dbapi.SQLITE_NOTADB,
    "attempt to write a readonly database": dbapi.SQLITE_READONLY,
    "unable to open database file": dbapi.SQLITE_CANTOPEN,
    "disk I/O error": dbapi.SQLITE_IOERR,
    "out of memory": dbapi.SQLITE_NOMEM,
}
"""What the copying of a database says in place of a code."""


def machine_error(error: BaseException | None, path: Path | None = None) -> MachineError | None:
    """Say which machine error a failed database call stands for.

    Args:
        error: what left the block; the library's own error or SQLAlchemy's wrapper of it.
        path: the database, where it is known; the sentence names its folder.

    Returns:
        The error to raise in its place, with the library's name of the code as ``sqlite``;
        None when the error is a bug, or no error of the database at all.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, Error):
        return None
    code = getattr(cause, "sqlite_errorcode", _TEXTS.get(str(cause)))
    meaning = _MEANINGS.get(code & _PRIMARY) if code is not None else None
    details = {"path": str(path.parent)} if path else {}
    return meaning(sqlite=getattr(cause, "sqlite_errorname", ""), **details) if meaning else None
