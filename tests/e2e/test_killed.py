"""Killed at any moment: what was acknowledged is there, nothing is doubled, work goes on."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.helpers import offices, victim
from tests.helpers.campaign import size
from tests.helpers.programs import MINUTE, child_environment
from tests.helpers.training import put_office, put_pair

from ca_desktop.app import bootstrap
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.exchange import exports, imports, previews
from ca_desktop.services.office import journals
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.engine import check_database
from ca_desktop.store.tables import dossiers, journal
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.campaign("kill"),
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
]

STARTS = 0.25
"""Share of the kills that hit the start of the program."""

READY, END = "ready", "end"


@dataclass
class Life:
    """What a killed program said before it died."""

    lines: list[str]

    @property
    def phase(self) -> str:
        if not self.lines:
            return "start"
        return "over" if END in self.lines else "work"

    @property
    def acknowledged(self) -> list[str]:
        return [line for line in self.lines if line not in {READY, END}]


class Reaper:
    """Runs the program at work and kills it at random moments of its life.

    The moments are shares of how long an undisturbed life took, so that they fall everywhere.
    """

    def __init__(self, work: str, seed: int) -> None:
        self._work = work
        self._dice = random.Random(seed)
        self._start = self._rest = 0.0
        self.phases: Counter[str] = Counter()

    def spare(self, folder: Path, *files: Path) -> Life:
        """Let one life go on to its end and remember how long its parts took."""
        began = time.perf_counter()
        with born(self._work, folder, files) as child:
            lines = [heard(child)]
            self._start = time.perf_counter() - began
            lines += last_words(child)
        self._rest = time.perf_counter() - began - self._start
        assert child.returncode == 0
        return Life(lines)

    def kill(self, folder: Path, *files: Path) -> Life:
        """Kill the program at a random moment."""
        with born(self._work, folder, files) as child:
            lines, delay = [], self._dice.uniform(0, self._start)
            if self._dice.random() > STARTS:
                lines, delay = [heard(child)], self._dice.uniform(0, self._rest)
            with suppress(subprocess.TimeoutExpired):
                child.wait(delay)
            child.kill()
            lines += last_words(child)
        assert child.returncode in {0, -signal.SIGKILL}
        life = Life(lines)
        self.phases[life.phase] += 1
        return life


def born(work: str, folder: Path, files: tuple[Path, ...]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", str(victim.__file__), work, str(folder), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=child_environment(),
    )


def heard(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    assert line == READY
    return line


def last_words(child: "subprocess.Popen[str]") -> list[str]:
    """Read to the end; a line that the kill cut off was not said."""
    assert child.stdout is not None
    assert child.stderr is not None
    lines = child.stdout.read().split("\n")[:-1]
    assert child.stderr.read() == ""
    child.wait(MINUTE)
    return lines


def check_sound(folder: Path) -> None:
    """Ask the database itself, every page and every rule."""
    opened = open_key_file(
        folder / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    )
    check_database(folder / DATABASE, opened.database_key)


def check_numbers(ports: Ports, acknowledged: set[str]) -> None:
    """Everything acknowledged is there; numbers run from 1 without gap or double."""
    found = offices.rows(ports, dossiers)
    assert acknowledged <= {row.code for row in found}
    received = [
        json.loads(row.payload)
        for row in offices.rows(ports, journal)
        if row.kind == "DossierReceived"
    ]
    for key in ("dossier", "receipt", "register"):
        numbers = sorted(event["numbers"][key] for event in received)
        assert numbers == list(range(1, len(found) + 1))
    for key in ("code", "receipt_no", "register_no"):
        assert len({event[key] for event in received}) == len(found)


def test_no_acknowledged_dossier_is_lost_and_no_number_doubled(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    office, reaper = put_office(tmp_path / "xa"), Reaper("intake", 1)
    acknowledged = set(reaper.spare(office).acknowledged)
    assert len(acknowledged) == victim.MOST
    for _moment in range(size(200)):
        acknowledged |= set(reaper.kill(office).acknowledged)
        check_sound(office)
        with offices.opened(office) as ports:
            assert ports.mark_fits
            assert journals.verify_journal(ports).problems == 0
            check_numbers(ports, acknowledged)
            acknowledged.add(offices.take_in(ports))
    record_testsuite_property("kills of intake", dict(reaper.phases))
    record_testsuite_property("dossiers acknowledged", len(acknowledged))


@dataclass(frozen=True)
class Pair:
    """A commune and its centre, both closed, and a stick."""

    commune: Path
    centre: Path
    stick: Path

    def export(self) -> Path:
        with offices.opened(self.commune) as ports:
            return exports.export_packages(ports, self.stick)[0].file


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    made = Pair(tmp_path / "xa", tmp_path / "trung-tam", tmp_path / "usb")
    made.stick.mkdir()
    put_pair(made.commune, made.centre)
    return made


def fill(commune: Path, count: int) -> None:
    """Take dossiers in, and let some of them go on."""
    with offices.opened(commune) as ports:
        for number in range(count):
            code = offices.take_in(ports)
            if number % 3 == 0:
                step_dossier(ports, code, "forward")
            elif number % 3 == 1:
                step_dossier(ports, code, "supplement", note="Thiếu giấy.")


def test_an_import_happened_whole_or_not_at_all(
    pair: Pair, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    files = []
    for _journey in range(2):
        fill(pair.commune, 60)
        files.append(pair.export())
    before = offices.copy(pair.centre, tmp_path / "before")
    states = [tables_of(pair.centre)]
    for file in files:
        with offices.opened(pair.centre) as ports:
            assert imports.import_package(ports, file).result == "imported"
        states.append(tables_of(pair.centre))
    reaper = Reaper("import", 2)
    assert reaper.spare(offices.copy(before, pair.centre), *files).acknowledged == ["imported"] * 2
    for _moment in range(size(200)):
        life = reaper.kill(offices.copy(before, pair.centre), *files)
        check_sound(pair.centre)
        assert tables_of(pair.centre) in states[len(life.acknowledged) :]
        with offices.opened(pair.centre) as ports:
            assert ports.mark_fits
            assert journals.verify_journal(ports).problems == 0
            again = imports.import_packages(ports, files)
        assert {item.result for item in again} <= {"imported", "already"}
        assert tables_of(pair.centre) == states[-1]
        assert list((pair.centre / "inbox").iterdir()) == []
    record_testsuite_property("kills of import", dict(reaper.phases))


def tables_of(folder: Path) -> dict[str, list[str]]:
    with offices.opened(folder) as ports:
        return offices.tables(ports)


def test_an_export_leaves_no_half_file_under_its_name(
    pair: Pair, record_testsuite_property: Callable[[str, object], None]
) -> None:
    fill(pair.commune, 30)
    reaper, taken = Reaper("export", 3), set[Path]()
    reaper.spare(pair.commune, pair.stick)
    for moment in range(size(200)):
        fill(pair.commune, 2)
        life = reaper.kill(pair.commune, pair.stick)
        check_sound(pair.commune)
        standing = set(pair.stick.glob("*.hsg"))
        assert {pair.stick / name for name in life.acknowledged} <= standing
        news = (standing | set((pair.commune / "outbox").glob("*.hsg"))) - taken
        with offices.opened(pair.centre) as there:
            whole = {item.result for item in previews.preview_packages(there, sorted(news))}
            assert whole <= {"ready", "already"}
            arrived = {path: imports.import_package(there, path) for path in standing - taken}
            assert {item.result for item in arrived.values()} <= {"imported"}
            taken |= news | {deliver(pair, there, back=moment % 5 == 4)}
            seen = codes(there)
        with offices.opened(pair.commune) as here:
            assert here.mark_fits
            assert codes(here) == seen
    names = [path.name for path in taken if path.parent == pair.stick]
    assert len({name[: -len("-000001.hsg")] for name in names}) == 1
    record_testsuite_property("kills of export", dict(reaper.phases))


def deliver(pair: Pair, centre: Ports, *, back: bool) -> Path:
    """Export undisturbed, import, and now and then carry the answer back."""
    file = pair.export()
    assert imports.import_package(centre, file).result == "imported"
    if back:
        (answer,) = exports.export_packages(centre, pair.stick / "..")
        with offices.opened(pair.commune) as ports:
            assert imports.import_package(ports, answer.file).result == "imported"
        answer.file.unlink()
    return file


def codes(ports: Ports) -> set[tuple[str, str]]:
    return {(row.code, row.status) for row in offices.rows(ports, dossiers)}
