"""Machine errors of plain files: what the operating system refused, in one place."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ca_desktop.domain.errors import DiskFull, MachineError, NotWritable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR}
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
