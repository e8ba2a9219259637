"""The flag that the last program left the data folder in order.

It is missing after a power cut or a kill; the next start then checks the whole database.
"""

import logging
from pathlib import Path

from ca_desktop.vault.files import flush_folder, told_as_machine_error, write_durably

_log = logging.getLogger(__name__)


class CleanExit:
    """The flag of one data folder; only the holder of the folder's lock touches it."""

    def __init__(self, folder: Path) -> None:
        self._flag = folder / "clean-exit"

    def stands(self) -> bool:
        """Tell whether the last program that had the folder open left it in order."""
        return self._flag.is_file()

    def take_down(self) -> None:
        """Begin to work: from now on an end without `put_up` is an unclean one."""
        with told_as_machine_error(self._flag):
            self._flag.unlink(missing_ok=True)
            flush_folder(self._flag.parent)  # else it stands again after a power cut

    def put_up(self) -> None:
        """Leave in order, with the database closed.

        What the disk refuses is logged and not raised: the work is done, and the next start
        checks the database.
        """
        try:
            write_durably(self._flag, b"")
        except OSError as error:
            _log.warning("the flag of an orderly end is missing: %s", type(error).__name__)
