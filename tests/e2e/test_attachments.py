"""Scans between two offices: files lost, doubled, damaged; stores damaged; bytes come again."""

import shutil
from pathlib import Path

import pytest
from tests.helpers import offices, scans
from tests.helpers.training import Office, carry, paired_offices

from ca_desktop.domain.errors import BlobDamaged
from ca_desktop.services.desk import attachments
from ca_desktop.services.exchange import exports, imports, outgoing, scan_store
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.scan_rows import AttachmentRow
from ca_desktop.services.watch import Watch
from ca_desktop.vault.restores import unpack_backup

pytestmark = pytest.mark.e2e


def attach(office: Office, folder: Path, code: str, *seeds: int) -> str:
    """Attach made-up scans to a dossier; return its id."""
    files = [scans.written(folder / f"quét {seed}.png", scans.png(seed)) for seed in seeds]
    dossier_id = id_of(office, code)
    done = attachments.attach_files(office.ports, dossier_id, files, paper="Tờ khai")
    assert [item.result for item in done.files] == ["attached"] * len(seeds)
    return dossier_id


def id_of(office: Office, code: str) -> str:
    with office.ports.reading() as view:
        return view.dossiers.id_of(code) or ""


def rows(office: Office, dossier_id: str) -> list[AttachmentRow]:
    return list(attachments.attachments_of(office.ports, dossier_id))


def seen(office: Office, row: AttachmentRow) -> bytes:
    """Return the first page as the viewer shows it."""
    looked = attachments.open_attachment(office.ports, row.dossier_id, row.attachment)
    with looked.scan as scan:
        return scan.page(0, 200).dots


