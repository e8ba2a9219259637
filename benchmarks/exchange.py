"""Figures of the exchange: packages of a year, against the bare work on the same bytes and rows.

Run by ``run.py exchange``. Baselines of the same run: ``zstd | age`` of the same bytes, and a plain
insert of the same rows into the same tables.
"""

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyrage
from benchmarks.figures import copy_schema, line, seconds, zstd

from ca_desktop.app import bootstrap
from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import CENTRE_PLACE, COMMUNES, Ledger, World
from ca_desktop.services.desk import dossiers, intake, results, tasks
from ca_desktop.services.exchange import exports, imports, previews
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.engine import connect
from ca_desktop.store.tables import PROJECTIONS, journal, streams
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

CASES = 2_600
STEPS = ("in_process", "result_ready")
"""With the intake, a note and the return: five events a dossier."""

BATCH = 500
WEEK = 40
"""Dossiers that a commune takes in in a week."""

MANY_COMMUNES = 30


def fill(ports: Ports, dice: random.Random, number: int) -> None:
    """Let a commune take dossiers in and settle them: five events each."""
    today = ports.clock.now().date()
    codes: list[str] = []
    for _batch in range(0, number, BATCH):
        commands = [
            intake.ReceiveDossier.from_json(
                {"procedure": "1.004873", "applicant": citizen(dice, today)}
            )
            for _ in range(min(BATCH, number - len(codes)))
        ]
        codes += [item.code for item in intake.receive_dossiers(ports, commands)]
    for code in codes:
        for step in STEPS:
            dossiers.step_dossier(ports, code, step)
        tasks.ask(ports, code, tasks.Ask(what="note", note="Đã kiểm tra giấy tờ."))
        results.return_result(ports, code, results.ReturnResult())


def one_commune() -> None:
    """A year of one commune: export, preview, import."""
    dice = random.Random(4)
    with tempfile.TemporaryDirectory() as name, World(Path(name), Ledger()) as world:
        ports = world.communes[COMMUNES[0][0]]
        fill(ports, dice, CASES)
        target = Path(name) / "usb"
        target.mkdir()
        started = time.perf_counter()
        (done, *_more) = exports.export_packages(ports, target)
        exporting = time.perf_counter() - started
        print(f"{done.events} events, {done.size} bytes")
        line(
            "export, read again and compared", exporting, _zstd_age(done.file, ports), "zstd | age"
        )
        line("preview", seconds(lambda: previews.preview_packages(world.centre, [done.file])))
        before = _peak()
        started = time.perf_counter()
        (said,) = imports.import_packages(world.centre, [done.file])
        importing = time.perf_counter() - started
        assert said.result == "imported", said
        grown = _peak() - before
        world.close(CENTRE_PLACE)
        bare = _plain_insert(world.data_folder(CENTRE_PLACE), Path(name) / "bare.db")
        line("import", importing, bare, "plain insert")
        print(f"memory of the process grew by {grown:.0f} MiB to {_peak():.0f} MiB at its peak")


def _zstd_age(package: Path, ports: Ports) -> float:
    """Compress and seal as many bytes as the events have."""
    with ports.reading() as view:
        own = next(row for row in view.journal.streams() if row.own and row.audience == "centre")
        plain = b"".join(
            b"%s\n%s %s\n" % (x.envelope, (x.salt or b"").hex().encode(), x.payload or b"-")
            for x in view.journal.events(own.name, 1, own.seq)
        )
    recipient = pyrage.x25519.Identity.generate().to_public()
    place = package.with_suffix(".bare")

    def work() -> None:
        packed = _compressed(plain)
        with place.open("wb") as sink:
            pyrage.encrypt_io(io.BytesIO(packed), sink, [recipient])

    work()
    return seconds(work)


def _compressed(plain: bytes) -> bytes:
    return subprocess.run([*zstd(), "-3"], input=plain, capture_output=True, check=True).stdout


def _plain_insert(office: Path, bare: Path) -> float:
    """Insert what the import wrote, rows and search words, without anything of ours."""
    key = open_key_file(
        office / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    ).database_key
    names = [streams.name, journal.name, *(table.name for table in PROJECTIONS)]
    with closing(connect(office / DATABASE, key)) as source, closing(connect(bare, key)) as target:
        copy_schema(source, target)
        rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
        words = source.execute("SELECT rowid, words FROM dossier_search").fetchall()

        def work() -> None:
            target.execute("BEGIN IMMEDIATE")
            for name, held in rows.items():
                if held:
                    marks = ", ".join("?" * len(held[0]))
                    target.executemany(f"INSERT INTO {name} VALUES ({marks})", held)  # noqa: S608
            target.executemany("INSERT INTO dossier_search(rowid, words) VALUES (?, ?)", words)
            target.execute("COMMIT")

        return seconds(work)


def _peak() -> float:
    """Return the most memory this process held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def a_week_of_thirty() -> None:
    """A week of thirty communes, imported by their centre in one go."""
    communes = [(f"H19.12.{number:02}", f"Xã Thứ {number}") for number in range(MANY_COMMUNES)]
    dice = random.Random(5)
    with tempfile.TemporaryDirectory() as name, World(Path(name), Ledger(), communes) as world:
        target = Path(name) / "usb"
        target.mkdir()
        files = []
        for ports in world.communes.values():
            fill(ports, dice, WEEK)
            files += [item.file for item in exports.export_packages(ports, target)]
        started = time.perf_counter()
        said = imports.import_packages(world.centre, files)
        line(f"import of {len(files)} files of a week", time.perf_counter() - started)
        print(f"{sum(item.events for item in said)} events")


if __name__ == "__main__":
    sys.exit("run it as: python3 dev.py bench exchange")
