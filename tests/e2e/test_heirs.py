"""PCs that died, came twice, or were forgotten by their centre: everything goes on elsewhere."""

import shutil
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.errors import NotAllowedNow, NotFound, UserError
from ca_desktop.services import attention
from ca_desktop.services.desk import dossiers
from ca_desktop.services.exchange import choices, exports, imports, pairing
from ca_desktop.services.machines import lives, successions
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, OwnNode

OLD, NEW, CENTRE = "old", "new", "centre"
EVERYTHING = DossierFilter()


class Town:
    """The PCs of one commune and its centre, opened one at a time."""

    def __init__(self, folder: Path) -> None:
        use_words()
        self.folder = folder
        self.clock = StoryClock(offices.NOW)
        self.files = 0
        put_pair(folder / OLD, folder / CENTRE)

    def open(self, name: str) -> AbstractContextManager[Ports]:
        self.clock.moment += timedelta(minutes=1)
        return bootstrap.open_office(self.folder / name, clock=self.clock)

    def take_in(self, name: str) -> str:
        with self.open(name) as ports:
            return offices.take_in(ports)

    def step(self, name: str, code: str, step: str) -> str:
        with self.open(name) as ports:
            return dossiers.step_dossier(ports, code, step).status.value

    def stick(self) -> Path:
        self.files += 1
        target = self.folder / "usb" / f"{self.files}"
        target.mkdir(parents=True)
        return target

    def export(self, name: str) -> list[Path]:
        with self.open(name) as ports:
            return exported(ports, self.stick())

    def take(self, name: str, files: list[Path]) -> list[str]:
        with self.open(name) as ports:
            return taken(ports, files)

    def carry(self, name: str, rounds: int = 3) -> list[str]:
        """Carry files both ways between a PC of the commune and the centre."""
        said, back = [], list[Path]()
        node = self.node(name).node_id
        for _ in range(rounds):
            with self.open(name) as here:
                said += taken(here, back)
                there = exported(here, self.stick())
            with self.open(CENTRE) as ports:
                said += taken(ports, there)
                files = exported(ports, self.stick())
            back = [x for x in files if len(files) == 1 or f"-{node[:4]}-" in x.name]
        return said + self.take(name, back)

    def node(self, name: str) -> OwnNode:
        with self.open(name) as ports, ports.reading() as view:
            return view.offices.node()

    def answer(self, name: str, last: str = "") -> Path:
        """Let a PC answer an offer of the centre; return the request."""
        self.files += 1
        papers = self.folder / "papers" / f"{self.files}"
        papers.mkdir(parents=True)
        with self.open(CENTRE) as there:
            made = pairing.make_offer(there, offices.COMMUNE[1], papers / "a.hspair")
        with self.open(name) as here:
            pairing.answer_offer(
                here, papers / "a.hspair", made.secret, papers / "b.hsreq", LastPapers(code=last)
            )
        return papers / "b.hsreq"

    def pair(self, name: str, *replaces: str, last: str = "") -> str:
        request = self.answer(name, last)
        answer = request.with_name("c.hsg")
        with self.open(CENTRE) as there:
            pairing.accept_request(there, request, answer, replaces)
        with self.open(name) as here:
            done = pairing.finish_pairing(here, answer)
        return done.code or done.result

    def set_up(self, name: str = NEW) -> None:
        offices.found(self.folder / name, offices.COMMUNE)

    def lose(self, name: str) -> None:
        for beside in ("", ".state"):
            shutil.rmtree(self.folder / f"{name}{beside}")

    def image(self, name: str, to: str) -> None:
        """Copy a whole disk: the data folder and what lies beside it."""
        for beside in ("", ".state"):
            shutil.copytree(self.folder / f"{name}{beside}", self.folder / f"{to}{beside}")

    def seen(self, name: str) -> set[tuple[object, ...]]:
        with self.open(name) as ports, ports.reading() as view:
            return {
                (x.dossier_id, x.code, x.status, x.held_by, x.office_code)
                for x in view.dossiers.rows(EVERYTHING)
            }

    def matters(self, name: str) -> set[str]:
        with self.open(name) as ports:
            return {x.code for x in attention.matters(ports)}

    def check(self, name: str) -> None:
        """Both sides hold the same, and their tables follow from their journals."""
        assert self.seen(name) == self.seen(CENTRE)
        for place in (name, CENTRE):
            with self.open(place) as ports:
                before = offices.tables(ports)
                journals.verify_journal(ports)
                journals.rebuild_tables(ports)
                assert offices.tables(ports) == before


