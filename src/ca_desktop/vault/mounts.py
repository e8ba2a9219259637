"""The mount table of Linux: what stands where."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/mounts")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table.

    Attributes:
        device: what is mounted, e.g. ``"/dev/sdb1"``.
        kind: type of the file system, e.g. ``"vfat"``.
    """

    point: Path
    kind: str
    read_only: bool
    device: str = ""


def mounted(table: Path = TABLE) -> Iterator[Mount]:
    """Yield what is mounted, a later one may hide an earlier; nothing where there is no table."""
    if not table.is_file():
        return
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        device, point, kind, options, *_rest = line.split(" ")
        yield Mount(Path(_unescaped(point)), kind, "ro" in options.split(","), device)


def _unescaped(point: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point
