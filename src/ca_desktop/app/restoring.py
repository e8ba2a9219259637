"""Putting an office back from a backup; it always goes on in a new life (rule R8)."""

from pathlib import Path

from ca_desktop.app.bootstrap import open_office
from ca_desktop.cli.doors import Opening
from ca_desktop.services.lives import RESTORED, AdoptedLife, LastPapers, go_on
from ca_desktop.vault.lock import FolderLock, check_folder
from ca_desktop.vault.restores import unpack_backup


def restore_office(folder: Path, backup: Path, opening: Opening, last: LastPapers) -> AdoptedLife:
    """Put an office back into an empty data folder and begin its next life.

    What the second journal beside the folder holds beyond the backup is put back as well.

    Args:
        folder: the data folder; must not hold an office.
        backup: the folder that a backup made.
        opening: how it is opened.
        last: the newest numbers on paper.

    Raises:
        UserError: OFFICE-EXISTS, or the backup is none.
        WrongPassphrase, InvalidField: the data lie there and wait: `office adopt` goes on.
        MachineError: the folder will not do; it is empty or whole.
    """
    _ = last.series
    check_folder(folder)
    with FolderLock(folder):
        unpack_backup(backup, folder)
    with open_office(
        folder, passphrase=opening.passphrase, user=opening.user, now=opening.now
    ) as ports:
        return go_on(ports, RESTORED, last)
