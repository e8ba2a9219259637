from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import exc
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    MachineError,
    NotWritable,
)
from ca_desktop.store.driver import Error, dbapi
from ca_desktop.store.engine import connect, open_engine
from ca_desktop.store.failures import machine_error

KEY = bytes(range(32))


def error_with(code: int) -> Exception:
    error = dbapi.OperationalError("made up")
    error.sqlite_errorcode = code
    error.sqlite_errorname = f"CODE_{code}"
    return error  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (13, DiskFull),
        (5, DatabaseBusy),
        (5 | 2 << 8, DatabaseBusy),
        (6, DatabaseBusy),
        (11, DatabaseDamaged),
        (26, DatabaseDamaged),
        (8, NotWritable),
        (8 | 4 << 8, NotWritable),
        (14, NotWritable),
        (10 | 13 << 8, MachineError),
        (7, MachineError),
    ],
)
def test_a_code_of_the_library_names_what_the_machine_refused(
    code: int, meaning: type[MachineError]
) -> None:
    found = machine_error(error_with(code))

    assert type(found) is meaning
    assert found.details == {"sqlite": f"CODE_{code}"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("database or disk is full", DiskFull),
        ("disk I/O error", MachineError),
        ("database disk image is malformed", DatabaseDamaged),
        ("attempt to write a readonly database", NotWritable),
        ("database is locked", DatabaseBusy),
    ],
)
def test_the_copying_of_a_database_gives_no_code_and_is_understood(
    text: str, meaning: type[MachineError]
) -> None:
    assert type(machine_error(dbapi.OperationalError(text))) is meaning


@pytest.mark.parametrize("code", [1, 19, 20, 21, 25])
def test_a_fault_of_the_program_stays_a_bug(code: int) -> None:
    assert machine_error(error_with(code)) is None


@pytest.mark.parametrize("error", [None, ValueError("x"), OSError(28, "x"), dbapi.Error("bare")])
def test_what_is_no_answer_of_the_database_is_left_alone(error: Exception | None) -> None:
    assert machine_error(error) is None


def test_sqlalchemys_wrapper_is_looked_through() -> None:
    wrapped = exc.OperationalError("INSERT", None, error_with(13))

    assert isinstance(machine_error(wrapped), DiskFull)
    assert machine_error(exc.InvalidRequestError("closed")) is None


def test_a_full_database_is_a_full_disk(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "office.db", KEY)) as connection:
        connection.execute("CREATE TABLE rows (text TEXT) STRICT")
        connection.execute("PRAGMA max_page_count = 8")
        with pytest.raises(Error) as raised:
            connection.execute("INSERT INTO rows VALUES (zeroblob(100000) || '')")

    assert isinstance(machine_error(raised.value), DiskFull)


def test_a_held_database_is_busy(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "office.db", KEY)
    with engine.connect() as holder:
        holder.exec_driver_sql("CREATE TABLE rows (text TEXT) STRICT")
        with closing(connect(tmp_path / "office.db", KEY)) as second:
            second.execute("PRAGMA busy_timeout = 1")
            with pytest.raises(Error) as raised:
                second.execute("BEGIN IMMEDIATE")
    engine.dispose()

    assert isinstance(machine_error(raised.value), DatabaseBusy)


def test_a_folder_that_is_not_there_is_not_writable(tmp_path: Path) -> None:
    with pytest.raises(NotWritable):
        connect(tmp_path / "gone" / "office.db", KEY)


def test_a_database_without_rights_is_not_writable() -> None:
    with reachable_folder() as folder:
        path = folder / "office.db"
        with closing(connect(path, KEY)) as connection:
            connection.execute("CREATE TABLE rows (text TEXT) STRICT")
        path.chmod(0o444)
        folder.chmod(0o555)

        with without_rights(), pytest.raises(NotWritable):
            connect(path, KEY)
