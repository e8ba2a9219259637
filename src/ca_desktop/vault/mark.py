"""The mark of the running life, beside the data folder: it tells a copy from the original.

`D.state/` holds the installation id and, line by line, the heads of the office's own streams.
A data folder that was put back or copied alone no longer fits it.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ca_desktop.domain.packages import Head

MAX_LINES = 20_000
"""Above this the file is written anew when the office opens."""


class OfficeState:
    """The state folder of a data folder. See `ca_desktop.services.ports.work.OwnMark`."""

    def __init__(self, data_folder: Path) -> None:
        resolved = data_folder.resolve()
        self.folder = resolved.with_name(resolved.name + ".state")
        self._install = self.folder / "install-id"
        self._mark = self.folder / "mark"

    def install_id(self) -> str | None:
        """Return the installation id, None when there is none."""
        if not self._install.is_file():
            return None
        return self._install.read_text(encoding="ascii", errors="replace").strip() or None

    def create(self, install_id: str) -> None:
        """Begin the state of a new life."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._append(self._install, install_id + "\n", truncate=True)
        self._append(self._mark, "", truncate=True)

    def heads(self) -> Sequence[Head]:
        """Return the newest head of each own stream that was noted; a torn line counts not."""
        if not self._mark.is_file():
            return ()
        found: dict[str, Head] = {}
        for line in self._mark.read_text(encoding="ascii", errors="replace").splitlines():
            head = _parse(line)
            if head is not None:
                found[head.stream] = head
        return tuple(found.values())

    def note(self, heads: Iterable[Head]) -> None:
        """Add heads, durably."""
        self._append(self._mark, "".join(_line(head) for head in heads), truncate=False)

    def compact(self) -> None:
        """Keep only the newest line of each stream, once there are many."""
        if not self._mark.is_file() or _lines(self._mark) <= MAX_LINES:
            return
        heads = self.heads()
        fresh = self._mark.with_suffix(".new")
        self._append(fresh, "".join(_line(head) for head in heads), truncate=True)
        fresh.replace(self._mark)

    @staticmethod
    def _append(path: Path, text: str, *, truncate: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if truncate else os.O_APPEND)
        handle = os.open(path, flags, 0o600)
        try:
            os.write(handle, text.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _line(head: Head) -> str:
    body = f"{head.stream} {head.seq} {head.hash}"
    return f"{body} {zlib.crc32(body.encode('ascii')):08x}\n"


def _parse(line: str) -> Head | None:
    body, _space, check = line.rpartition(" ")
    parts = body.split(" ")
    if len(parts) != 3 or not parts[1].isdigit():  # noqa: PLR2004 stream, seq, hash
        return None
    if f"{zlib.crc32(body.encode('ascii', 'replace')):08x}" != check:
        return None
    return Head(stream=parts[0], seq=int(parts[1]), hash=parts[2])
