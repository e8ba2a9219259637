"""Two offices with programs of different age lose nothing; what waits goes on by itself."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, paired_folders, paired_offices

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain import streams
from ca_desktop.domain.events import codec
from ca_desktop.exchange import manifest_json
from ca_desktop.services import upkeep
from ca_desktop.services.attention import matters
from ca_desktop.services.desk import dossiers
from ca_desktop.services.exchange import exports, imports, outgoing
from ca_desktop.services.exchange.exports import exchange_status
from ca_desktop.services.matters import Remedy
from ca_desktop.services.ports.office import Ports

Pair = tuple[Office, Office]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with paired_offices(tmp_path) as opened:
        yield opened


def written(office: Ports, folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [file for item in exports.export_packages(office, folder) for file in item.files]


def test_events_of_a_kind_that_is_not_known_are_kept_and_applied_after_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, clock = paired_folders(tmp_path), StoryClock(offices.NOW)
    with bootstrap.open_office(places[0], clock=clock) as commune:
        code = offices.take_in(commune)
        dossiers.step_dossier(commune, code, "in_process")
        dossiers.step_dossier(commune, code, "result_ready")
        files = written(commune, tmp_path / "usb")
    with monkeypatch.context() as older:
        older.delitem(codec.KINDS, "ProcessingStarted")
        with bootstrap.open_office(places[1], clock=clock) as centre:
            (done,) = imports.import_packages(centre, files)
            assert (done.result, done.problems) == ("imported", 2)
            (matter,) = matters(centre)
            assert (matter.code, matter.remedy) == ("NOT-UNDERSTOOD", Remedy.UPDATE)
            assert "Chưa hiểu 2 thay đổi" in matter.message.happened
            answer = written(centre, tmp_path / "back")
    with bootstrap.open_office(places[0], clock=clock) as commune:
        imports.import_packages(commune, answer)
        (peer,) = exchange_status(commune).peers
        assert (peer.unacknowledged, peer.state and peer.state.problems) == (0, 2)
        (matter,) = matters(commune)
        assert "còn 2 việc chưa xử lý được" in matter.message.happened
    with bootstrap.open_office(places[1], clock=clock) as centre:  # the later program
        assert matters(centre) == []
        with centre.reading() as view:
            state = view.dossiers.state(view.dossiers.id_of(code) or "")
        assert state is not None
        assert state.status.value == "result_ready"
        imports.import_packages(centre, [])
        answer = written(centre, tmp_path / "again")
    with bootstrap.open_office(places[0], clock=clock) as commune:
        imports.import_packages(commune, answer)
        assert matters(commune) == []


def test_a_later_version_of_a_known_kind_waits_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, clock = paired_folders(tmp_path), StoryClock(offices.NOW)
    with bootstrap.open_office(places[0], clock=clock) as commune:
        with monkeypatch.context() as later:
            later.setattr(codec.KINDS["DossierReceived"], "version", 2)
            offices.take_in(commune)
        files = written(commune, tmp_path / "usb")
    with bootstrap.open_office(places[1], clock=clock) as centre:
        imports.import_packages(centre, files)
        assert [item.code for item in matters(centre)] == ["NOT-UNDERSTOOD"]
    with bootstrap.open_office(places[1], clock=clock) as centre:
        assert [item.code for item in matters(centre)] == ["NOT-UNDERSTOOD"]
    monkeypatch.setattr(codec.KINDS["DossierReceived"], "version", 2)
    with bootstrap.open_office(places[1], clock=clock) as centre:
        assert matters(centre) == []


def test_a_package_for_a_later_reader_is_parked_and_taken_in_after_the_update(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, centre = pair
    commune.take_in()
    files = written(commune.ports, tmp_path / "usb")
    events = centre.events()
    with monkeypatch.context() as older:
        older.setattr(manifest_json, "READER", 0)
        older.setattr(imports, "VERSION", "0.0.9")
        (done,) = imports.import_packages(centre.ports, files)
        assert (done.result, done.code) == ("refused", "E-121")
        (matter,) = matters(centre.ports)
        assert matter.remedy is Remedy.UPDATE
        assert "(0.1.0)" in matter.message.happened
        upkeep.after_start(centre.ports)
        assert [item.code for item in matters(centre.ports)] == ["E-121"]
        with centre.ports.reading() as view:
            assert all(row.node != commune_node(commune) for row in view.journal.streams())
    assert centre.events() == events + 1  # the backup of the day
    assert upkeep.after_start(centre.ports).problem is None
    assert matters(centre.ports) == []
    assert centre.ports.kept.files() == []
    assert exchange_status(centre.ports).peers[0].holds > 0


def commune_node(commune: Office) -> str:
    with commune.ports.reading() as view:
        return view.offices.node().node_id


def test_a_file_waits_for_the_one_before_it_and_follows_by_itself(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, centre = pair
    for _n in range(3):
        commune.take_in()
    most = 2
    monkeypatch.setattr(
        outgoing, "split", lambda ranges, hash_at: streams.split(ranges, hash_at, most)
    )
    first, *later = written(commune.ports, tmp_path / "usb")
    for file in reversed(later):
        (done,) = imports.import_packages(centre.ports, [file])
        assert (done.result, done.code) == ("waiting", "E-106")
    found = matters(centre.ports)
    assert [item.code for item in found] == ["E-106"] * len(later)
    assert {item.remedy for item in found} == {Remedy.IMPORT_AGAIN}
    taken = imports.import_packages(centre.ports, [first])
    assert [item.result for item in taken] == ["imported"] * (1 + len(later))
    assert matters(centre.ports) == []


def test_parts_wait_for_the_others(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    dice = random.Random(7)
    for _n in range(90):
        commune.take_in(note=dice.randbytes(900).hex())
    (tmp_path / "mail").mkdir()
    (item,) = exports.export_packages(commune.ports, tmp_path / "mail", part=65_536)
    one, *rest = item.files
    assert rest
    (done,) = imports.import_packages(centre.ports, [one])
    assert (done.result, done.code) == ("waiting", "PARTS-MISSING")
    one.unlink()
    (matter,) = matters(centre.ports)
    assert (matter.code, matter.remedy) == ("PARTS-MISSING", Remedy.IMPORT)
    assert matter.details == {"parts": ", ".join(str(2 + n) for n in range(len(rest)))}
    (done,) = imports.import_packages(centre.ports, rest)
    assert done.result == "imported"
    assert matters(centre.ports) == []
    assert list((centre.ports.folder / "inbox").iterdir()) == []


def test_another_version_makes_the_tables_anew_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, clock = paired_folders(tmp_path), StoryClock(offices.NOW)
    with bootstrap.open_office(places[0], clock=clock) as ports:
        offices.take_in(ports)
        before = after = offices.tables(ports)
    monkeypatch.setattr(upkeep, "VERSION", "0.2.0")
    for _start in range(2):
        with bootstrap.open_office(places[0], clock=clock) as ports:
            after = offices.tables(ports)
            with ports.reading() as view:
                row = view.offices.upkeep()["program"]
            assert (row.detail, row.later) == ("0.2.0", 0)
    assert {name for name in after if after[name] != before[name]} == {"upkeep"}
