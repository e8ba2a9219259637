"""Reading what the medium holds, not what the machine remembers of it; names that stay.

On Linux the pages of a flushed file are dropped before it is read; on Windows it is read around
the cache. A stick that lies about what it kept is found by reading it after it was pulled out.
"""

import ctypes
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK = 1024**2
"""Bytes read at a time; whole sectors of every drive."""

_GENERIC_READ = 0x8000_0000
_SHARE_ALL = 0x7
_OPEN_EXISTING = 3
_NO_BUFFERING = 0x2000_0000
_REPLACE_AND_WAIT = 0x1 | 0x8
_INVALID = ctypes.c_void_p(-1).value


def read_past_cache(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a flushed file as the medium gives them.

    Raises:
        OSError: the medium does not answer.
    """
    return _read_unbuffered(path) if sys.platform == "win32" else _read_dropped(path)


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a file its name, whatever stood there; on Windows only once the name is on the disk.

    Raises:
        OSError: the system refused; ``winerror`` tells when somebody else holds the file.
    """
    give = _moved_by_windows if sys.platform == "win32" else _renamed
    give(temporary, path)


def _renamed(temporary: Path, path: Path) -> None:
    temporary.replace(path)


def _moved_by_windows(temporary: Path, path: Path) -> None:
    if not _kernel().MoveFileExW(str(temporary), str(path), _REPLACE_AND_WAIT):
        raise _last_error()


def _read_dropped(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(CHUNK):
            yield chunk


def _read_unbuffered(path: Path) -> Iterator[bytes]:
    kernel = _kernel()
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(
        str(path), _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, _NO_BUFFERING, None
    )
    if handle in {None, _INVALID}:
        raise _last_error()
    try:
        with mmap.mmap(-1, CHUNK) as pages:  # whole pages: the system demands aligned memory
            yield from _filled(kernel, ctypes.c_void_p(handle), pages)
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def _filled(kernel: Any, handle: ctypes.c_void_p, pages: mmap.mmap) -> Iterator[bytes]:  # noqa: ANN401 a library has no type
    place = (ctypes.c_char * CHUNK).from_buffer(pages)
    got = ctypes.c_ulong()
    try:
        while True:
            if not kernel.ReadFile(handle, place, CHUNK, ctypes.byref(got), None):
                raise _last_error()
            if not got.value:
                return
            yield pages[: got.value]
    finally:
        del place  # the pages cannot be given back while it points into them


def _kernel() -> Any:  # noqa: ANN401 a library has no type
    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]


def _last_error() -> OSError:
    return ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, no-any-return, unused-ignore]
