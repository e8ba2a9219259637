"""The secret of the PC: without it a stolen database or backup stays closed."""

import os
import secrets
import sys
from pathlib import Path

import platformdirs

from ca_desktop.domain.errors import DatabaseDamaged

SECRET_BYTES = 32
NAME = "ca-desktop"


def default_data_folder() -> Path:
    """Return where the data of this PC's office lie when nothing else is said."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "CA Desktop"
    return Path(platformdirs.user_data_dir(NAME, appauthor=False))


def machine_secret(*, make: bool) -> bytes | None:
    """Return the secret of this PC.

    Args:
        make: make it where there is none; else None is returned.

    Raises:
        DatabaseDamaged: the file is there and holds no secret.
    """
    path = default_data_folder()
    path = path.with_name(path.name + ".machine")
    if path.is_file():
        return _unprotect(path.read_bytes())
    if not make:
        return None
    secret = secrets.token_bytes(SECRET_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_protect(secret))
        file.flush()
        os.fsync(file.fileno())
    return secret


def _protect(secret: bytes) -> bytes:
    if sys.platform == "win32":
        return _dpapi("CryptProtectData", secret)
    return secret


def _unprotect(data: bytes) -> bytes:
    secret = _dpapi("CryptUnprotectData", data) if sys.platform == "win32" else data
    if len(secret) != SECRET_BYTES:
        raise DatabaseDamaged(check="machine secret")
    return secret


def _dpapi(function: str, data: bytes) -> bytes:
    """Call Windows' data protection, machine scope."""
    import ctypes  # noqa: PLC0415 Windows only
    from ctypes import wintypes  # noqa: PLC0415 Windows only

    class Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    local_machine, no_ui = 0x4, 0x1
    given = Blob(len(data), ctypes.create_string_buffer(data, len(data)))
    made = Blob()
    call = getattr(ctypes.windll.crypt32, function)  # type: ignore[attr-defined, unused-ignore]
    flags = local_machine | no_ui
    if not call(ctypes.byref(given), None, None, None, None, flags, ctypes.byref(made)):
        raise DatabaseDamaged(check="machine secret")
    try:
        return ctypes.string_at(made.data, made.size)
    finally:
        ctypes.windll.kernel32.LocalFree(made.data)  # type: ignore[attr-defined, unused-ignore]
