"""Where the segments of a second journal lie, and how they follow one another."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ca_desktop.domain.errors import NotWritable, UserError
from ca_desktop.vault.files import flush_folder, told_as_machine_error, write_durably
from ca_desktop.vault.journal_segments import (
    JournalDamaged,
    Record,
    Segment,
    is_torn,
    open_segment,
    records,
)
from ca_desktop.vault.layout import JOURNAL

_PLACE = "journal-place"
_NAME = re.compile(r"segment-(\d{8})\.jrn")
_log = logging.getLogger(__name__)


class JournalPlace:
    """The row of segments: ``D.state/journal/``, or the folder that ``journal-place`` names."""

    def __init__(self, state_folder: Path, key: bytes) -> None:
        self._state = state_folder
        self._key = key

    @property
    def folder(self) -> Path:
        """Where the segments lie.

        Raises:
            MachineError: the line that names the place cannot be read.
        """
        return self.moved_to() or self._state / JOURNAL

    def path(self, number: int) -> Path:
        """Return where a segment goes; its folder is made, unless it is on another drive."""
        folder = self.folder
        if self.moved_to() is None and not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            flush_folder(folder.parent)
        return folder / f"segment-{number:08}.jrn"

    def segments(self) -> list[tuple[int, Path]]:
        """Return number and file of every segment, oldest first.

        Raises:
            NotWritable: they were moved to a drive that is not there.
        """
        folder = self.folder
        with told_as_machine_error(folder):
            if not folder.is_dir():
                if self.moved_to() is not None:
                    raise NotWritable(path=str(folder))
                return []
            return _segments_in(folder)

    def moved_to(self) -> Path | None:
        """Return the folder on another drive; None where there is none."""
        place = self._state / _PLACE
        with told_as_machine_error(place):
            line = (
                place.read_text(encoding="utf-8", errors="replace").strip()
                if place.is_file()
                else ""
            )
        return Path(line) if line else None

    def walk(self, damage: list[JournalDamaged] | None) -> Iterator[tuple[Segment, Record]]:
        """Yield every record, oldest first.

        Args:
            damage: what does not hold is added to it and left out; None raises it.

        Raises:
            JournalDamaged: which segment, and where.
            MachineError: the place cannot be read.
        """
        after: tuple[int, bytes] | None = None
        found = self.segments()
        for number, path in found:
            try:
                segment = open_segment(path, number, self._key)
                if after is not None and after != (number, segment.first):
                    _tell(JournalDamaged(number, 0), damage)
                after = number + 1, segment.first
                for record in self._records(segment, damage, last=path == found[-1][1]):
                    yield segment, record
                    after = number + 1, record.chain
            except JournalDamaged as error:
                _tell(error, damage)
                after = None

    def _records(
        self, segment: Segment, damage: list[JournalDamaged] | None, *, last: bool
    ) -> Iterator[Record]:
        try:
            yield from records(segment)
        except JournalDamaged as error:
            if last and is_torn(segment, error.place):
                return
            _tell(error, damage)
            behind = (x for x in records(segment, skip_damaged=True) if x.start > error.place)
            yield from behind

    def move(self, folder: Path | None) -> None:
        """Take the journal to another drive; None takes it back beside the data folder.

        Args:
            folder: made where it is missing; from now on it must be there.

        Raises:
            UserError: JOURNAL-THERE there is a second journal in that folder.
            MachineError: the disk refused; the journal is where it was.
        """
        here, there = self.folder, folder.absolute() if folder else self._state / JOURNAL
        if here == there:
            return
        with told_as_machine_error(there):
            there.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = _segments_in(here)
            if folder and _segments_in(there):
                raise UserError("JOURNAL-THERE", path=str(there))
            for _number, left_over in _segments_in(there) if found else ():
                left_over.unlink()
            _copy(found, there)
            if folder:
                write_durably(self._state / _PLACE, f"{there}\n".encode())
            else:
                (self._state / _PLACE).unlink()
                flush_folder(self._state)
        with suppress(OSError):
            for _number, path in found:
                path.unlink()


def copy_journal(segments: Sequence[tuple[int, Path]], backup: Path) -> None:
    """Copy the segments into a backup folder that is being made.

    Raises:
        MachineError: the disk refused.
    """
    target = backup / JOURNAL
    with told_as_machine_error(target):
        target.mkdir(mode=0o700)
        _copy(segments, target)


def bring_journal(backups: Path, state_folder: Path) -> None:
    """Take the newest second journal that lies with backups, where this machine has none.

    Args:
        backups: the folder in which the backups stand.
        state_folder: ``D.state`` of the data folder.

    Raises:
        MachineError: the disk refused.
    """
    home, target = journal_home(backups, state_folder), state_folder / JOURNAL
    if home != state_folder:
        with told_as_machine_error(target):
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            _copy(_segments_in(home / JOURNAL), target)


def journal_home(backups: Path, state_folder: Path) -> Path:
    """Return where the second journal is found: this machine's own, else the newest copy.

    Args:
        backups: the folder in which the backups stand.
        state_folder: ``D.state`` of the data folder.

    Returns:
        The folder in which its segments or its place are named.

    Raises:
        MachineError: the disk refused.
    """
    with told_as_machine_error(backups):
        own = state_folder / JOURNAL
        if (state_folder / _PLACE).exists() or (own.is_dir() and _segments_in(own)):
            return state_folder
        found = [(_segments_in(place), place.parent) for place in backups.glob(f"*/{JOURNAL}")]
        copies = [(segments[-1][0], home) for segments, home in found if segments]
        return max(copies, default=(0, state_folder))[1]


def _tell(error: JournalDamaged, damage: list[JournalDamaged] | None) -> None:
    if damage is None:
        raise error
    _log.error("the second journal is damaged: segment %s at %s", error.segment, error.place)
    damage.append(error)


def _copy(segments: Sequence[tuple[int, Path]], target: Path) -> None:
    try:
        for _number, path in segments:
            write_durably(target / path.name, path.read_bytes())
    except BaseException:
        for _number, path in segments:
            (target / path.name).unlink(missing_ok=True)
        raise


def _segments_in(folder: Path) -> list[tuple[int, Path]]:
    matches = ((_NAME.fullmatch(path.name), path) for path in folder.glob("segment-*.jrn"))
    return sorted((int(match[1]), path) for match, path in matches if match)
