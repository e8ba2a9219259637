"""Founding and opening an office: every adapter is named here and nowhere else."""

import logging
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from ca_desktop.app import recovery
from ca_desktop.app.backups import Backups
from ca_desktop.app.births import Bear, new_birth
from ca_desktop.app.clocks import MachineClock, TypedClock
from ca_desktop.app.help import Help
from ca_desktop.app.key_file import KeyFile, give_help
from ca_desktop.app.lazy_documents import LazyNotes, LazyPaper, LazySheets
from ca_desktop.app.ports import Files, Kept, Packages, Pairing
from ca_desktop.app.resources import resources_folder
from ca_desktop.app.starter import starter_data
from ca_desktop.documents.scans import Scans
from ca_desktop.domain.errors import DatabaseMissing, MachineError, NotFound, UserError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.packages import Head
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.roles import Actor, roles_of
from ca_desktop.domain.secret_codes import (
    grouped,
    write_code,
)
from ca_desktop.domain.streams import fits_mark
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.exchange.keys import (
    public_of,
    verify,
)
from ca_desktop.services import upkeep
from ca_desktop.services.office.dates import recall_confirmation
from ca_desktop.services.office.offices import Founding, found_office
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import Clock
from ca_desktop.store import migrate
from ca_desktop.store.engine import open_engine
from ca_desktop.store.uow import SqlUnitOfWork, SqlView
from ca_desktop.vault import passphrases
from ca_desktop.vault.blobs import BlobStore
from ca_desktop.vault.clean_exit import CleanExit
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.journal_place import JournalPlace
from ca_desktop.vault.key_files import is_machine_bound
from ca_desktop.vault.keys import new_key_file, open_key_file
from ca_desktop.vault.layout import BLOBS, DATABASE, DATABASE_FILES, FOLDERS, KEYS
from ca_desktop.vault.lock import FolderLock, check_folder
from ca_desktop.vault.machine import machine_secret
from ca_desktop.vault.mark import OfficeState, RunningMark
from ca_desktop.vault.second_journal import SecondJournal
from ca_desktop.vault.support import Support
from ca_desktop.vault.this_pc import ThisPc

TRAINING_PASSPHRASE = "tap huan 2026"  # noqa: S105 made-up data open without a secret
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedOffice:
    """A new office, and what must be printed and never stored.

    Attributes:
        founding: what it is.
        root_code: of a centre: the organisation's root on paper.
        card: of a centre: who it is.
    """

    founding: Founding
    office_id: str
    node_id: str
    recovery_code: str = field(repr=False)
    root_code: str | None = field(repr=False)
    card: CentreCard | None = None


def create_office(
    folder: Path,
    founding: Founding,
    passphrase: str | None,
    *,
    now: datetime | None,
    bear: Bear = new_birth,
) -> FoundedOffice:
    """Make the data folder of a new office.

    Args:
        folder: must not hold an office yet.
        founding: what the office is to be.
        passphrase: of the first account; a training office may do without.
        now: a typed date; training offices only.
        bear: gives the node; another way for a centre that is built anew.

    Raises:
        UserError: OFFICE-EXISTS, NOW-NOT-ALLOWED, or a value does not hold.
        MachineError: the folder will not do; nothing of an office stays in it.
    """
    checked = founding.checked()
    if now is not None and not checked.training:
        raise UserError("NOW-NOT-ALLOWED")
    secret = _first_passphrase(checked, passphrase)
    check_folder(folder)
    if (folder / DATABASE).exists() or (folder / KEYS).exists():
        raise UserError("OFFICE-EXISTS", path=str(folder))
    with FolderLock(folder):
        try:
            return _found(folder, checked, secret, _clock(now), bear)
        except BaseException:
            _remove_half_office(folder)
            raise


def _first_passphrase(founding: Founding, passphrase: str | None) -> str:
    if founding.training:
        return passphrase or TRAINING_PASSPHRASE
    if not passphrase:
        raise UserError("PASSPHRASE-WEAK", least=passphrases.MIN_LENGTH)
    passphrases.check_new_passphrase(passphrase, (founding.name, founding.code))
    return passphrase


def _clock(now: datetime | None) -> Clock:
    return MachineClock() if now is None else TypedClock(now)


def _found(
    folder: Path, founding: Founding, passphrase: str, clock: Clock, bear: Bear
) -> FoundedOffice:
    _make_folders(folder)
    user_id, install_id = secrets.token_hex(16), secrets.token_hex(16)
    recovery = write_code(secrets.token_bytes(16))
    key = new_key_file(
        folder / KEYS,
        user_id=user_id,
        passphrase=passphrase,
        recovery_code=recovery,
        cost=passphrases.TRAINING if founding.training else passphrases.calibrate(),
        machine_secret=None if founding.training else machine_secret(make=True),
        write=write_atomically,
    )
    birth = bear(founding, install_id)
    node = birth.node
    if node.escrow_key:
        give_help(folder / KEYS, key, bytes.fromhex(node.escrow_key))
    state = OfficeState(folder)
    state.create(install_id)
    migrate.upgrade(folder / DATABASE, key, backup=folder / "backups" / "before.db")
    engine = open_engine(folder / DATABASE, key)
    try:
        with SqlUnitOfWork(
            engine,
            starter_data(),
            clock=clock,
            actor=user_id,
            note=_Beside(RunningMark(state, fits=True), SecondJournal(state.folder, key)).note,
            holds=verify,
        ) as uow:
            found_office(uow, founding, node, public_of(node.secrets), user_id)
            birth.go_on(uow)
            uow.commit()
    finally:
        engine.dispose()
    CleanExit(folder).put_up()
    return FoundedOffice(
        founding=founding,
        office_id=node.office_id,
        node_id=node.node_id,
        recovery_code=grouped(recovery),
        root_code=birth.root_code,
        card=birth.card,
    )


