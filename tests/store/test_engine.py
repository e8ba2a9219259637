import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, text
from tests.helpers.programs import run_python

from ca_desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    LibraryTooOld,
)
from ca_desktop.store import engine as engine_module
from ca_desktop.store.driver import dbapi
from ca_desktop.store.engine import (
    APPLICATION_ID,
    BUSY_MS,
    JOURNAL_LIMIT,
    LAYOUT,
    check_database,
    connect,
    copy_database,
    open_engine,
)

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "100% hồ sơ?.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = open_engine(path, KEY)
    with opened.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT) STRICT")
    yield opened
    opened.dispose()


def add_rows(engine: Engine, count: int = 200) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO rows (text) VALUES (:text)"), [{"text": "x" * 500}] * count
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", None),
        ("temp_store", 2),
        ("secure_delete", 1),
        ("busy_timeout", BUSY_MS),
        ("journal_size_limit", JOURNAL_LIMIT),
        ("application_id", APPLICATION_ID),
        ("user_version", LAYOUT),
    ],
)
def test_every_connection_has_the_house_settings(
    engine: Engine, setting: str, value: object
) -> None:
    with engine.connect() as first, engine.connect() as second:
        for connection in (first.connection, second.connection):
            row = connection.cursor().execute(f"PRAGMA {setting}").fetchone()
            assert (row[0] if row else None) == value or (value is None and row == (0,))


def test_the_memory_of_the_library_is_guarded(path: Path) -> None:
    asks = f"""
from contextlib import closing
from pathlib import Path
from ca_desktop.store.engine import connect
with closing(connect(Path({str(path)!r}), {KEY!r})) as connection:
    print(connection.execute("PRAGMA cipher_memory_security").fetchone()[0])
"""  # of its own: what is guarded once stays so in its process
    assert run_python(asks).stdout.strip() == "1"


def test_foreign_keys_are_off_only_on_request(path: Path) -> None:
    with closing(connect(path, KEY, foreign_keys=False)) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (0,)


