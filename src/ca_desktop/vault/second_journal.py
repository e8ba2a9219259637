"""The second journal (nhật ký kép): every committed event once more, outside the data folder.

The database comes first, the second journal second; it always holds what it was given up to
some event, and no later one. It lies in ``D.state/journal/``, or in the folder that the one
line of ``D.state/journal-place`` names, as a row of sealed segments (`journal_segments`).

A new segment begins just before each backup is made, so that the backup and the segments from
there on hold everything. Its first record says the newest event of every stream so far: old
segments can go, and `SecondJournal.heads` still knows all of them.

Lanes that write take turns; others may read.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.packages import Head
from ca_desktop.vault.files import flush_folder, told_as_machine_error, write_durably
from ca_desktop.vault.journal_place import JournalPlace
from ca_desktop.vault.journal_segments import (
    JournalDamaged,
    Segment,
    chain_of,
    new_segment,
    sealed_events,
    sealed_heads,
)

RECORD_BYTES = 2**20
"""A long append is made durable in steps of about this size."""

MOST_WAITING = 32 * 2**20
"""Bytes of events kept in memory while the disk refuses."""

_GENESIS = bytes(32)
_to_disk = getattr(os, "fdatasync", os.fsync)
_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCounts:
    """What a whole second journal holds.

    Attributes:
        size: in bytes.
    """

    segments: int
    events: int
    size: int


@dataclass(slots=True, kw_only=True)
class _Tail:
    """Where the next record goes.

    Attributes:
        segment: None when there is none yet, or the last one is damaged.
    """

    segment: Segment | None = None
    number: int = 0
    chain: bytes = _GENESIS
    end: int = 0
    heads: dict[str, Head] = field(default_factory=dict)
    damage: list[JournalDamaged] = field(default_factory=list)


class SecondJournal:
    """The second journal of one data folder.

    Args:
        state_folder: ``D.state``.
        key: of the database, 32 bytes.
    """

    def __init__(self, state_folder: Path, key: bytes) -> None:
        self._place = JournalPlace(state_folder, key)
        self._key = key
        self._tail: _Tail | None = None
        self._waiting: list[StoredEvent] = []
        self._gave_up = self._unsure = False
        self._turn = Lock()

    @property
    def behind(self) -> bool:
        """True while events that it was given are not on the disk.

        They go first with the next append. When there are too many of them the journal takes no
        more in until the program starts anew and completes it from the database.
        """
        return self._gave_up or bool(self._waiting)

    @property
    def folder(self) -> Path:
        """Where the segments lie.

        Raises:
            MachineError: the line that names the place cannot be read.
        """
        return self._place.folder

    def append(self, events: Sequence[StoredEvent]) -> None:
        """Add events, durably, after the database has them.

        What the disk refuses is logged and not raised: the change itself is safe by now. See
        `behind`.
        """
        with self._turn:
            self._append(events)

    def _append(self, events: Sequence[StoredEvent]) -> None:
        if self._gave_up:
            return
        self._waiting += events
        try:
            while self._waiting:
                count = _that_fit(self._waiting)
                self._write(self._waiting[:count])
                del self._waiting[:count]
        except (OSError, MachineError) as error:
            _log.warning("the second journal is behind: %s", type(error).__name__)
            if sum(map(_size, self._waiting)) > MOST_WAITING:
                self._give_up()

    def entries(self, *, skip_damaged: bool = False) -> Iterator[StoredEvent]:
        """Yield every event, oldest first; an event may come twice.

        Args:
            skip_damaged: for a rescue: leave out what does not hold and go on behind it.

        Raises:
            JournalDamaged: which segment, and where. An append that a power cut tore off is
                none: it ends the last segment.
            MachineError: the place cannot be read.
        """
        for _segment, record in self._place.walk([] if skip_damaged else None):
            yield from record.events

    def since(self, number: int) -> Iterator[StoredEvent]:
        """Yield the events of segment ``number`` and later ones; what is damaged is left out.

        Raises:
            MachineError: the place cannot be read.
        """
        for segment, record in self._place.walk([]):
            if segment.number >= number:
                yield from record.events

    def heads(self) -> Sequence[Head]:
        """Return the newest event of every stream, of segments long gone too.

        Damage is left out; see `damage`.

        Raises:
            MachineError: the place cannot be read.
        """
        return tuple(self._read().heads.values())

    def damage(self) -> Sequence[JournalDamaged]:
        """Return what did not hold when the journal was first read.

        Raises:
            MachineError: the place cannot be read.
        """
        return tuple(self._read().damage)

    def verify(self, progress: Progress | None = None) -> JournalCounts:
        """Read and check everything.

        Args:
            progress: told bytes done and bytes in all.

        Raises:
            JournalDamaged: see `entries`.
            MachineError: the place cannot be read.
        """
        with told_as_machine_error(self.folder):
            sizes = {number: path.stat().st_size for number, path in self._place.segments()}
        total, before, events, current = sum(sizes.values()), 0, 0, 0
        for segment, record in self._place.walk(None):
            if segment.number != current:
                before, current = before + sizes.get(current, 0), segment.number
            events += len(record.events)
            if progress:
                progress(min(before + record.end, total), total)
        return JournalCounts(segments=len(sizes), events=events, size=total)

    def begin_segment(self, heads: Sequence[Head] = ()) -> int:
        """Begin a new segment, just before a backup is copied.

        Args:
            heads: of streams that are wholly in that backup already; for a journal that begins
                in the middle of an office's life.

        Returns:
            Its number: everything that is not in the backup is in this segment or a later one.

        Raises:
            MachineError: the disk refused; the journal is as it was.
        """
        with self._turn, told_as_machine_error(self.folder):
            tail = self._read()
            self._cut(tail)
            return self._begin(tail, heads).number

    def drop_before(self, number: int) -> int:
        """Remove the segments before ``number``, oldest first; return how many.

        The last segment always stays.

        Raises:
            MachineError: the disk refused; what is left is sound.
        """
        dropped = 0
        with self._turn, told_as_machine_error(self.folder):
            for found, path in self._place.segments()[:-1]:
                if found < number:
                    path.unlink()
                    dropped += 1
            if dropped:
                flush_folder(self.folder)
        return dropped

    def move_to(self, folder: Path | None) -> None:
        """Take the journal to another drive; None takes it back beside the data folder.

        Args:
            folder: made where it is missing; from now on it must be there.

        Raises:
            UserError: JOURNAL-THERE there is a second journal in that folder.
            MachineError: the disk refused; the journal is where it was.
        """
        with self._turn:
            self._place.move(folder)
            self._tail = None

    def _give_up(self) -> None:
        self._gave_up = True
        self._waiting.clear()

    def _write(self, events: Sequence[StoredEvent]) -> None:
        tail = self._read()
        self._cut(tail)
        segment = tail.segment or self._begin(tail, ())
        sealed = sealed_events(segment, tail.chain, events)
        with segment.path.open("r+b") as file:
            file.seek(tail.end)
            file.write(sealed)
            file.flush()
            _to_disk(file.fileno())
        tail.chain, tail.end = chain_of(sealed), tail.end + len(sealed)
        _note(tail.heads, [_head(event) for event in events])

    def _cut(self, tail: _Tail) -> None:
        """Cut off what an append left that did not come to its end."""
        if tail.segment is None:
            return
        if tail.segment.path.stat().st_size == tail.end:
            return
        _log.info("the second journal ends with a torn append")
        with tail.segment.path.open("r+b") as file:
            file.seek(tail.end - len(tail.chain))
            if file.read(len(tail.chain)) != tail.chain:  # another stick, or one that forgot
                self._tail = None
                self._give_up()
                raise MachineError(reason="not the second journal that was read")
            file.truncate(tail.end)
            file.flush()
            os.fsync(file.fileno())

    def _begin(self, tail: _Tail, heads: Sequence[Head]) -> Segment:
        number = tail.number + 1
        path = self._place.path(number)
        for left_over in path.parent.glob("~segment-*"):
            left_over.unlink()
        known = dict(tail.heads)
        _note(known, heads)
        segment, header = new_segment(path, self._key, number, tail.chain)
        sealed = sealed_heads(segment, tail.chain, tuple(known.values()))
        try:
            write_durably(path, header + sealed)
        except OSError:
            self._tail, self._unsure = None, True  # it may stand there all the same
            raise
        tail.segment, tail.number, tail.heads = segment, number, known
        tail.chain, tail.end = chain_of(sealed), len(header) + len(sealed)
        return segment

    def _read(self) -> _Tail:
        """Read everything once; from then on what is on the disk is known."""
        if self._tail is None:
            if self._unsure:
                flush_folder(self.folder)
                self._unsure = False
            tail = _Tail()
            for segment, record in self._place.walk(tail.damage):
                tail.segment, tail.chain, tail.end = segment, record.chain, record.end
                _note(tail.heads, record.heads)
                _note(tail.heads, [_head(event) for event in record.events])
            numbers = [number for number, _path in self._place.segments()]
            tail.number = max(numbers, default=0)
            if any(found.segment == tail.number for found in tail.damage):
                tail.segment = None
            self._tail = tail
        return self._tail


def _note(heads: dict[str, Head], newer: Sequence[Head]) -> None:
    """Remember heads; the last that was said counts, a stream may have been put back."""
    heads.update((head.stream, head) for head in newer)


def _head(event: StoredEvent) -> Head:
    return Head(stream=event.head.stream, seq=event.head.seq, hash=event.hash)


def _that_fit(events: Sequence[StoredEvent]) -> int:
    """Return how many of the events go into one record; at least one."""
    size = 0
    for count, event in enumerate(events):
        size += _size(event)
        if count and size > RECORD_BYTES:
            return count
    return len(events)


def _size(event: StoredEvent) -> int:
    return len(event.envelope) + len(event.payload or b"")
