"""An end that nobody chose: what the next start finds, mends, and refuses."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.errors import DatabaseDamaged
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk import intake
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.rows import OutboxRow
from ca_desktop.vault import clean_exit
from ca_desktop.vault.clean_exit import CleanExit
from ca_desktop.vault.mark import OfficeState

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    use_words()
    founding = Founding(
        kind="commune", code="H19.12.34", name="Xã Bình Minh", user_name="A", training=True
    )
    bootstrap.create_office(tmp_path / "xa", founding, None, now=NOW)
    return tmp_path / "xa"


def take_in(folder: Path) -> str:
    with bootstrap.open_office(folder, clock=StoryClock(NOW)) as ports:
        return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(GIVEN)).code


def cut_off(folder: Path) -> None:
    """Leave the folder as a power cut would."""
    CleanExit(folder).take_down()


def test_the_flag_stands_only_while_nobody_works(office: Path) -> None:
    assert CleanExit(office).stands()
    with bootstrap.open_office(office, clock=StoryClock(NOW)):
        assert not CleanExit(office).stands()
    assert CleanExit(office).stands()


def test_the_flag_is_down_for_good_before_any_work(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut would let it stand again, and nobody would check the database."""
    flushed: list[tuple[Path, bool]] = []
    flag = CleanExit(office)
    monkeypatch.setattr(
        clean_exit, "flush_folder", lambda folder: flushed.append((folder, flag.stands()))
    )
    flag.take_down()
    assert flushed == [(office, False)]


def test_work_is_done_even_where_the_flag_cannot_be_put_up(office: Path) -> None:
    shutil.rmtree(office)
    CleanExit(office).put_up()
    assert not CleanExit(office).stands()


def test_a_failing_command_is_still_an_orderly_end(office: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        bootstrap.open_office(office, clock=StoryClock(NOW)),
    ):
        raise ZeroDivisionError
    assert CleanExit(office).stands()


def test_after_a_power_cut_unfinished_files_go_and_work_goes_on(office: Path) -> None:
    take_in(office)
    cut_off(office)
    names = ("outbox/~tmp-00.part", "~keys.json-00", "inbox/00.hsg")
    orphans = [office / name for name in names]
    for orphan in orphans:
        orphan.write_bytes(b"half")
    assert take_in(office).endswith("-0002")
    assert not any(orphan.exists() for orphan in orphans)


def test_damage_found_after_a_power_cut_is_put_aside_and_nothing_is_written(office: Path) -> None:
    take_in(office)
    database = office / "office.db"
    damaged = bytearray(database.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    database.write_bytes(damaged)
    cut_off(office)
    with (
        pytest.raises(DatabaseDamaged),
        bootstrap.open_office(office, clock=StoryClock(NOW)),
    ):
        pass
    assert database.read_bytes() == damaged
    (copy,) = (office / "quarantine").glob("damaged-*/office.db")
    assert copy.read_bytes() == damaged
    assert not CleanExit(office).stands()


def test_a_mark_that_lags_behind_is_completed(office: Path) -> None:
    take_in(office)
    mark = OfficeState(office).folder / "mark"
    earlier = mark.read_bytes()
    take_in(office)
    newest = OfficeState(office).heads()
    mark.write_bytes(earlier)
    assert set(OfficeState(office).heads()) != set(newest)
    with bootstrap.open_office(office, clock=StoryClock(NOW)) as ports:
        assert ports.mark_fits
    assert set(OfficeState(office).heads()) == set(newest)


def test_a_folder_that_was_put_back_leaves_the_mark_alone(office: Path, tmp_path: Path) -> None:
    take_in(office)
    shutil.copytree(office, tmp_path / "old")
    take_in(office)
    noted = OfficeState(office).heads()
    shutil.rmtree(office)
    shutil.copytree(tmp_path / "old", office)
    with bootstrap.open_office(office, clock=StoryClock(NOW)) as ports:
        assert not ports.mark_fits
    assert OfficeState(office).heads() == noted


def test_an_export_that_was_cut_off_is_given_up_and_its_number_not_used_again(
    office: Path,
) -> None:
    row = OutboxRow(
        peer="p",
        incarnation="i",
        package=0,
        file_name="",
        digest="",
        size=0,
        events=3,
        status="building",
        created_at="2026-11-18T09:00:00+07:00",
    )
    with bootstrap.open_office(office, clock=StoryClock(NOW)) as ports, ports.writing() as uow:
        uow.exchange.begin_export(row)
        uow.commit()
    with bootstrap.open_office(office, clock=StoryClock(NOW)) as ports:
        with ports.reading() as view:
            assert [item.status for item in view.exchange.written()] == ["dropped"]
        with ports.writing() as uow:
            assert uow.exchange.begin_export(row) == 2
