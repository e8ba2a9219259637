"""Making a verified copy of the whole office."""

from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import BackupMade
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic


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
    folder = ports.backups.make(target, code, ports.clock.now())
    with ports.writing() as uow:
        uow.record(BackupMade(folder=folder.name), Standing(audience=LOCAL))
        uow.commit()
        return MadeBackup(folder=folder, touched=uow.touched)
