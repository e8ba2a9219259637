"""Files kept aside: each as it came, in a folder of its own, with the reason beside it."""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ca_desktop.exchange.carrier import (
    copy_safely,
    file_digest,
    machine_error,
    write_atomically,
)
from ca_desktop.services.ports.kept import FILE, KeptFile

_REASON, _SETTLED = "reason.txt", "settled"
_LARGEST = 4096


def keep(path: Path, folder: Path, code: str, day: str, details: Mapping[str, object]) -> Path:
    """Keep a file, as it came, with the reason beside it; return its folder.

    Args:
        path: the file.
        folder: where files are kept.
        code: why, a message code.
        day: ISO date; one that is kept already stays under the day it first came.
        details: values of the code's words: texts and numbers.

    Raises:
        DiskFull, NotWritable, MachineError: it could not be kept.
    """
    try:
        digest = file_digest(path)[:16]
        known = sorted(folder.glob(f"*-{digest}")) if folder.is_dir() else []
        place = known[0] if known else folder / f"{day}-{digest}"
        place.mkdir(parents=True, exist_ok=True)
        (place / _SETTLED).unlink(missing_ok=True)  # it came again, so it is not settled
    except OSError as error:
        raise machine_error(error, folder) from error
    if not (place / FILE).exists():
        copy_safely(path, place, FILE)
    plain = {name: value for name, value in details.items() if isinstance(value, str | int)}
    write_atomically(place / _REASON, f"{code}\n{json.dumps(plain)}\n".encode())
    return place


def kept_files(folder: Path) -> list[KeptFile]:
    """Return what `keep` keeps in ``folder`` and nobody has settled, the newest first."""
    found = []
    for reason in folder.glob(f"*/{_REASON}"):
        if (reason.parent / _SETTLED).exists():
            continue
        with suppress(OSError, ValueError):
            code, details = _read(reason)
            day = reason.parent.name[:10]
            found.append(KeptFile(folder=reason.parent, code=code, day=day, details=details))
    return sorted(found, key=lambda item: item.folder.name, reverse=True)


def settle(place: Path) -> None:
    """Take a file from the list; the file itself is kept."""
    write_atomically(place / _SETTLED, b"")


def forget(place: Path) -> None:
    """Remove a file that was taken in; the list loses it first."""
    settle(place)
    shutil.rmtree(place, ignore_errors=True)


def _read(reason: Path) -> tuple[str, dict[str, object]]:
    with reason.open(encoding="ascii", errors="replace") as file:
        code, _, rest = file.read(_LARGEST).partition("\n")
    details = json.loads(rest) if rest.strip() else {}
    return code.strip()[:20], details if isinstance(details, dict) else {}
