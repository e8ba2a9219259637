"""What the command line needs from the composition root."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.services.machines.lives import AdoptedLife, LastPapers
from ca_desktop.services.machines.restoring import Foreseen
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How an office is opened.

    Attributes:
        passphrase: of a person, or the recovery code; a training office may do without.
        user: name of the account; the only one when there is one.
        now: a typed date; training offices only.
    """

    passphrase: str | None = field(repr=False)
    user: str | None
    now: datetime | None


class Founded(Protocol):
    """A new office."""

    @property
    def office_id(self) -> str:
        """Random id of the office."""

    @property
    def node_id(self) -> str:
        """Random id of this database."""

    @property
    def recovery_code(self) -> str:
        """To print and put away."""

    @property
    def root_code(self) -> str | None:
        """Of a centre: to print and put away."""

    @property
    def card(self) -> CentreCard | None:
        """Of a centre: who it is."""


class Doors(Protocol):
    """Founding and opening offices."""

    def default_folder(self) -> Path:
        """Return where data lie when nothing else is said."""

    def exists(self, folder: Path) -> bool:
        """Tell whether there is an office."""

    def create(
        self, folder: Path, founding: Founding, passphrase: str | None, *, now: datetime | None
    ) -> Founded:
        """Found an office."""

    def open(
        self, folder: Path, *, passphrase: str | None, user: str | None, now: datetime | None
    ) -> AbstractContextManager[Ports]:
        """Open an office."""

    def restore(
        self, folder: Path, backup: Path, opening: Opening, last: LastPapers
    ) -> AdoptedLife:
        """Put an office back into an empty folder and begin its next life."""

    def foresee(self, folder: Path, backup: Path, secret: str | None) -> Foreseen:
        """Say what going back to a backup would miss."""

    def rebuild(
        self, folder: Path, past: Path, code: str, opening: Opening, last: LastPapers
    ) -> Founded:
        """Build a centre anew from what a commune holds of it and the root on paper."""

    def help_open(self, folder: Path, code: str) -> str:
        """Open the key file of a closed office with the root on paper; return a recovery code."""

    def print_root(self, founded: Founded, target: Path, now: datetime | None) -> None:
        """Write the sheets of a new root as a PDF."""

    def starter_calendar(self) -> WorkingCalendar:
        """Return the calendar of the release."""
