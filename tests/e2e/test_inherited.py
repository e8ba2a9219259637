"""A commune's PC died and another took its place: what crossed or waited goes on there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry, paired_folders, put_office

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.services import attention
from ca_desktop.services.desk import tasks
from ca_desktop.services.desk.dossiers import find_dossier, step_dossier
from ca_desktop.services.exchange import pairing
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals
from ca_desktop.store.task_tables import task_answers
from ca_desktop.store.task_tables import tasks as tasks_table


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    use_words()
    clock = StoryClock(offices.NOW)
    with bootstrap.open_office(folder, clock=clock) as ports:
        yield Office(ports, clock)


class Places:
    """A commune whose PC dies, and its centre."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commune, self.centre = paired_folders(folder)

    def replace(self, last: str) -> None:
        """Let the PC die; set up, pair and name the one that takes its place."""
        with opened(self.commune) as commune, commune.ports.reading() as view:
            dead = view.offices.node().node_id
        for beside in ("", ".state"):
            shutil.rmtree(self.commune.with_name(self.commune.name + beside))
        self.commune = put_office(self.folder / "successor")
        papers = self.folder / "sheets"
        papers.mkdir()
        offer, request, first = (papers / name for name in ("a.hspair", "b.hsreq", "c.hsg"))
        with opened(self.commune) as commune, opened(self.centre) as centre:
            made = pairing.make_offer(centre.ports, offices.COMMUNE[1], offer)
            pairing.answer_offer(commune.ports, offer, made.secret, request, LastPapers(code=last))
            pairing.accept_request(centre.ports, request, first, [dead])
            pairing.finish_pairing(commune.ports, first)
            exchanged(commune, centre, self.folder)


def exchanged(commune: Office, centre: Office, folder: Path, rounds: int = 3) -> None:
    for _round in range(rounds):
        carry(commune, centre, folder)
        carry(centre, commune, folder)


def state(office: Office, code: str) -> DossierState:
    with office.ports.reading() as view:
        return find_dossier(view, code)


def waiting(office: Office) -> list[str]:
    return [matter.code for matter in attention.matters(office.ports)]


def agree(commune: Office, centre: Office, code: str) -> None:
    """Require the same dossier, tasks and answers on both sides, and sound tables."""
    assert state(commune, code) == state(centre, code)
    for table in (tasks_table, task_answers):
        assert set(offices.rows(commune.ports, table)) == set(offices.rows(centre.ports, table))
    for office in (commune, centre):
        live = offices.tables(office.ports)
        journals.rebuild_tables(office.ports)
        assert offices.tables(office.ports) == live


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def test_what_waited_for_the_dead_pc_is_answered_by_its_successor(places: Places) -> None:
    with opened(places.commune) as commune, opened(places.centre) as centre:
        code = commune.take_in().code
        carry(commune, centre, places.folder)
        wanted = tasks.Ask(
            what="correction", note="Sai dấu.", part="applicant.name", value="Lò Thị Ến"
        )
        task = tasks.ask(centre.ports, code, wanted).task_id
        carry(centre, commune, places.folder)
        assert waiting(commune) == ["TASK-CORRECTION"]
    places.replace(code)
    with opened(places.commune) as commune, opened(places.centre) as centre:
        assert "TASK-CORRECTION" in waiting(commune)
        assert tasks.answer(commune.ports, task, done=True).status is Status.RECEIVED
        exchanged(commune, centre, places.folder)
        assert state(centre, code).holder_name == "Lò Thị Ến"
        assert "TASK-CORRECTION" not in waiting(commune) + waiting(centre)
        agree(commune, centre, code)


def test_what_the_dead_pc_asked_for_is_answered_to_its_successor(places: Places) -> None:
    with opened(places.commune) as commune, opened(places.centre) as centre:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        carry(commune, centre, places.folder)
        step_dossier(centre.ports, code, "accept")
        carry(centre, commune, places.folder)
        wanted = tasks.Ask(what="withdrawal", note="Công dân xin rút.")
        task = tasks.ask(commune.ports, code, wanted).task_id
        carry(commune, centre, places.folder)
    places.replace(code)
    with opened(places.commune) as commune, opened(places.centre) as centre:
        tasks.answer(centre.ports, task, done=False, note="Đã ký kết quả.")
        exchanged(commune, centre, places.folder)
        assert "TASK-DECLINED" in waiting(commune)
        assert "TASK-DECLINED" not in waiting(centre)
        agree(commune, centre, code)


def test_a_forward_of_the_dead_pc_is_taken_back_by_its_successor_and_a_late_accept_is_told(
    places: Places,
) -> None:
    with opened(places.commune) as commune, opened(places.centre) as centre:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        carry(commune, centre, places.folder)
    places.replace(code)
    with opened(places.commune) as commune, opened(places.centre) as centre:
        assert state(commune, code).status is Status.FORWARDED
        step_dossier(commune.ports, code, "take_back", note="Máy cũ hỏng.")
        step_dossier(centre.ports, code, "accept")
        exchanged(commune, centre, places.folder)
        assert state(centre, code).status is Status.RECEIVED
        for office in (commune, centre):
            assert "CROSSED" in waiting(office)
        agree(commune, centre, code)
        assert step_dossier(commune.ports, code, "in_process").status is Status.IN_PROCESS
        exchanged(commune, centre, places.folder)
        agree(commune, centre, code)


def test_a_forward_of_the_dead_pc_is_recalled_by_request_only(places: Places) -> None:
    with opened(places.commune) as commune, opened(places.centre) as centre:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        carry(commune, centre, places.folder)
    places.replace(code)
    with opened(places.commune) as commune, opened(places.centre) as centre:
        assert step_dossier(commune.ports, code, "recall").requested
        carry(commune, centre, places.folder)
        assert "RECALL-READ" in waiting(centre)
        exchanged(commune, centre, places.folder)
        assert state(commune, code).status is Status.RECEIVED
        assert state(commune, code).custody.number == 2
        agree(commune, centre, code)
