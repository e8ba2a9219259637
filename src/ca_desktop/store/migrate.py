"""Bringing a database file to the newest tables: in one transaction, backup first."""

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ca_desktop.domain.errors import DatabaseDamaged, DatabaseTooNew
from ca_desktop.store.engine import check_database, copy_database, open_engine
from ca_desktop.store.failures import machine_error

SCRIPTS = Path(__file__).parent / "migrations"
HEAD = "0002"
"""Newest revision; a test holds it against the scripts, so that a start need not load Alembic."""

_log = logging.getLogger(__name__)


def upgrade(path: Path, key: bytes, *, backup: Path) -> None:
    """Migrate ``path`` to the newest schema in one transaction.

    Args:
        path: the database file; made if missing.
        key: 32 bytes.
        backup: where a verified full copy goes before the first change of an existing file.

    Raises:
        DatabaseTooNew: the file knows a revision this program does not; nothing was written.
        DatabaseDamaged: the copy or the result does not hold.
        MachineError: the disk refused.
    """
    engine = open_engine(path, key, foreign_keys=False)  # a table rebuild must not cascade
    try:
        current = revision_of(engine)
        if current == HEAD:
            return
        _require_known(current)
        if current is not None:
            _back_up(engine, backup, key)
        _run(engine)
    except DBAPIError as error:
        raise machine_error(error, path) or error from error
    finally:
        engine.dispose()
    _log.info("database migrated from %s", current)


def revision_of(engine: Engine) -> str | None:
    """Return the revision of a database, None for an empty one."""
    with engine.execution_options(reading=True).connect() as connection:
        known = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        ).first()
        if known is None:
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _require_known(current: str | None) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 start-up time

    scripts = ScriptDirectory(SCRIPTS)
    if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise DatabaseTooNew(revision=current)


def _back_up(engine: Engine, backup: Path, key: bytes) -> None:
    """Copy and check under another name: what has the name of a backup is one."""
    unfinished = backup.with_name(f"~{backup.name}")
    copy_database(engine, unfinished, key)
    try:
        check_database(unfinished, key)
        unfinished.replace(backup)
    finally:
        unfinished.unlink(missing_ok=True)


def _run(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415 start-up time: only a migration needs it
    from alembic.config import Config  # noqa: PLC0415 start-up time

    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix())
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise DatabaseDamaged(check="foreign_key_check")
