"""Every package the product writes is read by a stranger who has only `docs/FORMAT.md`."""

import ast
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.format import reader
from tests.helpers import scans
from tests.helpers.campaign import size
from tests.helpers.worlds import ready_world

from ca_desktop.app.demo.world import COMMUNES, World
from ca_desktop.domain.identities import NodeSecrets
from ca_desktop.exchange.keys import public_of
from ca_desktop.services.desk import attachments, intake
from ca_desktop.services.exchange import exports
from ca_desktop.services.office import procedures
from ca_desktop.services.ports.office import Ports

READER = Path(reader.__file__)
LONGEST = 250
GIVEN = {
    "procedure": "1.004873",
    "applicant": {"name": "Giàng A “Sủ” \\ 𠀀", "id_number": "001190123456"},
    "note": "dòng một\ndòng hai\t\u2028",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ready_world(tmp_path) as made:
        yield made


def secrets_of(ports: Ports) -> NodeSecrets:
    with ports.reading() as view:
        return view.offices.node().secrets


def export(world: World, ports: Ports) -> list[Path]:
    usb = world.folder / "usb"
    usb.mkdir(exist_ok=True)
    return [item.file for item in exports.export_packages(ports, usb)]


def test_the_reader_knows_nothing_of_the_product() -> None:
    source = READER.read_text(encoding="utf-8")
    imported = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not any(str(name).startswith("ca_desktop") for name in imported)
    assert source.count("\n") <= LONGEST


def test_addressee_and_sender_read_the_same(world: World) -> None:
    commune = world.communes[COMMUNES[0][0]]
    intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    (package,) = export(world, commune)
    ours, theirs = secrets_of(commune), secrets_of(world.centre)
    signer = public_of(ours).sign
    manifest, events = reader.read_package(package, theirs.box, signer)
    assert reader.read_package(package, ours.box, signer) == (manifest, events)
    received = [item for item in events if item.envelope["kind"] == "DossierReceived"]
    assert received[0].payload is not None
    assert received[0].payload["submitter"]["name"] == GIVEN["applicant"]["name"]  # type: ignore[index]
    assert received[0].payload["note"] == "dòng một\ndòng hai"


def test_the_centres_catalogue_is_read_too(world: World) -> None:
    procedures.publish_catalogue(world.centre)
    signer = public_of(secrets_of(world.centre)).sign
    for package, commune in zip(export(world, world.centre), world.communes.values(), strict=True):
        manifest, events = reader.read_package(package, secrets_of(commune).box, signer)
        kinds = {item.envelope["kind"] for item in events}
        assert "ProcedureVersionPublished" in kinds or manifest["ranges"] == []


def test_a_stranger_to_the_key_reads_nothing(world: World) -> None:
    first, second = world.communes.values()
    intake.receive_dossier(first, intake.ReceiveDossier.from_json(GIVEN))
    (package,) = export(world, first)
    signer = public_of(secrets_of(first)).sign
    with pytest.raises(reader.Refused, match="no stanza"):
        reader.read_package(package, secrets_of(second).box, signer)
    with pytest.raises(reader.Refused, match="signer"):
        reader.read_package(
            package, secrets_of(world.centre).box, public_of(secrets_of(second)).sign
        )


@pytest.mark.campaign("damaged")
def test_the_stranger_too_refuses_every_damaged_copy(world: World, tmp_path: Path) -> None:
    commune = world.communes[COMMUNES[0][0]]
    intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    (package,) = export(world, commune)
    whole, dice = package.read_bytes(), random.Random(5)
    box, signer = secrets_of(world.centre).box, public_of(secrets_of(commune)).sign
    bad = tmp_path / "bad.hsg"
    for _copy in range(size(5_000)):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        bad.write_bytes(damaged)
        with pytest.raises((reader.Refused, ValueError)):
            reader.read_package(bad, box, signer)


def test_the_scans_of_a_package_are_read_by_their_names(world: World, tmp_path: Path) -> None:
    commune = world.communes[COMMUNES[0][0]]
    made = intake.receive_dossier(commune, intake.ReceiveDossier.from_json(GIVEN))
    files = [
        scans.written(tmp_path / name, data)
        for name, data in (("a.png", scans.png()), ("b.jpg", scans.jpeg()), ("c.pdf", scans.pdf()))
    ]
    done = attachments.attach_files(commune, made.dossier_id, files)
    (package,) = export(world, commune)
    signer = public_of(secrets_of(commune)).sign
    _manifest, found = reader.open_package(package, secrets_of(world.centre).box, signer)
    for item in done.files:
        assert hashlib.sha256(found[item.digest]).hexdigest() == item.digest
        assert len(found[item.digest]) == item.size
    _manifest, events = reader.read_package(package, secrets_of(world.centre).box, signer)
    named = [x.payload["sha256"] for x in events if x.payload and "sha256" in x.payload]
    assert named == [item.digest for item in done.files]
