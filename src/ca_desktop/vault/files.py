"""What every part of the vault needs of plain files: errors with a meaning, and durable names."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ca_desktop.domain.errors import DiskFull, MachineError, NotWritable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.EEXIST,
        errno.ENAMETOOLONG,
    }
)


@contextmanager
def told_as_machine_error(path: Path) -> Iterator[None]:
    """Turn an `OSError` of the block into the machine error it stands for.

    Args:
        path: what the sentence will name.

    Raises:
        DiskFull, NotWritable, MachineError: never an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise machine_error(error, path) from error


def machine_error(error: OSError, path: Path) -> MachineError:
    """Say which machine error ``error`` stands for."""
    if error.errno in _FULL:
        return DiskFull()
    if error.errno in _REFUSED:
        return NotWritable(path=str(path))
    return MachineError(reason=errno.errorcode.get(error.errno or 0, ""))


def write_durably(path: Path, data: bytes) -> None:
    """Write a small file that only this user may read; there is all of it or nothing.

    Raises:
        OSError: what stood there before still does, or where the disk gave up at the very end
            already the new.
    """
    with _written(path, data) as fresh:
        fresh.replace(path)
    flush_folder(path.parent)


def write_once(path: Path, data: bytes) -> None:
    """Like `write_durably`, but what stands there already stays: the first writer wins.

    Raises:
        OSError: nothing was written.
    """
    with _written(path, data) as fresh, suppress(FileExistsError):
        os.link(fresh, path)
    flush_folder(path.parent)


@contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    fresh = path.with_name(f"~{path.name}-{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
