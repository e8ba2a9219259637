"""A database that was put back: each side is told step by step what to do, until all is back."""

import shutil
from datetime import timedelta
from pathlib import Path

from tests.helpers import offices
from tests.helpers.training import paired_folders

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.services.attention import matters, settle
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.matters import Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter


def sent(ports: Ports, folder: Path, clock: StoryClock) -> list[Path]:
    clock.moment += timedelta(minutes=1)
    folder.mkdir()
    return [item.file for item in exports.export_packages(ports, folder)]


def waiting(ports: Ports) -> dict[str, Remedy]:
    return {item.code: item.remedy for item in matters(ports)}


def test_what_was_lost_is_asked_for_answered_and_comes_back(tmp_path: Path) -> None:
    (commune, centre), clock = paired_folders(tmp_path), StoryClock(offices.NOW)
    kept = tmp_path / "kept"
    for beside in ("", ".state"):
        shutil.copytree(f"{commune}{beside}", kept / f"commune{beside}")
    with bootstrap.open_office(centre, clock=clock) as there:
        with bootstrap.open_office(commune, clock=clock) as here:
            code = offices.take_in(here)
            imports.import_packages(there, sent(here, tmp_path / "1", clock))
        for beside in ("", ".state"):
            shutil.rmtree(f"{commune}{beside}")
            shutil.copytree(kept / f"commune{beside}", f"{commune}{beside}")
        with bootstrap.open_office(commune, clock=clock) as here:
            imports.import_packages(here, sent(there, tmp_path / "2", clock))
            assert waiting(here) == {"LOST-HERE": Remedy.EXPORT, "LIFE-BEGAN": Remedy.SETTLE}
            (life,) = (item for item in matters(here) if item.code == "LIFE-BEGAN")
            settle(here, life)
            asking = sent(here, tmp_path / "3", clock)
            assert waiting(here) == {"LOST-ASKED": Remedy.IMPORT}
            imports.import_packages(there, asking)
            assert waiting(there) == {"ASKED-BACK": Remedy.EXPORT}
            answer = sent(there, tmp_path / "4", clock)
            assert waiting(there) == {}
            imports.import_packages(here, answer)
            assert waiting(here) == {}
            with here.reading() as view:
                assert [row.code for row in view.dossiers.rows(DossierFilter())] == [code]
