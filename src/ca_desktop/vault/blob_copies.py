"""Scans in backups: what an earlier backup beside holds already is shared, not copied again."""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from ca_desktop.domain.errors import MachineError
from ca_desktop.vault.files import flush_folder
from ca_desktop.vault.layout import BLOBS

_CHUNK = 1024**2


def copy_blobs(
    source: Path,
    target: Path,
    earlier: Sequence[Path],
    tell: Callable[[int, int], None] | None = None,
) -> None:
    """Bring every finished file of a store into a backup.

    One name never stands for two different files, so a file of the newest backup beside is this
    one, and a second name for it is enough. Where the medium knows no second names (most
    sticks), and for all that is new, the file is copied, flushed and compared.

    Args:
        source: ``blobs/`` of the data folder.
        target: ``blobs/`` of the backup; it exists.
        earlier: verified backups beside, the newest first.
        tell: told files done and files in all; what it raises ends the work.

    Raises:
        MachineError: the medium did not keep a copy.
        OSError: the disk refused.
    """
    before = earlier[0] / BLOBS if earlier else None
    files = sorted(path for path in source.glob("?/*") if path.is_file())
    for number, file in enumerate(files):
        if tell is not None:
            tell(number, len(files))
        place = target / file.parent.name
        place.mkdir(exist_ok=True)
        kept = before / place.name / file.name if before else None
        if kept is None or not _shared(kept, place / file.name, file.stat().st_size):
            _copy(file, place / file.name)
    for folder in (target, *target.iterdir()):
        flush_folder(folder)


def _shared(kept: Path, place: Path, size: int) -> bool:
    try:
        if kept.stat().st_size != size:
            return False
        os.link(kept, place)
    except OSError:
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb") as start, os.fdopen(os.open(target, flags, 0o600), "wb") as end:
        shutil.copyfileobj(start, end, _CHUNK)
        end.flush()
        os.fsync(end.fileno())
    if _digest(source) != _digest(target):
        raise MachineError


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
