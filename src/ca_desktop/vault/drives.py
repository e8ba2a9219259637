"""USB sticks and other drives that can be pulled out."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ca_desktop.services.ports.files import Drive
from ca_desktop.vault.mounts import TABLE, Mount, mounted

_STICKS = frozenset({"vfat", "exfat", "msdos"})
_MOUNTED_BY_DESKTOPS = ("/media/", "/run/media/")
_REMOVABLE = 2
_LABEL = 261


def removable_drives() -> Sequence[Drive]:
    """Return the drives that can be pulled out, by path; one that does not answer is left out."""
    found = _windows_drives() if sys.platform == "win32" else _linux_drives(TABLE)
    return sorted(found, key=lambda drive: drive.path)


def _linux_drives(table: Path) -> Iterator[Drive]:
    by_point = {mount.point: mount for mount in mounted(table)}
    for mount in by_point.values():
        if _can_be_pulled(mount):
            with suppress(OSError):
                free = shutil.disk_usage(mount.point).free
                yield Drive(
                    path=mount.point, name=mount.point.name, free=free, read_only=mount.read_only
                )


def _can_be_pulled(mount: Mount) -> bool:
    if mount.kind in _STICKS and not mount.point.is_relative_to("/boot"):
        return True
    return f"{mount.point.as_posix()}/".startswith(_MOUNTED_BY_DESKTOPS)


def _windows_drives() -> Iterator[Drive]:
    import ctypes  # noqa: PLC0415 Windows only

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    letters = kernel.GetLogicalDrives()
    for number in range(26):
        root = f"{chr(ord('A') + number)}:\\"
        if not letters >> number & 1 or kernel.GetDriveTypeW(root) != _REMOVABLE:
            continue
        label = ctypes.create_unicode_buffer(_LABEL)
        answered = kernel.GetVolumeInformationW(root, label, _LABEL, None, None, None, None, 0)
        with suppress(OSError):  # a reader without a card, or a stick pulled just now
            free = shutil.disk_usage(root).free
            name = label.value if answered and label.value else root[:2]
            yield Drive(
                path=Path(root), name=name, free=free, read_only=not os.access(root, os.W_OK)
            )
