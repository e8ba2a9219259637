"""Backups in the shape the ports ask for: every adapter has a hand in one."""

import logging
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.starter import starter_data
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.packages import Head
from ca_desktop.exchange import carrier
from ca_desktop.exchange.keys import verify
from ca_desktop.store.engine import check_database, copy_database, open_engine
from ca_desktop.store.uow import SqlUnitOfWork, SqlView
from ca_desktop.vault.backups import make_backup
from ca_desktop.vault.blob_copies import copy_blobs
from ca_desktop.vault.journal_place import JournalPlace, copy_journal
from ca_desktop.vault.layout import BACKUPS, BLOBS, DATABASE, KEYS
from ca_desktop.vault.restores import list_backups, oldest_needed, thin_out, unpack_backup

NEWEST = 1000
"""Events at the end of the journal that are checked in every backup."""

_log = logging.getLogger(__name__)


class Backups:
    """See `BackupPort`."""

    def __init__(self, folder: Path, engine: Engine, key: bytes, journal: JournalPlace) -> None:
        self._folder = folder
        self._engine = engine
        self._key = key
        self._journal = journal

    @property
    def home(self) -> Path:
        """Where the office keeps its own backups."""
        return self._folder / BACKUPS

    def make(
        self,
        folder: Path,
        office_code: str,
        moment: datetime,
        segment: int | None,
        *,
        tell: Callable[[int, int], None] | None = None,
    ) -> Path:
        """Make and verify one backup folder."""
        return make_backup(
            folder,
            office_code,
            moment,
            segment=segment,
            key_file=self._folder / KEYS,
            copy_database=partial(copy_database, self._engine, key=self._key, tell=tell),
            check_database=partial(self._check, newest=self._to_check(moment)),
            copy_more=partial(self._copy_more, folder, tell),
            write=carrier.write_atomically,
        )

    def _to_check(self, moment: datetime) -> int | None:
        """Check the newest events of each copy, and all of the first one of a week."""
        before = list_backups(self.home)
        weeks = {item.verified_at.isocalendar()[:2] for item in before[:1]}
        return NEWEST if moment.isocalendar()[:2] in weeks else None

    def _check(self, copy: Path, *, newest: int | None) -> Mapping[str, int]:
        rows = check_database(copy, self._key)
        engine = open_engine(copy, self._key)
        try:
            with SqlView(engine, starter_data()) as view:
                view.journal.verify(newest=newest)
        finally:
            engine.dispose()
        return rows

    def _copy_more(
        self, place: Path, tell: Callable[[int, int], None] | None, backup: Path
    ) -> None:
        earlier = [item.folder for item in list_backups(place)]
        copy_blobs(self._folder / BLOBS, backup / BLOBS, earlier, tell)
        if place != self.home:
            self._copy_journal(backup)
            carrier.require_kept([path for path in backup.rglob("*") if path.is_file()])

    def _copy_journal(self, backup: Path) -> None:
        """A place that is not there spoils no backup."""
        try:
            segments = self._journal.segments()
        except MachineError as error:
            _log.warning("the second journal does not go along: %s", error.code)
            return
        copy_journal(segments, backup)

    def thin_out(self, folder: Path, office_code: str) -> int:
        """Remove the backups of an office that need not be kept."""
        return thin_out(folder, office_code)

    def oldest_segment(self, folder: Path) -> int | None:
        """Return the first segment that the newest backups of a folder still need."""
        return oldest_needed(list_backups(folder))

    def try_out(self, backup: Path) -> Sequence[str]:
        """Put a backup back on trial and make its tables anew."""
        for left_over in self.home.glob("~trial-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        place = self.home / f"~trial-{secrets.token_hex(4)}"
        try:
            unpack_backup(backup, place)
            return self._differing(place / DATABASE)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _differing(self, database: Path) -> Sequence[str]:
        check_database(database, self._key)
        engine = open_engine(database, self._key)
        try:
            with SqlUnitOfWork(
                engine,
                starter_data(),
                clock=MachineClock(),
                actor=None,
                note=_tell_nobody,
                holds=verify,
            ) as uow:
                return uow.differing()
        finally:
            engine.dispose()


def _tell_nobody(_heads: Sequence[Head], _events: Sequence[StoredEvent]) -> None:
    """On trial nothing is committed."""
