"""Long work says how far it is; stopped at any step, it leaves nothing behind."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers.offices import tables
from tests.helpers.stopping import After
from tests.helpers.worlds import ready_world

from ca_desktop.app.demo.world import COMMUNES, World
from ca_desktop.app.demo.year import differences
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.watch import Stage

FIRST = COMMUNES[0][0]
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}
MANY = 60


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world whose first commune has much to say; nobody works in it."""
    with ready_world(tmp_path_factory.mktemp("busy")) as made:
        command = intake.ReceiveDossier.from_json(GIVEN)
        intake.receive_dossiers(made.communes[FIRST], [command] * MANY)
        return made.folder


@pytest.fixture
def world(busy: Path, tmp_path: Path) -> Iterator[World]:
    with ready_world(tmp_path, busy) as made:
        (made.folder / "usb").mkdir()
        yield made


def statuses(ports: Ports) -> list[str]:
    with ports.reading() as view:
        return [row.status for row in view.exchange.written()]


def test_an_export_tells_every_stage_up_to_its_whole(world: World) -> None:
    person = After(10**9)
    exports.export_packages(world.communes[FIRST], world.folder / "usb", watch=person.watch)
    for stage in (Stage.BUILD, Stage.CHECK, Stage.CARRY):
        done, total = [said[1:] for said in person.told if said[0] is stage][-1]
        assert 0 < done == total


@pytest.mark.parametrize("steps", [0, 1, 7, 40, 63, 66, 69])
def test_a_stopped_export_leaves_nothing_and_the_next_one_is_whole(
    world: World, steps: int
) -> None:
    ports, usb = world.communes[FIRST], world.folder / "usb"
    before = set((ports.folder / "outbox").iterdir())
    assert exports.export_packages(ports, usb, watch=After(steps).watch) == []
    assert list(usb.iterdir()) == []
    assert set((ports.folder / "outbox").iterdir()) == before
    assert statuses(ports)[0] == "dropped"
    (whole,) = exports.export_packages(ports, usb)
    assert imports.import_package(world.centre, whole.file).events >= MANY
    assert differences(world) == []


def test_a_stopped_import_leaves_nothing_and_says_which_files_are_left(world: World) -> None:
    usb = world.folder / "usb"
    (whole,) = exports.export_packages(world.communes[FIRST], usb)
    before = tables(world.centre)
    for steps in (0, 1, 3, *random.Random(3).sample(range(4, 9), 3)):
        person = After(steps)
        (left,) = imports.import_packages(world.centre, [whole.file], person.watch)
        if left.result != "stopped":
            break
        assert tables(world.centre) == before
        assert list((world.centre.folder / "inbox").iterdir()) == []
    (taken,) = imports.import_packages(world.centre, [whole.file])
    assert taken.result in {"imported", "already"}
    assert differences(world) == []


def test_files_taken_in_before_the_stop_stay(world: World) -> None:
    usb = world.folder / "usb"
    (first,) = exports.export_packages(world.communes[FIRST], usb)
    (second,) = exports.export_packages(world.communes[COMMUNES[1][0]], usb)
    person = After(10**9)
    imported = imports.import_packages(world.centre, [first.file], person.watch)
    assert imported[0].result == "imported"
    results = imports.import_packages(world.centre, [first.file, second.file], After(2).watch)
    assert [item.result for item in results][-1] == "stopped"
    assert person.asked > MANY // imports.STRIDE
