"""Backups that can be gone back to, and unpacking one of them.

The marker of a backup tells damage, not forgery: what proves that the database is the office's
own is the key that opens it.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import DatabaseDamaged, DatabaseTooNew, UserError
from ca_desktop.domain.moments import parse_moment
from ca_desktop.vault.backups import VERIFIED, kept
from ca_desktop.vault.files import flush_folder, told_as_machine_error
from ca_desktop.vault.key_files import clerks_in
from ca_desktop.vault.layout import BLOBS, DATABASE, DATABASE_FILES, KEYS

FORMAT = 1
"""The latest layout of backups that this program reads; a marker without one has the first."""

_LARGEST = 1024**2
_CHUNK = 1024**2
_NO_MARKER = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What the marker of a backup says.

    Attributes:
        rows: of each table, by name.
        sha256: of ``office.db`` and ``keys.json``, by name.
        segment: of the second journal: what the backup lacks is in it and later ones; None
            where nothing was said.
    """

    folder: Path
    verified_at: datetime
    rows: Mapping[str, int]
    sha256: Mapping[str, str]
    segment: int | None

    @property
    def size(self) -> int:
        """Bytes of the database.

        Raises:
            MachineError: the disk refused.
        """
        with told_as_machine_error(self.folder):
            return (self.folder / DATABASE).stat().st_size


def list_backups(folder: Path) -> Sequence[Backup]:
    """Return the verified backups in a folder, newest first; what is none is passed over.

    Args:
        folder: where backups are kept, or one backup itself.

    Raises:
        MachineError: the folder cannot be read.
    """
    with told_as_machine_error(folder):
        places = [folder, *(folder.iterdir() if folder.is_dir() else ())]
        marked = [place for place in places if (place / VERIFIED).is_file()]
    found = []
    for place in marked:
        try:
            found.append(read_marker(place))
        except (UserError, DatabaseDamaged, DatabaseTooNew):
            continue
    return sorted(found, key=_age, reverse=True)


def read_marker(backup: Path) -> Backup:
    """Read what a backup says of itself; nothing of it is checked yet.

    Raises:
        UserError: BACKUP-UNVERIFIED there is no marker: no backup, or one that was cut off.
        DatabaseDamaged: BACKUP-DAMAGED the marker is none.
        DatabaseTooNew: a later version wrote it.
        MachineError: the disk refused.
    """
    marker = backup / VERIFIED
    with told_as_machine_error(backup):
        if not marker.is_file() or not (backup / DATABASE).is_file():
            raise UserError("BACKUP-UNVERIFIED", path=str(backup))
        with marker.open("rb") as file:
            data = file.read(_LARGEST)
    try:
        return _backup(backup, json.loads(data))
    except _NO_MARKER as error:
        raise _damaged(backup) from error


def oldest_needed(backups: Sequence[Backup]) -> int | None:
    """Say which segments of the second journal can go.

    Args:
        backups: verified, newest first.

    Returns:
        For `SecondJournal.drop_before`: as much stays as the two newest backups lack, so that
        one of them may fail to open and nothing is lost; None when nothing may go.
    """
    said = [backup.segment for backup in backups if backup.segment is not None][:2]
    return min(said) if len(said) > 1 else None


def thin_out(folder: Path, name: str) -> int:
    """Remove the verified backups of an office that `kept` lets go; return how many.

    Args:
        folder: where backups are kept.
        name: of the office, as its backups begin.

    Raises:
        MachineError: the folder cannot be read.
    """
    found = [x.folder for x in list_backups(folder) if x.folder.name.startswith(f"{name}-")]
    stay = kept(place.name for place in found) | {place.name for place in found[:1]}
    gone = 0
    for place in found:
        if place.name not in stay:
            with told_as_machine_error(place):
                leaving = place.rename(place.with_name(f"~{place.name}"))
            shutil.rmtree(leaving, ignore_errors=True)
            gone += 1
    return gone


def unpack_backup(backup: Path, folder: Path) -> None:
    """Copy a backup into a data folder; the folder has the whole office afterwards, or none.

    The database gets its name last: a cut at any moment leaves a folder without an office, in
    which the next unpacking begins anew.

    Args:
        backup: one backup folder.
        folder: the data folder; it is made where it is missing. The caller holds its lock.

    Raises:
        UserError: OFFICE-EXISTS, BACKUP-UNVERIFIED.
        DatabaseDamaged: BACKUP-DAMAGED a file is not what was verified, here or on the way.
        DatabaseTooNew: a later version wrote it.
        MachineError: the disk refused; nothing of an office stays.
    """
    said = read_marker(backup)
    with told_as_machine_error(folder):
        _require_no_office(folder)
        folder.mkdir(parents=True, exist_ok=True)
    with told_as_machine_error(folder), _undone_on_failure(folder):
        for item in (DATABASE, KEYS):
            if _copied(backup / item, folder / f"~{item}") != said.sha256[item]:
                raise _damaged(backup)
        clerks_in(folder / f"~{KEYS}")
        _copy_blobs(backup / BLOBS, folder / BLOBS)
        for item in (KEYS, DATABASE):
            flush_folder(folder)
            (folder / f"~{item}").replace(folder / item)
        flush_folder(folder)


def _require_no_office(folder: Path) -> None:
    """Refuse a folder with any file of an office that no unpacking left there."""
    half = (folder / f"~{DATABASE}").exists()
    holds = any((folder / name).exists() for name in DATABASE_FILES)
    blobs = folder / BLOBS
    leaves = (folder / KEYS).exists() or (blobs.is_dir() and any(blobs.iterdir()))
    if holds or (leaves and not half):
        raise UserError("OFFICE-EXISTS", path=str(folder))


@contextmanager
def _undone_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not (folder / DATABASE).exists():
            shutil.rmtree(folder / BLOBS, ignore_errors=True)
            for name in (KEYS, f"~{KEYS}", f"~{DATABASE}"):  # the last is the sign of a half one
                (folder / name).unlink(missing_ok=True)
        raise


def _copy_blobs(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_symlink():
            continue
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.is_file():
            fresh = place.with_name(f"~{place.name}")
            _copied(path, fresh)
            fresh.replace(place)
    for made in (target, *(path for path in target.rglob("*") if path.is_dir())):
        flush_folder(made)


def _copied(source: Path, target: Path) -> str:
    """Copy a file durably; return the SHA-256 of what can be read at its place."""
    target.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb") as start, os.fdopen(os.open(target, flags, 0o600), "wb") as end:
        shutil.copyfileobj(start, end, _CHUNK)
        end.flush()
        os.fsync(end.fileno())
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _backup(folder: Path, marker: dict[str, Any]) -> Backup:
    written = int(marker.get("format", FORMAT))
    if written > FORMAT:
        raise DatabaseTooNew(revision=written)
    segment = marker.get("journal_segment")
    sha256 = {name: str(marker["sha256"][name]) for name in (DATABASE, KEYS)}
    if not all(map(_DIGEST.fullmatch, sha256.values())):
        raise ValueError("not a digest")
    return Backup(
        folder=folder,
        verified_at=parse_moment(marker["verified_at"]),
        rows={str(name): int(count) for name, count in marker["rows"].items()},
        sha256=sha256,
        segment=None if segment is None else int(segment),
    )


def _damaged(backup: Path) -> DatabaseDamaged:
    return DatabaseDamaged("BACKUP-DAMAGED", path=str(backup))


def _age(backup: Backup) -> tuple[datetime, int, str]:
    """Order by moment; of one second, ``-10`` comes after ``-2``."""
    return backup.verified_at, len(backup.folder.name), backup.folder.name