def test_nothing_readable_reaches_the_disk(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO rows (text) VALUES ('Vàng A Súa 001099000001')"))
        on_disk = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()

    assert "Vàng A Súa".encode() not in on_disk
    assert b"001099000001" not in on_disk
    assert b"SQLite format" not in on_disk


def test_a_schema_change_rolls_back_with_its_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE other (id INTEGER) STRICT")

    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    assert names == ["rows"]


def test_a_reader_keeps_its_snapshot_while_a_writer_commits(engine: Engine) -> None:
    count = text("SELECT count(*) FROM rows")
    with engine.execution_options(reading=True).connect() as reader:
        assert reader.scalar(count) == 0
        add_rows(engine, 3)
        assert reader.scalar(count) == 0

    with engine.execution_options(reading=True).connect() as reader:
        assert reader.scalar(count) == 3


def test_a_writer_takes_the_lock_before_it_reads(engine: Engine, path: Path) -> None:
    with engine.connect() as writer:
        writer.scalar(text("SELECT count(*) FROM rows"))
        with closing(connect(path, KEY)) as other:
            other.execute("PRAGMA busy_timeout = 1")
            with pytest.raises(Exception, match="locked"):
                other.execute("BEGIN IMMEDIATE")


def test_an_open_connection_is_used_again(engine: Engine) -> None:
    seen = set()
    for _ in range(5):
        with engine.connect() as connection:
            seen.add(id(connection.connection.dbapi_connection))

    assert len(seen) == 1


def test_another_thread_may_use_a_connection_that_came_back(engine: Engine) -> None:
    add_rows(engine, 1)
    counted: list[int] = []

    def count() -> None:
        with engine.connect() as connection:
            counted.append(connection.scalar(text("SELECT count(*) FROM rows")) or 0)

    thread = threading.Thread(target=count)
    thread.start()
    thread.join(timeout=30)

    assert counted == [1]


def test_an_error_of_the_database_does_not_tell_what_was_typed(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(exc.DBAPIError) as raised:
        connection.execute(text("INSERT INTO none VALUES (:name)"), {"name": "Vàng A Súa"})

    assert "Vàng" not in str(raised.value) + repr(raised.value)


def test_another_key_does_not_open_the_database(engine: Engine, path: Path) -> None:
    engine.dispose()

    with pytest.raises(DatabaseDamaged) as raised:
        connect(path, bytes(32))
    assert raised.value.details == {"sqlite": "SQLITE_NOTADB", "path": str(path.parent)}
    with pytest.raises(DatabaseDamaged):
        open_engine(path, bytes(32)).connect()


def test_an_encrypted_file_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA application_id = 7")
    before = path.read_bytes()

    with pytest.raises(DatabaseDamaged) as raised:
        connect(path, KEY)

    assert raised.value.details == {"check": "application_id"}
    assert path.read_bytes() == before


def test_a_key_of_another_length_is_a_bug(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connect(path, b"short")


def test_a_library_that_knows_no_cipher_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plain:
        def set_key(self, _key: bytes) -> None:
            pass

        def execute(self, _statement: str) -> "Plain":
            return self

        def fetchone(self) -> None:
            return None

        def close(self) -> None:
            pass

    monkeypatch.setattr(dbapi, "connect", lambda *_, **__: Plain())

    with pytest.raises(LibraryTooOld):
        connect(path, KEY)


def test_a_copy_holds_what_is_still_in_the_log(engine: Engine, tmp_path: Path) -> None:
    add_rows(engine)
    with engine.connect():
        copy_database(engine, tmp_path / "copy.db", KEY)
        copy_database(Path(str(engine_path(engine))), tmp_path / "copy2.db", KEY)

    assert check_database(tmp_path / "copy.db", KEY) == {"rows": 200}
    assert check_database(tmp_path / "copy2.db", KEY) == {"rows": 200}
    assert {file.name for file in tmp_path.iterdir() if file.name.startswith("copy")} == {
        "copy.db",
        "copy2.db",
    }


def engine_path(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA database_list").one()[2])


def test_a_copy_never_overwrites(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"precious")

    with pytest.raises(FileExistsError):
        copy_database(engine, tmp_path / "copy.db", KEY)

    assert (tmp_path / "copy.db").read_bytes() == b"precious"


def test_a_copy_of_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        copy_database(tmp_path / "gone.db", tmp_path / "copy.db", KEY)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("page", [0, 3, 20, 30])
def test_a_damaged_page_is_never_copied_as_a_good_one(
    engine: Engine, path: Path, page: int
) -> None:
    add_rows(engine, 300)
    engine.dispose()
    flip(path, page * 4096 + 100)

    with pytest.raises(DatabaseDamaged):
        copy_database(path, path.with_name("copy.db"), KEY)

    assert not path.with_name("copy.db").exists()


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def cut(path: Path, _offset: int) -> None:
    path.write_bytes(path.read_bytes()[: 10 * 4096])


@pytest.mark.parametrize("damage", [flip, cut])
@pytest.mark.parametrize("offset", [100, 6 * 4096, 25 * 4096 - 1])
def test_damage_anywhere_is_found(
    engine: Engine, path: Path, damage: Callable[[Path, int], None], offset: int
) -> None:
    add_rows(engine)
    engine.dispose()
    assert path.stat().st_size > 25 * 4096
    damage(path, offset)

    with pytest.raises(DatabaseDamaged):
        check_database(path, KEY)


def test_a_dangling_reference_is_found(path: Path) -> None:
    with closing(connect(path, KEY, foreign_keys=False)) as connection:
        connection.executescript(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;"
            "CREATE TABLE child (parent INTEGER REFERENCES parent) STRICT;"
            "INSERT INTO child VALUES (7);"
        )

    with pytest.raises(DatabaseDamaged) as raised:
        check_database(path, KEY)
    assert raised.value.details == {"check": "foreign_key_check"}


def test_a_missing_database_is_never_made_by_a_check(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        check_database(tmp_path / "gone.db", KEY)

    assert list(tmp_path.iterdir()) == []


def test_a_check_beside_a_reader_says_busy(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_MS", 10)
    with engine.execution_options(reading=True).connect() as reader:
        reader.scalar(text("SELECT count(*) FROM rows"))
        add_rows(engine)
        with pytest.raises(DatabaseBusy):
            check_database(path, KEY)


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import text
from ca_desktop.store.engine import open_engine

engine = open_engine(Path(sys.argv[1]), bytes(range(32)))
with engine.begin() as connection:
    connection.execute(text("INSERT INTO rows (text) VALUES ('kept')"))
with engine.connect() as connection:
    connection.execute(text("INSERT INTO rows (text) VALUES ('lost')"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_program_keeps_what_it_committed_and_nothing_else(
    engine: Engine, path: Path
) -> None:
    engine.dispose()
    died = run_python(KILLED, path)

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert check_database(path, KEY) == {"rows": 1}
    with open_engine(path, KEY).connect() as connection:
        assert connection.scalar(text("SELECT text FROM rows")) == "kept"
