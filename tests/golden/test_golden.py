"""What any release wrote is read by the program of today, and nobody has touched it since."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from tests.golden.make import FACTS, HERE, SUMS, make, rows_of, sums
from tests.helpers import offices

from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.secret_codes import normal
from ca_desktop.exchange import pairing_files
from ca_desktop.services.attention import matters
from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.attachments import attachments_of, save_attachment
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

RELEASES = sorted(path.parent for path in HERE.glob(f"*/{FACTS}"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def full_cost() -> Iterator[None]:
    """Stretch the codes of pairings as the program does; other tests do not wait for it."""
    untouched: Any = run_path(pairing_files.__file__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing_files, "CODE_COST", untouched["CODE_COST"])
        yield


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this very program writes: what it cannot read itself, no later one will."""
    folder = tmp_path_factory.mktemp("golden") / "today"
    make(folder)
    return folder


@pytest.fixture(params=["today", *(path.name for path in RELEASES)])
def release(request: pytest.FixtureRequest, fresh: Path, tmp_path: Path) -> Path:
    """The golden files of a release, as a copy that may be written."""
    source = fresh if request.param == "today" else HERE / request.param
    return Path(shutil.copytree(source, tmp_path / "release"))


def facts(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / FACTS).read_text())
    return found


def codes(ports: Ports) -> list[str | None]:
    return [row.code for row in dossiers.dossier_rows(ports, DossierFilter(), order="code")]


def scans(ports: Ports, code: str) -> list[bytes]:
    """Return the bytes of the scans of a dossier."""
    folder = ports.folder.parent / f"scans-{ports.folder.name}"
    folder.mkdir()
    dossier = dossiers.dossier_id_of(ports, code)
    return [
        save_attachment(ports, dossier, row.attachment, folder).file.read_bytes()
        for row in attachments_of(ports, dossier)
    ]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_nobody_has_edited_a_golden_file(release: Path) -> None:
    said = [line.split("  ", 1) for line in (release / SUMS).read_text().splitlines()]
    assert [(name, digest) for digest, name in said] == sums(release)


def test_a_database_opens_holds_and_comes_out_alike_when_made_anew(release: Path) -> None:
    with offices.opened(release / "commune") as ports:
        assert ports.mark_fits
        assert journals.verify_journal(ports).problems == 0
        assert rows_of(ports) == facts(release)["rows"]
        journals.rebuild_tables(ports)
        once = offices.tables(ports)
        assert rows_of(ports) == facts(release)["rows"]
        journals.rebuild_tables(ports)
        assert offices.tables(ports) == once
    with offices.opened(release / "commune") as ports:
        offices.take_in(ports)  # and work goes on


def test_packages_of_both_ways_and_a_heap_of_parts_are_taken_in(release: Path) -> None:
    said = facts(release)
    with offices.opened(release / "commune") as commune:
        scans_said = scans(commune, said["in_backup"][0])
        assert len(scans_said) == 1
    with offices.opened(release / "centre") as centre:
        (done,) = imports.import_packages(centre, files(release / "to_centre"))
        assert (done.result, done.events) == ("imported", said["first_events"])
        assert codes(centre) == sorted(said["in_first"])
        assert scans(centre, said["in_backup"][0]) == scans_said
        heap = files(release / "parts")
        assert len(heap) > 1
        (done,) = imports.import_packages(centre, heap[::-1])
        assert done.result == "imported"
        assert codes(centre) == sorted(said["in_parts"])
        assert [item.code for item in matters(centre)] == []
    with offices.opened(release / "commune") as commune:
        (done,) = imports.import_packages(commune, files(release / "to_commune"))
        assert (done.result, done.problems) == ("imported", 0)
        (status,) = exports.exchange_status(commune).peers
        assert status.holds


def test_the_files_of_a_pairing_are_read(release: Path) -> None:
    papers = release / "pairing"
    with offices.opened(release / "centre") as ports:
        offer = ports.pairing.read_offer((papers / "a.hspair").read_bytes())
        request = ports.pairing.read_request((papers / "b.hsreq").read_bytes())
        assert offer.commune_code == request.commune.code == offices.COMMUNE[1]
        assert ports.pairing.code_holds(request, normal(facts(release)["secret"]))
        assert not ports.pairing.code_holds(request, "00000000")


def test_a_backup_is_put_back_and_completed_from_the_journal_beside_it(release: Path) -> None:
    said, place = facts(release), release / "again"
    backup = release / "backup" / said["backup"]
    opening = Opening(passphrase=None, user=None, now=offices.NOW)
    life = restore_office(place, backup, opening, LastPapers())
    assert life.series == 2
    with offices.opened(place) as ports:
        assert journals.verify_journal(ports).problems == 0
        assert set(said["in_backup"]) <= set(codes(ports))
