"""USB sticks and other drives that can be pulled out."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ca_desktop.services.ports.files import Drive
from ca_desktop.vault.ejecting import can_eject
from ca_desktop.vault.mounts import TABLE, Mount, mounted

_STICKS = frozenset({"vfat", "exfat", "msdos"})
_MOUNTED_BY_DESKTOPS = ("/media/", "/run/media/")
_REMOVABLE = 2
_LABEL = 261
_DEVICES = Path("/run/udev/data")
_SERIALS = ("ID_SERIAL", "ID_SERIAL_SHORT", "ID_FS_UUID")
_LONGEST_SERIAL = 120
_FAT = 4 * 1024**3 - 1
_LARGEST = {"vfat": _FAT, "msdos": _FAT, "fat32": _FAT, "fat": 2 * 1024**3 - 1}
"""Bytes of one file, by the name of the file system on Linux or Windows."""


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
                    path=mount.point,
                    name=mount.point.name,
                    free=free,
                    read_only=mount.read_only,
                    serial=_linux_serial(mount.device),
                    largest=_LARGEST.get(mount.kind),
                    ejects=can_eject(),
                )


def _linux_serial(device: str) -> str:
    """Return what the system's device list knows a drive by: its number, else its volume's."""
    try:
        number = Path(device).stat().st_rdev
        path = _DEVICES / f"b{os.major(number)}:{os.minor(number)}"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    told = dict(line[2:].partition("=")[::2] for line in lines if line.startswith("E:"))
    return next((told[name] for name in _SERIALS if told.get(name)), "")[:_LONGEST_SERIAL]


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
        kind = ctypes.create_unicode_buffer(_LABEL)
        serial = ctypes.c_ulong()
        answered = kernel.GetVolumeInformationW(
            root, label, _LABEL, ctypes.byref(serial), None, None, kind, _LABEL
        )
        with suppress(OSError):  # a reader without a card, or a stick pulled just now
            free = shutil.disk_usage(root).free
            name = label.value if answered and label.value else root[:2]
            yield Drive(
                path=Path(root),
                name=name,
                free=free,
                read_only=not os.access(root, os.W_OK),
                serial=f"{serial.value:08X}" if answered else "",
                largest=_LARGEST.get(kind.value.lower()),
                ejects=can_eject(),
            )
