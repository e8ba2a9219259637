"""The mark of the running life, beside the data folder: it tells a copy from the original.

`D.state/` holds the installation id and, line by line, the heads of the office's own streams.
A data folder that was put back or copied alone no longer fits it.
"""

import logging
import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.packages import Head
from ca_desktop.vault.files import told_as_machine_error, write_durably
from ca_desktop.vault.layout import INSTALL, state_folder

MOST_LINES = 4_000
"""Above this the file is written anew with one line a stream; reading it stays a few ms."""

_to_disk = getattr(os, "fdatasync", os.fsync)
_log = logging.getLogger(__name__)


class OfficeState:
    """The state folder of a data folder."""

    def __init__(self, data_folder: Path) -> None:
        self.folder = state_folder(data_folder)
        self._install = self.folder / INSTALL
        self._mark = self.folder / "mark"
        self._lines: int | None = None

    def install_id(self) -> str | None:
        """Return the installation id, None when there is none."""
        with told_as_machine_error(self.folder):
            if not self._install.is_file():
                return None
            return self._install.read_text(encoding="ascii", errors="replace").strip() or None

    def create(self, install_id: str) -> None:
        """Begin the state of a new life.

        Raises:
            MachineError: the disk refused.
        """
        with told_as_machine_error(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self._mark, b"")
            write_durably(self._install, f"{install_id}\n".encode("ascii"))
        self._lines = 0

    def heads(self) -> Sequence[Head]:
        """Return the newest head of each own stream that was noted; a torn line counts not.

        Raises:
            MachineError: the file is there and cannot be read.
        """
        found = (_parse(line) for line in self._read().split("\n"))
        return tuple({head.stream: head for head in found if head is not None}.values())

    def note(self, heads: Iterable[Head]) -> None:
        """Add heads, durably, after the database has them.

        What the disk refuses is logged and not raised: the change itself is safe by now, and a
        mark that lags behind still fits; it only sees less.
        """
        lines = [_line(head) for head in heads]
        try:
            if self._lines is None:
                self._lines = self._read().count("\n")
            if self._lines + len(lines) > MOST_LINES:
                self._rewrite()
            self._append("".join(lines))
        except (OSError, MachineError) as error:
            _log.warning("the mark could not be noted: %s", type(error).__name__)
            return
        self._lines += len(lines)

    def _read(self) -> str:
        with told_as_machine_error(self.folder):
            if not self._mark.is_file():
                return ""
            return self._mark.read_text(encoding="ascii", errors="replace")

    def _rewrite(self) -> None:
        newest = [_line(head) for head in self.heads()]
        write_durably(self._mark, "".join(newest).encode("ascii"))
        self._lines = len(newest)

    def _append(self, text: str) -> None:
        with self._mark.open("ab") as file:
            file.write(text.encode("ascii"))
            file.flush()
            _to_disk(file.fileno())


class RunningMark:
    """The mark while an office is open; nothing covers the trace of a folder that does not fit.

    Args:
        state: where it lies.
        fits: whether database and mark belong together.
    """

    def __init__(self, state: OfficeState, *, fits: bool) -> None:
        self._state = state
        self._fits = fits

    @property
    def fits(self) -> bool:
        """Whether the database is neither put back nor copied."""
        return self._fits

    def note(self, heads: Iterable[Head]) -> None:
        """Add heads, durably, after the database has them."""
        if self._fits:
            self._state.note(heads)

    def begin(self, install_id: str, heads: Iterable[Head]) -> None:
        """Begin the mark of a new life, once the database has it.

        Raises:
            MachineError: the disk refused; the folder goes on not to fit.
        """
        self._state.create(install_id)
        self._state.note(heads)
        self._fits = True


def _line(head: Head) -> str:
    """Begin with the line end: what a power cut tore off before stays a line of its own."""
    body = f"{head.stream} {head.seq} {head.hash}"
    return f"\n{body} {_checksum(body)}"


def _parse(line: str) -> Head | None:
    body, _space, check = line.rpartition(" ")
    parts = body.split(" ")
    if len(parts) != len(("stream", "seq", "hash")) or check != _checksum(body):
        return None
    stream, seq, digest = parts
    return Head(stream=stream, seq=int(seq), hash=digest) if seq.isdecimal() else None


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode('utf-8')):08x}"
