"""The stories one can ask for."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ca_desktop.app.demo.storm import StormTown, storm_world
from ca_desktop.app.demo.storm_scenes import SCENES
from ca_desktop.app.demo.world import COMMUNES, Ledger, World
from ca_desktop.app.demo.year import Year, differences
from ca_desktop.app.entering import Entering
from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.reports import Period, month_period
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.desk import dossiers
from ca_desktop.services.office import journals, reports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

DEFAULT = Path("demo-output")
MONTH = (2026, 10)


def tell(story: str, folder: Path | None) -> int:
    """Play a story into a folder and print what was done.

    Raises:
        InvalidField: there is no such story.
    """
    if story not in STORIES:
        raise InvalidField("story", "BAD-CHOICE", choices=", ".join(STORIES))
    return STORIES[story](_fresh(folder or DEFAULT))


def _main(place: Path) -> int:
    """A working year of two communes and their centre."""
    ledger = Ledger()
    with World(place, ledger) as world:
        Year(world).play()
        wrong = _reports(world)
        wrong += differences(world)
        _prove(world)
        _pictures(world)
        _facts(world, wrong)
    print("\n".join(ledger.table()))
    print(f"\nfolder: {place}")
    if wrong:
        print(f"NOT EQUAL: {', '.join(wrong)}", file=sys.stderr)
        return 1
    if _has_display():
        return _show(place / "data" / "xa-1", world.clock.now())
    return 0


def _storm(place: Path) -> int:
    """A week of five communes in which everything happens to files and machines."""
    ledger = Ledger()
    with storm_world(place, ledger) as world:
        town = StormTown(world)
        for scene in SCENES:
            with ledger.timed("disasters"):
                scene(town)
        with ledger.timed("carry until nothing is missing"):
            town.settle()
        wrong = differences(world)
        _prove(world)
        _facts(world, wrong)
    account = [line for told in town.account for line in (*told.lines(), "")]
    write_atomically(place / "account.txt", "\n".join(account).encode())
    print("\n".join(account))
    print("\n".join(ledger.table()))
    print(f"\nfolder: {place}")
    if wrong:
        print(f"NOT EQUAL: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


def _day(place: Path) -> int:
    """A clerk's day through the real window."""
    from ca_desktop.app.demo.day import tell_day  # noqa: PLC0415 Qt loads only here

    return tell_day(place)


def _year(place: Path) -> int:
    """A commune's year of promises, with every month closed and every paper once."""
    from ca_desktop.app.demo.kept_story import tell_year  # noqa: PLC0415 draws and opens windows

    return tell_year(place)


def _pictures_of_screens(place: Path) -> int:
    """Every screen, for the printed manual."""
    from ca_desktop.app.demo.day import tell_pictures  # noqa: PLC0415 Qt loads only here

    return tell_pictures(place)


STORIES: dict[str, Callable[[Path], int]] = {
    "main": _main,
    "storm": _storm,
    "day": _day,
    "year": _year,
    "pictures": _pictures_of_screens,
}


def _fresh(folder: Path) -> Path:
    place = folder.resolve()
    marker = place / "demo-output"
    if place.exists() and any(place.iterdir()):
        if not marker.exists():
            raise UserError("FOLDER-NOT-EMPTY", path=str(place))
        shutil.rmtree(place)
    place.mkdir(parents=True, exist_ok=True)
    marker.touch()
    return place


def _reports(world: World) -> list[str]:
    """Write the month at communes and centre; return the figures that differ."""
    period, wrong = month_period(*MONTH), []
    (world.folder / "reports").mkdir()
    for code, _name in COMMUNES:
        here = world.folder / "reports" / f"bieu06-{code}-tai-xa.xlsx"
        there = world.folder / "reports" / f"bieu06-{code}-tai-trung-tam.xlsx"
        with world.ledger.timed("monthly report (.xlsx)", 2):
            own = reports.save_form06(world.communes[code], period, here)
            other = reports.save_form06(world.centre, period, there, code)
        balanced = reports.form06_report(world.communes[code], period).balanced
        if own.total.cells != other.total.cells or not balanced:
            wrong.append(f"Biểu 06 {code}")
    whole = Period(start=period.start.replace(month=1, day=1), end=period.end)
    reports.save_form06(world.centre, period, world.folder / "reports" / "bieu06-toan-dia-ban.xlsx")
    for suffix in ("xlsx", "pdf"):
        path = world.folder / "reports" / f"ty-le-dung-han.{suffix}"
        reports.save_report(world.centre, "ontime", reports.Wanted(period=whole), path)
    return wrong


def _prove(world: World) -> None:
    for ports in (world.centre, *world.communes.values()):
        with world.ledger.timed("verify a journal"):
            journals.verify_journal(ports)
        with world.ledger.timed("rebuild the tables"):
            journals.rebuild_tables(ports)


def _pictures(world: World) -> None:
    from ca_desktop.app.demo.screens import take_pictures  # noqa: PLC0415 Qt loads only here

    with world.ledger.timed("screens"):
        take_pictures(world)


def _facts(world: World, wrong: list[str]) -> None:
    rows = dossiers.dossier_rows(world.centre, DossierFilter(), limit=10**6)
    world.ledger.counts["dossiers"] = len(rows)
    world.ledger.counts["procedures used"] = len({row.procedure_code for row in rows})
    world.ledger.counts["finished late"] = sum(_is_late(row) for row in rows)
    world.ledger.counts["differences commune/centre"] = len(wrong)


def _is_late(row: DossierRow) -> bool:
    return bool(row.finished_at and row.due_at and row.due_at[:10] < row.finished_at[:10])


def _has_display() -> bool:
    if os.environ.get("CA_DEMO_NO_WINDOW") or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return sys.platform == "win32" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _show(folder: Path, moment: datetime) -> int:
    """Open the window on the story's data, at the story's time."""
    from ca_desktop.app.window import show_window  # noqa: PLC0415 only with a display

    return show_window(Entering(data=folder, now=moment_text(moment)))
