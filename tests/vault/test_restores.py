"""Real backups of a real office, unpacked where there is none."""

import errno
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import (
    CaError,
    DatabaseDamaged,
    DatabaseTooNew,
    MachineError,
    UserError,
)
from ca_desktop.services.office import journals
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.office.offices import Founding
from ca_desktop.store.engine import check_database
from ca_desktop.vault import restores
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import holds_office
from ca_desktop.vault.restores import (
    Backup,
    list_backups,
    oldest_needed,
    read_marker,
    unpack_backup,
)

FOUNDING = Founding(
    kind="commune",
    code=offices.COMMUNE[1],
    name=offices.COMMUNE[2],
    user_name="Cán bộ Làm Mẫu",
    training=True,
)


class Drill:
    """An office with three dossiers and a backup of it.

    Attributes:
        recovery: the printed code.
        tables: of the office, as the backup must hold them.
        data: the files of the backup that belong into a data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.office, self.stick = folder / "xa", folder / "usb"
        made = bootstrap.create_office(self.office, FOUNDING, None, now=offices.NOW)
        self.recovery = made.recovery_code
        with offices.opened(self.office) as ports:
            for _n in range(3):
                offices.take_in(ports)
            self.tables = offices.tables(ports)
            self.backup = back_up(ports, self.stick).folder
        (self.backup / "blobs" / "ab").mkdir()
        (self.backup / "blobs" / "ab" / "cd").write_bytes(b"sealed")
        (self.backup / "blobs" / "ef").write_bytes(b"")
        beside = ("verified.json", "journal/")
        held = content(self.backup).items()
        self.data = {name: data for name, data in held if not name.startswith(beside)}


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    return Drill(tmp_path_factory.mktemp("drill"))


@pytest.fixture
def backup(drill: Drill, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copytree(drill.backup, tmp_path / "usb" / drill.backup.name))


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def change_marker(backup: Path, **changes: object) -> None:
    marker = json.loads((backup / "verified.json").read_bytes())
    (backup / "verified.json").write_text(json.dumps(marker | changes), encoding="utf-8")


# --- unpacking ----------------------------------------------------------------------------------


def test_the_office_goes_on_elsewhere_with_the_recovery_code(drill: Drill, tmp_path: Path) -> None:
    there = tmp_path / "máy mới" / "D"
    unpack_backup(drill.backup, there)

    opened = open_key_file(there / "keys.json", drill.recovery, user_id=None, machine_secret=None)
    assert opened.by_recovery
    assert check_database(there / "office.db", opened.database_key)["dossiers"] == 3
    with offices.opened(there) as ports:
        assert offices.tables(ports) == drill.tables
        journals.verify_journal(ports)


def test_the_data_folder_holds_the_backup_byte_for_byte(drill: Drill, tmp_path: Path) -> None:
    unpack_backup(drill.backup, tmp_path / "D")

    assert content(tmp_path / "D") == drill.data
    if os.name != "nt":
        assert (tmp_path / "D" / "office.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("there", ["office.db", "office.db-wal", "keys.json", "blobs/ab"])
def test_a_folder_with_anything_of_an_office_is_refused(
    drill: Drill, tmp_path: Path, there: str
) -> None:
    folder = tmp_path / "D"
    (folder / "blobs").mkdir(parents=True)
    (folder / there).write_bytes(b"of another")

    with pytest.raises(UserError) as raised:
        unpack_backup(drill.backup, folder)
    assert raised.value.code == "OFFICE-EXISTS"
    assert content(folder) == {there: b"of another"}


def test_empty_folders_and_logs_are_no_office(drill: Drill, tmp_path: Path) -> None:
    for name in ("blobs", "inbox", "logs"):
        (tmp_path / "D" / name).mkdir(parents=True)
    (tmp_path / "D" / "logs" / "program.log").write_bytes(b"")

    unpack_backup(drill.backup, tmp_path / "D")
    assert holds_office(tmp_path / "D")


def test_a_folder_without_a_marker_is_no_backup(backup: Path, tmp_path: Path) -> None:
    (backup / "verified.json").unlink()
    for place in (backup, tmp_path / "nothing"):
        with pytest.raises(UserError) as raised:
            unpack_backup(place, tmp_path / "D")
        assert raised.value.code == "BACKUP-UNVERIFIED"
    assert not (tmp_path / "D").exists()


@pytest.mark.campaign("damaged")
def test_a_damaged_backup_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    dice = random.Random(4)
    for _story in range(size(2_000)):
        file = backup / dice.choice(["office.db", "keys.json"])
        whole = file.read_bytes()
        place = dice.randrange(len(whole))
        flipped = bytes([whole[place] ^ 1 << dice.randrange(8)])
        damaged = dice.choice([whole[:place], whole[:place] + flipped + whole[place + 1 :]])
        file.write_bytes(damaged)
        with pytest.raises(DatabaseDamaged) as raised:
            unpack_backup(backup, tmp_path / "D")
        assert raised.value.code == "BACKUP-DAMAGED"
        assert content(tmp_path / "D") == {}
        file.write_bytes(whole)
    unpack_backup(backup, tmp_path / "D")


def test_a_backup_without_its_key_file_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    (backup / "keys.json").unlink()
    with pytest.raises(MachineError):
        unpack_backup(backup, tmp_path / "D")
    assert content(tmp_path / "D") == {}


@pytest.mark.parametrize(
    "marker",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"sha256": {"office.db": "", "keys.json": ""}, "rows": {}, "verified_at": "2026-03-02"}',
        b'{"sha256": 1, "rows": {}, "verified_at": 2}',
        b'{"format": 1e999}',
    ],
)
def test_a_marker_that_is_none_is_damage(backup: Path, tmp_path: Path, marker: bytes) -> None:
    (backup / "verified.json").write_bytes(marker)

    with pytest.raises(DatabaseDamaged):
        unpack_backup(backup, tmp_path / "D")
    assert list_backups(backup.parent) == []


def test_a_backup_of_a_later_version_is_said(backup: Path, tmp_path: Path) -> None:
    change_marker(backup, format=2)
    with pytest.raises(DatabaseTooNew):
        unpack_backup(backup, tmp_path / "D")

    keys = json.loads((backup / "keys.json").read_bytes()) | {"format": 2}
    (backup / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    sha256 = read_marker_digests(backup) | {
        "keys.json": restores._copied(backup / "keys.json", tmp_path / "copy")
    }
    change_marker(backup, format=1, sha256=sha256)
    with pytest.raises(DatabaseTooNew):
        unpack_backup(backup, tmp_path / "D")
    assert content(tmp_path / "D") == {}


def read_marker_digests(backup: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((backup / "verified.json").read_bytes())["sha256"]
    return found


def test_a_link_in_a_backup_leads_nowhere(backup: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"of the machine")
    try:
        (backup / "blobs" / "link").symlink_to(secret)
    except OSError:
        pytest.skip("no right to make links")

    unpack_backup(backup, tmp_path / "D")
    assert sorted(path.name for path in (tmp_path / "D" / "blobs").iterdir()) == ["ab", "ef"]


# --- cuts and faults ----------------------------------------------------------------------------


class Cut(BaseException):
    """The power went."""


@contextmanager
def failing_at(
    number: int, fail: Callable[[], BaseException], patch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let the ``number``-th act on the disk fail before it happens."""
    left = [number]

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*args: object, **named: object) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise fail()
            return act(*args, **named)

        return acting

    with patch.context() as patched:
        patched.setattr(os, "open", counted(os.open))
        patched.setattr(os, "fsync", counted(os.fsync))
        patched.setattr(Path, "replace", counted(Path.replace))
        patched.setattr(Path, "mkdir", counted(Path.mkdir))
        patched.setattr(shutil, "copyfileobj", counted(shutil.copyfileobj))
        yield


