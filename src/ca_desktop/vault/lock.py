"""The data folder: one program at a time, on a disk that keeps what it is given."""

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from ca_desktop.domain.errors import AlreadyOpen, DiskFull, NotWritable
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.mounts import TABLE, mounted

LEAST_FREE = 200 * 1024**2
"""Below this many free bytes the program does not open for writing."""

ENOUGH_FREE = 1024**3
"""Below this many it warns (LOW-SPACE)."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs"})
_NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.gvfsd", "fuse.davfs", "fuse.gluster")
_STICKS = frozenset({"vfat", "exfat", "msdos"})
_CLOUDS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")
_HELD = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CD = 2, 4, 5
_REFUSED_DRIVES = {
    _DRIVE_REMOVABLE: "FOLDER-STICK",
    _DRIVE_REMOTE: "FOLDER-NETWORK",
    _DRIVE_CD: "FOLDER-STICK",
}


class FolderLock:
    """Holds the data folder for this process; the system lets go when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file = -1

    def __enter__(self) -> Self:
        with told_as_machine_error(self._path.parent):
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(self._file)
            except OSError as error:
                os.close(self._file)
                if error.errno not in _HELD:
                    raise
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


def check_free(folder: Path) -> None:
    """Look whether a program has this data folder open, before anybody is asked for a secret.

    Raises:
        AlreadyOpen: one has.
        MachineError: the folder will not do.
    """
    with FolderLock(folder):
        pass


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 not on Windows

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def check_folder(folder: Path) -> None:
    """Refuse a place that loses or duplicates data behind the program's back.

    The folder is made if it is missing; a place that is refused stays untouched.

    Raises:
        NotWritable: a network share, a stick, a cloud-synced folder (the code says which), or
            no right to write.
        DiskFull: almost no room left.
    """
    resolved = folder.resolve()
    if any(cloud in part.lower() for part in resolved.parts for cloud in _CLOUDS):
        raise NotWritable("FOLDER-CLOUD", path=str(folder))
    if refused := _refused_place(resolved):
        raise NotWritable(refused, path=str(folder))
    with told_as_machine_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            raise DiskFull
        with tempfile.TemporaryFile(dir=folder):  # rights alone do not tell: try
            pass


def is_low_on_space(folder: Path) -> bool:
    """Tell whether room where ``folder`` lies is running out, soon enough to do something."""
    with told_as_machine_error(folder):
        return shutil.disk_usage(folder).free < ENOUGH_FREE


def _refused_place(folder: Path) -> str:
    """Return the code of what is wrong with where ``folder`` lies, "" where nothing is."""
    if sys.platform == "win32":
        return _refused_on_windows(str(folder))
    system = _file_system(folder)
    if system in _NETWORK or system.startswith(_NETWORK_FUSE):
        return "FOLDER-NETWORK"
    return "FOLDER-STICK" if system in _STICKS else ""


def _refused_on_windows(folder: str) -> str:
    import ctypes  # noqa: PLC0415 Windows only

    plain = folder.removeprefix("\\\\?\\")
    if plain.startswith(("\\\\", "UNC\\")):
        return "FOLDER-NETWORK"
    windows = ctypes.windll  # type: ignore[attr-defined, unused-ignore]
    kind = windows.kernel32.GetDriveTypeW(f"{plain[:2]}\\")
    return _REFUSED_DRIVES.get(kind, "")


def _file_system(folder: Path, table: Path = TABLE) -> str:
    """Return the type of the file system that ``folder`` will stand on, "" where unknown."""
    best, system = 0, ""
    for mount in mounted(table):
        parts = len(mount.point.parts)
        if folder.is_relative_to(mount.point) and parts >= best:  # a later mount hides it
            best, system = parts, mount.kind
    return system