def exported(ports: Ports, stick: Path) -> list[Path]:
    return [item.file for item in exports.export_packages(ports, stick)]


def taken(ports: Ports, files: list[Path]) -> list[str]:
    return [x.code or x.result for x in imports.import_packages(ports, files)]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_a_dead_pc_is_replaced_and_another_one_goes_on_with_its_dossiers(town: Town) -> None:
    at_desk, away = town.take_in(OLD), town.take_in(OLD)
    town.step(OLD, away, "forward")
    town.carry(OLD)
    town.step(CENTRE, away, "accept")
    late = town.take_in(OLD)
    stick = town.export(OLD)
    old = town.node(OLD).node_id
    town.lose(OLD)
    town.set_up()
    request = town.answer(NEW, last=late)
    with town.open(CENTRE) as there:
        (known,) = pairing.other_machines(there, request)
        assert known.node.node_id == old
        answer = request.with_name("c.hsg")
        with pytest.raises(UserError, match="WHICH-RUN"):
            pairing.accept_request(there, request, answer)
        with pytest.raises(NotFound, match="NO-SUCH-NODE"):
            pairing.accept_request(there, request, answer, ["f" * 32])
        pairing.accept_request(there, request, answer, [old])
    with town.open(NEW) as here:
        pairing.finish_pairing(here, answer)
    assert town.node(NEW).series == 2
    assert town.step(NEW, at_desk, "in_process") == "in_process"
    assert town.step(CENTRE, away, "result_ready") == "result_ready"
    town.carry(NEW)
    with town.open(NEW) as here:
        code = offices.take_in(here)
        assert code.split("-")[-1].startswith("2")
    town.carry(NEW)
    town.check(NEW)
    assert {row[1] for row in town.seen(NEW)} == {at_desk, away, code}
    # a stick that the dead PC had written turns up: a person lets it in, and nothing is lost
    assert town.take(CENTRE, stick) == ["MACHINE-CLOSED"]
    with town.open(CENTRE) as there:
        (matter,) = [x for x in attention.matters(there) if x.code == "MACHINE-CLOSED"]
        assert attention.import_again(there, matter).result == "imported"
    town.carry(NEW)
    town.check(NEW)
    assert late in {row[1] for row in town.seen(NEW)}
    assert town.step(NEW, late, "in_process") == "in_process"
    assert town.matters(CENTRE) == set()


def test_a_second_pc_numbers_beyond_the_first_and_may_take_its_place_later(town: Town) -> None:
    first = town.take_in(OLD)
    town.carry(OLD)
    town.set_up()
    own = town.take_in(NEW)
    assert town.pair(NEW) == "imported"
    assert town.node(NEW).office_id == town.node(OLD).office_id
    second = town.take_in(NEW)
    assert second.split("-")[-1].startswith("2")
    town.carry(OLD)
    town.carry(NEW)
    assert own == first, "a PC that is not paired knows of no other"
    assert "DOUBLED-PAPER" in town.matters(CENTRE)
    old, new = town.node(OLD).node_id, town.node(NEW).node_id
    town.lose(OLD)
    with town.open(CENTRE) as there:
        successions.replace_machine(there, old, new)
        with pytest.raises(NotFound, match="NO-SUCH-NODE"):
            successions.replace_machine(there, old, new)
    town.carry(NEW)
    town.check(NEW)
    assert len(town.seen(NEW)) == 3


