"""A clerk's day of sixty dossiers through the real window, with what goes wrong on such a day.

Each part is a process of its own: the power cut ends the first one, and a scale of the screen is
chosen before a window is.
"""

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ca_desktop.app.demo import day_pictures, day_rows, day_script
from ca_desktop.app.demo.day_desk import Printer, Stage
from ca_desktop.app.demo.world import Ledger
from ca_desktop.app.training import lay_out, training_folder
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.exchange.carrier import write_atomically

MORNING = datetime(2026, 3, 2, 7, 15, tzinfo=VIETNAM)
SCALES = ("1", "1.25")
PRINTER = "may-in-mot-cua"


def tell_day(place: Path) -> int:
    """Play the day into a folder; return 0 when every step did what it should."""
    ledger = Ledger()
    home = place / "data" / "xa"
    with ledger.timed("lay out the office"):
        lay_out(home, MORNING)
    office = training_folder(home)
    with _printer(place) as queue:
        stage = Stage(office=office, place=place, printer=queue)
        with ledger.timed("morning, until the power goes"):
            run_part(day_script.morning, stage, cut=True)
        with ledger.timed("the rest of the day"):
            run_part(day_script.rest_of_day, stage)
    for scale in SCALES:
        with ledger.timed(f"pictures at {float(scale):.0%}"):
            run_part(day_pictures.take, stage, scale=scale)
    told = _figures(place)
    write_atomically(place / "figures.txt", "\n".join(told).encode())
    print("\n".join([*ledger.table(), "", *told]))
    print(f"\nfolder: {place}")
    return 0


def tell_pictures(place: Path) -> int:
    """Take the pictures of the manual: every screen, in an office of made-up citizens."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top:
        home = Path(top) / "xa"
        lay_out(home, MORNING)
        day_rows.lay_rows(training_folder(home), day_script.AFTER_THE_CUT)
        stage = Stage(office=training_folder(home), place=place, printer=None)
        run_part(day_pictures.take_for_manual, stage)
    print(f"folder: {place}")
    return 0


def run_part(
    part: Callable[[Stage], None],
    stage: Stage,
    *,
    scale: str = "1",
    cut: bool = False,
) -> None:
    """Run a part to its end, or until it pulls its own plug.

    Raises:
        UserError: STORY-BROKEN it ended otherwise.
    """
    process = multiprocessing.get_context("spawn").Process(target=part, args=(stage,))
    with _environment("QT_SCALE_FACTOR", scale):
        process.start()
    process.join()
    asked = {-signal.SIGKILL, signal.SIGTERM} if cut else {0}
    if process.exitcode not in asked:
        raise UserError("STORY-BROKEN", what=part.__name__)


@contextmanager
def _printer(place: Path) -> Iterator[Printer | None]:
    """Run a print server of the story's own; what its printer got is kept.

    Without one on this machine the papers of the day wait in the page of papers.
    """
    if sys.platform == "win32":
        yield None
        return
    from ca_desktop.app.demo import print_server  # noqa: PLC0415 there is none elsewhere

    if reason := print_server.lacking():
        print(f"no printer: {reason}", file=sys.stderr)
        yield None
        return
    with (
        tempfile.TemporaryDirectory(prefix="cups", ignore_cleanup_errors=True) as top,
        print_server.print_server(Path(top)) as server,
    ):
        server.add(print_server.Queue(PRINTER))
        with _environment("CUPS_SERVER", server.socket):
            yield Printer(top=Path(top), name=PRINTER)
        (place / "printed").mkdir()
        for paper in server.printed(PRINTER):
            shutil.copy(paper, place / "printed" / paper.name)


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Let the processes that are started meanwhile find a value."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def _figures(place: Path) -> list[str]:
    found: dict[str, Any] = {}
    for path in sorted(place.glob("figures-*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
    return [f"{name:<56}{_said(value):>22}" for name, value in found.items()]


def _said(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
