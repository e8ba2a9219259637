"""What the command line needs of the composition root."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.app.crash import logged
from ca_desktop.app.key_file import open_with_root
from ca_desktop.app.logs import logging_into
from ca_desktop.app.rebuilding import rebuild_centre, root_sheets
from ca_desktop.app.restoring import foresee, restore_office
from ca_desktop.app.starter import starter_data
from ca_desktop.cli.doors import Founded, Opening
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.secret_codes import root_seed
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.machines.lives import AdoptedLife, LastPapers
from ca_desktop.services.machines.restoring import Foreseen
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports
from ca_desktop.vault.layout import KEYS, holds_office
from ca_desktop.vault.lock import FolderLock, check_folder
from ca_desktop.vault.machine import default_data_folder


class AppDoors:
    """See `ca_desktop.cli.doors.Doors`."""

    def default_folder(self) -> Path:
        """Return where data lie when nothing else is said."""
        return default_data_folder()

    def exists(self, folder: Path) -> bool:
        """Tell whether there is an office."""
        return holds_office(folder)

    def create(
        self, folder: Path, founding: Founding, passphrase: str | None, *, now: datetime | None
    ) -> bootstrap.FoundedOffice:
        """Found an office."""
        return bootstrap.create_office(folder, founding, passphrase, now=now)

    @contextmanager
    def open(
        self, folder: Path, *, passphrase: str | None, user: str | None, now: datetime | None
    ) -> Iterator[Ports]:
        """Open an office; its log goes into its folder."""
        opened = bootstrap.open_office(folder, passphrase=passphrase, user=user, now=now)
        with logging_into(folder / "logs"), logged(), opened as ports:
            yield ports

    def restore(
        self, folder: Path, backup: Path, opening: Opening, last: LastPapers
    ) -> AdoptedLife:
        """Put an office back into an empty folder and begin its next life."""
        return restore_office(folder, backup, opening, last)

    def foresee(self, folder: Path, backup: Path, secret: str | None) -> Foreseen:
        """Say what going back to a backup would miss."""
        return foresee(folder, backup, secret)

    def rebuild(
        self, folder: Path, past: Path, code: str, opening: Opening, last: LastPapers
    ) -> bootstrap.FoundedOffice:
        """Build a centre anew from what a commune holds of it and the root on paper."""
        return rebuild_centre(folder, past, code, opening, last)

    def help_open(self, folder: Path, code: str) -> str:
        """Open the key file of a closed office with the root on paper; return a recovery code."""
        check_folder(folder)
        with FolderLock(folder):
            return open_with_root(folder / KEYS, root_seed(code))

    def print_root(self, founded: Founded, target: Path, now: datetime | None) -> None:
        """Write the sheets of a new root as a PDF."""
        if founded.card is not None and founded.root_code is not None:
            write_atomically(target, root_sheets(founded.card, founded.root_code, now))

    def starter_calendar(self) -> WorkingCalendar:
        """Return the calendar of the release."""
        years = starter_data().calendars
        return WorkingCalendar(years={item.year: item for item in years})
