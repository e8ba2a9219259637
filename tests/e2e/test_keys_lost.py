"""A PC is dead: with a backup nobody pairs again; if it is too old, the way out is named."""

import shutil
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import put_pair, recovery_code

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.keys.keys import rotate_keys
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.rows import DossierFilter

COMMUNE, CENTRE = "commune", "centre"


class Town:
    """A commune and its centre, each opened for one act."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = StoryClock(offices.NOW)
        self.files = 0
        put_pair(folder / COMMUNE, folder / CENTRE)

    def carry(self, source: str, target: str) -> list[str]:
        self.files += 1
        stick = self.folder / f"stick-{self.files}"
        stick.mkdir()
        with bootstrap.open_office(self.folder / source, clock=self.clock) as ports:
            files = [item.file for item in exports.export_packages(ports, stick)]
        with bootstrap.open_office(self.folder / target, clock=self.clock) as ports:
            return [x.code or x.result for x in imports.import_packages(ports, files)]

    def codes(self, name: str) -> set[str]:
        opened = bootstrap.open_office(self.folder / name, clock=self.clock)
        with opened as ports, ports.reading() as view:
            return {row.code or "" for row in view.dossiers.rows(DossierFilter())}

    def take_in(self) -> str:
        with bootstrap.open_office(self.folder / COMMUNE, clock=self.clock) as ports:
            return offices.take_in(ports)

    def rotate(self, name: str) -> None:
        with bootstrap.open_office(self.folder / name, clock=self.clock) as ports:
            rotate_keys(ports)

    def back_up(self, name: str) -> tuple[Path, str]:
        """Back up, and return with which recovery code the backup opens."""
        with bootstrap.open_office(self.folder / name, clock=self.clock) as ports:
            code = recovery_code(ports)
            return back_up(ports, self.folder / "backups").folder, code

    def dies_and_comes_back(self, name: str, backup: Path, code: str) -> None:
        """Nothing of the PC is left but the backup; the recovery code opens it on another."""
        for beside in ("", ".state"):
            shutil.rmtree(self.folder / f"{name}{beside}")
        opening = Opening(passphrase=code, user=None, now=offices.NOW)
        restore_office(self.folder / name, backup, opening, LastPapers())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.mark.parametrize("who", [COMMUNE, CENTRE])
def test_a_lost_key_comes_back_with_the_backup_and_nobody_pairs_again(town: Town, who: str) -> None:
    before = town.take_in()
    town.rotate(who)
    assert town.carry(COMMUNE, CENTRE) == ["imported"]
    backup, code = town.back_up(who)
    after = town.take_in()
    assert town.carry(COMMUNE, CENTRE) == ["imported"]
    assert town.carry(CENTRE, COMMUNE) == ["imported"]
    town.dies_and_comes_back(who, backup, code)
    for _ in range(3):
        town.carry(COMMUNE, CENTRE)
        town.carry(CENTRE, COMMUNE)
    assert town.carry(COMMUNE, CENTRE) == ["imported"]
    assert town.codes(COMMUNE) == town.codes(CENTRE) == {before, after}


def test_a_backup_with_former_keys_still_held_reads_what_was_sealed_to_them(town: Town) -> None:
    town.take_in()
    town.rotate(COMMUNE)
    backup, code = town.back_up(COMMUNE)
    town.dies_and_comes_back(COMMUNE, backup, code)
    assert town.carry(CENTRE, COMMUNE) == ["imported"]
    assert town.carry(COMMUNE, CENTRE) == ["imported"]


def test_a_backup_older_than_the_last_keys_is_told_to_pair_again(town: Town) -> None:
    backup, code = town.back_up(COMMUNE)
    town.rotate(COMMUNE)
    for source, target in ((COMMUNE, CENTRE), (CENTRE, COMMUNE), (COMMUNE, CENTRE)):
        assert town.carry(source, target) == ["imported"]
    town.dies_and_comes_back(COMMUNE, backup, code)
    assert town.carry(COMMUNE, CENTRE) == ["E-122"]
    assert town.carry(CENTRE, COMMUNE)[0] in {"E-103", "E-111"}


def test_who_pairs_again_after_a_rotation_may_rotate_once_more(town: Town) -> None:
    town.rotate(COMMUNE)
    assert town.carry(COMMUNE, CENTRE) == ["imported"]
    offices.pair(town.folder / COMMUNE, town.folder / CENTRE, town.folder / "papers again")
    town.rotate(COMMUNE)
    code = town.take_in()
    for _ in range(2):
        assert town.carry(COMMUNE, CENTRE) == ["imported"]
        assert town.carry(CENTRE, COMMUNE) == ["imported"]
    with bootstrap.open_office(town.folder / CENTRE, clock=town.clock) as ports:
        assert not exports.exchange_status(ports).problems
    assert code in town.codes(CENTRE)
