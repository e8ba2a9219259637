"""The store of scans: filled from packages, looked through day by day, swept (§3.18)."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.attachments import Carried
from ca_desktop.services.desk.attachments import is_held, new_blob
from ca_desktop.services.ports.files import OpenedPackage
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scan_rows import BlobRow
from ca_desktop.services.ports.scans import BlobWriter
from ca_desktop.services.ports.topics import Topic
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


def take_scans(ports: Ports, opened: OpenedPackage, watch: Watch = NOBODY) -> list[BlobRow]:
    """Write the scans of a package to the store; their rows are still to be kept.

    Those that lie there already are passed over, so that it may be done again.

    Raises:
        DiskFull: there is no room for them.
        BlobDamaged, MachineError, PackageRefused: nothing of the scan in question stays.
        Cancelled: the person has asked to stop.
    """
    sent = [
        Carried(section.sha256_stored, section.stored)
        for section in opened.manifest.sections
        if section.kind == "attachment"
    ]
    with ports.reading() as view:
        new = [scan for scan in sent if not is_held(ports, view, scan.digest)]
    if not new:
        return []
    ports.blobs.require_room(sum(scan.size for scan in new))
    rows = [new_blob(ports, scan) for scan in new]
    with _Filling(ports, rows) as filling:
        opened.scans(filling.take, progress=watch.meter(Stage.STORE), cancelled=watch.stop)
    ports.blobs.settle()
    return rows


class _Filling(ExitStack):
    """Takes the bytes of scans, one after the other."""

    def __init__(self, ports: Ports, rows: Iterable[BlobRow]) -> None:
        super().__init__()
        self._blobs = ports.blobs
        self._rows = {row.digest: row for row in rows}
        self._name = ""
        self._writer: BlobWriter | None = None

    def take(self, name: str, data: bytes) -> None:
        """Take the next bytes of a scan; another name ends the one before."""
        if name != self._name:
            self.close()
            self._name, self._writer = name, None
            if row := self._rows.get(name):
                self._writer = self.enter_context(self._blobs.writing(name, row.key))
        if self._writer is not None:
            self._writer.write(data)


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
