"""What lies where in a data folder."""

from pathlib import Path

DATABASE, KEYS, BLOBS = "office.db", "keys.json", "blobs"
INSTALL = "install-id"
"""In the state folder: which installation the office belongs to."""

JOURNAL = "journal"
"""Segments of the second journal: beside the data folder, and copied into backups elsewhere."""

DATABASE_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
"""They are one thing: copied, moved and removed together."""

BACKUPS = "backups"
FOLDERS = (BLOBS, "inbox", "outbox", "quarantine", BACKUPS, "logs")


def holds_office(folder: Path) -> bool:
    """Tell whether an office lives in a data folder."""
    return (folder / DATABASE).is_file()


def held_office(data_folder: Path) -> bool:
    """Tell whether an office has lived in a data folder: its keys or its mark are left."""
    places = (data_folder / KEYS, state_folder(data_folder) / INSTALL)
    return any(place.is_file() for place in places)


def state_folder(data_folder: Path) -> Path:
    """Return the folder beside a data folder that no backup takes along."""
    resolved = data_folder.resolve()
    return resolved.with_name(resolved.name + ".state")
