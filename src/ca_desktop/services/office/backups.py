"""Verified copies of the whole office: when they are made, kept, tried, and asked for."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from ca_desktop.domain.errors import CaError, CalendarMissing, MachineError, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import BackupMade, BackupTried
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import UpkeepRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

MANUAL, DAILY, IMPORT, RESTORE, EXIT, TRIAL = (
    "manual",
    "daily",
    "import",
    "restore",
    "exit",
    "trial",
)
"""Why a backup is made."""

NAG = timedelta(days=7)
"""Without a copy elsewhere for longer than this, a person is asked for one."""

OLD_AFTER = 2
"""Working days: the program makes a backup every day, so that something is amiss after these."""

TRIAL_EVERY = timedelta(days=30)

_SAFETY = Remedy.SAFETY
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBackup:
    """A backup that was opened and checked."""

    folder: Path
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedBackup:
    """A backup that was put back on trial.

    Attributes:
        differing: tables that came out otherwise; none when all is well.
    """

    folder: Path
    differing: tuple[str, ...]
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """How safe the data are.

    Attributes:
        backup: the newest one in the data folder, None for none yet.
        backup_days: working days since then; none in training.
        copy: the newest one elsewhere.
        trial: the newest trial; its detail names tables that came out otherwise.
        copy_due: a person should make a copy elsewhere.
        trial_due: a backup should be tried.
        journal: where the second journal lies; None where its place cannot be read.
        journal_sound: it takes every event, and what was read of it holds.
    """

    backup: UpkeepRow | None
    backup_days: int = 0
    copy: UpkeepRow | None
    trial: UpkeepRow | None
    copy_due: bool
    trial_due: bool
    journal: Path | None
    journal_sound: bool

    @property
    def backup_is_old(self) -> bool:
        """Whether a person should see to it that there is a newer one."""
        return self.backup_days > OLD_AFTER


def back_up(ports: Ports, target: Path | None = None, watch: Watch = NOBODY) -> MadeBackup:
    """Make one backup folder, because a person wants it.

    Args:
        ports: the outside world.
        target: folder or stick for it; None keeps it in the data folder, and lets old ones go.
        watch: told how much is copied.

    Raises:
        MachineError: the disk refused; nothing of the backup stays.
        Cancelled: the person has stopped it; nothing of the backup stays.
    """
    require(ports.actor.roles, Role.INTAKE, Role.ADMIN)
    return _make(ports, target or ports.backups.home, MANUAL, watch)


def _make(ports: Ports, place: Path, why: str, watch: Watch = NOBODY) -> MadeBackup:
    home = ports.backups.home
    with ports.reading() as view:
        code = view.offices.own().code
    segment = _begin_segment(ports)
    tell = partial(watch.step, Stage.BACKUP)
    folder = ports.backups.make(place, code, ports.clock.now(), segment, tell=tell)
    if place == home:
        _let_go(ports, code)
    event = BackupMade(folder=folder.name, why=why, elsewhere=place != home)
    with ports.writing() as uow:
        uow.record(event, Standing(audience=LOCAL))
        uow.commit()
        return MadeBackup(folder=folder, touched=uow.touched)


def back_up_daily(ports: Ports, why: str = DAILY) -> MadeBackup | None:
    """Make the backup of the day, unless there is one; None when none was made.

    Raises:
        MachineError: the disk refused.
    """
    with ports.reading() as view:
        last = view.offices.upkeep().get("backup")
    today = ports.clock.now().date().isoformat()
    return None if last and last.at[:10] == today else _make(ports, ports.backups.home, why)


def back_up_at_exit(ports: Ports) -> MadeBackup | None:
    """Make a backup if anything was written since the last; None when none was made.

    Raises:
        MachineError: the disk refused.
    """
    with ports.reading() as view:
        last = view.offices.upkeep().get("backup")
    return None if last and not last.later else _make(ports, ports.backups.home, EXIT)


def try_backup(ports: Ports) -> TriedBackup:
    """Make a backup, put it back on trial, and make its tables anew from its journal.

    Raises:
        DatabaseDamaged: it does not hold; that is in the account as well.
        MachineError: the disk refused.
    """
    made = _make(ports, ports.backups.home, TRIAL)
    try:
        differing = tuple(ports.backups.try_out(made.folder))
    except CaError as error:
        _keep_trial(ports, made.folder, (error.code,))
        raise
    touched = _keep_trial(ports, made.folder, differing)
    _log.info("backup tried: %s tables differ", len(differing))
    return TriedBackup(folder=made.folder, differing=differing, touched=touched)


def move_journal(ports: Ports, folder: Path | None) -> Safety:
    """Take the second journal to another drive; None takes it back beside the data folder.

    Raises:
        UserError: JOURNAL-THERE, or JOURNAL-INSIDE it would be lost together with the data.
        MachineError: the disk refused; it is where it was.
    """
    require(ports.actor.roles, Role.ADMIN)
    if folder is not None and folder.absolute().is_relative_to(ports.folder.absolute()):
        raise UserError("JOURNAL-INSIDE", path=str(folder))
    ports.second_journal.move_to(folder)
    return safety(ports)


def safety(ports: Ports) -> Safety:
    """Return how safe the data are."""
    with ports.reading() as view:
        return safety_of(ports, view)


def safety_of(ports: Ports, view: View) -> Safety:
    """Return how safe the data are, in one look."""
    done = view.offices.upkeep()
    copy, trial, founded = done.get("copy"), done.get("trial"), done.get("founded")
    real = not view.offices.node().training
    place, sound = _journal(ports)
    return Safety(
        backup=done.get("backup"),
        backup_days=_working_days_since(ports, view, done.get("backup")) if real else 0,
        copy=copy,
        trial=trial,
        copy_due=real and _is_older(ports, copy or founded, NAG),
        trial_due=_is_older(ports, trial or founded, TRIAL_EVERY),
        journal=place,
        journal_sound=sound,
    )


def unsafe(ports: Ports, view: View) -> Iterator[Matter]:
    """What a person should do for the safety of the data."""
    found = safety_of(ports, view)
    if not found.journal_sound and ports.mark_fits:
        yield Matter(
            code="JOURNAL-BEHIND", key="journal", about=str(found.journal or ""), remedy=_SAFETY
        )
    if found.trial is not None and found.trial.detail:
        yield Matter(
            code="BACKUP-BAD",
            key=found.trial.at,
            about=found.trial.detail,
            remedy=_SAFETY,
            since=found.trial.at,
        )
    if found.backup is not None and found.backup_is_old:
        yield Matter(
            code="BACKUP-OLD",
            key="backup",
            about="",
            remedy=_SAFETY,
            since=found.backup.at,
            details={"n": found.backup_days},
        )
    if found.copy_due:
        last = found.copy.at if found.copy else ""
        yield Matter(code="COPY-OLD", key="copy", about="", remedy=_SAFETY, since=last)


def _working_days_since(ports: Ports, view: View, row: UpkeepRow | None) -> int:
    if row is None:
        return 0
    then, today = parse_moment(row.at).date(), ports.clock.now().date()
    try:
        return view.master.calendar().working_days_after(then, today)
    except CalendarMissing:
        return max(0, (today - then).days)


def _is_older(ports: Ports, row: UpkeepRow | None, span: timedelta) -> bool:
    return row is not None and ports.clock.now() - parse_moment(row.at) > span


def _journal(ports: Ports) -> tuple[Path | None, bool]:
    second = ports.second_journal
    try:
        return second.folder, not second.behind and not second.damage()
    except MachineError as error:
        _log.warning("the second journal cannot be read: %s", error.code)
        return None, False


def _keep_trial(ports: Ports, folder: Path, differing: tuple[str, ...]) -> frozenset[Topic]:
    with ports.writing() as uow:
        tried = BackupTried(folder=folder.name, differing=differing)
        uow.record(tried, Standing(audience=LOCAL))
        uow.commit()
        return uow.touched


def _begin_segment(ports: Ports) -> int | None:
    """Begin a segment of the second journal: what this backup lacks is in it and later ones."""
    if not ports.mark_fits:
        return None
    try:
        return ports.second_journal.begin_segment()
    except MachineError as error:
        _log.warning("the second journal takes no new segment: %s", error.code)
        return None


def _let_go(ports: Ports, code: str) -> None:
    """Keep as many backups as the rules say, and the second journal from the second-newest on."""
    try:
        ports.backups.thin_out(ports.backups.home, code)
        oldest = ports.backups.oldest_segment(ports.backups.home)
        if oldest is not None and ports.mark_fits:
            ports.second_journal.drop_before(oldest)
    except MachineError as error:
        _log.warning("old backups or segments stay: %s", error.code)
