"""What a start mends after an end that nobody chose: a power cut, a kill, a full disk."""

import logging
import shutil
import time
from contextlib import suppress
from pathlib import Path

from ca_desktop.domain.errors import DatabaseDamaged, MachineError
from ca_desktop.domain.packages import Head
from ca_desktop.services.exchange.exports import peers_of
from ca_desktop.services.keys.key_help import ensure_help
from ca_desktop.services.keys.keys import sweep_keys
from ca_desktop.services.machines.lives import catch_up
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View
from ca_desktop.store.engine import check_database
from ca_desktop.vault.layout import DATABASE, DATABASE_FILES
from ca_desktop.vault.mark import OfficeState

_log = logging.getLogger(__name__)
_PLACES = (".", "blobs", "outbox", "inbox", "quarantine", "backups")
_UNFINISHED = "~*"
"""Every unfinished file of the program begins so; it becomes real by its renaming alone."""

_COPIES = "inbox/*.hsg"
"""Copies of packages, each of use only while it is being read."""


def check_after_unclean_exit(folder: Path, key: bytes) -> None:
    """Check every page of the database; a damaged one is copied aside and left alone.

    Args:
        folder: the data folder; no engine has its database open.
        key: 32 bytes.

    Raises:
        DatabaseDamaged: nothing was written.
    """
    _log.warning("the last program did not leave in order; checking the database")
    try:
        check_database(folder / DATABASE, key)
    except DatabaseDamaged:
        _put_aside(folder)
        raise


def sweep(folder: Path) -> None:
    """Remove the unfinished files of a program that was killed, and what it was reading."""
    unfinished = [orphan for place in _PLACES for orphan in (folder / place).glob(_UNFINISHED)]
    for orphan in (*unfinished, *folder.glob(_COPIES)):
        with suppress(OSError):
            orphan.unlink()


def complete(ports: Ports, state: OfficeState) -> None:
    """Bring what lies outside the database up to it: the mark, and exports cut off half-way."""
    with ports.reading() as view:
        missing = _not_noted(view, state)
        peers = peers_of(view)
        unfinished = any(row.status == "building" for row in view.exchange.written())
    if ports.mark_fits:
        _catch_up(ports)
        if missing:
            state.note(missing)
    sweep_keys(ports, peers)
    ensure_help(ports)
    if unfinished:
        with ports.writing() as uow:
            uow.exchange.drop_unfinished_exports()
            uow.commit()


def _catch_up(ports: Ports) -> None:
    """Work goes on without a second journal; what is missing waits among the matters."""
    try:
        catch_up(ports)
    except MachineError as error:
        _log.warning("the second journal cannot be completed: %s", error.code)


def _not_noted(view: View, state: OfficeState) -> list[Head]:
    noted = set(state.heads())
    own = (x for x in view.journal.streams() if x.own and x.seq)
    heads = (Head(stream=x.name, seq=x.seq, hash=x.hash) for x in own)
    return [head for head in heads if head not in noted]


def _put_aside(folder: Path) -> None:
    place = folder / "quarantine" / f"damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    try:
        place.mkdir(parents=True)
        for name in DATABASE_FILES:
            if (folder / name).exists():
                shutil.copy2(folder / name, place / name)
    except OSError as error:
        raise MachineError(reason=type(error).__name__) from error
