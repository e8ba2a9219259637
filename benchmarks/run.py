"""Figures as ratios against a named baseline of the same run: ``run.py [NAME]``.

Rounds alternate between product and baseline; the first round is discarded; medians count.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.figures import copy_schema, line, seconds  # noqa: E402 the path comes first
from benchmarks.offices import NOW, TYPED, command, found_office  # noqa: E402

from ca_desktop.app import bootstrap  # noqa: E402
from ca_desktop.app.demo.world import StoryClock  # noqa: E402
from ca_desktop.app.resources import use_words  # noqa: E402
from ca_desktop.services.desk import dossiers, intake  # noqa: E402
from ca_desktop.services.office.offices import Founding  # noqa: E402
from ca_desktop.services.ports.office import Ports  # noqa: E402
from ca_desktop.services.ports.rows import DossierFilter  # noqa: E402
from ca_desktop.store.engine import connect  # noqa: E402
from ca_desktop.vault.keys import open_key_file  # noqa: E402
from ca_desktop.vault.layout import DATABASE, KEYS  # noqa: E402

ROUNDS = 7
CASES = 2_600
MANY = int(os.environ.get("CA_BENCH_DOSSIERS", "100000"))
BATCH = 2_000
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); w = QMainWindow(); w.resize(1366, 720); w.show(); app.processEvents()
"""
BARE_MEMORY = f"""{BARE}
from ca_desktop.app.demo.watchdog import memory_mib
print(memory_mib() or 0)
"""
OURS = """
import sys, time
started, data, typed = float(sys.argv[2]), sys.argv[1], sys.argv[3]
import gc; gc.disable()
from contextlib import ExitStack
from pathlib import Path
from PySide6.QtCore import QObject
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import Door, application
app = application(); use_words()
clock = time.perf_counter
with ExitStack() as stack:
    door = Door(Path(data), stack)
    door.start(typed or None)
    app.processEvents()
    sign_in = clock() - started
    if door.dialog is not None:
        while app.findChild(QObject, "collector") is None:  # begins when all is loaded
            app.processEvents()
        from ca_desktop.app import office_window
        plain, login = office_window.enter, [0.0]
        def timed(*given, **named):
            since = clock()
            ports = plain(*given, **named)
            login[0] += clock() - since
            return ports
        office_window.enter = timed
        begun = clock()
        door.dialog.secret.fill("mat khau du dai 7"); door.dialog.send()
    else:
        begun, login = started, [0.0]
    while door.window is None:
        app.processEvents()
    door.window.show_page(door.window.pages.intake)
    while not door.window.pages.intake.picker.ready:
        app.processEvents()
    usable = clock()
    from ca_desktop.app.demo.watchdog import memory_mib
    print(sign_in, usable - begun - login[0], login[0], memory_mib() or 0)
    door.window.close()
"""


@contextmanager
def office() -> Iterator[tuple[Path, Ports]]:
    """Give a commune's office in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "xa"
        found_office(folder)
        with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
            yield folder, ports


def start() -> None:
    """Process start to usable intake form against a bare window of the same Qt.

    The time a person types does not count, nor does the login: the stretching of the passphrase,
    the keys, the database opened, the account found. It has a line of its own.
    """
    with tempfile.TemporaryDirectory() as name:
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT / "src")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["XDG_DATA_HOME"] = env["XDG_DATA_HOME"] = name
        use_words()
        for training in (True, False):
            founding = Founding(
                kind="commune", code="H19.12.34", name="Xã Đo", user_name="A", training=training
            )
            secret = None if training else "mat khau du dai 7"
            folder = Path(name) / f"xa{training}"
            bootstrap.create_office(folder, founding, secret, now=NOW if training else None)
        rounds = [_starts(Path(name), env) for _round in range(ROUNDS)]
        window = float(_run([sys.executable, "-c", BARE_MEMORY], env))
    medians = (statistics.median(x) for x in zip(*rounds[1:], strict=True))
    bare, direct, sign_in, after, login, usable = medians
    line("start to sign-in", sign_in, bare, "bare window")
    line("signed in to usable intake form", after, bare, "bare window")
    line("start to usable intake form, signing in", sign_in + after, bare, "bare window")
    line("start to usable intake form, training", direct, bare, "bare window")
    line("login", login)
    print(f"memory when the form is usable: {usable:.0f} MiB (PSS), bare window {window:.0f} MiB")


def _starts(folder: Path, env: dict[str, str]) -> tuple[float, ...]:
    """Return bare window, training office, sign-in, signed in to intake form, login, and memory."""
    bare = seconds(partial(subprocess.run, [sys.executable, "-c", BARE], env=env, check=True))
    (_shown, direct, *_rest), (sign_in, after, login, usable) = (
        map(float, _run_ours(folder / name, env).split()) for name in ("xaTrue", "xaFalse")
    )
    return bare, direct, sign_in, after, login, usable


def _run_ours(data: Path, env: dict[str, str]) -> str:
    return _run([sys.executable, "-c", OURS, str(data), str(time.perf_counter()), ""], env)


def _run(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def intakes() -> None:
    """One intake, committed, against the same rows in plain sqlcipher3."""
    dice = random.Random(1)
    with office() as (folder, ports):
        intake.receive_dossier(ports, command(dice))
        times = [seconds(lambda: intake.receive_dossier(ports, command(dice))) for _n in range(300)]
        key = open_key_file(
            folder / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
        ).database_key
        bare = _plain_inserts(folder / DATABASE, key, folder.parent / "bare.db")
        sync = _fsync(folder.parent / "sync")
    line("intake, median", statistics.median(times), statistics.median(bare), "plain insert")
    line("intake, 95th percentile", statistics.quantiles(times, n=20)[18])
    line("this disk's fsync", sync)


def _plain_inserts(office: Path, key: bytes, bare: Path) -> list[float]:
    """Time the rows of one intake, in tables and indexes just like the office's, without us."""
    with closing(connect(office, key)) as source, closing(connect(bare, key)) as target:
        rows = _rows_of_one_intake(source)
        copy_schema(source, target)
        for row in source.execute("SELECT * FROM streams").fetchall():
            target.execute(_insertion("streams", row), row)
        return [seconds(partial(_insert, target, rows, number)) for number in range(1000, 1300)][1:]


