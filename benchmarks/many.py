"""Figures of a file with 300,000 dossiers: lists, counters, search as typed, the workbook.

Run by ``run.py many``; `crowd` lays the dossiers.
"""

import random
import resource
import statistics
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.crowd import lay_crowd
from benchmarks.figures import line, seconds
from benchmarks.offices import NOW, TYPED, command, found_office

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.services.desk import dossiers, intake
from ca_desktop.services.desk.listing import save_dossier_list
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store.queries.dossier_lists import ORDERS

DOSSIERS = 300_000
WINDOW = 200


def many_dossiers() -> None:
    """Lay the dossiers, then ask as the window asks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "xa"
        found_office(folder)
        with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
            intake.receive_dossiers(ports, [command(random.Random(1))])
        line(f"{DOSSIERS:,} dossiers laid", seconds(partial(_lay, folder)))
        with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
            _lists(ports)
            _search(ports)
            _workbook(ports, Path(name) / "list.xlsx")


def _lay(folder: Path) -> None:
    lay_crowd(folder, DOSSIERS, NOW.date())


def _lists(ports: Ports) -> None:
    everything = DossierFilter()
    for place, offset in (("first", 0), ("last", DOSSIERS - WINDOW)):
        times = {
            order: seconds(partial(_rows, ports, everything, order, offset))
            for order in (*ORDERS, *(f"-{order}" for order in ORDERS))
        }
        slowest = max(times, key=times.__getitem__)
        line(f"{place} window of the list, slowest order ({slowest})", times[slowest])
    returned = DossierFilter(statuses=("result_returned",))
    line("first window of those returned", seconds(partial(_rows, ports, returned, "-received", 0)))
    line("counting all", seconds(partial(dossiers.count_dossiers, ports, everything)))
    line("counters of the first screen", seconds(partial(dossiers.day_counts, ports)))


def _rows(ports: Ports, wanted: DossierFilter, order: str, offset: int) -> None:
    dossiers.dossier_rows(ports, wanted, offset=offset, limit=WINDOW, order=order)


def _search(ports: Ports) -> None:
    times = [
        seconds(partial(_rows, ports, DossierFilter(find=typed[:length]), "due", 0))
        for typed in TYPED
        for length in range(2, len(typed) + 1)
    ]
    line("search as typed, median", statistics.median(times))
    line("search as typed, 95th percentile", statistics.quantiles(times, n=20)[18])


def _workbook(ports: Ports, path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wanted = DossierFilter(find="nguyễn")
    count = dossiers.count_dossiers(ports, wanted)
    line(f"workbook of {count:,} dossiers", seconds(partial(_save, ports, wanted, path)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"memory grew by {grown / 1024:.0f} MiB")


def _save(ports: Ports, wanted: DossierFilter, path: Path) -> None:
    save_dossier_list(ports, wanted, path)
