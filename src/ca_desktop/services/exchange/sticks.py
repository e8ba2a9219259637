"""What stands on a stick: said to be safe only when it is, looked at again, let go (§3.8)."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import CaError, MachineError, NotAllowedNow, PackageRefused
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services.on_disk import is_file
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import PlacedRow, StickRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork
from ca_desktop.services.watch import NOBODY, Stage, Watch

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStick:
    """A stick that was looked at again and holds what was written to it.

    Attributes:
        files: names of the files.
    """

    files: tuple[str, ...]
    touched: frozenset[Topic] = frozenset({Topic.EXCHANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class EjectedStick:
    """A stick that the system has let go of."""

    name: str
    touched: frozenset[Topic] = frozenset({Topic.EXCHANGE})


def stick_of(ports: Ports, folder: Path) -> Drive | None:
    """Return the stick that a folder lies on, None where it lies on no stick."""
    place = folder.absolute()
    found = [drive for drive in ports.files.drives() if place.is_relative_to(drive.path)]
    return max(found, key=lambda drive: len(drive.path.parts), default=None)


@contextmanager
def writing_to(ports: Ports, drive: Drive | None, largest: int) -> Iterator[None]:
    """Write to a stick; one that fails is looked at again the next time it comes.

    Args:
        ports: the outside world.
        drive: the stick, None for any other folder.
        largest: bytes of the largest file to come.

    Raises:
        MachineError: USB-LOCKED, FILE-TOO-BIG before anything is written; USB-GONE it was pulled
            out meanwhile.
    """
    if drive is None:
        yield
        return
    if drive.read_only:
        raise MachineError("USB-LOCKED")
    if drive.largest is not None and largest > drive.largest:
        raise MachineError("FILE-TOO-BIG")
    try:
        yield
        ports.files.flush_drive(drive)
    except (MachineError, PackageRefused) as error:
        _note_failure(ports, drive)
        if drive.path not in {other.path for other in ports.files.drives()}:
            raise MachineError("USB-GONE") from error
        raise


def note_written(uow: UnitOfWork, rows: Sequence[PlacedRow], drive: Drive | None, at: str) -> bool:
    """Remember what stands where; tell whether the stick should be looked at again.

    It should the first time it is seen, and after a failure.
    """
    uow.exchange.keep_placed(rows)
    if drive is None:
        return False
    known = uow.exchange.stick(drive.serial)
    due = known is None or known.due
    uow.exchange.keep_stick(
        StickRow(
            serial=drive.serial,
            seen_at=at,
            due=due,
            checked_at=known.checked_at if known else "",
        )
    )
    return due


def sticks_to_check(ports: Ports) -> list[Drive]:
    """Return the sticks that are plugged in and should be looked at again."""
    drives = ports.files.drives()
    with ports.reading() as view:
        rows = {drive.serial: view.exchange.stick(drive.serial) for drive in drives}
    return [drive for drive in drives if (row := rows[drive.serial]) is not None and row.due]


def check_again(ports: Ports, folder: Path, watch: Watch = NOBODY) -> CheckedStick:
    """Read what was written to a stick or folder once more, best after it was pulled out.

    Only files that this office wrote are looked for, by their names.

    Raises:
        NotAllowedNow: NOTHING-TO-CHECK this office has no file there.
        PackageRefused: E-151 a file is gone or differs, E-107 it cannot be read.
        Cancelled: the person has stopped it.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    drive = stick_of(ports, folder)
    serial = drive.serial if drive else None
    with ports.reading() as view:
        known = view.exchange.stick(serial) if serial is not None else None
        since = known.checked_at if known else ""
        placed = {row.name: row for row in reversed(view.exchange.placed(serial))}
    there = [row for row in placed.values() if is_file(folder / row.name)]
    gone = [x for x in placed.values() if x not in there and drive and x.placed_at > since]
    if not there and not gone:
        raise NotAllowedNow("NOTHING-TO-CHECK")
    try:
        _require_same(ports, folder, [*gone, *there], watch)
    except PackageRefused:
        if drive is not None:
            _note_failure(ports, drive)
        raise
    if drive is not None:
        _note_good(ports, drive)
    return CheckedStick(files=tuple(row.name for row in there))


def eject_stick(ports: Ports, path: Path) -> EjectedStick:
    """Let go of a stick.

    Raises:
        MachineError: EJECT-FAILED the system still uses it, or offers no such thing.
    """
    drive = stick_of(ports, path)
    if drive is None or not drive.ejects:
        raise MachineError("EJECT-FAILED")
    ports.files.eject(drive)
    return EjectedStick(name=drive.name)


def _require_same(ports: Ports, folder: Path, rows: Sequence[PlacedRow], watch: Watch) -> None:
    """A file that is gone does not hold what was written either."""
    for row in rows:
        path = folder / row.name
        if not is_file(path) or row.digest != ports.files.digest(
            path, progress=watch.meter(Stage.CHECK), stop=watch.stop
        ):
            raise PackageRefused("E-151")


def _note_good(ports: Ports, drive: Drive) -> None:
    now = moment_text(ports.clock.now())
    with ports.writing() as uow:
        uow.exchange.keep_stick(
            StickRow(serial=drive.serial, seen_at=now, due=False, checked_at=now)
        )
        uow.commit()


def _note_failure(ports: Ports, drive: Drive) -> None:
    """The failure itself is what the person must hear of, whatever else goes wrong."""
    try:
        with ports.writing() as uow:
            known = uow.exchange.stick(drive.serial)
            uow.exchange.keep_stick(
                StickRow(
                    serial=drive.serial,
                    seen_at=moment_text(ports.clock.now()),
                    due=True,
                    checked_at=known.checked_at if known else "",
                )
            )
            uow.commit()
    except CaError as error:
        _log.warning("a stick that failed was not noted: %s", error.code)
