"""The one import of the SQLite library; nothing else in the process may open the database.

A second SQLite library on the same file would drop its locks, and one that knows no cipher
would write it in the clear.
"""

from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from ca_desktop.domain.errors import LibraryTooOld

dbapi: Any = dbapi2
"""The DB-API module for `sqlalchemy.create_engine`."""

Error: Final[type[Exception]] = dbapi2.Error

OLDEST_SOUND = (3, 51, 3)
"""SQLite before this can lose a write when a WAL is reset."""

_OFF = "off"


def require_sound_library(version: tuple[int, ...] | None = None) -> None:
    """Refuse a library with a known corruption fault.

    Args:
        version: what to judge; the library in use if left out.

    Raises:
        LibraryTooOld: older than `OLDEST_SOUND`.

    Source:
        https://sqlite.org/wal.html (the WAL-reset fault and the versions that mend it).
    """
    found = version or tuple(dbapi2.sqlite_version_info)
    if found < OLDEST_SOUND:
        raise LibraryTooOld(found=".".join(map(str, found)))


def log_to(path: Path | None) -> bool:
    """Send the cipher's own complaints, of the whole process, to a file instead of stderr.

    They name page numbers and error codes, never contents.

    Args:
        path: file to append to; None stops the log.

    Returns:
        False when the library could not open the file.
    """
    quoted = (str(path) if path else _OFF).replace("'", "''")
    setting = f"PRAGMA cipher_log = '{quoted}'"  # takes no parameters
    connection = dbapi2.connect(":memory:")
    try:
        row = connection.execute(setting).fetchone()
    finally:
        connection.close()
    return path is None or (row is not None and row[0] == "0")


log_to(None)  # the library's default is stderr, where nobody looks and nothing belongs
