"""Secrets for the command line: they come in files, for other programs can read arguments."""

from pathlib import Path

from ca_desktop.domain.errors import UserError
from ca_desktop.services.on_disk import is_file

_MAX_FILE = 4096


def secret_in(path: Path) -> str:
    """Return what a file holds, without its line ends.

    Raises:
        UserError: NO-SUCH-FILE, UNREADABLE.
    """
    if not is_file(path):
        raise UserError("NO-SUCH-FILE", path=str(path))
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(_MAX_FILE).strip("\r\n")
    except (OSError, ValueError) as error:
        raise UserError("UNREADABLE", path=str(path)) from error