def _make_folders(folder: Path) -> None:
    with told_as_machine_error(folder):
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)


def _remove_half_office(folder: Path) -> None:
    for name in (*DATABASE_FILES, KEYS):
        (folder / name).unlink(missing_ok=True)
    for name in FOLDERS:
        with suppress(OSError):
            (folder / name).rmdir()
    shutil.rmtree(OfficeState(folder).folder, ignore_errors=True)


@contextmanager
def open_office(
    folder: Path,
    *,
    passphrase: str | None = None,
    user: str | None = None,
    user_id: str | None = None,
    now: datetime | None = None,
    clock: Clock | None = None,
) -> Iterator[Ports]:
    """Open the office in a data folder; it is locked for others until the block is left.

    Args:
        folder: the data folder.
        passphrase: of the person, or the recovery code; a training office may do without.
        user: name of the account; the only one when there is one.
        user_id: whose passphrase it is to be; None tries everybody's.
        now: a typed date; training offices only.
        clock: instead of ``now``: a clock that stories move; training offices only.

    Raises:
        DatabaseMissing, AlreadyOpen, WrongPassphrase, DatabaseTooNew, DatabaseDamaged …
    """
    if not (folder / KEYS).is_file() or not (folder / DATABASE).is_file():
        raise DatabaseMissing(path=str(folder))
    check_folder(folder)
    with ExitStack() as stack:
        stack.enter_context(FolderLock(folder))
        bound = is_machine_bound(folder / KEYS)
        opened = open_key_file(
            folder / KEYS,
            passphrase or ("" if bound else TRAINING_PASSPHRASE),
            user_id=user_id,
            machine_secret=machine_secret(make=False) if bound else None,
        )
        key = opened.database_key
        _make_folders(folder)
        clean = CleanExit(folder)
        if not clean.stands():
            recovery.check_after_unclean_exit(folder, key)
            recovery.sweep(folder)
        clean.take_down()
        stack.callback(clean.put_up)
        backup = folder / "backups" / f"before-update-{secrets.token_hex(4)}.db"
        migrate.upgrade(folder / DATABASE, key, backup=backup)
        engine = open_engine(folder / DATABASE, key)
        stack.callback(engine.dispose)
        typed = clock or (TypedClock(now) if now else None)
        door = Comer(opened.user_id, user, typed, training=not bound)
        ports = ports_over(folder, engine, key, door)
        recovery.complete(ports, OfficeState(folder))
        upkeep.renew_tables(ports)
        yield ports


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies beside the data folder and is told of every commit, once it is durable."""

    mark: RunningMark
    second: SecondJournal

    def note(self, heads: Sequence[Head], events: Sequence[StoredEvent]) -> None:
        """A folder that does not fit its mark must not cover the trace of it."""
        if self.mark.fits:
            self.second.append(events)
            self.mark.note(heads)


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes in, and when; without a name or an id it must be the only one.

    Attributes:
        clock: a typed one.
    """

    user_id: str | None = None
    name: str | None = None
    clock: Clock | None = None
    training: bool = False


def ports_over(folder: Path, engine: Engine, key: bytes, door: Comer) -> Ports:
    """Return the outside world of an office whose database is open.

    Raises:
        UserError: NOW-NOT-ALLOWED. NotFound: NO-SUCH-USER.
    """
    resources = resources_folder()
    starter = starter_data()
    state = OfficeState(folder)
    second = SecondJournal(state.folder, key)
    with SqlView(engine, starter) as view:
        node = view.offices.node()
        if door.clock is not None and not node.training:
            raise UserError("NOW-NOT-ALLOWED")
        actor = _actor(view, door)
        clock = door.clock or MachineClock()
        recall_confirmation(clock, view)
        seen = [*state.heads(), *_own_heads(second, node.node_id)]
        fits = state.install_id() == node.install_id and fits_mark(seen, view.journal.hash_at)
    mark = RunningMark(state, fits=fits)
    beside = _Beside(mark, second)
    return Ports(
        reading=partial(SqlView, engine, starter),
        writing=partial(
            SqlUnitOfWork,
            engine,
            starter,
            clock=clock,
            actor=actor.user_id,
            note=beside.note,
            holds=verify,
        ),
        clock=clock,
        actor=actor,
        random=secrets.token_bytes,
        folder=folder,
        mark=mark,
        second_journal=second,
        files=Files(folder),
        kept=Kept(folder),
        packages=Packages(),
        key_file=KeyFile(folder, key, by_recovery=door.user_id is None),
        pairing=Pairing(),
        backups=Backups(folder, engine, key, JournalPlace(state.folder, key)),
        blobs=BlobStore(folder / BLOBS, key),
        scanning=Scans(),
        paper=LazyPaper(resources),
        sheets=LazySheets(resources),
        notes=LazyNotes(resources),
        help=Help(resources),
        pc=ThisPc(state.folder),
        support=Support(folder),
    )


def _own_heads(second: SecondJournal, node_id: str) -> list[Head]:
    try:
        return [head for head in second.heads() if head.stream.startswith(node_id)]
    except MachineError as error:
        _log.warning("the second journal cannot be read: %s", error.code)
        return []


def _actor(view: SqlView, door: Comer) -> Actor:
    users = list(view.offices.users())
    if door.user_id is not None and not (door.name and door.training):
        users = [user for user in users if user.user_id == door.user_id]
    if door.name is not None:
        users = [user for user in users if user.name == door.name]
    if len(users) != 1:
        raise NotFound("NO-SUCH-USER")
    return Actor(user_id=users[0].user_id, name=users[0].name, roles=roles_of(users[0].roles))
