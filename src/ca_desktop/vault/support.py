"""What lies on this computer for whoever helps: settings, logs, and a ZIP of them."""

import io
import json
import os
import platform
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from ca_desktop.domain.version import BUILD_DATE, VERSION
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.layout import FOLDERS, holds_office
from ca_desktop.vault.mark import OfficeState
from ca_desktop.vault.this_pc import ThisPc

SETTINGS = ("look", "rail", "printers", "scanner")
"""What may be shown; settings that come later are not until somebody has thought of it."""

PARTS = ("pyside6-essentials", "sqlcipher3", "sqlalchemy", "cryptography", "pyrage", "reportlab")
MIB = 1024**2
_MOST_BYTES = 2 * MIB
_WHEN = (2000, 1, 1, 0, 0, 0)
"""In the ZIP every file is as old: the name says when."""


class Support:
    """See `SupportPort`.

    Args:
        folder: the data folder; whether its office opens does not matter.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def system(self) -> Mapping[str, object]:
        """Return versions and the room on disk."""
        place = self._folder if self._folder.is_dir() else Path(self._folder.anchor)
        with told_as_machine_error(place):
            free = shutil.disk_usage(place).free
        return {
            "version": VERSION,
            "built": BUILD_DATE,
            "python": platform.python_version(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "parts": {name: _version_of(name) for name in PARTS},
            "data_folder": str(self._folder),
            "data_there": holds_office(self._folder),
            "free_mib": free // MIB,
            "files": {name: self._number_in(name) for name in FOLDERS},
        }

    def settings(self) -> Mapping[str, Mapping[str, object]]:
        """Return the settings of this computer that may be shown."""
        pc = ThisPc(OfficeState(self._folder).folder)
        return {name: pc.read(name) for name in SETTINGS}

    def logs(self) -> Mapping[str, str]:
        """Return the ends of the logs."""
        paths = sorted((self._folder / "logs").glob("*.log*"))
        with told_as_machine_error(self._folder):
            return {path.name: _end_of(path) for path in paths if path.is_file()}

    def homes(self) -> Sequence[str]:
        """Return the home folder as texts, lists and paths write it."""
        home = str(Path.home())
        written = (home, json.dumps(home)[1:-1], home.replace("\\", "/"))
        return [each for each in dict.fromkeys(written) if len(each) > 1]

    def pack(self, parts: Mapping[str, bytes]) -> bytes:
        """Return a ZIP of files by their names."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                entry = zipfile.ZipInfo(name, _WHEN)
                archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _number_in(self, name: str) -> int:
        return sum(1 for _each in (self._folder / name).glob("*"))


def _version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "?"


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _MOST_BYTES))
        return file.read().decode("utf-8", errors="replace")
