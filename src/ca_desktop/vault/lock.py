"""The data folder: one program at a time, on a disk that keeps what it is given."""

import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from ca_desktop.domain.errors import AlreadyOpen, DiskFull, NotWritable

LEAST_FREE = 200 * 1024**2
"""Below this many free bytes the program does not open for writing."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs"})
_STICKS = frozenset({"vfat", "exfat", "msdos"})
_CLOUDS = ("onedrive", "dropbox", "google drive", "googledrive")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


class FolderLock:
    """Holds the data folder for this process; the system lets go when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file = -1

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotWritable(path=str(self._path.parent)) from error
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise AlreadyOpen(path=str(self._path.parent)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        os.close(self._file)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 not on Windows

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def check_folder(folder: Path) -> None:
    """Refuse a place that loses or duplicates data behind the program's back.

    Raises:
        NotWritable: a network share, a stick, a cloud-synced folder (the code says which), or
            no right to write.
        DiskFull: almost no room left.
    """
    resolved = folder.resolve()
    if any(cloud in part.lower() for part in resolved.parts for cloud in _CLOUDS):
        raise NotWritable("FOLDER-CLOUD", path=str(folder))
    kind = _place(resolved)
    if kind in {"network", "stick"}:
        raise NotWritable(f"FOLDER-{kind.upper()}", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise NotWritable(path=str(folder)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritable(path=str(folder))
    if free < LEAST_FREE:
        raise DiskFull


def _place(folder: Path) -> str:
    if sys.platform == "win32":
        return _windows_place(folder)
    system = _file_system(folder)
    if system in _NETWORK:
        return "network"
    return "stick" if system in _STICKS else "disk"


def _windows_place(folder: Path) -> str:
    import ctypes  # noqa: PLC0415 Windows only

    if str(folder).startswith("\\\\"):
        return "network"
    kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)  # type: ignore[attr-defined, unused-ignore]
    return {_DRIVE_REMOTE: "network", _DRIVE_REMOVABLE: "stick"}.get(kind, "disk")


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return ""
    best, system = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, kind, *_rest = line.split(" ")
        place = Path(point.replace("\\040", " "))
        if folder.is_relative_to(place) and len(place.parts) > best:
            best, system = len(place.parts), kind
    return system
