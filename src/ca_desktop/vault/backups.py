"""Backups: one folder with everything needed to go on elsewhere, verified before it counts."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.vault.files import flush_folder, told_as_machine_error
from ca_desktop.vault.layout import BLOBS, DATABASE, KEYS

VERIFIED = "verified.json"

LAST, DAILY, WEEKLY, MONTHLY = 5, 7, 5, 12
"""How many backups of each kind are kept."""

_STAMP = re.compile(r"-(\d{8})-(\d{6})(?:-(\d+))?$")


def make_backup(  # noqa: PLR0913 where from, where to, and the hands it needs
    target: Path,
    name: str,
    moment: datetime,
    *,
    segment: int | None,
    key_file: Path,
    copy_database: Callable[[Path], None],
    check_database: Callable[[Path], Mapping[str, int]],
    copy_more: Callable[[Path], None] | None = None,
    write: Callable[[Path, bytes], None],
) -> Path:
    """Make the backup folder ``<name>-<YYYYMMDD-HHMMSS>`` below ``target``.

    Args:
        target: folder for backups.
        name: of the office, for people.
        moment: when.
        segment: of the second journal: what the backup lacks is in it and later ones.
        key_file: goes along: with it the recovery code opens the copy anywhere.
        copy_database: copies the live database to a new file, and flushes it.
        check_database: checks such a copy; returns rows by table.
        copy_more: puts more into the folder.
        write: the safe carrier.

    Returns:
        The finished folder. On any failure nothing of it stays.

    Raises:
        DatabaseDamaged: the copy does not hold.
        MachineError: the disk refused.
    """
    with told_as_machine_error(target):
        target.mkdir(parents=True, exist_ok=True)
        for left_over in target.glob(f"~{name}-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        final = _free_folder(target, f"{name}-{moment:%Y%m%d-%H%M%S}")
        work = final.with_name(f"~{final.name}")
        try:
            (work / BLOBS).mkdir(parents=True)
            copy_database(work / DATABASE)
            rows = check_database(work / DATABASE)
            if copy_more is not None:
                copy_more(work)
            write(work / KEYS, key_file.read_bytes())
            write(work / VERIFIED, _marker(work, moment, rows, segment))
            flush_folder(work)
            work.rename(final)
            flush_folder(target)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    return final


def kept(names: Iterable[str]) -> set[str]:
    """Choose the backups of one office that stay when room is made.

    The last 5 of any kind, and the newest of each of the last 7 days, 5 weeks and 12 months
    that have one. The clock of today plays no part: a date that was wrong once pushes out
    nothing but one place.

    Args:
        names: of verified backup folders; what is not named like one always stays.
    """
    names = set(names)
    dated = sorted(((stamp, name) for name in names if (stamp := _stamp(name))), reverse=True)
    stay = {name for _when, name in dated[:LAST]}
    for count, period in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        newest: dict[Hashable, str] = {}
        for (moment, _number), name in dated:
            newest.setdefault(period(moment), name)
        stay |= set(list(newest.values())[:count])
    return stay | (names - {name for _when, name in dated})


def _stamp(name: str) -> tuple[datetime, int] | None:
    found = _STAMP.search(name)
    if found is None:
        return None
    day, time, number = found.groups()
    try:
        return parse_moment(f"{day}T{time}"), int(number or 1)
    except ValueError:
        return None


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month


def _marker(work: Path, moment: datetime, rows: Mapping[str, int], segment: int | None) -> bytes:
    marker = {
        "journal_segment": segment,
        "verified_at": moment_text(moment),
        "rows": dict(rows),
        "sha256": {item: _digest(work / item) for item in (DATABASE, KEYS)},
    }
    return json.dumps(marker, indent=1, sort_keys=True).encode()


def _free_folder(target: Path, name: str) -> Path:
    number, candidate = 1, target / name
    while candidate.exists():
        number += 1
        candidate = target / f"{name}-{number}"
    return candidate


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
