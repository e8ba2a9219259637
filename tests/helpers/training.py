"""A training office for each test: founded once, copied for everybody."""

import atexit
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.helpers import offices

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.roles import Actor, Role
from ca_desktop.domain.secret_codes import write_code
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.vault.keys import open_key_file, renew_recovery
from ca_desktop.vault.layout import KEYS
from ca_desktop.vault.passphrases import TRAINING


@cache
def _pattern(office: tuple[str, str, str]) -> Path:
    """Return an office that nobody works in."""
    return offices.found(_until_the_end() / "data", office)


@cache
def _pair_pattern() -> Path:
    folder = _until_the_end()
    commune = offices.found(folder / "commune", offices.COMMUNE)
    founded = offices.found_with_codes(folder / "centre", offices.CENTRE)
    (folder / "root").write_text(founded.root_code or "", encoding="ascii")
    offices.pair(commune, folder / "centre", folder / "papers")
    return folder


def root_of_the_pair() -> str:
    """Return what stands on the sheets of the centre that `paired_offices` opens."""
    return (_pair_pattern() / "root").read_text(encoding="ascii")


def _until_the_end() -> Path:
    folder = Path(mkdtemp(prefix="offices-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Office:
    """An open office whose clock and roles a test may set."""

    def __init__(self, ports: Ports, clock: StoryClock) -> None:
        self.ports = ports
        self.clock = clock

    def at(self, text: str) -> "Office":
        """Set the clock, ``YYYY-MM-DDTHH:MM`` in Vietnam."""
        self.clock.moment = datetime.fromisoformat(f"{text}:00+07:00")
        return self

    def acting_as(self, *roles: Role) -> Ports:
        """Return the ports of somebody who holds only these roles."""
        actor = Actor(user_id=self.ports.actor.user_id, name="Người khác", roles=frozenset(roles))
        return replace(self.ports, actor=actor)

    def take_in(self, **changes: object) -> intake.ReceivedDossier:
        """Take one dossier in."""
        command = intake.ReceiveDossier.from_json(offices.dossier(**changes))
        return intake.receive_dossier(self.ports, command)

    def history(self, code: str) -> list[HistoryRow]:
        """Return the events of a dossier."""
        with self.ports.reading() as view:
            return list(view.dossiers.history(view.dossiers.id_of(code) or ""))

    def intake_of(self, code: str) -> dict[str, Any]:
        """Return what the intake of a dossier fixed for ever."""
        (row,) = (row for row in self.history(code) if row.kind == "DossierReceived")
        return row.fields or {}

    def local_events(self, kind: str) -> list[dict[str, Any]]:
        """Return the payloads of the office's own events of a kind."""
        with self.ports.reading() as view:
            return [
                json.loads(stored.payload or b"{}")
                for stream in view.journal.streams()
                for stored in view.journal.events(stream.name, 1, stream.seq)
                if stored.head.kind == kind
            ]

    def events(self) -> int:
        """Return the number of events in the journal."""
        with self.ports.reading() as view:
            return sum(stream.seq for stream in view.journal.streams())


@contextmanager
def training_office(
    folder: Path, office: tuple[str, str, str] = offices.COMMUNE
) -> Iterator[Office]:
    """Open a new training office on the morning of `offices.NOW`."""
    with _opened(put_office(folder / "office", office)) as made:
        yield made


def put_office(folder: Path, office: tuple[str, str, str] = offices.COMMUNE) -> Path:
    """Put a new office in a folder and return it; two of the same are twins."""
    return offices.copy(_pattern(office), folder)


def put_pair(commune: Path, centre: Path, pattern: Path | None = None) -> tuple[Path, Path]:
    """Put a paired commune and centre, new or as left in the folder ``pattern``, in two folders."""
    source = pattern or _pair_pattern()
    return offices.copy(source / "commune", commune), offices.copy(source / "centre", centre)


def paired_folders(folder: Path, pattern: Path | None = None) -> tuple[Path, Path]:
    """Return the data folders of a commune and the centre it is paired with."""
    return put_pair(folder / "commune", folder / "centre", pattern)


@contextmanager
def paired_offices(folder: Path, pattern: Path | None = None) -> Iterator[tuple[Office, Office]]:
    """Open a commune and the centre it is paired with, new or as left in ``pattern``."""
    places = paired_folders(folder, pattern)
    with _opened(places[0]) as commune, _opened(places[1]) as centre:
        yield commune, centre


@contextmanager
def _opened(folder: Path) -> Iterator[Office]:
    use_words()
    clock = StoryClock(offices.NOW)
    with bootstrap.open_office(folder, clock=clock) as ports:
        yield Office(ports, clock)


def carry(source: Office, target: Office, folder: Path) -> list[str]:
    """Carry everything new from one office to the other; return what became of the files."""
    stick = folder / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    files = [item.file for item in exports.export_packages(source.ports, stick)]
    return [item.code or item.result for item in imports.import_packages(target.ports, files)]


def recovery_code(ports: Ports) -> str:
    """Give a training office a new recovery code and return it."""
    path, code = ports.folder / KEYS, write_code(os.urandom(16))
    opened = open_key_file(path, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None)
    renew_recovery(path, opened.database_key, code, TRAINING, write=write_atomically)
    return code
