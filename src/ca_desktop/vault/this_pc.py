"""Settings of this computer: small files beside the data folder, in no backup."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from ca_desktop.vault.files import told_as_machine_error, write_durably
from ca_desktop.vault.lock import check_folder

FOLDER = "this-pc"
_MOST_BYTES = 256 * 1024
_log = logging.getLogger(__name__)


class ThisPc:
    """See `ca_desktop.services.ports.pc.PcPort`.

    Args:
        state: the folder beside the data folder.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def read(self, name: str) -> Mapping[str, object]:
        """Return what was kept under a name; empty where nothing was, or nothing readable."""
        try:
            with self._path(name).open("rb") as file:
                found = json.loads(file.read(_MOST_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("settings of this computer cannot be read: %s", type(error).__name__)
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, name: str, values: Mapping[str, object]) -> None:
        """Keep values of JSON under a name, durably."""
        data = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()
        with told_as_machine_error(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._path(name), data)

    def check_folder(self, folder: Path) -> None:
        """Refuse a place where data get lost: a share, a stick, a cloud, one without room."""
        check_folder(folder)

    def make_folder(self, folder: Path) -> None:
        """Make a folder, with those above it, where it is missing."""
        with told_as_machine_error(folder):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def documents(self) -> Path:
        """The folder where the person at this computer keeps documents."""
        return Path(platformdirs.user_documents_dir())

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
