"""Making a verified copy of the whole office."""

import logging
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import BackupMade
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBackup:
    """A backup that was opened and checked."""

    folder: Path
    touched: frozenset[Topic]


def back_up(ports: Ports, target: Path) -> MadeBackup:
    """Make one backup folder below ``target``.

    Raises:
        MachineError: the disk refused; nothing of the backup stays.
    """
    require(ports.actor.roles, Role.INTAKE, Role.ADMIN)
    with ports.reading() as view:
        code = view.offices.own().code
    segment = _begin_segment(ports)
    folder = ports.backups.make(target, code, ports.clock.now(), segment)
    _drop_segments(ports, target)
    with ports.writing() as uow:
        uow.record(BackupMade(folder=folder.name), Standing(audience=LOCAL))
        uow.commit()
        return MadeBackup(folder=folder, touched=uow.touched)


def _begin_segment(ports: Ports) -> int | None:
    """Begin a segment of the second journal: what this backup lacks is in it and later ones."""
    if not ports.mark_fits:
        return None
    try:
        return ports.second_journal.begin_segment()
    except MachineError as error:
        _log.warning("the second journal takes no new segment: %s", error.code)
        return None


def _drop_segments(ports: Ports, target: Path) -> None:
    """Let the second journal go back to the second-newest backup, and no further."""
    oldest = ports.backups.oldest_segment(target)
    if oldest is None or not ports.mark_fits:
        return
    try:
        ports.second_journal.drop_before(oldest)
    except MachineError as error:
        _log.warning("old segments of the second journal stay: %s", error.code)
