"""The safe carrier: a file has its name only once its bytes were read back from the medium.

Order (exchange rules §3.8): temporary name, flush to the disk, read back past the cache,
compare, rename, flush the folder. A stick that is pulled out half-way leaves no package.
"""

import errno
import hashlib
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from ca_desktop.domain.errors import (
    CaError,
    DiskFull,
    MachineError,
    NotWritable,
    PackageRefused,
    UserError,
)
from ca_desktop.exchange.frame import MAX_FILE
from ca_desktop.exchange.medium import CHUNK, put_in_place, read_past_cache
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress

ROOM = 16 * 1024**2
"""Free bytes demanded beside the file itself and a tenth of it."""

_RETRIES = 20
_RETRIES_SOON = 4
_RETRY_SECONDS = 0.5
_REFUSED = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ENAMETOOLONG,
    }
)
_SHARING_VIOLATIONS = frozenset({5, 32, 33})
_SHEETS = frozenset({".xlsx", ".csv"})
_FOR_PEOPLE = _SHEETS | {".pdf", ".docx"}
"""What other programs show: whoever has such a file open is told soon."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write a small file so that its name never shows half of it.

    Raises:
        DiskFull, NotWritable: nothing is left behind.
        PackageRefused: E-151 what was read back differs.
    """
    with flushed_new_file(path) as file:
        file.write(data)


@contextmanager
def flushed_new_file(
    path: Path, expected: str = "", *, read_back: bool = True
) -> Iterator[BinaryIO]:
    """Give a new file to write; on leaving it is flushed, read back and takes its name.

    Args:
        path: its name.
        expected: SHA-256, hex, of what will be written, where that is known beforehand.
        read_back: False where more than that is done next: the complete reader run on it.
    """
    if path.is_dir():
        raise NotWritable(path=str(path))
    temporary = path.with_name(f"~tmp-{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb+") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if read_back:
                written = expected or _digest_of(file)
                _require_same(_digest(read_past_cache(temporary)), written)
        _rename(temporary, path)
    except OSError as error:
        drop(temporary)
        if _is_open_elsewhere(error, path):
            sheet = path.suffix.lower() in _SHEETS
            raise MachineError("XLS-LOCK" if sheet else "FILE-HELD") from error
        raise machine_error(error, path.parent) from error
    except BaseException:
        drop(temporary)
        raise


