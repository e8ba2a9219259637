"""Backups: one folder with everything needed to go on elsewhere, verified before it counts."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from ca_desktop.domain.errors import NotWritable
from ca_desktop.domain.moments import moment_text

VERIFIED = "verified.json"


def make_backup(  # noqa: PLR0913 where from, where to, and the four hands it needs
    target: Path,
    name: str,
    moment: datetime,
    *,
    key_file: Path,
    copy_database: Callable[[Path], None],
    check_database: Callable[[Path], Mapping[str, int]],
    write: Callable[[Path, bytes], None],
) -> Path:
    """Make the backup folder ``<name>-<YYYYMMDD-HHMMSS>`` below ``target``.

    Args:
        target: folder for backups.
        name: of the office, for people.
        moment: when.
        key_file: goes along: with it the recovery code opens the copy anywhere.
        copy_database: copies the live database to a new file.
        check_database: checks such a copy; returns rows by table.
        write: the safe carrier.

    Returns:
        The finished folder. On any failure nothing of it stays.

    Raises:
        DatabaseDamaged: the copy does not hold.
        MachineError: the disk refused.
    """
    final = _free_folder(target, f"{name}-{moment:%Y%m%d-%H%M%S}")
    work = final.with_name(f"~{final.name}")
    try:
        (work / "blobs").mkdir(parents=True)
    except OSError as error:
        raise NotWritable(path=str(target)) from error
    try:
        copy_database(work / "office.db")
        rows = check_database(work / "office.db")
        write(work / "keys.json", key_file.read_bytes())
        marker = {
            "verified_at": moment_text(moment),
            "rows": dict(rows),
            "sha256": {item: _digest(work / item) for item in ("office.db", "keys.json")},
        }
        write(work / VERIFIED, json.dumps(marker, indent=1, sort_keys=True).encode())
        work.rename(final)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return final


def _free_folder(target: Path, name: str) -> Path:
    number, candidate = 1, target / name
    while candidate.exists():
        number += 1
        candidate = target / f"{name}-{number}"
    return candidate


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