def _rows_of_one_intake(source: Any) -> dict[str, list[list[Any]]]:
    last = source.execute("SELECT max(position) FROM dossiers").fetchone()[0]
    ours = "dossier_id = (SELECT dossier_id FROM dossiers WHERE position = ?)"
    asked = {
        "journal": ("SELECT * FROM journal WHERE position = ?", (last,)),
        "dossiers": ("SELECT * FROM dossiers WHERE position = ?", (last,)),
        "dossier_dues": (f"SELECT * FROM dossier_dues WHERE {ours}", (last,)),  # noqa: S608 fixed
        "counters": ("SELECT * FROM counters", ()),
    }
    found = {name: source.execute(*query).fetchall() for name, query in asked.items()}
    return {name: [list(row) for row in rows] for name, rows in found.items()}


def _insert(target: Any, rows: dict[str, list[list[Any]]], number: int) -> None:
    """Write the rows under new keys, as one transaction."""
    renamed = f"{number:032x}"
    (kept,), (line,), (due,) = rows["journal"], rows["dossiers"], rows["dossier_dues"]
    target.execute("BEGIN IMMEDIATE")
    kept = [number, kept[1], number, renamed, kept[4], renamed, *kept[6:]]
    target.execute(_insertion("journal", kept), kept)
    target.execute("UPDATE streams SET head_seq = ?, head_hash = ?", (number, renamed))
    target.execute(_insertion("dossiers", line), [number, renamed, *line[2:]])
    target.execute(_insertion("dossier_dues", due), [renamed, *due[1:]])
    for key, _last in rows["counters"]:
        target.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (key, number))
    words = " ".join(str(value) for value in line[2:8])
    target.execute("INSERT INTO dossier_search(rowid, words) VALUES (-?, ?)", (number, words))
    target.execute("COMMIT")


def _insertion(table: str, row: Sequence[Any]) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"  # noqa: S608 fixed names


def _fsync(path: Path) -> float:
    with path.open("wb") as file:
        times = []
        for _round in range(50):
            file.write(b"x" * 4096)
            file.flush()
            times.append(seconds(lambda: os.fsync(file.fileno())))
    return statistics.median(times)


def search() -> None:
    """As-you-type search over many dossiers."""
    dice = random.Random(2)
    with office() as (_folder, ports):
        spent = seconds(lambda: _fill(ports, dice, MANY))
        print(f"{MANY} dossiers taken in, {1000 * spent / MANY:.2f} ms each in batches of {BATCH}")
        times = []
        for typed in TYPED:
            for length in range(2, len(typed) + 1):
                wanted = DossierFilter(find=typed[:length])
                times.append(seconds(partial(dossiers.dossier_rows, ports, wanted, limit=100)))
    line("search as typed, median", statistics.median(times))
    line("search as typed, 95th percentile", statistics.quantiles(times, n=20)[18])


def _fill(ports: Ports, dice: random.Random, number: int) -> None:
    for _batch in range(0, number, BATCH):
        size = min(BATCH, number)
        intake.receive_dossiers(ports, [command(dice) for _n in range(size)])


def slip() -> None:
    """The PDF of a slip, warm, against a bare canvas with the same words."""
    from benchmarks import paper  # noqa: PLC0415 the path comes first

    with office() as (_folder, ports):
        paper.slip(ports)


def carry() -> None:
    """Export, preview and import of a year's dossiers, and of a week of thirty communes."""
    from benchmarks import exchange  # noqa: PLC0415 the path comes first

    exchange.one_commune()
    exchange.a_week_of_thirty()


def scans() -> None:
    """Export and import of 200 MB of scans against age of the same bytes."""
    from benchmarks import attachments  # noqa: PLC0415 the path comes first

    attachments.attachments()


def many() -> None:
    """Lists, search and workbook with 300,000 dossiers in the file."""
    from benchmarks.many import many_dossiers  # noqa: PLC0415 the path comes first

    many_dossiers()


def report() -> None:
    """Reports over 300,000 dossiers against SQL that only counts; a workbook of 100,000 rows."""
    from benchmarks.reports import reports  # noqa: PLC0415 the path comes first

    reports()


def desk() -> None:
    """Key presses of everyday work against their budgets, and what the window makes wait for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks import desk as hands_on  # noqa: PLC0415 after the platform

    with office() as (_folder, ports):
        hands_on.measure(ports)


BENCHES = {
    "start": start,
    "intake": intakes,
    "slip": slip,
    "exchange": carry,
    "attachments": scans,
    "search": search,
    "many": many,
    "reports": report,
    "desk": desk,
}


def main() -> int:
    """Run one benchmark, or all."""
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"known: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(f"SQLite {sqlcipher3.dbapi2.sqlite_version}, Python {sys.version.split()[0]}")
    for name in names:
        print(f"-- {name}: {BENCHES[name].__doc__}")
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
