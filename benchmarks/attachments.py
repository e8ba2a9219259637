"""Figures of scans in packages, against the bare work on the same bytes.

Run by ``run.py attachments``.
"""

import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
from benchmarks.figures import line, seconds, zstd

from ca_desktop.app.demo.world import CENTRE_PLACE, COMMUNES, Ledger, World
from ca_desktop.domain.events.attachments import DocumentAttached
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import CENTRE
from ca_desktop.domain.moments import moment_text
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scan_rows import BlobRow
from ca_desktop.vault.layout import BLOBS

SCANS, SCAN_BYTES, ROUNDS = 100, 2_000_000, 3
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Đo", "id_number": "001190123456"}}
TAKING = r"""
import re, sys
from pathlib import Path
from ca_desktop.app import bootstrap
from ca_desktop.services.exchange import imports
def most():
    return re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
with bootstrap.open_office(Path(sys.argv[1])) as ports:
    before = most()
    done = imports.import_packages(ports, [Path(sys.argv[2])])
    assert [item.result for item in done] == ["imported"], done
    print(before, most())
"""


def attachments() -> None:
    """Export and import of 200 MB of scans against zstd and age; the importer's memory."""
    with tempfile.TemporaryDirectory() as name, World(Path(name), Ledger()) as world:
        folder, commune = Path(name) / "usb", world.communes[COMMUNES[0][0]]
        folder.mkdir()
        rounds = [_carried(world, commune, folder, number) for number in range(ROUNDS + 1)]
        export, take, sealed, opened, alone = map(statistics.median, zip(*rounds[1:], strict=True))
        line("export of 200 MB of scans", export, sealed, "zstd | age, flushed")
        line("export of 200 MB of scans", export, alone, "age alone, flushed")
        line("import of 200 MB of scans", take, opened, "age -d | zstd -d, flushed")
        _attach(commune, ROUNDS + 1)
        (last,) = exports.export_packages(commune, folder)
        world.close(CENTRE_PLACE)
        measured = [sys.executable, "-c", TAKING, str(world.data_folder(CENTRE_PLACE))]
        answer = subprocess.check_output([*measured, str(last.file)], text=True)
        before, most = (int(part) / 1024 for part in answer.split())
        print(f"memory of the importer: {most:.0f} MiB, before the import {before:.0f} MiB")


def _carried(world: World, commune: Ports, folder: Path, number: int) -> tuple[float, ...]:
    """Return the seconds of export, import, sealing and opening of the same bytes."""
    _attach(commune, number)
    done: list[exports.Exported] = []
    export = seconds(lambda: done.extend(exports.export_packages(commune, folder)))
    take = seconds(lambda: imports.import_packages(world.centre, [done[0].file]))
    held = sum(file.stat().st_size for file in _store(world).rglob("*") if file.is_file())
    assert held > (number + 1) * SCANS * SCAN_BYTES, "the scans were not taken in"
    back = exports.export_packages(world.centre, folder, peer=COMMUNES[0][0])
    imports.import_packages(commune, [item.file for item in back])
    key = pyrage.x25519.Identity.generate()
    plain, sealed, again = (folder / name for name in ("plain", "sealed", "again"))
    dice = random.Random(number)
    plain.write_bytes(b"".join(dice.randbytes(SCAN_BYTES) for _n in range(SCANS)))
    seal = partial(pyrage.encrypt_io, recipients=[key.to_public()])
    alone = _written(sealed, lambda end: _whole(plain, end, seal))
    sealing = _written(sealed, lambda end: _packed_sealed(plain, end, seal))
    unseal = partial(pyrage.decrypt_io, identities=[key])
    opening = _written(again, lambda end: _opened_unpacked(sealed, end, unseal))
    assert again.stat().st_size == plain.stat().st_size
    for file in folder.iterdir():
        file.unlink()
    return export, take, sealing, opening, alone


def _store(world: World) -> Path:
    return world.data_folder(CENTRE_PLACE) / BLOBS


def _written(target: Path, work: Callable[[Any], Any]) -> float:
    """Return the seconds of a work that writes a file, flushed."""

    def run() -> None:
        with target.open("wb") as end:
            work(end)
            end.flush()
            os.fsync(end.fileno())

    return seconds(run)


def _whole(plain: Path, end: Any, seal: Callable[..., Any]) -> None:
    with plain.open("rb") as start:
        seal(start, end)


def _packed_sealed(plain: Path, end: Any, seal: Callable[..., Any]) -> None:
    with plain.open("rb") as start, _zstd("-3", stdin=start, stdout=subprocess.PIPE) as packing:
        seal(packing.stdout, end)


def _opened_unpacked(sealed: Path, end: Any, unseal: Callable[..., Any]) -> None:
    with sealed.open("rb") as start, _zstd("-d", stdin=subprocess.PIPE, stdout=end) as unpacking:
        unseal(start, unpacking.stdin)


def _zstd(way: str, **pipes: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*zstd(), way], **pipes)


def _attach(ports: Ports, number: int) -> None:
    """Put scans into the store and into a new dossier, as an attaching does."""
    dice, now = random.Random(1_000 + number), ports.clock.now()
    made = intake.receive_dossier(ports, intake.ReceiveDossier.from_json(GIVEN))
    for _n in range(SCANS):
        data = b"\x89PNG\r\n\x1a\n" + dice.randbytes(SCAN_BYTES)
        digest, key = hashlib.sha256(data).hexdigest(), ports.blobs.new_key()
        with ports.blobs.writing(digest, key) as writer:
            writer.write(data)
        ports.blobs.settle()
        event = DocumentAttached(
            paper="",
            sha256=digest,
            size=len(data),
            media_type="image/png",
            pages=1,
            name="a.png",
            at=moment_text(now),
            officer_name="A",
        )
        blob = BlobRow(digest=digest, size=len(data), key=key, sound=True)
        with ports.writing() as uow:
            uow.scans.hold(blob, now.date().isoformat())
            uow.record(event, Standing(audience=CENTRE, subject=made.dossier_id))
            uow.commit()
