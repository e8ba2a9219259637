"""Whatever the exchange could not settle by itself waits for a person, and is never silent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.helpers.worlds import ready_world

from ca_desktop.app.demo.world import COMMUNES, World
from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import DossierRecalled
from ca_desktop.domain.events.envelope import CENTRE
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.attention import import_again, matter_of, matters, settle
from ca_desktop.services.desk import dossiers, intake
from ca_desktop.services.exchange import exports, imports, troubles
from ca_desktop.services.matters import Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.vault.mark import OfficeState, RunningMark

FIRST = COMMUNES[0][0]
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ready_world(tmp_path) as made:
        (tmp_path / "usb").mkdir()
        yield made


def carry(world: World, sender: Ports, taker: Ports) -> list[str]:
    files = [item.file for item in exports.export_packages(sender, world.folder / "usb")]
    return [item.result for item in imports.import_packages(taker, files)]


def test_an_office_at_peace_has_nothing_to_settle(world: World) -> None:
    commune = world.communes[FIRST]
    intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    carry(world, commune, world.centre)
    assert matters(commune) == matters(world.centre) == []


def test_a_commune_that_carries_nothing_for_more_than_a_week_is_asked_to(world: World) -> None:
    commune = world.communes[FIRST]
    carry(world, commune, world.centre)
    intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    since = world.clock.now()
    world.clock.moment += timedelta(days=troubles.UNSENT_DAYS, hours=23)
    assert not codes(commune) & {"UNSENT-LONG"}
    world.clock.moment += timedelta(hours=1)
    (matter,) = (x for x in matters(commune) if x.code == "UNSENT-LONG")
    assert (matter.remedy, matter.details["n"]) == (Remedy.EXPORT, troubles.UNSENT_DAYS + 1)
    assert parse_moment(matter.since) == since
    assert "UNSENT-LONG" not in codes(world.centre)
    exports.export_packages(commune, world.folder / "usb")
    assert "UNSENT-LONG" not in codes(commune)


def codes(ports: Ports) -> set[str]:
    return {matter.code for matter in matters(ports)}


def test_a_refused_file_waits_with_its_reason(world: World) -> None:
    commune = world.communes[FIRST]
    (sent,) = exports.export_packages(commune, world.folder / "usb")
    damaged = bytearray(sent.file.read_bytes())
    damaged[-1] ^= 1
    sent.file.write_bytes(damaged)
    imports.import_packages(world.centre, [sent.file])
    (matter,) = matters(world.centre)
    assert (matter.code, matter.dossier_id) == ("E-112", None)
    assert matter.since == world.clock.now().date().isoformat()


def test_a_refused_file_that_was_read_about_waits_no_more(world: World) -> None:
    strange = world.folder / "strange.hsg"
    strange.write_bytes(b"not a package")
    imports.import_packages(world.centre, [strange])
    (matter,) = matters(world.centre)
    assert matter.remedy is Remedy.SETTLE
    settle(world.centre, matter)
    assert matters(world.centre) == []
    imports.import_packages(world.centre, [strange])
    assert [item.code for item in matters(world.centre)] == ["E-101"]


def test_a_kept_file_is_taken_in_once_it_fits(world: World) -> None:
    commune = world.communes[FIRST]
    (sent,) = exports.export_packages(commune, world.folder / "usb")
    copy = world.centre.files.take_in(sent.file)
    world.centre.kept.keep(copy, "E-106", world.clock.now().date().isoformat(), {})
    (matter,) = matters(world.centre)
    assert matter.remedy is Remedy.IMPORT_AGAIN
    assert import_again(world.centre, matter).result == "imported"
    assert matters(world.centre) == []


def test_what_is_no_matter_cannot_be_settled(world: World) -> None:
    with pytest.raises(NotFound):
        matter_of(world.centre, "E-101:nothing")
    mark = RunningMark(OfficeState(world.folder / "copy"), fits=False)
    copied = replace(world.centre, mark=mark)
    with pytest.raises(NotAllowedNow):
        settle(copied, matter_of(copied, "E-126:own"))


def test_what_crossed_on_the_road_names_its_dossier(world: World) -> None:
    commune = world.communes[FIRST]
    taken = intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    dossiers.step_dossier(commune, taken.code, "forward")
    carry(world, commune, world.centre)
    dossiers.step_dossier(world.centre, taken.code, "accept")
    with commune.writing() as uow:  # a program that did not know the forward had left
        state = dossiers.find_dossier(uow, taken.code)
        standing = Standing(
            audience=CENTRE,
            subject=state.dossier_id,
            builds_on=state.tip,
            custody=state.custody.number,
        )
        uow.record(DossierRecalled(at=world.clock.now().isoformat(), officer_name="A"), standing)
        uow.commit()
    carry(world, commune, world.centre)
    (matter,) = matters(world.centre)
    assert (matter.code, matter.about, matter.dossier_id) == (
        "CROSSED",
        taken.code,
        taken.dossier_id,
    )
    settle(world.centre, matter)
    assert matters(world.centre) == []


def test_a_copied_folder_says_so_first(world: World, tmp_path: Path) -> None:

    mark = RunningMark(OfficeState(tmp_path / "copy"), fits=False)
    copied = replace(world.communes[FIRST], mark=mark)
    assert [item.code for item in matters(copied)] == ["E-126"]
