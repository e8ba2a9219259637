"""What lies where in a data folder."""

from pathlib import Path

DATABASE, KEYS, BLOBS = "office.db", "keys.json", "blobs"
JOURNAL = "journal"
"""Segments of the second journal: beside the data folder, and copied into backups elsewhere."""

DATABASE_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
"""They are one thing: copied, moved and removed together."""

BACKUPS = "backups"
FOLDERS = (BLOBS, "inbox", "outbox", "quarantine", BACKUPS, "logs")


def holds_office(folder: Path) -> bool:
    """Tell whether an office lives in a data folder."""
    return (folder / DATABASE).is_file()


def state_folder(data_folder: Path) -> Path:
    """Return the folder beside a data folder that no backup takes along."""
    resolved = data_folder.resolve()
    return resolved.with_name(resolved.name + ".state")
