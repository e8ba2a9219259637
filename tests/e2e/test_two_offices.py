"""A commune and its centre, real files and databases: nothing lost, doubled or fooled."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.helpers.campaign import size
from tests.helpers.offices import tables
from tests.helpers.worlds import ready_world

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import COMMUNES, World
from ca_desktop.app.demo.year import differences
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import CaError, NotAllowedNow
from ca_desktop.domain.reports import Period
from ca_desktop.exchange.parts import LEAST_PART
from ca_desktop.services.desk import dossiers, intake, results
from ca_desktop.services.exchange import exports, imports, previews
from ca_desktop.services.office import journals, reports
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

FIRST, SECOND = COMMUNES[0][0], COMMUNES[1][0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ready_world(tmp_path) as made:
        yield made


def take_in(ports: Ports, name: str = "Lò Thị Én") -> str:
    given = {"procedure": "1.004873", "applicant": {"name": name, "id_number": "001190123456"}}
    return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(given)).code


def export(world: World, ports: Ports) -> list[Path]:
    world.clock.moment += timedelta(minutes=1)
    folder = world.folder / "usb"
    folder.mkdir(exist_ok=True)
    return [item.file for item in exports.export_packages(ports, folder)]


def codes(ports: Ports, files: list[Path]) -> list[str]:
    return [item.code or item.result for item in imports.import_packages(ports, files)]


def status(ports: Ports, code: str) -> Status:
    with ports.reading() as view:
        return dossiers.find_dossier(view, code).status


def test_a_lost_file_heals_itself_with_the_next(world: World) -> None:
    ports = world.communes[FIRST]
    take_in(ports)
    export(world, ports)[0].unlink()
    take_in(ports)
    assert codes(world.centre, export(world, ports)) == ["imported"]
    assert differences(world) == []


def test_a_file_delivered_twice_is_said_to_be_known(world: World) -> None:
    ports = world.communes[FIRST]
    take_in(ports)
    files = export(world, ports)
    assert codes(world.centre, files) == ["imported"]
    before = tables(world.centre)
    assert codes(world.centre, files) == ["E-105"]
    assert tables(world.centre) == before


def test_files_may_come_in_any_order(world: World) -> None:
    ports, files = world.communes[FIRST], []
    for _day in range(4):
        take_in(ports)
        files += export(world, ports)
    assert set(codes(world.centre, files[::-1])) == {"imported"}
    assert differences(world) == []


@pytest.mark.campaign("damaged")
def test_a_damaged_file_is_refused_and_changes_nothing(world: World) -> None:
    ports = world.communes[FIRST]
    take_in(ports)
    whole = export(world, ports)[0].read_bytes()
    before = tables(world.centre)
    dice = random.Random(7)
    bad = world.folder / "bad.hsg"
    for _copy in range(size(2_000)):
        bad.write_bytes(damaged(whole, dice))
        (answer,) = imports.import_packages(world.centre, [bad])
        assert (answer.result, (answer.code or "")[:2]) == ("refused", "E-")
    assert tables(world.centre) == before


def damaged(whole: bytes, dice: random.Random) -> bytes:
    data, place = bytearray(whole), dice.randrange(len(whole))
    match dice.randrange(4):
        case 0:
            data[place] ^= 1 << dice.randrange(8)
        case 1:
            del data[place:]
        case 2:
            data += dice.randbytes(dice.randrange(1, 200))
        case _:
            data[place : place + 16] = dice.randbytes(16)
    return bytes(data) if bytes(data) != whole else whole[:-1]


def test_files_for_others_are_refused_with_their_reason(world: World, tmp_path: Path) -> None:
    first, second = world.communes[FIRST], world.communes[SECOND]
    take_in(first)
    files = export(world, first)
    assert codes(second, files) == ["E-103"]
    assert codes(first, files) == ["E-104"]
    (tmp_path / "note.txt").write_text("xin chào", encoding="utf-8")
    assert codes(first, [tmp_path / "note.txt"]) == ["E-101"]
    assert codes(first, [tmp_path / "missing.hsg"]) == ["NO-SUCH-FILE"]


def test_a_copied_data_folder_does_not_export(world: World) -> None:
    take_in(world.communes[FIRST])
    copy = world.folder / "copied"
    shutil.copytree(world.data_folder("xa-1"), copy)
    with bootstrap.open_office(copy, clock=world.clock) as ports:
        with pytest.raises(CaError) as caught:
            exports.export_packages(ports, world.folder)
        assert caught.value.code == "E-126"


def test_a_result_of_the_centre_comes_back_to_the_desk(world: World) -> None:
    ports = world.communes[FIRST]
    code = take_in(ports)
    dossiers.step_dossier(ports, code, "forward")
    codes(world.centre, export(world, ports))
    dossiers.step_dossier(world.centre, code, "accept")
    dossiers.step_dossier(world.centre, code, "result_ready", note="Đồng ý.")
    with pytest.raises(NotAllowedNow):
        results.return_result(world.centre, code, results.ReturnResult())
    for file in export(world, world.centre):
        imports.import_packages(ports, [file])
    results.return_result(ports, code, results.ReturnResult())
    codes(world.centre, export(world, ports))
    assert status(world.centre, code) is Status.RESULT_RETURNED
    assert differences(world) == []


def test_a_forward_that_has_not_left_is_taken_back_at_once(world: World) -> None:
    ports = world.communes[FIRST]
    code = take_in(ports)
    dossiers.step_dossier(ports, code, "forward")
    assert not dossiers.step_dossier(ports, code, "recall").requested
    assert status(ports, code) is Status.RECEIVED


def test_a_recall_is_granted_by_the_answer_of_who_had_not_accepted(world: World) -> None:
    ports = world.communes[FIRST]
    code = take_in(ports)
    dossiers.step_dossier(ports, code, "forward")
    codes(world.centre, export(world, ports))
    assert dossiers.step_dossier(ports, code, "recall").requested
    assert status(ports, code) is Status.FORWARDED
    codes(world.centre, export(world, ports))
    with pytest.raises(NotAllowedNow) as caught:
        dossiers.step_dossier(world.centre, code, "accept")
    assert caught.value.code == "RECALL-READ"
    for file in export(world, world.centre):
        imports.import_packages(ports, [file])
    assert status(ports, code) is Status.RECEIVED
    codes(world.centre, export(world, ports))
    assert differences(world) == []


def test_an_accept_that_crossed_a_recall_counts_on_both_sides(world: World) -> None:
    ports = world.communes[FIRST]
    code = take_in(ports)
    dossiers.step_dossier(ports, code, "forward")
    codes(world.centre, export(world, ports))
    dossiers.step_dossier(world.centre, code, "accept")
    dossiers.step_dossier(ports, code, "recall")
    answers = export(world, world.centre)
    codes(world.centre, export(world, ports))
    for file in answers:
        imports.import_packages(ports, [file])
    assert status(ports, code) is Status.IN_PROCESS
    with pytest.raises(NotAllowedNow):
        dossiers.step_dossier(ports, code, "result_ready")
    assert differences(world) == []


def test_the_tables_made_anew_equal_the_live_ones_row_for_row(world: World) -> None:
    ports = world.communes[FIRST]
    for number in range(6):
        code = take_in(ports, f"Người Thứ {number}")
        if number % 2:
            dossiers.step_dossier(ports, code, "supplement", note="Thiếu giấy.")
            world.clock.moment += timedelta(days=2)
            dossiers.step_dossier(ports, code, "in_process")
        if number % 3 == 0:
            dossiers.step_dossier(ports, code, "forward")
    codes(world.centre, export(world, ports))
    for office in (ports, world.centre):
        before = tables(office)
        journals.verify_journal(office)
        journals.rebuild_tables(office)
        assert tables(office) == before


def test_commune_and_centre_print_the_same_report(world: World) -> None:
    ports = world.communes[FIRST]
    for number in range(5):
        code = take_in(ports)
        if number % 2:
            dossiers.step_dossier(ports, code, "result_ready")
    codes(world.centre, export(world, ports))
    today = world.clock.moment.date()
    period = Period(start=today, end=today)
    here = reports.form06_report(ports, period).total.figures
    there = reports.form06_report(world.centre, period, FIRST).total.figures
    assert here == there
    assert (here["c3"], here["c7"], here["c11"]) == (5, 2, 3)


def test_numbers_are_given_once_and_without_gaps(world: World) -> None:
    ports = world.communes[FIRST]
    given = [take_in(ports) for _n in range(20)]
    assert [code[-4:] for code in given] == [f"{n:04d}" for n in range(1, 21)]
    with pytest.raises(CaError):
        take_in(ports, "")
    assert take_in(ports).endswith("0021")
    assert dossiers.count_dossiers(ports, DossierFilter()) == 21


def test_a_package_in_parts_is_taken_in_once_all_are_there(world: World) -> None:
    ports = world.communes[FIRST]
    command = intake.ReceiveDossier.from_json(
        {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én"}, "note": "x" * 4_000}
    )
    dice = random.Random(8)
    notes = [
        replace(command, note="".join(dice.choices("abcdefghiklmnopq ", k=4_000)))
        for _dossier in range(60)
    ]
    intake.receive_dossiers(ports, notes)
    usb = world.folder / "usb"
    usb.mkdir()
    (sent,) = exports.export_packages(ports, usb, part=LEAST_PART)
    assert len(sent.files) > 1
    before = tables(world.centre)
    (waiting,) = imports.import_packages(world.centre, sent.files[1:])
    assert (waiting.result, waiting.code, waiting.details) == (
        "waiting",
        "PARTS-MISSING",
        {"parts": "1"},
    )
    assert [item.result for item in previews.preview_packages(world.centre, sent.files)] == [
        "ready"
    ]
    assert tables(world.centre) == before
    assert codes(world.centre, [*sent.files[::-1], sent.files[0]]) == ["imported"]
    assert codes(world.centre, list(sent.files)) == ["E-105"]
    assert list((world.centre.folder / "inbox").iterdir()) == []
    assert differences(world) == []