def copy_safely(
    source: Path,
    folder: Path,
    name: str,
    *,
    digest: str = "",
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Path:
    """Copy a finished file to a folder or stick; return where it stands.

    A file of that name with the same bytes is left as it is; with other bytes it stays and
    the copy takes a number.

    Args:
        source: the file.
        folder: where to.
        name: what the copy is called.
        digest: SHA-256 of the file, hex, where it was just read.
        progress: told bytes done and in all.
        cancelled: asked between chunks.

    Raises:
        DiskFull, NotWritable: nothing is left behind.
        PackageRefused: E-151 the medium did not keep what was written.
        Cancelled: nothing is left behind.
    """
    try:
        size, expected = source.stat().st_size, digest or file_digest(source)
        require_room(folder, size)
        target = _free_name(folder / name, expected)
        if not target.exists():
            meter = Meter(size, progress, cancelled)
            with source.open("rb") as origin, flushed_new_file(target, expected) as file:
                for chunk in _read(origin):
                    file.write(chunk)
                    meter.advance(len(chunk))
    except OSError as error:
        raise machine_error(error, folder) from error
    return target


def require_kept(files: Iterable[Path]) -> None:
    """Demand that a medium holds what was written to it and flushed.

    Raises:
        PackageRefused: E-151 it gives something else back.
        MachineError: it does not answer.
    """
    for path in files:
        try:
            believed = file_digest(path)
            _require_same(medium_digest(path), believed)
        except OSError as error:
            raise machine_error(error, path.parent) from error


def take_in(
    source: Path,
    inbox: Path,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Path:
    """Copy a file of a carrier into the inbox; the carrier is only read.

    The copy is not read back: the complete reader runs on it next.

    Raises:
        UserError: NO-SUCH-FILE.
        PackageRefused: E-101 longer than any package, E-107 the carrier cannot be read.
        DiskFull, NotWritable: the inbox takes no more; nothing is left behind.
        Cancelled: nothing is left behind.
    """
    if not source.is_file():
        raise UserError("NO-SUCH-FILE", path=str(source))
    copy = inbox / f"{secrets.token_hex(8)}.hsg"
    try:
        inbox.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise machine_error(error, inbox) from error
    try:
        origin = source.open("rb")
    except OSError as error:
        raise PackageRefused("E-107") from error
    with origin:
        size = os.fstat(origin.fileno()).st_size
        if size > MAX_FILE:
            raise PackageRefused("E-101")
        require_room(inbox, size)
        meter = Meter(size, progress, cancelled)
        with flushed_new_file(copy, read_back=False) as file:
            for chunk in _read(origin):
                file.write(chunk)
                meter.advance(len(chunk))
    return copy


def _read(origin: BufferedReader) -> Iterator[bytes]:
    try:
        while chunk := origin.read(CHUNK):
            yield chunk
    except OSError as error:
        raise PackageRefused("E-107") from error


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def medium_digest(
    path: Path, *, progress: Progress | None = None, cancelled: IsCancelled | None = None
) -> str:
    """Return the SHA-256 of a file as the medium gives it, not the cache, hex.

    Raises:
        PackageRefused: E-107 it cannot be read.
        Cancelled: the person has asked to stop.
    """
    digest = hashlib.sha256()
    try:
        meter = Meter(path.stat().st_size, progress, cancelled)
        for chunk in read_past_cache(path):
            digest.update(chunk)
            meter.advance(len(chunk))
    except OSError as error:
        raise PackageRefused("E-107") from error
    return digest.hexdigest()


def machine_error(error: OSError, path: Path) -> CaError:
    """Tell what the operating system refused."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull()
    if error.errno in _REFUSED:
        return NotWritable(path=str(path))
    return MachineError()


def require_room(folder: Path, size: int) -> None:
    """Demand room for a file of ``size`` bytes, and something to spare.

    Raises:
        DiskFull, NotWritable, MachineError: there is none, or the folder does not answer.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise machine_error(error, folder) from error
    if free < size + size // 10 + ROOM:
        raise DiskFull


def _free_name(path: Path, digest: str) -> Path:
    number, candidate = 1, path
    while candidate.exists() and file_digest(candidate) != digest:
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def drop(file: Path) -> None:
    """Remove a file that nobody needs any more; where the disk refuses, it does no harm."""
    with suppress(OSError):  # a stick that was pulled out takes its half file along
        file.unlink(missing_ok=True)


def _require_same(found: str, expected: str) -> None:
    if found != expected:
        raise PackageRefused("E-151")


def _digest_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _rename(temporary: Path, path: Path) -> None:
    shown = path.suffix.lower() in _FOR_PEOPLE and path.is_file()
    tries = _RETRIES_SOON if shown else _RETRIES
    for attempt in range(tries):
        try:
            put_in_place(temporary, path)
            break
        except OSError as error:
            held = getattr(error, "winerror", None) in _SHARING_VIOLATIONS
            if not held or attempt == tries - 1:
                raise
            _pause()
    _flush_folder(path.parent)


def _is_open_elsewhere(error: OSError, path: Path) -> bool:
    """Tell whether Windows refused because another program holds the file that is there."""
    held = getattr(error, "winerror", None) in _SHARING_VIOLATIONS
    return held and path.is_file() and os.access(path, os.W_OK)


def _pause() -> None:
    time.sleep(_RETRY_SECONDS)  # noqa: TID251 runs in the files lane, never on the GUI thread


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # NTFS journals the rename itself
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