def exported(office: Office, folder: Path) -> list[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return [item.file for item in exports.export_packages(office.ports, folder)]


def taken(office: Office, files: list[Path]) -> list[str]:
    return [x.code or x.result for x in imports.import_packages(office.ports, files)]


def spoil(office: Office, digest: str) -> None:
    """Turn one bit in the stored file of a scan."""
    with office.ports.reading() as view:
        blob = view.scans.blob(digest)
    assert blob is not None
    name = office.ports.blobs.name(blob.digest, blob.key)
    path = office.ports.folder / "blobs" / name[:1] / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_scan_travels_with_its_dossier_and_looks_the_same(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        code = commune.take_in().code
        dossier_id = attach(commune, tmp_path, code, 1, 2)
        assert carry(commune, centre, tmp_path) == ["imported"]
        here, there = rows(commune, dossier_id), rows(centre, dossier_id)
        assert here == there
        assert [row.name for row in there] == ["quét 1.png", "quét 2.png"]
        assert all(row.here for row in there)
        assert seen(centre, there[0]) == seen(commune, here[0])


def test_a_lost_file_heals_itself_and_an_acknowledged_scan_is_not_sent_again(
    tmp_path: Path,
) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        code = commune.take_in().code
        dossier_id = attach(commune, tmp_path, code, 1)
        exported(commune, tmp_path / "lost")
        assert carry(commune, centre, tmp_path) == ["imported"]
        assert rows(centre, dossier_id)[0].here
        assert carry(centre, commune, tmp_path) == ["imported"]
        attach(commune, tmp_path, code, 2)
        (last,) = exports.export_packages(commune.ports, tmp_path)
        assert last.attachments == 1


def test_a_doubled_package_changes_nothing(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        files = exported(commune, tmp_path / "stick")
        assert taken(centre, files) == ["imported"]
        before, stored = rows(centre, dossier_id), centre.ports.blobs.files()
        assert taken(centre, files) == ["E-105"]
        assert taken(centre, exported(commune, tmp_path / "again")) == ["imported"]
        assert rows(centre, dossier_id) == before
        assert centre.ports.blobs.files() == stored


def test_a_damaged_package_brings_no_scan_and_leaves_nothing(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        attach(commune, tmp_path, commune.take_in().code, 1)
        (file,) = exported(commune, tmp_path / "stick")
        data = bytearray(file.read_bytes())
        data[-100] ^= 1
        file.write_bytes(data)
        assert taken(centre, [file]) == ["E-112"]
        assert not centre.ports.blobs.files()


def test_a_scan_that_is_damaged_here_is_found_asked_for_and_comes_again(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        assert carry(commune, centre, tmp_path) == ["imported"]
        (row,) = rows(centre, dossier_id)
        spoil(centre, row.digest)
        kept = scan_store.keep_up(centre.ports)
        assert (kept.checked, kept.damaged) == (1, 1)
        assert not rows(centre, dossier_id)[0].here
        with pytest.raises(BlobDamaged):
            seen(centre, row)
        assert carry(centre, commune, tmp_path) == ["imported"]
        assert carry(commune, centre, tmp_path) == ["imported"]
        assert rows(centre, dossier_id)[0].here
        assert seen(centre, row)
        assert carry(centre, commune, tmp_path) == ["imported"]
        (quiet,) = exports.export_packages(commune.ports, tmp_path)
        assert quiet.attachments == 0


def test_the_sender_too_gets_its_own_scan_back_from_the_other_side(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        assert carry(commune, centre, tmp_path) == ["imported"]
        (row,) = rows(commune, dossier_id)
        spoil(commune, row.digest)
        with pytest.raises(BlobDamaged):
            seen(commune, row)
        carry(commune, centre, tmp_path)
        carry(centre, commune, tmp_path)
        assert seen(commune, row) == seen(centre, rows(centre, dossier_id)[0])


def test_a_scan_damaged_while_it_is_packed_stays_behind_and_the_rest_goes(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1, 2)
        bad, good = rows(commune, dossier_id)
        spoil(commune, bad.digest)
        assert carry(commune, centre, tmp_path) == ["imported"]
        assert [row.here for row in rows(centre, dossier_id)] == [False, True]
        assert [row.here for row in rows(commune, dossier_id)] == [False, True]
        assert seen(centre, good)


def test_a_scan_taken_out_is_gone_on_both_sides_and_the_history_keeps_it(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        code = commune.take_in().code
        dossier_id = attach(commune, tmp_path, code, 1)
        carry(commune, centre, tmp_path)
        (row,) = rows(commune, dossier_id)
        attachments.detach(commune.ports, dossier_id, row.attachment, "quét nhầm giấy")
        carry(commune, centre, tmp_path)
        assert rows(commune, dossier_id) == rows(centre, dossier_id) == []
        kinds = [item.kind for item in centre.history(code)]
        assert {"DocumentAttached", "DocumentDetached"} <= set(kinds)


def test_more_scans_than_one_package_holds_go_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MAX_IN_PACKAGE", 2)
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1, 2, 3, 4, 5)
        files = exported(commune, tmp_path / "stick")
        assert len(files) == 3
        assert taken(centre, [files[2], files[0]]) == ["imported", "imported"]
        assert sum(row.here for row in rows(centre, dossier_id)) == 3
        carry(centre, commune, tmp_path)
        assert carry(commune, centre, tmp_path) == ["imported"]
        assert all(row.here for row in rows(centre, dossier_id))


def test_what_an_office_may_not_see_it_cannot_ask_for(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        own = attach(centre, tmp_path, centre.take_in().code, 7)
        (row,) = rows(centre, own)
        with centre.ports.writing() as uow:
            uow.scans.keep_wanted(commune.ports.reading().offices.node().node_id, [row.digest])
            uow.commit()
        (sent,) = exports.export_packages(centre.ports, tmp_path)
        assert sent.attachments == 0


def test_orphans_are_swept_once_a_week_and_what_is_needed_stays(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, _centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        orphan = commune.ports.folder / "blobs" / "a" / ("ab" * 32)
        orphan.parent.mkdir(exist_ok=True)
        orphan.write_bytes(b"x")
        assert scan_store.keep_up(commune.ports).removed == 1
        assert not orphan.exists()
        orphan.write_bytes(b"x")
        commune.at("2026-03-05T09:00")
        assert scan_store.keep_up(commune.ports).removed == 0
        commune.at("2026-03-09T09:00")
        assert scan_store.keep_up(commune.ports).removed == 1
        assert seen(commune, rows(commune, dossier_id)[0])


def test_looking_at_a_scan_is_on_record_before_it_is_seen(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, _centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        (row,) = rows(commune, dossier_id)
        seen(commune, row)
        assert commune.local_events("AttachmentOpened") == [{"sha256": row.digest}]


def test_an_import_that_is_stopped_leaves_no_scan(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1, 2)
        files = exported(commune, tmp_path / "stick")
        blobs = centre.ports.folder / "blobs"
        unfinished: list[Path] = []

        def stop() -> bool:
            unfinished.extend(blobs.rglob("~*"))
            return bool(unfinished)

        (done,) = imports.import_packages(centre.ports, files, Watch(stop=stop))
        assert unfinished
        assert done.result == "stopped"
        assert not [path for path in blobs.rglob("*") if path.is_file()]
        assert not rows(centre, dossier_id)
        assert taken(centre, files) == ["imported"]
        assert all(row.here for row in rows(centre, dossier_id))


def test_a_backup_holds_the_scans_and_the_office_put_back_shows_them(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, _centre):
        dossier_id = attach(commune, tmp_path, commune.take_in().code, 1)
        stored = commune.ports.blobs.files()
        first = back_up(commune.ports, tmp_path / "usb").folder
        second = back_up(commune.ports, tmp_path / "usb").folder
        for folder in (first, second):
            assert {x.name for x in (folder / "blobs").rglob("*") if x.is_file()} == stored
        before = seen(commune, rows(commune, dossier_id)[0])
    unpack_backup(second, tmp_path / "new")
    with offices.opened(tmp_path / "new") as ports:
        (row,) = attachments.attachments_of(ports, dossier_id)
        looked = attachments.open_attachment(ports, dossier_id, row.attachment)
        with looked.scan as scan:
            assert scan.page(0, 200).dots == before
