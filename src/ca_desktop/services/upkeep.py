"""What the program does by itself for the safety of the data, and when."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import CaError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.codec import understands
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ProgramUpdated
from ca_desktop.domain.roles import FILE_CARRIERS
from ca_desktop.domain.version import FIRST, VERSION
from ca_desktop.services.exchange import scan_store
from ca_desktop.services.exchange.imports import Imported, import_kept, import_packages
from ca_desktop.services.machines.lives import is_sole
from ca_desktop.services.office import backups
from ca_desktop.services.office.accounts import keep_people
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.watch import NOBODY, Watch

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkept:
    """What was done by itself.

    Attributes:
        problem: why something of it was not done, None when all is well.
    """

    problem: CaError | None = None
    touched: frozenset[Topic] = frozenset(Topic)


def renew_tables(ports: Ports) -> bool:
    """Make the tables anew if this program understands more than the one before.

    Returns:
        Whether it did.
    """
    with ports.reading() as view:
        if not is_sole(ports, view):
            return False
        last = view.offices.upkeep().get("program")
        updated = (last.detail if last else FIRST) != VERSION
        waiting = [x for x in view.journal.problems() if x.code == "UNKNOWN-KIND"]
    if not updated and not any(understands(x.kind, x.version) for x in waiting):
        return False
    with ports.writing() as uow:
        uow.rebuild()
        if updated:
            uow.record(ProgramUpdated(program=VERSION), Standing(audience=LOCAL))
        uow.commit()
    _log.info("tables made anew by version %s", VERSION)
    return True


def after_start(ports: Ports) -> Upkept:
    """Look through the scans, back up, take in what had to wait, once a month try a backup."""
    _guarded(ports, scan_store.keep_up)
    _guarded(ports, keep_people)
    return _guarded(ports, _of_the_day)


def at_exit(ports: Ports) -> Upkept:
    """Make a backup of what was written since the last one; keep whom the sign-in offers."""
    _guarded(ports, keep_people)
    return _guarded(ports, backups.back_up_at_exit)


def import_safely(ports: Ports, paths: Sequence[Path], watch: Watch = NOBODY) -> list[Imported]:
    """Take files in, after the backup of the day."""
    _guarded(ports, _before_import)
    return import_packages(ports, paths, watch)


def _before_import(ports: Ports) -> None:
    backups.back_up_daily(ports, backups.IMPORT)


def _of_the_day(ports: Ports) -> None:
    backups.back_up_daily(ports)
    if not ports.actor.roles.isdisjoint(FILE_CARRIERS):
        import_kept(ports)
    if backups.safety(ports).trial_due:
        backups.try_backup(ports)


def _guarded(ports: Ports, work: Callable[[Ports], object]) -> Upkept:
    """Work goes on without a backup; that there is none is said, and stands in the status bar."""
    with ports.reading() as view:
        if not is_sole(ports, view):
            return Upkept()
    try:
        work(ports)
    except CaError as error:
        _log.warning("upkeep: %s", error.code)
        return Upkept(problem=error)
    return Upkept()
