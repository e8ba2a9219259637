"""The year of promises as a story: what it leaves in its folder, and what it prints."""

import shutil
import sys
from datetime import date, datetime
from pathlib import Path

from ca_desktop.app.demo.kept_papers import SIGNER, KeptPapers, first_pages, next_morning
from ca_desktop.app.demo.kept_proof import proof_of, save_proof
from ca_desktop.app.demo.kept_year import YEAR, KeptYear
from ca_desktop.app.demo.screens import take_pages
from ca_desktop.app.demo.world import COMMUNES, Ledger, World
from ca_desktop.app.demo.year import differences
from ca_desktop.domain.form_words import OFFICE
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.regimes import Regime
from ca_desktop.domain.reports import Period
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.desk.forms import keep_form
from ca_desktop.services.desk.registers import save_register, year_period
from ca_desktop.services.exchange import handovers
from ca_desktop.services.office import closing, reports
from ca_desktop.services.ports.office import Ports

BEFORE = datetime(2025, 8, 4, 8, 0, tzinfo=VIETNAM)
"""A day on which the forms of TT 01/2018 are printed."""

MORNING = datetime(YEAR, 1, 5, 7, 30, tzinfo=VIETNAM)
SIGNERS = {
    "authority": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    "signer": SIGNER,
    "desk_phone": "0200 000 000",
}
"""Who signs for the commune, and whom citizens call."""

WHOLE = year_period(YEAR)
PAGES = ("report", "on_time", "monitor", "apologies", "register", "calendar", "dossiers")


def tell_year(place: Path) -> int:
    """Play the year into a folder; return 0 when commune and centre agree on every figure."""
    ledger = Ledger()
    world = World(place, ledger, COMMUNES[:1])
    world.clock.moment = BEFORE
    with world:
        (commune,) = world.communes.values()
        with ledger.timed("papers of 2018"):
            keep_form(commune, OFFICE, SIGNERS)
            KeptPapers(commune, world.clock, Regime.R2018, place / "papers" / Regime.R2018).play()
            _old_register(commune, world.clock.moment.date(), place / "register" / Regime.R2018)
        world.clock.moment = MORNING
        year = KeptYear(world)
        year.play()
        with ledger.timed("papers of 2025"):
            world.clock.moment = next_morning(commune, world.clock.moment)
            KeptPapers(commune, world.clock, Regime.R2025, place / "papers" / Regime.R2025).play()
        number = year.carry()
        with ledger.timed("closed months, register, reports"):
            _keep(year, place)
            _notes(world, number, place / "papers" / "exchange")
            proof, apart = proof_of(commune, world.centre, COMMUNES[0][0], year.closed)
            save_proof(commune, proof, place / "proof")
        wrong = [*differences(world), *_unlike(world), *apart]
        with ledger.timed("pictures"):
            first_pages(place / "papers", place / "pictures" / "papers")
            first_pages(place / "proof", place / "pictures" / "proof")
            take_pages(commune, place / "pictures" / "screens", PAGES)
    account = [*year.told, "", *ledger.table(), "", f"not alike: {', '.join(wrong) or 'nothing'}"]
    write_atomically(place / "account.txt", "\n".join(account).encode())
    print("\n".join(account))
    print(f"\nfolder: {place}")
    if wrong:
        print(f"NOT EQUAL: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


def _old_register(commune: Ports, day: date, folder: Path) -> None:
    """Write the register of the days until ``day`` on the form that was in force then."""
    folder.mkdir(parents=True)
    save_register(commune, Period(start=BEFORE.date(), end=day), folder)


def _keep(year: KeptYear, place: Path) -> None:
    """Write the twelve closed months, the register book, and the late list with its causes."""
    months, register, papers = place / "months", place / "register", place / "reports"
    months.mkdir()
    papers.mkdir()
    register.mkdir(exist_ok=True)
    for month, closed in enumerate(year.closed, start=1):
        for suffix in ("xlsx", "pdf"):
            path = months / f"bieu-06-{YEAR}-{month:02d}.{suffix}"
            closing.save_snapshot(year.commune, closed, "form06", path)
    save_register(year.commune, WHOLE, register)
    wanted = reports.Wanted(period=WHOLE)
    for name in ("late", "causes", "ontime"):
        for suffix in ("xlsx", "pdf"):
            path = papers / f"{name}-{YEAR}.{suffix}"
            reports.save_report(year.commune, name, wanted, path)
    for folder in ("to-centre", "to-communes"):
        newest = max((place / "sync" / folder).glob("*.hsg"), key=lambda x: x.stat().st_mtime_ns)
        shutil.copy(newest, place / "sync" / f"last-{folder}.hsg")


def _notes(world: World, number: int, folder: Path) -> None:
    """Write what both offices sign about the last package."""
    folder.mkdir()
    (commune,) = world.communes.values()
    handovers.save_note(commune, number, folder)
    handovers.save_note(world.centre, number, folder, taken=True)


def _unlike(world: World) -> list[str]:
    """Return the reports on which commune and centre do not say the same."""
    ((code, commune),) = world.communes.items()
    return [
        name
        for name in ("form06", "ontime", "causes", "late")
        if _said(commune, name, code) != _said(world.centre, name, code)
    ]


def _said(ports: Ports, name: str, commune: str) -> object:
    table = reports.report(ports, name, reports.Wanted(period=WHOLE, commune=commune))
    return [line.cells for line in table.lines]
