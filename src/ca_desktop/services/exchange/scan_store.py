"""The store of scans: filled from packages, looked through day by day, swept (§3.18)."""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.attachments import Carried
from ca_desktop.services.desk.attachments import is_held, new_blob
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scan_rows import BlobRow
from ca_desktop.services.ports.scans import BlobWriter
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

LOOK_BACK, SWEEP = "scans-look-back", "scans-sweep"
"""Chores, and how often: the first once a day, the second once in `SWEEP_DAYS`."""

DAYS = 30
"""In so many days every scan was read from end to end once."""

SWEEP_DAYS = 7

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUp:
    """What a look at the store has found.

    Attributes:
        checked: scans read from end to end.
        damaged: scans that are no longer what they were, or not there; peers are asked.
        removed: files that belonged to nothing.
    """

    checked: int = 0
    damaged: int = 0
    removed: int = 0
    touched: frozenset[Topic] = frozenset()


class TakenScans(ExitStack):
    """Takes in the scans of a package that this office does not have; see `ScanTaker`.

    They have names, and may be spoken of, once `keep` has returned; whoever leaves without that
    leaves nothing behind.
    """

    def __init__(self, ports: Ports, view: View) -> None:
        super().__init__()
        self.callback(ports.blobs.discard)
        self._ports = ports
        self._view = view
        self._rows: dict[str, BlobRow] = {}
        self._name = ""
        self._scan = ExitStack()
        self._writer: BlobWriter | None = None

    def expect(self, scans: Sequence[Carried]) -> frozenset[str]:
        """Hear what comes; return the digests of those that are not here yet.

        Raises:
            DiskFull: there is no room for them.
        """
        new = [x for x in scans if not is_held(self._ports, self._view, x.digest)]
        if new:
            self._ports.blobs.require_room(sum(scan.size for scan in new))
        self._rows = {scan.digest: new_blob(self._ports, scan) for scan in new}
        return frozenset(self._rows)

    def take(self, digest: str, data: bytes) -> None:
        """Take the next bytes of a scan; another digest ends the one before, "" the last.

        Raises:
            BlobDamaged: the one before is not what its digest says.
            MachineError: the disk refused.
        """
        if digest != self._name:
            self._scan.close()
            self._name, self._writer = digest, None
            if row := self._rows.get(digest):
                self._scan = self.enter_context(ExitStack())
                writing = self._ports.blobs.writing(digest, row.key)
                self._writer = self._scan.enter_context(writing)
        if self._writer is not None:
            self._writer.write(data)

    def keep(self) -> tuple[BlobRow, ...]:
        """Give them their names; return what the tables are to say of them.

        Raises:
            BlobDamaged, MachineError: the disk refused; none is kept.
        """
        if self._rows:
            self._ports.blobs.settle()
        return tuple(self._rows.values())


def keep_up(ports: Ports, watch: Watch = NOBODY) -> KeptUp:
    """Do what the day asks for: read a thirtieth of the store, find what is missing, sweep.

    Runs in the lane of files, as everything that writes scans: so nothing is half-way.

    Raises:
        MachineError: the disk refused.
        Cancelled: the person has asked to stop.
    """
    today = ports.clock.now().date()
    files = ports.blobs.files()
    with ports.reading() as view:
        if view.scans.done_on(LOOK_BACK) == today.isoformat():
            return KeptUp()
        sweeps = _is_due(view.scans.done_on(SWEEP), today)
        sound = [row for row in view.scans.blobs() if row.sound]
        looked = view.scans.longest_unchecked(-(-len(sound) // DAYS))
    missing = {x.digest for x in sound if ports.blobs.name(x.digest, x.key) not in files}
    good, bad = _look_at(ports, [x for x in looked if x.digest not in missing], watch)
    with ports.writing() as uow:
        uow.scans.note_checked(good, today.isoformat())
        if lost := missing | bad:
            uow.scans.note_damaged(lost)
            _log.warning("%s scans are damaged or missing", len(lost))
        uow.scans.note_done(LOOK_BACK, today.isoformat())
        if sweeps:
            uow.scans.forget_unused()
            uow.scans.note_done(SWEEP, today.isoformat())
        uow.commit()
        touched = uow.touched
    removed = _sweep(ports, files) if sweeps else 0
    return KeptUp(checked=len(good) + len(bad), damaged=len(lost), removed=removed, touched=touched)


def _is_due(last: str, today: date) -> bool:
    """A clock that was wrong once must not put it off for ever."""
    return not last or abs((today - date.fromisoformat(last)).days) >= SWEEP_DAYS


def _look_at(ports: Ports, rows: Sequence[BlobRow], watch: Watch) -> tuple[set[str], set[str]]:
    good, bad = set[str](), set[str]()
    for number, row in enumerate(rows):
        watch.step(Stage.CHECK, number, len(rows))
        (good if ports.blobs.is_sound(row.digest, row.key) else bad).add(row.digest)
    return good, bad


def _sweep(ports: Ports, files: set[str]) -> int:
    with ports.reading() as view:
        needed = {ports.blobs.name(row.digest, row.key) for row in view.scans.blobs()}
    orphans = files - needed
    ports.blobs.remove(orphans)
    return len(orphans)
