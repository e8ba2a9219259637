"""Opening, copying and checking the encrypted database, always with the house settings."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import Pool, QueuePool, StaticPool
from sqlalchemy.util import LRUCache

from ca_desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    LibraryTooOld,
)
from ca_desktop.store.driver import Error, dbapi, require_sound_library
from ca_desktop.store.failures import machine_error

KEY_BYTES = 32
APPLICATION_ID = 0x43414454
"""``CADT``: tells the file from any other SQLite database."""

LAYOUT = 1
"""``user_version``: how the file is laid out; the revision of the tables is Alembic's."""

BUSY_MS = 5000
JOURNAL_LIMIT = 16 * 1024 * 1024
CONNECTIONS = 3
"""Kept open: one for each lane (writer, reader, files)."""

Tell = Callable[[int, int], None]
"""Called with bytes done and bytes in all; what it raises ends the work."""

_PAGE_BYTES = 4096
_PAGES_AT_A_TIME = 2048
_MARKS = (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {LAYOUT}")
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    f"PRAGMA journal_size_limit = {JOURNAL_LIMIT}",
)
MEMORY_GUARD = "PRAGMA cipher_memory_security = ON"
"""Locks and wipes what the library holds, for good in this process: two system calls each time."""

_COMPILED: LRUCache[Any, Any] = LRUCache(500)
"""Statements, made ready once for every database that this process opens."""

_FOREIGN_KEYS = {True: "PRAGMA foreign_keys = ON", False: "PRAGMA foreign_keys = OFF"}

_log = logging.getLogger(__name__)


def open_engine(path: Path, key: bytes, *, foreign_keys: bool = True) -> Engine:
    """Open the database with the house settings.

    Transactions really begin, DDL included: ``BEGIN IMMEDIATE``, or ``BEGIN`` for a connection
    with the execution option ``reading=True``.

    Args:
        path: the file, made if missing; its folder must exist.
        key: 32 bytes.
        foreign_keys: off only while migrating.

    Returns:
        An engine that keeps its connections open, the last used first: its page cache is warm.
        Errors of the library pass through it; see `failures.machine_error`.

    Raises:
        LibraryTooOld: the library has a known corruption fault.

    Source:
        https://sqlite.org/howtocorrupt.html, https://sqlite.org/security.html.
    """
    require_sound_library()
    pool = QueuePool(
        partial(connect, path, key, foreign_keys=foreign_keys),
        pool_size=CONNECTIONS,
        use_lifo=True,
        dialect=_model().dialect,
    )
    return _engine(pool)


def open_in_memory() -> Engine:
    """Make an empty database that no file holds and that goes with its engine.

    It has one connection: whoever asks, asks in one thread, one question after the other.
    """
    opened = partial(dbapi.connect, ":memory:", isolation_level=None, check_same_thread=False)
    return _engine(StaticPool(opened, dialect=_model().dialect))


def _engine(pool: Pool) -> Engine:
    model = _model()
    engine = Engine(
        pool,
        model.dialect,
        model.url,
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # an error must not carry what a citizen typed
    )
    event.listen(engine, "begin", _begin)
    return engine


@cache
def _model() -> Engine:
    """Return an engine that no database is opened with: what it learned of SQLite serves all.

    Statements can only be shared between engines that share this.
    """
    model = create_engine("sqlite://", module=dbapi)
    model.connect().close()
    model.dispose()
    return model


