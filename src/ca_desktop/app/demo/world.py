"""Communes and their centre on one machine, whose clock the story moves."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from ca_desktop.app import bootstrap
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.training import pair_offices
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.office import procedures
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports

CENTRE_PLACE = "trung-tam"
CENTRE = ("H19.12", "Thị xã Làm Mẫu")
COMMUNES = (("H19.12.31", "Xã Bình Minh"), ("H19.12.32", "Phường Đồng Xuân"))


class StoryClock(TypedClock):
    """A typed date that the story moves on."""


@dataclass
class Ledger:
    """What was done, how often, and how long it took."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def timed(self, what: str, number: int = 1) -> Iterator[None]:
        """Time a piece of work."""
        started = time.perf_counter()
        yield
        self.seconds[what] += time.perf_counter() - started
        self.counts[what] += number

    def table(self) -> list[str]:
        """Return the ledger as lines of a table."""
        lines = [f"{'what':<34}{'number':>8}{'seconds':>10}{'ms each':>10}"]
        for what, number in self.counts.items():
            spent = self.seconds[what]
            each = 1000 * spent / number if number else 0
            lines.append(f"{what:<34}{number:>8}{spent:>10.2f}{each:>10.1f}")
        return lines


class World:
    """The offices of a story, open until the block is left; each can be closed in between."""

    def __init__(
        self, folder: Path, ledger: Ledger, communes: Sequence[tuple[str, str]] = COMMUNES
    ) -> None:
        self.folder = folder
        self.ledger = ledger
        self.clock = StoryClock(datetime(2026, 1, 5, 7, 30, tzinfo=VIETNAM))
        self.names = dict(communes)
        self._places = {code: f"xa-{number}" for number, code in enumerate(self.names, start=1)}
        self._papers: dict[str, bootstrap.FoundedOffice] = {}
        self._open: dict[str, tuple[Ports, ExitStack]] = {}

    def __enter__(self) -> Self:
        """Found, pair and open every office."""
        self.found("centre", CENTRE_PLACE, *CENTRE)
        with self.ledger.timed("publish the catalogue"):
            procedures.publish_catalogue(self.centre)
        for code, name in self.names.items():
            self.found("commune", self._places[code], code, name)
            with self.ledger.timed("pair a commune"):
                papers = self.folder / "sync" / "pairing"
                pair_offices(self.centre, self.office(self._places[code]), code, papers)
        return self

    def __exit__(self, *_error: object) -> None:
        """Close every office."""
        for place in list(self._open):
            self.close(place)

    @property
    def centre(self) -> Ports:
        """The town centre."""
        return self.office(CENTRE_PLACE)

    @property
    def communes(self) -> dict[str, Ports]:
        """The communes, by code."""
        return {code: self.office(place) for code, place in self._places.items()}

    def place(self, code: str) -> str:
        """Return the name of a commune's folder."""
        return self._places[code]

    def office(self, place: str) -> Ports:
        """Return the office in a folder; it is opened where it is not."""
        if place not in self._open:
            stack = ExitStack()
            door = bootstrap.open_office(self.data_folder(place), clock=self.clock)
            self._open[place] = stack.enter_context(door), stack
        return self._open[place][0]

    def close(self, place: str) -> None:
        """Close the office in a folder, as at night."""
        if place in self._open:
            self._open.pop(place)[1].close()

    def recovery_code(self, place: str) -> str:
        """Return what stands on the paper in an office's envelope."""
        return self._papers[place].recovery_code

    def root_code(self, place: str) -> str:
        """Return what stands on both root sheets of a centre."""
        return self._papers[place].root_code or ""

    def data_folder(self, place: str) -> Path:
        """Return the data folder of an office."""
        return self.folder / "data" / place

    def found(self, kind: str, place: str, code: str, name: str) -> None:
        """Found a training office in an empty folder."""
        founding = Founding(
            kind=kind, code=code, name=name, user_name="Cán bộ Làm Mẫu", training=True
        )
        with self.ledger.timed("found an office"):
            made = bootstrap.create_office(
                self.data_folder(place), founding, None, now=self.clock.moment
            )
        self._papers[place] = made