def test_two_machines_with_one_disk_are_told_apart_and_the_centre_chooses_one(town: Town) -> None:
    town.take_in(OLD)
    town.carry(OLD)
    town.image(OLD, NEW)
    one, two = town.take_in(OLD), town.take_in(NEW)
    assert one == two
    for _ in range(5):
        for name in (OLD, NEW):
            with town.open(name) as ports, ports.reading() as view:
                sole = lives.is_sole(ports, view)
            if not sole:
                with town.open(name) as ports:
                    lives.adopt(ports, LastPapers())
            town.carry(name, rounds=1)
    assert {"RIVALS", "DOUBLED-PAPER"} <= town.matters(CENTRE)
    stays = town.node(NEW)
    with town.open(CENTRE) as there:
        with pytest.raises(UserError, match="WHICH-LIFE"):
            choices.choose_life(there, offices.COMMUNE[1])
        done = choices.choose_life(there, stays.node_id, stays.incarnation[:6])
        assert done.ends == (town.node(OLD).incarnation,)
    town.carry(OLD, rounds=1)
    assert "LIFE-ENDED" in town.matters(OLD)
    with pytest.raises(NotAllowedNow, match="LIFE-ENDED"):
        town.take_in(OLD)
    town.carry(OLD, rounds=2)
    assert "LIFE-TOLD" in town.matters(OLD)
    town.carry(NEW, rounds=3)
    town.take_in(NEW)
    town.carry(NEW)
    assert "RIVALS" not in town.matters(CENTRE)
    town.check(NEW)
    assert len(town.seen(NEW)) == 4


def test_two_packages_with_one_number_prove_two_machines(town: Town) -> None:
    town.carry(OLD)
    town.image(OLD, NEW)
    assert town.take(CENTRE, town.export(OLD)) == ["imported"]
    assert town.take(CENTRE, town.export(NEW)) == ["imported"]
    assert "RIVALS" in town.matters(CENTRE)
    life = town.node(OLD).incarnation
    with town.open(CENTRE) as there:
        assert choices.choose_life(there, offices.COMMUNE[1]).ends == (life,)
    assert "RIVALS" not in town.matters(CENTRE)
    town.carry(OLD, rounds=1)
    with pytest.raises(NotAllowedNow, match="LIFE-ENDED"):
        town.take_in(OLD)
    with town.open(OLD) as ports:
        lives.adopt(ports, LastPapers())
    town.take_in(OLD)
    town.carry(OLD)
    town.check(OLD)


def test_a_centre_that_was_put_back_to_before_a_pairing_pairs_again_and_loses_nothing(
    town: Town,
) -> None:
    code = town.take_in(OLD)
    town.carry(OLD)
    town.image(CENTRE, "before")
    old = town.node(OLD).node_id
    town.lose(OLD)
    town.set_up()
    assert town.pair(NEW, old, last=code) == "imported"
    more = town.take_in(NEW)
    town.carry(NEW)
    town.lose(CENTRE)
    town.image("before", CENTRE)
    (parked,) = town.export(NEW)
    assert town.take(CENTRE, [parked]) == ["E-122"]
    assert "E-122" in town.matters(CENTRE)
    assert town.pair(NEW, old) == "E-125", "the centre does not know yet that it was put back"
    assert town.take(CENTRE, [parked])[0] == "imported"
    town.carry(NEW, rounds=4)
    town.check(NEW)
    assert {row[1] for row in town.seen(CENTRE)} == {code, more}
    assert town.step(NEW, code, "in_process") == "in_process"


def test_a_package_much_older_than_the_one_before_is_shown(town: Town) -> None:
    old = town.export(OLD)
    town.clock.moment += timedelta(days=40)
    with town.open(OLD) as ports:
        ports.clock.confirm(ports.clock.now().date())
    assert town.take(CENTRE, town.export(OLD)) == ["imported"]
    assert town.take(CENTRE, old) == ["OLD-PACKAGE"]
