"""Custody in crossed cases, over real files: both sides agree, and a person is told.

Each story lets both offices act and write files while none arrives. The files then come in every
order and some twice: tables, what counts and what waits for a person are the same each time.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.training import Office, carry, paired_folders

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.codec import KINDS
from ca_desktop.services import attention
from ca_desktop.services.desk import tasks
from ca_desktop.services.desk.dossiers import (
    dossier_detail,
    dossier_id_of,
    find_dossier,
    step_dossier,
)
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.machines import lives
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.names import ASKS
from ca_desktop.services.office import journals
from ca_desktop.store.tables import dossier_dues, dossiers
from ca_desktop.store.task_tables import task_answers
from ca_desktop.store.task_tables import tasks as tasks_table

Pair = tuple[Office, Office]
Story = Callable[["Road", str], None]


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    use_words()
    clock = StoryClock(offices.NOW)
    with bootstrap.open_office(folder, clock=clock) as ports:
        yield Office(ports, clock)


@dataclass
class Road:
    """Two offices and the files they wrote while none arrived."""

    commune: Office
    centre: Office
    folder: Path

    def __post_init__(self) -> None:
        self.from_commune: list[Path] = []
        self.from_centre: list[Path] = []

    def writes(self, office: Office) -> None:
        """Write a file that stays on the road."""
        files = self.from_commune if office is self.commune else self.from_centre
        stick = self.folder / f"stick-{len(self.from_commune)}-{len(self.from_centre)}"
        stick.mkdir()
        files += [item.file for item in exports.export_packages(office.ports, stick)]

    def step(self, office: Office, code: str, name: str, note: str = "") -> None:
        step_dossier(office.ports, code, name, note=note, wish=StepWish(reason=note))

    def ask(self, code: str, what: str, **more: Any) -> None:
        wanted = tasks.Ask(what=what, note="Công dân báo.", **more)
        tasks.ask(self.commune.ports, code, wanted)

    def exchange(self) -> None:
        """Carry everything both ways: nothing is on the road any more."""
        for source, target in ((self.commune, self.centre), (self.centre, self.commune)):
            carry(source, target, self.folder)

    def accepted(self, code: str) -> None:
        self.step(self.centre, code, "accept")
        self.exchange()


def late_accept(road: Road, code: str) -> None:
    road.step(road.commune, code, "take_back", "Trung tâm không trả lời.")
    road.writes(road.commune)
    road.step(road.commune, code, "in_process")
    road.writes(road.commune)
    road.step(road.centre, code, "accept")
    road.writes(road.centre)
    road.step(road.centre, code, "result_ready", "Đồng ý.")
    road.writes(road.centre)


def late_accept_of_a_forward_that_was_repeated(road: Road, code: str) -> None:
    road.step(road.commune, code, "take_back", "Gửi nhầm.")
    road.writes(road.commune)
    road.step(road.commune, code, "forward")
    road.writes(road.commune)
    road.step(road.centre, code, "accept")
    road.writes(road.centre)
    road.step(road.centre, code, "supplement", "Thiếu giấy.")
    road.writes(road.centre)


def recall_and_accept(road: Road, code: str) -> None:
    road.step(road.commune, code, "recall", "Gửi nhầm.")
    road.writes(road.commune)
    road.ask(code, "note")
    road.writes(road.commune)
    road.step(road.centre, code, "accept")
    road.writes(road.centre)
    road.step(road.centre, code, "supplement", "Thiếu giấy.")
    road.writes(road.centre)


def recall_take_back_and_accept(road: Road, code: str) -> None:
    road.step(road.commune, code, "recall", "Gửi nhầm.")
    road.writes(road.commune)
    road.step(road.commune, code, "take_back", "Không có trả lời.")
    road.writes(road.commune)
    road.step(road.centre, code, "accept")
    road.writes(road.centre)


def requests_and_a_result(road: Road, code: str) -> None:
    road.accepted(code)
    road.ask(code, "correction", part="applicant.name", value="Lò Thị Ến")
    road.writes(road.commune)
    road.ask(code, "withdrawal")
    road.writes(road.commune)
    road.step(road.centre, code, "result_ready", "Đồng ý.")
    road.writes(road.centre)


def papers_and_a_stop(road: Road, code: str) -> None:
    road.accepted(code)
    road.step(road.centre, code, "supplement", "Thiếu giấy.")
    road.exchange()
    road.ask(code, "papers", papers=["Giấy chứng sinh"])
    road.writes(road.commune)
    road.step(road.centre, code, "stopped", "Quá hạn bổ sung.")
    road.writes(road.centre)


def a_request_and_a_return_without_result(road: Road, code: str) -> None:
    road.accepted(code)
    road.ask(code, "withdrawal")
    road.writes(road.commune)
    road.ask(code, "correction", part="applicant.phone", value="0912345678")
    road.writes(road.commune)
    road.step(road.centre, code, "forward", "Không thuộc thẩm quyền.")
    road.writes(road.centre)


def the_centre_takes_back_what_it_returned(road: Road, code: str) -> None:
    road.accepted(code)
    road.step(road.centre, code, "forward", "Không thuộc thẩm quyền.")
    road.exchange()
    road.step(road.centre, code, "take_back", "Chuyển trả nhầm.")
    road.writes(road.centre)
    road.step(road.centre, code, "result_ready")
    road.writes(road.centre)
    road.step(road.commune, code, "accept")
    road.writes(road.commune)
    road.step(road.commune, code, "supplement", "Thiếu giấy.")
    road.writes(road.commune)


STORIES: dict[Story, tuple[Status, list[str], list[str]]] = {
    late_accept: (Status.IN_PROCESS, ["CROSSED"] * 2, ["CROSSED"] * 2),
    late_accept_of_a_forward_that_was_repeated: (
        Status.FORWARDED,
        ["CROSSED"] * 2,
        ["CROSSED"] * 2,
    ),
    recall_and_accept: (Status.SUPPLEMENT_REQUIRED, [], ["TASK-RECALL"]),
    recall_take_back_and_accept: (Status.RECEIVED, ["CROSSED"], ["CROSSED"]),
    requests_and_a_result: (Status.RESULT_READY, ["TASK-CORRECTION", "TASK-WITHDRAWAL"], []),
    papers_and_a_stop: (Status.STOPPED, [], ["TASK-PAPERS"]),
    the_centre_takes_back_what_it_returned: (
        Status.RESULT_READY,
        ["CROSSED"] * 2,
        ["CROSSED"] * 2,
    ),
    a_request_and_a_return_without_result: (
        Status.FORWARDED,
        [],
        ["TASK-WITHDRAWAL", "TASK-CORRECTION"],
    ),
}
"""How each ends: the status, what waits at the commune, what waits at the centre."""


def seen(office: Office) -> dict[str, Any]:
    """Everything two offices must see alike, and which events count."""
    rows = offices.rows(office.ports, dossiers)
    return {
        "dossiers": {row.dossier_id: {**row._mapping, "position": None} for row in rows},
        "dues": set(offices.rows(office.ports, dossier_dues)),
        "tasks": set(offices.rows(office.ports, tasks_table)),
        "answers": set(offices.rows(office.ports, task_answers)),
        "counted": {
            (row.event_id, row.counted)
            for each in rows
            for row in office.history(each.code)
            if row.kind != "SlipPrinted"
        },
    }


def waiting(office: Office) -> list[str]:
    return [matter.code for matter in attention.matters(office.ports)]


def told(folder: Path, story: Story) -> tuple[str, list[Path], list[Path]]:
    """Play a story; return the code and the files of both sides."""
    places = paired_folders(folder)
    with opened(places[0]) as commune, opened(places[1]) as centre:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        carry(commune, centre, folder)
        road = Road(commune, centre, folder)
        story(road, code)
        return code, road.from_commune, road.from_centre


def orders(files: Sequence[Path], dice: random.Random) -> Iterator[list[Path]]:
    """Yield every order of arrival, each with one file that comes once more."""
    for order in permutations(files):
        again = list(order)
        again.insert(dice.randrange(len(again) + 1), dice.choice(files))
        yield again


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
def test_both_sides_end_alike_whatever_order_the_files_come_in(
    tmp_path: Path, story: Story
) -> None:
    code, from_commune, from_centre = told(tmp_path, story)
    status, at_commune, at_centre = STORIES[story]
    dice = random.Random(len(story.__name__))
    ends = []
    for name, files, wanted in (
        ("commune", from_centre, at_commune),
        ("centre", from_commune, at_centre),
    ):
        for order in orders(files, dice):
            place = offices.copy(tmp_path / name, tmp_path / "copy")
            with opened(place) as office:
                for file in order:
                    (done,) = imports.import_packages(office.ports, [file])
                    assert done.result in {"imported", "already"}
                assert waiting(office) == wanted
                ends.append(seen(office))
                live = offices.tables(office.ports)
                journals.verify_journal(office.ports)
                journals.rebuild_tables(office.ports)
                assert offices.tables(office.ports) == live
                with office.ports.reading() as view:
                    assert find_dossier(view, code).status is status
    assert all(end == ends[0] for end in ends)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    places = paired_folders(tmp_path)
    with opened(places[0]) as commune, opened(places[1]) as centre:
        yield commune, centre


@pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
def test_what_crossed_can_be_settled_and_then_nothing_waits(
    pair: Pair, tmp_path: Path, story: Story
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    story(Road(commune, centre, tmp_path), code)
    road = Road(commune, centre, tmp_path / "on")
    road.folder.mkdir()
    for _round in range(3):
        road.exchange()
        for office in pair:
            for matter in attention.matters(office.ports):
                if matter.settles:
                    attention.settle(office.ports, matter)
                else:
                    tasks.answer(office.ports, matter.key, done=False, note="Không còn cần.")
    road.exchange()
    assert waiting(commune) == waiting(centre) == []
    assert seen(commune) == seen(centre)


def test_a_recall_of_a_forward_of_an_earlier_life_is_a_request(tmp_path: Path) -> None:
    places = paired_folders(tmp_path)
    with opened(places[0]) as commune:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        copy = tmp_path / "put-back"
        shutil.copytree(places[0], copy)
    shutil.rmtree(places[0])
    with opened(copy) as commune, opened(places[1]) as centre:
        lives.adopt(commune.ports, LastPapers())
        assert step_dossier(commune.ports, code, "recall").requested
        with commune.ports.reading() as view:
            assert find_dossier(view, code).status is Status.FORWARDED
        carry(commune, centre, tmp_path)
        assert waiting(centre) == ["RECALL-READ"]
        carry(centre, commune, tmp_path)
        with commune.ports.reading() as view:
            assert find_dossier(view, code).status is Status.RECEIVED
        carry(commune, centre, tmp_path)
        assert waiting(commune) == waiting(centre) == []
        assert seen(commune) == seen(centre)


def test_a_package_that_forks_resolves_no_recall(tmp_path: Path) -> None:
    places = paired_folders(tmp_path)
    with opened(places[0]) as commune, opened(places[1]) as centre:
        code = commune.take_in().code
        step_dossier(commune.ports, code, "forward")
        carry(commune, centre, tmp_path)
        step_dossier(commune.ports, code, "recall")
        (tmp_path / "usb").mkdir()
        (recall,) = exports.export_packages(commune.ports, tmp_path / "usb")
    twin = offices.copy(places[1], tmp_path / "twin")
    with opened(places[0]) as commune:
        with opened(places[1]) as centre:
            tasks.ask(centre.ports, code, tasks.Ask(what="note", note="Máy thứ nhất."))
            assert carry(centre, commune, tmp_path) == ["imported"]
        with opened(twin) as centre:
            tasks.ask(centre.ports, code, tasks.Ask(what="note", note="Máy thứ hai."))
            imports.import_package(centre.ports, recall.file)
            assert waiting(centre) == ["RECALL-READ"]
            assert carry(centre, commune, tmp_path) == ["E-125"]
        with commune.ports.reading() as view:
            assert find_dossier(view, code).status is Status.FORWARDED


def test_what_was_taken_back_by_force_is_worked_on_and_forwarded_anew(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    road = Road(commune, centre, tmp_path)
    road.step(commune, code, "forward")
    carry(commune, centre, tmp_path)
    road.step(commune, code, "take_back", "Gửi nhầm.")
    road.step(commune, code, "in_process")
    road.step(commune, code, "forward")
    carry(commune, centre, tmp_path)
    road.step(centre, code, "accept")
    road.step(centre, code, "result_ready")
    carry(centre, commune, tmp_path)
    assert waiting(commune) == waiting(centre) == []
    assert seen(commune) == seen(centre)
    with commune.ports.reading() as view:
        assert find_dossier(view, code).status is Status.RESULT_READY


# --- Random walks -----------------------------------------------------------------------------

ACTS = 60
PARTS = ("applicant.name", "applicant.phone")
VALUES = ("Lò Thị Ến", "0912345678", "Giàng Thị Dợ")


class Walk:
    """Two offices that act as they may, while files come late, twice, in any order or never."""

    def __init__(self, pair: Pair, folder: Path, seed: int) -> None:
        self.pair = pair
        self.road = Road(*pair, folder)
        self.dice = random.Random(seed)
        self.codes = [pair[0].take_in().code for _n in range(3)]
        self.road.exchange()

    def act(self) -> None:
        here = self.dice.choice(self.pair)
        acts = (self._step, self._ask, self._answer, self._write, self._deliver)
        act = self.dice.choices(acts, weights=(6, 2, 2, 2, 3))[0]
        with suppress(NotAllowedNow, InvalidField):
            act(here)

    def _step(self, here: Office) -> None:
        code = self.dice.choice(self.codes)
        steps = dossier_detail(here.ports, dossier_id_of(here.ports, code)).steps
        if steps:
            step = self.dice.choice(steps)
            step_dossier(here.ports, code, step, note="Lý do đã nêu.")

    def _ask(self, here: Office) -> None:
        wanted = tasks.Ask(
            what=self.dice.choice(ASKS),
            note="Công dân báo.",
            part=self.dice.choice(PARTS),
            value=self.dice.choice(VALUES),
            papers=["Giấy chứng sinh"],
        )
        tasks.ask(here.ports, self.dice.choice(self.codes), wanted)

    def _answer(self, here: Office) -> None:
        with here.ports.reading() as view:
            found = [task.task_id for task in view.tasks.waiting()]
        if found:
            done = self.dice.random() < 0.6
            tasks.answer(here.ports, self.dice.choice(found), done=done, note="Đã xem.")

    def _write(self, here: Office) -> None:
        self.road.writes(here)

    def _deliver(self, here: Office) -> None:
        road = self.road
        files = road.from_centre if here is road.commune else road.from_commune
        if files:
            imports.import_packages(here.ports, [self.dice.choice(files[-5:])])


def everything_is_told(office: Office) -> None:
    """Require a matter for each event that does not count, and one answer or turn a task."""
    strays = {
        row.event_id
        for each in offices.rows(office.ports, dossiers)
        for row in office.history(each.code)
        if not row.counted and KINDS[row.kind].state
    }
    told_of = {x.key for x in attention.matters(office.ports) if x.code == "CROSSED"}
    assert told_of == strays


@pytest.mark.slow
@pytest.mark.campaign("crossed")
@pytest.mark.parametrize("seed", range(size(400, 0.01)))
def test_whatever_crosses_both_sides_end_alike_and_nothing_is_silent(
    pair: Pair, tmp_path: Path, seed: int
) -> None:
    walk = Walk(pair, tmp_path, seed)
    for _act in range(ACTS):
        walk.act()
    for _round in range(3):
        walk.road.exchange()
    commune, centre = pair
    assert seen(commune) == seen(centre)
    with commune.ports.reading() as one, centre.ports.reading() as other:
        nodes = [
            (view.offices.node().node_id, view.offices.own().office_id) for view in (one, other)
        ]
        for task in one.tasks.waiting():
            turns = sum(task.waits_for(*node) for node in nodes)
            came_back = task.kind in {"RecallRequested", "NoteAdded"}
            assert turns == 1 or (came_back and not turns)
    for office in pair:
        everything_is_told(office)
        live = offices.tables(office.ports)
        journals.rebuild_tables(office.ports)
        assert offices.tables(office.ports) == live
