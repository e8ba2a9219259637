"""The secret of the PC: without it a stolen database or backup stays closed.

It lies beside the data folder, never in it, and goes into no backup. When it is lost or
damaged, passphrases open nothing more and the recovery code still does.
"""

import logging
import os
import secrets
import sys
from pathlib import Path

import platformdirs

from ca_desktop.vault.files import told_as_machine_error, write_once

SECRET_BYTES = 32
NAME = "ca-desktop"
_log = logging.getLogger(__name__)


def default_data_folder() -> Path:
    """Return where the data of this PC's office lie when nothing else is said."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "CA Desktop"
    return Path(platformdirs.user_data_dir(NAME, appauthor=False))


def secret_file() -> Path:
    """Return where the secret of this PC lies: one for all its data folders."""
    folder = default_data_folder()
    return folder.with_name(folder.name + ".machine")


def machine_secret(*, make: bool) -> bytes | None:
    """Return the secret of this PC.

    Args:
        make: make it where there is none; a damaged one is put aside, never overwritten.

    Returns:
        32 bytes; None when there is none, or only a damaged one, and none is to be made.

    Raises:
        MachineError: it cannot be made.
    """
    path = secret_file()
    found = _read(path)
    if found is not None or not make:
        return found
    with told_as_machine_error(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(path.with_name(f"{path.name}.damaged-{secrets.token_hex(4)}"))
        write_once(path, _protect(secrets.token_bytes(SECRET_BYTES)))
    return _read(path)


def _read(path: Path) -> bytes | None:
    try:
        secret = _unprotect(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("the machine's secret cannot be read: %s", type(error).__name__)
        return None
    if len(secret) != SECRET_BYTES:
        _log.warning("the machine's secret is damaged")
        return None
    return secret


def _protect(secret: bytes) -> bytes:
    return _dpapi("CryptProtectData", secret) if sys.platform == "win32" else secret


def _unprotect(data: bytes) -> bytes:
    return _dpapi("CryptUnprotectData", data) if sys.platform == "win32" else data


def _dpapi(function: str, data: bytes) -> bytes:
    """Call Windows' data protection, machine scope: any account of this PC, no other PC.

    Raises:
        OSError: Windows refuses, for instance bytes that another PC protected.
    """
    import ctypes  # noqa: PLC0415 start-up time: Windows only
    from ctypes import wintypes  # noqa: PLC0415 start-up time: Windows only

    class Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    local_machine, no_ui = 0x4, 0x1
    given = Blob(len(data), ctypes.create_string_buffer(data, len(data)))
    made = Blob()
    windows = ctypes.windll  # type: ignore[attr-defined, unused-ignore]
    flags = local_machine | no_ui
    call = getattr(windows.crypt32, function)
    if not call(ctypes.byref(given), None, None, None, None, flags, ctypes.byref(made)):
        raise OSError(function)
    try:
        return ctypes.string_at(made.data, made.size)
    finally:
        windows.kernel32.LocalFree(made.data)
