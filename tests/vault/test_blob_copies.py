"""Scans in backups: each backup has all of them, and the disk has each once."""

from pathlib import Path

import pytest

from ca_desktop.vault.blob_copies import copy_blobs

NAMES = ("ab" * 32, "ac" * 32, "cd" * 32)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "blobs"
    for name in NAMES:
        (folder / name[:1]).mkdir(parents=True, exist_ok=True)
        (folder / name[:1] / name).write_bytes(name.encode())
    (folder / "~half").write_bytes(b"x")
    return folder


def backup(tmp_path: Path, name: str) -> Path:
    (tmp_path / name / "blobs").mkdir(parents=True)
    return tmp_path / name


def files(folder: Path) -> dict[str, bytes]:
    return {x.name: x.read_bytes() for x in folder.rglob("*") if x.is_file()}


def test_a_backup_has_every_finished_scan(tmp_path: Path, source: Path) -> None:
    first = backup(tmp_path, "first")
    copy_blobs(source, first / "blobs", [])
    assert files(first) == {name: name.encode() for name in NAMES}


def test_the_next_backup_shares_what_has_not_changed(tmp_path: Path, source: Path) -> None:
    first, second = backup(tmp_path, "first"), backup(tmp_path, "second")
    copy_blobs(source, first / "blobs", [])
    new = "ee" * 32
    (source / "e").mkdir()
    (source / "e" / new).write_bytes(b"new")
    copy_blobs(source, second / "blobs", [first])
    assert files(second) == {name: name.encode() for name in NAMES} | {new: b"new"}
    for name in NAMES:
        one, two = (x / "blobs" / name[:1] / name for x in (first, second))
        assert one.samefile(two)
        assert not two.samefile(source / name[:1] / name)


def test_a_cut_file_of_an_earlier_backup_is_not_shared(tmp_path: Path, source: Path) -> None:
    first, second = backup(tmp_path, "first"), backup(tmp_path, "second")
    copy_blobs(source, first / "blobs", [])
    (first / "blobs" / "a" / NAMES[0]).write_bytes(b"short")
    copy_blobs(source, second / "blobs", [first])
    assert files(second)[NAMES[0]] == NAMES[0].encode()
