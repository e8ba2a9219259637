"""Putting an office back from a backup; it always goes on in a new life (rule R8)."""

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ca_desktop.app.bootstrap import TRAINING_PASSPHRASE, open_office
from ca_desktop.app.clocks import MachineClock
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import CaError, MachineError
from ca_desktop.domain.roles import Role, require
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.machines.lives import RESTORED, AdoptedLife, LastPapers, go_on
from ca_desktop.services.machines.restoring import BackupFound, Foreseen
from ca_desktop.vault import passphrases
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.journal_place import bring_journal, journal_home
from ca_desktop.vault.key_files import is_machine_bound
from ca_desktop.vault.keys import OpenedKeys, open_key_file, rebind
from ca_desktop.vault.layout import BACKUPS, DATABASE_FILES, KEYS, holds_office
from ca_desktop.vault.lock import FolderLock, check_folder
from ca_desktop.vault.machine import machine_secret
from ca_desktop.vault.mark import OfficeState
from ca_desktop.vault.restores import list_backups, read_marker, unpack_backup
from ca_desktop.vault.second_journal import SecondJournal

_log = logging.getLogger(__name__)


def backups_in(folder: Path) -> Sequence[BackupFound]:
    """Return the verified backups in a folder, newest first.

    Raises:
        MachineError: the folder cannot be read.
    """
    return [
        BackupFound(
            folder=item.folder,
            made_at=item.verified_at,
            dossiers=item.rows.get("dossiers", 0),
            size=item.size,
        )
        for item in list_backups(folder)
    ]


def foresee(folder: Path, backup: Path, secret: str | None) -> Foreseen:
    """Say what going back to a backup would miss; nothing is written.

    Args:
        folder: the data folder; its second journal lies beside it, or a copy with the backups.
        backup: one backup folder.
        secret: the recovery code, or a passphrase of the backup.

    Raises:
        WrongPassphrase: nothing opens with this.
        UserError, DatabaseDamaged, DatabaseTooNew: the backup is none.
    """
    said = read_marker(backup)
    key = _opened(backup, secret).database_key
    if said.segment is None:
        return Foreseen(events=None)
    journal = SecondJournal(journal_home(backup.parent, OfficeState(folder).folder), key)
    try:
        later = {x.head.event_id: x.head.recorded_at for x in journal.since(said.segment)}
        known = bool(journal.heads())
    except MachineError as error:
        _log.warning("the second journal cannot be read: %s", error.code)
        return Foreseen(events=None)
    if not known:
        return Foreseen(events=None)
    return Foreseen(events=len(later), newest=max(later.values(), default=""))


def restore_office(
    folder: Path,
    backup: Path,
    opening: Opening,
    last: LastPapers,
    *,
    new_passphrase: str | None = None,
) -> AdoptedLife:
    """Put an office back into an empty data folder and begin its next life.

    What the second journal beside the folder holds beyond the backup is put back as well; where
    there is none, the newest copy that lies with the backups.

    Args:
        folder: the data folder; must not hold an office.
        backup: the folder that a backup made.
        opening: how it is opened: by the recovery code or by an administrator.
        last: the newest numbers on paper.
        new_passphrase: for this machine, where the recovery code opens.

    Raises:
        UserError: OFFICE-EXISTS, or the backup is none.
        WrongPassphrase, InvalidField: nothing of an office stays.
        Forbidden: the data lie there and wait: `office adopt` goes on.
        MachineError: the folder will not do; it is empty or whole.
    """
    _ = last.series
    check_folder(folder)
    opened = _opened(backup, opening.passphrase)
    if new_passphrase:
        passphrases.check_new_passphrase(new_passphrase, ())
    with FolderLock(folder):
        unpack_backup(backup, folder)
        bring_journal(backup.parent, OfficeState(folder).folder)
    with open_office(
        folder, passphrase=opening.passphrase, user=opening.user, now=opening.now
    ) as ports:
        require(ports.actor.roles, Role.ADMIN)
        if new_passphrase and opened.user_id is None:
            rebind(
                folder / KEYS,
                user_id=ports.actor.user_id,
                passphrase=new_passphrase,
                key=opened.database_key,
                cost=passphrases.calibrate(),
                machine_secret=machine_secret(make=True) if _is_bound(folder) else None,
                write=write_atomically,
            )
        return go_on(ports, RESTORED, last)


def restore_over(
    folder: Path,
    backup: Path,
    opening: Opening,
    last: LastPapers,
    *,
    new_passphrase: str | None = None,
) -> AdoptedLife:
    """Put an office back where another state of it lies; that one is kept under another name.

    Raises:
        CaError: as `restore_office`; what lay there lies there again.
    """
    if not any((folder / name).exists() for name in (*DATABASE_FILES, KEYS)):
        return restore_office(folder, backup, opening, last, new_passphrase=new_passphrase)
    with FolderLock(folder):
        pass  # nobody has it open
    now = opening.now or MachineClock().now()
    aside = _set_aside(folder, now)
    moved = backup.is_relative_to(folder)
    source = aside / backup.relative_to(folder) if moved else backup
    try:
        done = restore_office(folder, source, opening, last, new_passphrase=new_passphrase)
    except CaError:
        _bring_back(folder, aside, now)
        raise
    with told_as_machine_error(folder):
        if (aside / BACKUPS).is_dir() and not any((folder / BACKUPS).iterdir()):
            (folder / BACKUPS).rmdir()
            (aside / BACKUPS).rename(folder / BACKUPS)
    return done


def set_aside(folder: Path, now: datetime | None = None) -> None:
    """Put what is left of an office under another name, with its mark; nothing is removed.

    Raises:
        AlreadyOpen: somebody is at work in it.
        MachineError: the disk refused.
    """
    state = OfficeState(folder).folder
    if folder.is_dir():
        with FolderLock(folder):
            pass  # nobody has it open
    with told_as_machine_error(folder):
        aside = _free(folder, f"old-{now or MachineClock().now():%Y%m%d-%H%M%S}")
        if folder.is_dir():
            folder.rename(aside)
        if state.is_dir():
            state.rename(OfficeState(aside).folder)


def _opened(backup: Path, secret: str | None) -> OpenedKeys:
    bound = is_machine_bound(backup / KEYS)
    return open_key_file(
        backup / KEYS,
        secret or ("" if bound else TRAINING_PASSPHRASE),
        user_id=None,
        machine_secret=machine_secret(make=False) if bound else None,
    )


def _is_bound(folder: Path) -> bool:
    return is_machine_bound(folder / KEYS)


def _set_aside(folder: Path, now: datetime) -> Path:
    with told_as_machine_error(folder):
        return folder.rename(_free(folder, f"old-{now:%Y%m%d-%H%M%S}"))


def _bring_back(folder: Path, aside: Path, now: datetime) -> None:
    """Put back what was set aside; what the restoring made of the backup is kept as well."""
    with told_as_machine_error(folder):
        if holds_office(folder):
            folder.rename(_free(folder, f"unfinished-{now:%Y%m%d-%H%M%S}"))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)


def _free(folder: Path, ending: str) -> Path:
    number, place = 1, folder.with_name(f"{folder.name}.{ending}")
    while place.exists():
        number += 1
        place = folder.with_name(f"{folder.name}.{ending}-{number}")
    return place
