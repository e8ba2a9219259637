"""Letting go of a stick, where the system offers it: everything written, nothing in use."""

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import MachineError
from ca_desktop.vault.mounts import TABLE, mounted

_SECONDS = 60
_READ_WRITE = 0xC000_0000
_SHARE_ALL = 0x7
_OPEN_EXISTING = 3
_LOCK, _DISMOUNT, _EJECT = 0x9_0018, 0x9_0020, 0x2D_4808
_INVALID = ctypes.c_void_p(-1).value


def can_eject() -> bool:
    """Tell whether the system offers it at all."""
    return sys.platform == "win32" or _tool() is not None


def eject(path: Path) -> None:
    """Let go of the drive at ``path``, so that it may be pulled out.

    Raises:
        MachineError: EJECT-FAILED the system still uses it, or does not offer this.
    """
    let_go = _ejected_by_windows if sys.platform == "win32" else _ejected_by_linux
    if not let_go(path):
        raise MachineError("EJECT-FAILED")


def flush(path: Path) -> None:
    """Let the drive at ``path`` take in everything; Windows does so with each file."""
    if sys.platform != "linux":
        return
    with suppress(OSError):  # the files themselves were flushed and read back already
        handle = os.open(path, os.O_RDONLY)
        try:
            ctypes.CDLL(None).syncfs(handle)
        finally:
            os.close(handle)


def _tool() -> str | None:
    return shutil.which("udisksctl") or shutil.which("eject")


def _ejected_by_linux(path: Path) -> bool:
    devices = [mount.device for mount in mounted(TABLE) if mount.point == path]
    tool = _tool()
    if tool is None or not devices or not devices[-1].startswith("/dev/"):
        return False
    if Path(tool).name == "eject":
        return _runs(tool, devices[-1])
    gone = _runs(tool, "unmount", "--no-user-interaction", "-b", devices[-1])
    if gone:
        _runs(tool, "power-off", "--no-user-interaction", "-b", devices[-1])
    return gone


def _runs(*words: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 a tool of the system, named in full, and a device
            words, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _ejected_by_windows(path: Path) -> bool:
    """Lock the volume, dismount it and let the medium go; a file in use refuses the lock."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(
        rf"\\.\{path.drive or str(path)[:2]}",
        _READ_WRITE,
        _SHARE_ALL,
        None,
        _OPEN_EXISTING,
        0,
        None,
    )
    if handle in {None, _INVALID}:
        return False
    volume = ctypes.c_void_p(handle)
    try:
        return all(_control(kernel, volume, code) for code in (_LOCK, _DISMOUNT, _EJECT))
    finally:
        kernel.CloseHandle(volume)


def _control(kernel: Any, volume: ctypes.c_void_p, code: int) -> bool:  # noqa: ANN401 a library has no type
    returned = ctypes.c_ulong()
    return bool(
        kernel.DeviceIoControl(volume, code, None, 0, None, 0, ctypes.byref(returned), None)
    )
