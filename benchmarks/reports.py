"""Figures of reports over 300,000 dossiers, and of a long workbook; ``run.py reports``.

The baseline counts the same thirteen columns in one statement of SQL on the same file.
"""

import os
import random
import resource
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.crowd import YEARS, lay_crowd, lay_fees
from benchmarks.figures import line, seconds
from benchmarks.offices import NOW, command, found_office

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.periods import PeriodKind, latest
from ca_desktop.domain.reports import Period
from ca_desktop.services.desk import intake
from ca_desktop.services.office.report_list import REPORTS
from ca_desktop.services.office.reports import Wanted, report
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.store.engine import connect
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

DOSSIERS = int(os.environ.get("CA_BENCH_DOSSIERS", "300000"))
LONG = 100_000
ROUNDS = 5
BARE = """
SELECT d.field_code,
  sum(d.received_at >= :start AND d.channel = 'online'),
  sum(d.received_at >= :start AND d.channel != 'online'),
  sum(d.received_at < :start),
  sum(d.finished_at <= :end AND substr(d.finished_at, 1, 10) < substr(s.due_at, 1, 10)),
  sum(d.finished_at <= :end AND substr(d.finished_at, 1, 10) = substr(s.due_at, 1, 10)),
  sum(d.finished_at <= :end AND substr(d.finished_at, 1, 10) > substr(s.due_at, 1, 10)),
  sum((d.finished_at IS NULL OR d.finished_at > :end) AND (s.waiting OR s.due_at >= :day)),
  sum((d.finished_at IS NULL OR d.finished_at > :end) AND NOT s.waiting AND s.due_at < :day)
FROM dossiers d JOIN dossier_dues s ON s.dossier_id = d.dossier_id
WHERE d.code IS NOT NULL AND d.status != 'cancelled' AND d.received_at <= :end
  AND (d.finished_at IS NULL OR d.finished_at >= :start)
  AND s.number = (
    SELECT max(number) FROM dossier_dues x
    WHERE x.dossier_id = d.dossier_id AND x.since <= coalesce(d.finished_at, :end)
  )
GROUP BY d.field_code
"""


def reports() -> None:
    """Monthly and yearly reports, against SQL that only counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "xa"
        found_office(folder)
        with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
            intake.receive_dossiers(ports, [command(random.Random(1))])
        lay_crowd(folder, DOSSIERS, NOW.date())
        key = open_key_file(
            folder / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
        ).database_key
        for kind in (PeriodKind.MONTH, PeriodKind.YEAR):
            period = latest(kind, NOW.date())
            with closing(connect(folder / DATABASE, key)) as source:
                bare = _median(partial(_bare, source, period))
            with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
                for which in ("form06", "ontime"):
                    ours = _median(partial(report, ports, which, Wanted(period=period)))
                    line(f"{which}, {kind.value}, {DOSSIERS:,} dossiers", ours, bare, "bare SQL")
        lay_fees(folder)
        with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
            _whole_life(ports)
            _long_workbook(ports)


def _median(work: Any) -> float:
    return statistics.median([seconds(work) for _ in range(ROUNDS)][1:])


def _bare(source: Any, period: Period) -> None:
    values = {
        "start": f"{period.start}T00:00:00+07:00",
        "end": f"{period.end}T23:59:59+07:00",
        "day": f"{period.end}T00:00:00+07:00",
    }
    source.execute(BARE, values).fetchall()


def _whole_life(ports: Ports) -> None:
    """Report every dossier there is as one period, and what memory it takes."""
    whole = Period(start=NOW.date().replace(year=NOW.year - YEARS - 1), end=NOW.date())
    for which in ("handling", "fees", "fee_officers"):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        line(
            f"{which}, all {DOSSIERS:,}",
            seconds(partial(report, ports, which, Wanted(period=whole))),
        )
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"memory grew by {grown / 1024:.0f} MiB")


def _long_workbook(ports: Ports) -> None:
    """Write a list that is as long as the largest commune of ten years would ask for."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    head = SheetHead(unit_name="Xã Bình Minh")
    write = partial(ports.sheets.listing, "Danh sách", ("a", "b", "c", "d"), _rows(), head)
    line(f"workbook of {LONG:,} rows", seconds(write))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"memory grew by {grown / 1024:.0f} MiB; {len(REPORTS)} reports are in the list")


def _rows() -> Iterator[tuple[str, ...]]:
    for number in range(LONG):
        yield f"H19.12.34-261126-{number:06}", "Lò Thị Én", "Hộ tịch", "26/11/2026"
