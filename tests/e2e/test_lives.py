"""Databases that are put back, copied and lost: nothing is lost, doubled or stuck."""

import shutil
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from tests.format import reader
from tests.helpers import offices
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.storm_machines import backdate
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import NotAllowedNow, UserError
from ca_desktop.services.attention import matters, settle
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.keys.key_overview import key_overview
from ca_desktop.services.keys.keys import rotate_keys, spoken_keys
from ca_desktop.services.machines import lives
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.matters import Remedy
from ca_desktop.services.office import journals, procedures
from ca_desktop.services.office.audit import Wanted, audit
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, OwnNode

COMMUNE, CENTRE = "commune", "centre"
EVERYTHING = DossierFilter()


def seen(ports: Ports) -> set[tuple[object, ...]]:
    """Return what both sides must see alike."""
    with ports.reading() as view:
        return {
            (row.dossier_id, row.code, row.status, row.received_at, row.due_at, row.held_by)
            for row in view.dossiers.rows(EVERYTHING)
        }


class Town:
    """A commune and its centre, opened one at a time as on their own PCs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = StoryClock(offices.NOW)
        self.files = 0
        put_pair(folder / COMMUNE, folder / CENTRE)

    def open(self, name: str) -> AbstractContextManager[Ports]:
        return bootstrap.open_office(self.folder / name, clock=self.clock)

    def take_in(self, name: str = COMMUNE) -> str:
        with self.open(name) as ports:
            return offices.take_in(ports)

    def export(self, name: str) -> list[Path]:
        self.clock.moment += timedelta(minutes=1)
        self.files += 1
        with self.open(name) as ports:
            target = self.folder / "usb" / f"{self.files}"
            target.mkdir(parents=True)
            return [item.file for item in exports.export_packages(ports, target)]

    def take(self, name: str, files: list[Path]) -> list[str]:
        with self.open(name) as ports:
            return [item.code or item.result for item in imports.import_packages(ports, files)]

    def carry(self, rounds: int = 3) -> list[str]:
        """Carry files both ways, whatever their reader says."""
        said = []
        for _ in range(rounds):
            said += self.take(CENTRE, self.export(COMMUNE))
            said += self.take(COMMUNE, self.export(CENTRE))
        return said

    def copy(self, name: str, *, whole: bool) -> Path:
        """Copy the data folder, or the whole disk with what lies beside it."""
        self.files += 1
        target = self.folder / f"copy-{self.files}" / name
        shutil.copytree(self.folder / name, target)
        if whole:
            shutil.copytree(self.folder / f"{name}.state", target.with_name(f"{name}.state"))
        return target

    def put_back(self, name: str, copy: Path) -> None:
        for beside in ("", ".state"):
            source, place = copy.with_name(name + beside), self.folder / f"{name}{beside}"
            if source.exists():
                shutil.rmtree(place)
                shutil.copytree(source, place)

    def kinds_in(self, file: Path) -> list[str]:
        """Return the sections of a package, as a stranger reads them."""
        with self.open(COMMUNE) as ports, ports.reading() as view:
            secrets = view.offices.node().secrets
            signer = ports.packages.public_of(secrets).sign
        manifest, _events = reader.read_package(file, secrets.box, signer)
        return [section["kind"] for section in manifest["sections"]]

    def codes(self, name: str) -> set[str]:
        with self.open(name) as ports, ports.reading() as view:
            return {row.code or "" for row in view.dossiers.rows(EVERYTHING)}

    def check(self) -> None:
        """Both sides hold the same, nothing is open, and their journals hold."""
        with ExitStack() as stack:
            here, there = (stack.enter_context(self.open(x)) for x in (COMMUNE, CENTRE))
            assert seen(here) == seen(there)
            for ports in (here, there):
                before = offices.tables(ports)
                journals.verify_journal(ports)
                journals.rebuild_tables(ports)
                assert offices.tables(ports) == before
                status = exports.exchange_status(ports)
                assert all(peer.unacknowledged == 0 for peer in status.peers)
                with ports.reading() as view:
                    assert view.exchange.losses() == []


@pytest.fixture
def town(tmp_path: Path) -> Town:
    use_words()
    return Town(tmp_path)


def node(town: Town, name: str = COMMUNE) -> OwnNode:
    with town.open(name) as ports, ports.reading() as view:
        return view.offices.node()


def test_a_folder_that_was_put_back_waits_for_a_person_and_loses_nothing(town: Town) -> None:
    town.take_in()
    old = town.copy(COMMUNE, whole=False)
    lost = town.take_in()
    town.carry()
    town.put_back(COMMUNE, old)
    with pytest.raises(NotAllowedNow, match="E-126"):
        town.take_in()
    with pytest.raises(NotAllowedNow, match="E-126"):
        town.export(COMMUNE)
    with town.open(COMMUNE) as ports:
        life = lives.adopt(ports, LastPapers(code=lost))
    assert life.series == 2
    assert lost in town.codes(COMMUNE)
    new = town.take_in()
    assert new.split("-")[-1].startswith("2")
    town.carry()
    assert {lost, new} <= town.codes(COMMUNE) & town.codes(CENTRE)
    town.check()


def test_without_a_second_journal_the_centre_gives_back_what_is_lost(town: Town) -> None:
    town.take_in()
    town.carry()
    old = town.copy(COMMUNE, whole=False)
    lost = town.take_in()
    town.carry()
    town.put_back(COMMUNE, old)
    shutil.rmtree(town.folder / "commune.state")
    with town.open(COMMUNE) as ports:
        lives.adopt(ports, LastPapers())
    assert lost not in town.codes(COMMUNE)
    town.carry()
    assert lost in town.codes(COMMUNE)
    town.check()


@pytest.mark.parametrize("beside", [True, False], ids=["same PC", "new PC"])
def test_a_restored_office_goes_on_in_a_new_life(town: Town, beside: bool) -> None:  # noqa: FBT001
    town.take_in()
    town.carry()
    with town.open(COMMUNE) as ports:
        backup = back_up(ports, town.folder / "stick").folder
    later = town.take_in()
    shutil.rmtree(town.folder / COMMUNE)
    if not beside:
        shutil.rmtree(town.folder / "commune.state")
    opening = Opening(passphrase=None, user=None, now=town.clock.moment)
    life = restore_office(town.folder / COMMUNE, backup, opening, LastPapers(code=later))
    assert life.series == 2
    assert (later in town.codes(COMMUNE)) is beside
    assert (life.completed > 0) is beside
    new = town.take_in()
    town.carry()
    assert new in town.codes(CENTRE)
    town.check()


def test_an_office_is_never_restored_over_another(town: Town) -> None:
    with town.open(COMMUNE) as ports:
        backup = back_up(ports, town.folder / "stick").folder
    opening = Opening(passphrase=None, user=None, now=town.clock.moment)
    with pytest.raises(UserError, match="OFFICE-EXISTS"):
        restore_office(town.folder / COMMUNE, backup, opening, LastPapers())
    town.carry()
    town.check()


def test_an_image_of_the_whole_disk_is_found_at_the_next_exchange(town: Town) -> None:
    town.take_in()
    town.carry()
    image = town.copy(COMMUNE, whole=True)
    lost = town.take_in()
    town.carry()
    town.put_back(COMMUNE, image)
    again = town.take_in()
    first = node(town).incarnation
    town.carry(rounds=4)
    assert node(town).incarnation != first
    assert lost == again, "a disk that does not know it was put back prints a number twice"
    with town.open(COMMUNE) as ports, ports.reading() as view:
        assert (
            len({row.dossier_id for row in view.dossiers.rows(EVERYTHING) if row.code == lost}) == 2
        )
    town.check()


def test_what_parted_is_never_counted_as_not_acknowledged(town: Town) -> None:
    """The centre has read the shorter history; the longer one was written anew, and is read."""
    image = town.copy(COMMUNE, whole=True)
    town.take_in()
    town.carry()
    town.put_back(COMMUNE, image)
    for _number in range(3):
        town.take_in()
    town.carry(rounds=5)
    with town.open(COMMUNE) as ports:
        (peer,) = exports.exchange_status(ports).peers
        assert (peer.waiting, peer.unacknowledged) == (0, 0)
    town.check()


def test_an_answer_to_the_twin_is_no_proof_that_new_keys_are_known(town: Town) -> None:
    """One PC changed its keys and told nobody yet; its twin has said more in the same stream."""
    twin = town.copy(COMMUNE, whole=True)
    with town.open(COMMUNE) as ports:
        rotate_keys(ports)
    changed = town.copy(COMMUNE, whole=True)
    town.put_back(COMMUNE, twin)
    for _number in range(3):
        town.take_in()
    (told,) = town.export(COMMUNE)
    town.take(CENTRE, [told])
    answers = town.export(CENTRE)
    town.put_back(COMMUNE, changed)
    town.take(COMMUNE, answers)
    kept = town.take_in()
    town.carry(rounds=5)
    assert kept in town.codes(CENTRE)
    town.check()
    with town.open(COMMUNE) as ports, ports.reading() as view:
        (peer,) = exports.exchange_status(ports).peers
        assert spoken_keys(ports, view, peer.peer).number == view.offices.node().key_number == 1


def test_two_histories_of_a_backup_and_a_second_journal_are_both_kept_and_told(town: Town) -> None:
    """The disk is put back as an image, and then a backup from before that is restored."""
    town.take_in()
    image = town.copy(COMMUNE, whole=True)
    first = town.take_in()
    with town.open(COMMUNE) as ports:
        backup = back_up(ports, town.folder / "stick").folder
    town.put_back(COMMUNE, image)
    second = town.take_in()
    assert first == second
    shutil.rmtree(town.folder / COMMUNE)
    opening = Opening(passphrase=None, user=None, now=town.clock.moment)
    life = restore_office(town.folder / COMMUNE, backup, opening, LastPapers(code=second))
    assert life.written_anew > 0
    town.carry()
    for name in (COMMUNE, CENTRE):
        with town.open(name) as ports, ports.reading() as view:
            rows = [row for row in view.dossiers.rows(EVERYTHING) if row.code == first]
            assert len({row.dossier_id for row in rows}) == 2
    with town.open(COMMUNE) as ports:
        assert "ForkFound" in {row.kind for row in audit(ports, Wanted())}
    town.check()


def test_what_was_edited_past_the_program_is_told_even_where_every_hash_was_made_to_fit(
    town: Town,
) -> None:
    town.take_in()
    with town.open(COMMUNE) as ports:
        backup = back_up(ports, town.folder / "stick").folder
    secret, today = bootstrap.TRAINING_PASSPHRASE, offices.NOW.date()
    backdate(town.folder / COMMUNE, secret, today, days=1)
    with town.open(COMMUNE) as ports:
        lives.adopt(ports, LastPapers())
        told = [x for x in matters(ports) if x.code == "DATA-EDITED"]
        assert [(x.remedy, x.details) for x in told] == [(Remedy.SETTLE, {"n": 1})]
        journals.rebuild_tables(ports)
        assert [x for x in matters(ports) if x.code == "DATA-EDITED"] == told
        settle(ports, told[0])
    shutil.rmtree(town.folder / COMMUNE)
    opening = Opening(passphrase=None, user=None, now=town.clock.moment)
    restore_office(town.folder / COMMUNE, backup, opening, LastPapers())
    with town.open(COMMUNE) as ports:
        assert not [x for x in matters(ports) if x.code == "DATA-EDITED"]


def test_a_centre_that_was_put_back_gets_its_own_events_from_the_commune(town: Town) -> None:
    code = town.take_in()
    town.carry()
    image = town.copy(CENTRE, whole=True)
    with town.open(CENTRE) as ports:
        procedures.publish_catalogue(ports)
    town.take_in()
    town.carry()
    town.put_back(CENTRE, image)
    town.take(COMMUNE, town.export(CENTRE))
    town.take(CENTRE, town.export(COMMUNE))
    town.take(COMMUNE, town.export(CENTRE))
    (answer,) = town.export(COMMUNE)
    assert town.kinds_in(answer) == ["events", "give_back", "proofs"]
    assert town.take(CENTRE, [answer]) == ["imported"]
    town.carry()
    with town.open(CENTRE) as ports, ports.reading() as view:
        assert view.master.published()
    assert code in town.codes(CENTRE)
    town.check()


def test_two_machines_with_one_disk_end_as_one_office(town: Town) -> None:
    town.take_in()
    town.carry()
    twin = town.copy(COMMUNE, whole=True)
    town.take_in()
    town.carry()
    original = town.copy(COMMUNE, whole=True)
    town.put_back(COMMUNE, twin)
    town.take_in()
    town.take_in()
    town.carry(rounds=4)
    twin = town.copy(COMMUNE, whole=True)
    town.put_back(COMMUNE, original)
    town.take_in()
    said = town.take(CENTRE, town.export(COMMUNE))
    town.take(COMMUNE, town.export(CENTRE))
    with pytest.raises(NotAllowedNow, match="E-126"):
        town.export(COMMUNE)
    with town.open(COMMUNE) as ports:
        lives.adopt(ports, LastPapers())
    town.carry(rounds=4)
    assert said
    town.check()
    with town.open(COMMUNE) as ports, ports.reading() as view:
        assert len(view.dossiers.rows(EVERYTHING)) == 5


def test_a_copy_becomes_a_machine_of_its_own(town: Town) -> None:
    town.take_in()
    town.carry()
    copy = town.copy(COMMUNE, whole=False)
    with bootstrap.open_office(copy, clock=town.clock) as ports:
        with pytest.raises(NotAllowedNow):
            offices.take_in(ports)
        before = offices.tables(ports)
        life = lives.adopt_copy(ports, LastPapers())
        code = offices.take_in(ports)
        assert code.split("-")[-1].startswith(str(life.series))
        assert exports.exchange_status(ports).peers == ()
        assert key_overview(ports).rotated_at == town.clock.moment.isoformat()
        assert "KEYS-DUE" not in {matter.code for matter in matters(ports)}
        kept = offices.tables(ports)
        journals.rebuild_tables(ports)
        assert offices.tables(ports) == kept
        assert before["dossiers"][0] in kept["dossiers"]
    with bootstrap.open_office(copy, clock=town.clock) as ports:
        assert ports.mark_fits
