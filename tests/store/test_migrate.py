"""Migrations: the tables they make, and what is left when one fails."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from ca_desktop.domain.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    DiskFull,
)
from ca_desktop.store import migrate
from ca_desktop.store.columns import metadata
from ca_desktop.store.engine import check_database, connect, open_engine
from ca_desktop.store.tables import SEARCH

KEY = bytes(range(32))
NEWEST = migrate.HEAD
OFFICE = (
    "INSERT INTO offices (office_id, kind, code, name, own) VALUES ('o', 'commune', 'H1', 'Xã', 1)"
)
NEXT = '''
"""A made-up next revision."""

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

revision = "9000"
down_revision = "HEAD"


def upgrade() -> None:
    op.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT")
    op.execute("ALTER TABLE offices ADD COLUMN phone TEXT")
    op.execute(text("UPDATE offices SET name = 'changed'"))
    op.execute("DROP TABLE prints")
    LAST
'''
GOOD = "pass"
FAILURES: dict[str, tuple[str, type[Exception]]] = {
    "a bug": ("raise ZeroDivisionError", ZeroDivisionError),
    "a statement that does not hold": (
        'op.execute("INSERT INTO nowhere VALUES (1)")',
        OperationalError,
    ),
    "a reference into nothing": (
        (
            'op.execute("INSERT INTO journal (stream_id, seq, event_id, kind, hash, envelope)'
            " VALUES (99, 1, 'e', 'k', 'h', x'00')\")"
        ),
        DatabaseDamaged,
    ),
    "a full disk": (
        (
            'op.execute("PRAGMA max_page_count = 1"); '
            'op.execute("INSERT INTO offices (office_id, kind, code, name, own)'
            " VALUES ('p', 'k', hex(zeroblob(900000)), 'n', 0)\")"
        ),
        DiskFull,
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of today with one row."""
    made = tmp_path / "office.db"
    migrate.upgrade(made, KEY, backup=tmp_path / "none.db")
    with closing(connect(made, KEY)) as connection:
        connection.execute(OFFICE)
    return made


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scripts with one more revision; its file is returned, to be written."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "HEAD", "9000")
    return scripts / "versions" / "9000_extra.py"


def write(script: Path, last: str) -> None:
    text_of = NEXT.replace("LAST", last).replace('"HEAD"', f'"{NEWEST}"')
    script.write_text(text_of, encoding="utf-8")


def names(path: Path) -> list[str]:
    with closing(connect(path, KEY)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM offices")]


# --- The tables -------------------------------------------------------------------------------


def test_the_newest_revision_is_the_end_of_one_chain_of_scripts() -> None:
    scripts = ScriptDirectory(migrate.SCRIPTS)
    assert scripts.get_heads() == [migrate.HEAD]
    assert len(scripts.get_bases()) == 1


def test_the_migrations_make_the_tables_that_the_program_knows(path: Path, tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "known.db", KEY)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    made, known = shape(path), shape(tmp_path / "known.db")
    beside = {name for name in made if name.startswith(SEARCH)} | {"alembic_version"}
    assert SEARCH in beside
    assert {name: made[name] for name in made.keys() - beside} == known


def shape(path: Path) -> dict[str, Any]:
    """Return what each table is made of, as the library sees it, names of constraints aside."""
    with closing(connect(path, KEY)) as connection:

        def asked(question: str) -> list[Any]:
            return connection.execute(question).fetchall()  # type: ignore[no-any-return]

        found = {}
        for _schema, name, _kind, _columns, without_rowid, strict in asked("PRAGMA table_list"):
            if name.startswith("sqlite_"):
                continue
            indexes = {
                (unique, origin, partial, str(asked(f"PRAGMA index_xinfo('{index}')")))
                + ((index,) if origin == "c" else ())
                for _n, index, unique, origin, partial in asked(f"PRAGMA index_list('{name}')")
            }
            found[name] = (
                (without_rowid, strict),
                asked(f"PRAGMA table_xinfo('{name}')"),
                asked(f"PRAGMA foreign_key_list('{name}')"),
                indexes,
            )
        return found


def test_a_new_database_needs_no_backup(path: Path, tmp_path: Path) -> None:
    assert not (tmp_path / "none.db").exists()
    check_database(path, KEY)


def test_a_database_of_today_is_left_alone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    migrate.upgrade(path, KEY, backup=tmp_path / "backup.db")
    assert path.read_bytes() == before
    assert not (tmp_path / "backup.db").exists()


# --- Going on to the next ---------------------------------------------------------------------


def test_a_migration_keeps_a_verified_copy_of_what_was_before(
    path: Path, tmp_path: Path, next_release: Path
) -> None:
    write(next_release, GOOD)
    migrate.upgrade(path, KEY, backup=tmp_path / "backup.db")
    assert names(path) == ["changed"]
    assert names(tmp_path / "backup.db") == ["Xã"]
    assert {"extra", "prints"} & set(check_database(path, KEY)) == {"extra"}
    assert {"extra", "prints"} & set(check_database(tmp_path / "backup.db", KEY)) == {"prints"}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_migration_that_fails_leaves_every_byte_as_it_was(
    path: Path, tmp_path: Path, next_release: Path, failure: str
) -> None:
    last, error = FAILURES[failure]
    before = path.read_bytes()
    write(next_release, last)
    with pytest.raises(error):
        migrate.upgrade(path, KEY, backup=tmp_path / "backup.db")
    assert path.read_bytes() == before
    check_database(tmp_path / "backup.db", KEY)
    assert names(path) == names(tmp_path / "backup.db") == ["Xã"]
    assert not list(tmp_path.glob("*~*"))
    write(next_release, GOOD)
    migrate.upgrade(path, KEY, backup=tmp_path / "later.db")
    assert names(path) == ["changed"]


def test_without_a_backup_nothing_is_migrated(
    path: Path, tmp_path: Path, next_release: Path
) -> None:
    write(next_release, GOOD)
    before = path.read_bytes()
    with pytest.raises(FileNotFoundError):
        migrate.upgrade(path, KEY, backup=tmp_path / "nowhere" / "backup.db")
    assert path.read_bytes() == before


def test_a_damaged_database_is_not_migrated(path: Path, tmp_path: Path, next_release: Path) -> None:
    write(next_release, GOOD)
    damaged = bytearray(path.read_bytes())
    damaged[-100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DatabaseDamaged):
        migrate.upgrade(path, KEY, backup=tmp_path / "backup.db")
    assert path.read_bytes() == damaged
    assert not list(tmp_path.glob("*backup*"))


def test_a_database_of_a_newer_program_is_refused_and_left_alone(
    path: Path, tmp_path: Path
) -> None:
    engine = open_engine(path, KEY)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew) as caught:
        migrate.upgrade(path, KEY, backup=tmp_path / "backup.db")
    assert (caught.value.code, caught.value.details) == ("TOO-NEW", {"revision": "9999"})
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*backup*"))
