import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import DatabaseDamaged, DiskFull, NotWritable
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.secret_codes import write_code
from ca_desktop.store.engine import check_database, connect, copy_database
from ca_desktop.vault.backups import DAILY, LAST, MONTHLY, WEEKLY, kept, make_backup
from ca_desktop.vault.keys import new_key_file, open_key_file
from ca_desktop.vault.passphrases import TRAINING

MOMENT = datetime(2026, 3, 2, 7, 30, 5, tzinfo=VIETNAM)
CODE = write_code(bytes(16))
NAME = "H19.12.34-20260302-073005"


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a key file and a database of three rows."""
    folder = tmp_path / "D"
    folder.mkdir()
    key = new_key_file(
        folder / "keys.json",
        user_id="a" * 32,
        passphrase="tập huấn",
        recovery_code=CODE,
        cost=TRAINING,
        machine_secret=bytes(32),
        write=write,
    )
    with closing(connect(folder / "office.db", key)) as connection:
        connection.executescript(
            "CREATE TABLE rows (text TEXT) STRICT; INSERT INTO rows VALUES ('a'), ('b'), ('c');"
        )
    return folder


def key_of(folder: Path) -> bytes:
    return open_key_file(folder / "keys.json", CODE, user_id=None, machine_secret=None).database_key


def back_up(
    data: Path,
    target: Path,
    *,
    copy: Callable[[Path], None] | None = None,
    check: Callable[[Path], Mapping[str, int]] | None = None,
    write: Callable[[Path, bytes], None] = write,
) -> Path:
    key = key_of(data)
    return make_backup(
        target,
        "H19.12.34",
        MOMENT,
        segment=None,
        key_file=data / "keys.json",
        copy_database=copy or partial(copy_database, data / "office.db", key=key),
        check_database=check or partial(check_database, key=key),
        write=write,
    )


def test_a_backup_holds_all_that_another_pc_needs(data: Path, tmp_path: Path) -> None:
    made = back_up(data, tmp_path / "stick" / "sao lưu")

    assert made == tmp_path / "stick" / "sao lưu" / NAME
    assert sorted(file.name for file in made.iterdir()) == [
        "blobs",
        "keys.json",
        "office.db",
        "verified.json",
    ]
    assert check_database(made / "office.db", key_of(made)) == {"rows": 3}


def test_the_marker_says_what_was_verified(data: Path, tmp_path: Path) -> None:
    made = back_up(data, tmp_path / "stick")

    assert json.loads((made / "verified.json").read_bytes()) == {
        "journal_segment": None,
        "verified_at": "2026-03-02T07:30:05+07:00",
        "rows": {"rows": 3},
        "sha256": {
            name: hashlib.sha256((made / name).read_bytes()).hexdigest()
            for name in ("office.db", "keys.json")
        },
    }


def test_a_second_backup_in_the_same_second_stands_beside_the_first(
    data: Path, tmp_path: Path
) -> None:
    names = [back_up(data, tmp_path / "stick").name for _ in range(3)]

    assert names == [NAME, f"{NAME}-2", f"{NAME}-3"]


def test_a_copy_that_does_not_hold_leaves_nothing(data: Path, tmp_path: Path) -> None:
    def damage(target: Path) -> None:
        copy_database(data / "office.db", target, key_of(data))
        content = bytearray(target.read_bytes())
        content[-100] ^= 1
        target.write_bytes(content)

    with pytest.raises(DatabaseDamaged):
        back_up(data, tmp_path / "stick", copy=damage)

    assert list((tmp_path / "stick").iterdir()) == []


def test_a_full_disk_leaves_nothing(data: Path, tmp_path: Path) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull):
        back_up(data, tmp_path / "stick", write=refuse)

    assert list((tmp_path / "stick").iterdir()) == []


def test_what_a_pulled_stick_left_half_done_is_swept_by_the_next_backup(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick" / f"~{NAME}" / "blobs").mkdir(parents=True)
    (tmp_path / "stick" / "~other").mkdir()

    back_up(data, tmp_path / "stick")

    assert sorted(f.name for f in (tmp_path / "stick").iterdir()) == [NAME, "~other"]


def test_a_folder_without_rights_is_named(data: Path) -> None:
    with reachable_folder() as folder:
        folder.chmod(0o555)
        read = partial(copy_database, data / "office.db", key=key_of(data))
        with without_rights(), pytest.raises(NotWritable) as raised:
            make_backup(
                folder,
                "H19.12.34",
                MOMENT,
                segment=None,
                key_file=data / "keys.json",
                copy_database=read,
                check_database=lambda _path: {},
                write=write,
            )

    assert raised.value.details == {"path": str(folder)}


def name_at(moment: datetime) -> str:
    return f"H19.12.34-{moment:%Y%m%d-%H%M%S}"


def test_two_years_of_daily_backups_thin_out_to_days_weeks_and_months() -> None:
    days = [MOMENT + timedelta(days=day) for day in range(730)]
    stay = kept(map(name_at, days))

    assert {name_at(day) for day in days[-DAILY:]} <= stay
    assert len(stay) == 21
    assert min(stay) < name_at(days[-1] - timedelta(days=330))


def test_many_backups_of_one_day_leave_the_last_five() -> None:
    hours = [MOMENT + timedelta(minutes=minute) for minute in range(40)]

    assert kept(map(name_at, hours)) == {name_at(hour) for hour in hours[-LAST:]}


def test_backups_of_one_second_are_told_apart() -> None:
    names = [NAME, *(f"{NAME}-{number}" for number in range(2, 13))]

    assert kept(names) == set(names[-LAST:])


@pytest.mark.parametrize("name", ["", "ảnh", "H19-20261399-000000", "H19.12.34-2026", "~x"])
def test_what_is_no_backup_always_stays(name: str) -> None:
    assert kept([name]) == {name}


moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1))  # noqa: DTZ001 names have none


@given(st.sets(moments.map(name_at), min_size=1, max_size=60))
def test_the_newest_always_stays_and_the_number_is_bounded(names: set[str]) -> None:
    stay = kept(names)

    assert max(names) in stay
    assert stay <= names
    assert len(stay) <= LAST + DAILY + WEEKLY + MONTHLY
    assert kept(stay) == stay