def test_a_cut_at_any_moment_leaves_no_office_or_the_whole_and_can_be_repeated(
    drill: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restores, "_undone_on_failure", lambda _folder: nullcontext())
    whole = drill.data
    folder, number, cuts = tmp_path / "D", 0, 0
    while True:
        number += 1
        shutil.rmtree(folder, ignore_errors=True)
        try:
            with failing_at(number, Cut, monkeypatch):
                unpack_backup(drill.backup, folder)
            break
        except Cut:
            cuts += 1
        if holds_office(folder):
            assert content(folder) == whole
        else:
            with suppress(Cut), failing_at(number // 2, Cut, monkeypatch):
                unpack_backup(drill.backup, folder)
            if not holds_office(folder):
                unpack_backup(drill.backup, folder)
            assert content(folder) == whole
    assert cuts > 20


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_at_any_moment_leaves_nothing_or_the_whole(
    drill: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    whole = drill.data
    folder, number, faults = tmp_path / "D", 0, 0
    while True:
        number += 1
        shutil.rmtree(folder, ignore_errors=True)
        try:
            with failing_at(number, lambda: OSError(code, "refused"), monkeypatch):
                unpack_backup(drill.backup, folder)
            break
        except MachineError:
            faults += 1
        assert content(folder) in ({}, whole)
    assert faults > 20


# --- lists --------------------------------------------------------------------------------------


def test_backups_are_listed_newest_first_with_what_their_markers_say(
    drill: Drill, tmp_path: Path
) -> None:
    stick = tmp_path / "usb"
    for number, name in enumerate(["a", "a-2", "a-10", "older"]):
        place = Path(shutil.copytree(drill.backup, stick / name))
        day = "2026-03-01" if name == "older" else "2026-03-02"
        change_marker(place, verified_at=f"{day}T09:00:00+07:00", journal_segment=number)
    (stick / "~cut").mkdir()
    (stick / "cut").mkdir()
    (stick / "cut" / "office.db").write_bytes(b"")
    (stick / "ảnh.jpg").write_bytes(b"")
    shutil.copytree(drill.backup, stick / "later")
    change_marker(stick / "later", format=2)

    found = list_backups(stick)
    assert [item.folder.name for item in found] == ["a-10", "a-2", "a", "older"]
    assert [item.segment for item in found] == [2, 1, 0, 3]
    assert found[0].verified_at == offices.NOW
    assert found[0].rows["dossiers"] == 3
    assert found[0].size == (drill.backup / "office.db").stat().st_size


def test_one_backup_may_be_named_instead_of_their_folder(drill: Drill, tmp_path: Path) -> None:
    assert [item.folder for item in list_backups(drill.backup)] == [drill.backup]
    assert list_backups(tmp_path / "nothing") == []
    assert read_marker(drill.backup).segment == 2


def made(segments: list[int | None]) -> list[Backup]:
    return [
        Backup(
            folder=Path("x"),
            verified_at=offices.NOW - timedelta(days=day),
            rows={},
            sha256={},
            segment=segment,
        )
        for day, segment in enumerate(segments)
    ]


@pytest.mark.parametrize(
    ("segments", "oldest"),
    [
        ([], None),
        ([7], None),
        ([7, None], None),
        ([7, 6, 5], 6),
        ([7, None, 5, 4], 5),
        ([2, 57, 56], 2),
    ],
)
def test_the_segments_back_to_the_second_newest_backup_are_needed(
    segments: list[int | None], oldest: int | None
) -> None:
    assert oldest_needed(made(segments)) == oldest


def test_no_marker_whatever_is_more_than_damage(backup: Path) -> None:
    whole = (backup / "verified.json").read_bytes()
    dice = random.Random(9)
    for _story in range(size(20_000)):
        place = dice.randrange(len(whole))
        spoiled = bytearray(whole)
        spoiled[place] = dice.randrange(256)
        (backup / "verified.json").write_bytes(spoiled)
        with suppress(CaError):
            assert isinstance(read_marker(backup).verified_at, datetime)