def connect(path: Path, key: bytes, *, foreign_keys: bool = True) -> Any:  # noqa: ANN401 untyped
    """Open one connection of the library, every setting in its order.

    Raises:
        LibraryTooOld: the library knows no cipher.
        DatabaseDamaged: the file belongs to another program or another key, or its first page
            is damaged.
        MachineError: the file cannot be opened or made.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    with _told_as_machine_error(path):
        connection = dbapi.connect(
            str(path), timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            _configure(connection, key, foreign_keys=foreign_keys)
        except BaseException:
            connection.close()
            raise
    return connection


def _configure(connection: Any, key: bytes, *, foreign_keys: bool) -> None:  # noqa: ANN401 untyped
    connection.set_key(f"x'{key.hex()}'".encode())  # raw: the key file has done the stretching
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise LibraryTooOld(found="no cipher")
    connection.execute(MEMORY_GUARD)
    _mark_as_ours(connection)
    for setting in (*_SETTINGS, _FOREIGN_KEYS[foreign_keys]):
        connection.execute(setting).fetchall()


def _mark_as_ours(connection: Any) -> None:  # noqa: ANN401 untyped
    found = _value(connection, "PRAGMA application_id")  # the first read: it tries the key
    if found == APPLICATION_ID:
        return
    if found or _value(connection, "PRAGMA page_count"):
        raise DatabaseDamaged(check="application_id")
    for mark in _MARKS:
        connection.execute(mark)


def _value(connection: Any, question: str) -> Any:  # noqa: ANN401 untyped
    return connection.execute(question).fetchone()[0]


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def copy_database(
    source: Engine | Path, target: Path, key: bytes, tell: Tell | None = None
) -> None:
    """Copy a database that may be in use, its write-ahead log included, and flush the copy.

    Args:
        source: an open engine, or a file that `key` opens.
        target: the new file; it must not exist.
        key: 32 bytes; the copy has the same one.
        tell: called with bytes done and bytes in all; what it raises ends the copy.

    Raises:
        FileExistsError: there is something at ``target``.
        MachineError: the disk refused, or the source is damaged.
    """
    with _raw(source, key) as start:
        target.touch(mode=0o600, exist_ok=False)
        try:
            _copy_pages(start, target, key, tell)
        except BaseException:
            target.unlink()
            raise


def _copy_pages(start: Any, target: Path, key: bytes, tell: Tell | None) -> None:  # noqa: ANN401 untyped
    def told(_status: int, left: int, pages: int) -> None:
        if tell is not None:
            tell((pages - left) * _PAGE_BYTES, pages * _PAGE_BYTES)

    with _told_as_machine_error(target), closing(connect(target, key)) as end:
        start.execute("BEGIN")  # one look at the data, so that no write starts the copy anew
        start.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        start.backup(end, pages=_PAGES_AT_A_TIME, progress=told)
        start.execute("ROLLBACK")
        _require_no_bad_page(start)
        end.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    _flush(target)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_no_bad_page(start: Any) -> None:  # noqa: ANN401 untyped
    """Raise what the copying kept back.

    A page that fails its check is copied as garbage under a good check value; the connection
    remembers, and says so as soon as it has to read a page again.
    """
    start.execute("PRAGMA shrink_memory")
    _value(start, "SELECT count(*) FROM sqlite_master")


def check_database(path: Path, key: bytes) -> dict[str, int]:
    """Check every page and every rule of a database that no engine has open.

    The write-ahead log is taken in first: after an unclean exit the file alone is older than
    its log and would raise a false alarm.

    Args:
        path: the file; it must exist.
        key: 32 bytes.

    Returns:
        The number of rows of each table, by name.

    Raises:
        DatabaseDamaged: ``check`` names the question that failed.
        MachineError: the disk refused, or another program holds the file.
    """
    if not path.is_file():
        raise DatabaseMissing
    with _told_as_machine_error(path), closing(connect(path, key)) as connection:
        if _value(connection, "PRAGMA wal_checkpoint(TRUNCATE)"):
            raise DatabaseBusy
        for check, sound in _CHECKS:
            if connection.execute(check).fetchmany(2) != sound:
                _log.error("database fails %s", check)
                raise DatabaseDamaged(check=check.removeprefix("PRAGMA "))
        return _row_counts(connection)


_CHECKS: tuple[tuple[str, list[tuple[str]]], ...] = (
    ("PRAGMA cipher_integrity_check", []),
    ("PRAGMA integrity_check", [("ok",)]),
    ("PRAGMA foreign_key_check", []),
)
"""Questions and the answer of a sound file; only together do they see every kind of damage."""


def _row_counts(connection: Any) -> dict[str, int]:  # noqa: ANN401 untyped
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {
        name: _value(connection, str(select(func.count()).select_from(table(name))))
        for (name,) in names
    }


@contextmanager
def _raw(source: Engine | Path, key: bytes) -> Iterator[Any]:
    if isinstance(source, Path):
        if not source.is_file():
            raise DatabaseMissing
        with closing(connect(source, key)) as connection:
            yield connection
    else:
        with closing(source.raw_connection()) as lent:
            yield lent.dbapi_connection


@contextmanager
def _told_as_machine_error(path: Path) -> Iterator[None]:
    try:
        yield
    except (Error, DBAPIError) as error:
        raise machine_error(error, path) or error from error
