"""Scans in packages: what the manifest says of them holds, or nothing is believed."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.helpers import scans
from tests.helpers.packages import Node, make_events, make_manifest, make_node

from ca_desktop.domain.attachments import MAX_BYTES, Carried
from ca_desktop.domain.errors import BlobDamaged, DiskFull, PackageRefused
from ca_desktop.exchange.bodies import ATTACHMENT, attachment_section, check_attachments
from ca_desktop.exchange.package import OpenedPackage, open_package, write_package
from ca_desktop.services.ports.scans import PackedScan, ScanTaker

COMMUNE, CENTRE = make_node(1), make_node(2)


def packed(data: bytes, *, name: bytes | None = None, step: int = 1000) -> PackedScan:
    """Return a scan that is handed over in small pieces, perhaps under another's name."""

    def chunks() -> Iterator[bytes]:
        for at in range(0, len(data), step):
            yield data[at : at + step]

    digest = hashlib.sha256(data if name is None else name).hexdigest()
    return PackedScan(digest=digest, size=len(data), chunks=chunks)


class Taker:
    """Keeps in memory what it wants of the scans of a package."""

    def __init__(self, *unwanted: str, error: Exception | None = None) -> None:
        self.unwanted = frozenset(unwanted)
        self.error = error
        self.expected: list[Carried] = []
        self.found: dict[str, bytes] = {}

    def expect(self, scans: Sequence[Carried]) -> frozenset[str]:
        self.expected += scans
        return frozenset(scan.digest for scan in scans) - self.unwanted

    def take(self, digest: str, data: bytes) -> None:
        if self.error is not None:
            raise self.error
        self.found[digest] = self.found.get(digest, b"") + data


def carried(
    folder: Path, *given: PackedScan, sender: Node = COMMUNE, taker: ScanTaker | None = None
) -> OpenedPackage:
    """Write a package with scans and open it as its addressee does."""
    events = make_events(sender, 3)
    file = folder / "x.hsg"
    manifest = make_manifest(sender, CENTRE, events)
    write_package(
        file, manifest, events, secrets=sender.secrets, addressee=CENTRE.keys, scans=given
    )
    keys = {sender.keys.sign_id: sender.keys}
    return open_package(file, secrets=[CENTRE.secrets], signer_key=keys.get, scans=taker)


def refused(folder: Path, *given: PackedScan) -> str:
    with pytest.raises(PackageRefused) as caught:
        carried(folder, *given)
    return str(caught.value.code)


def test_scans_are_told_beforehand_and_come_in_order_byte_for_byte(tmp_path: Path) -> None:
    datas, taker = [scans.png(seed, 50 + 40 * seed) for seed in range(1, 6)], Taker()
    opened = carried(tmp_path, *map(packed, datas), taker=taker)
    assert opened.manifest.totals.attachments == len(datas)
    assert [scan.size for scan in taker.expected] == [len(data) for data in datas]
    taker.found.pop("")
    assert list(taker.found.values()) == datas
    assert [hashlib.sha256(x).hexdigest() for x in datas] == list(taker.found)
    assert len(list(opened.events())) == 3


def test_only_what_is_wanted_is_given_and_the_rest_is_held_against_its_hash(
    tmp_path: Path,
) -> None:
    first, second = packed(scans.png(1)), packed(scans.png(2))
    taker = Taker(first.digest)
    carried(tmp_path, first, second, taker=taker)
    assert set(taker.found) == {second.digest, ""}
    bent = packed(scans.png(1), name=b"other")
    with pytest.raises(PackageRefused, match="E-114"):
        carried(tmp_path, bent, taker=Taker(bent.digest))


def test_what_the_taker_finds_wrong_ends_the_opening(tmp_path: Path) -> None:
    scan = packed(scans.png(1))
    for error, told in ((BlobDamaged(digest=scan.digest), PackageRefused), (DiskFull(), DiskFull)):
        with pytest.raises(told):
            carried(tmp_path, scan, taker=Taker(error=error))


def test_a_scan_under_another_name_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, packed(scans.png(1), name=b"other")) == "E-114"


def test_what_is_no_scan_is_refused(tmp_path: Path) -> None:
    for data in (b"PK\x03\x04" + bytes(99), b"MZ" + bytes(99), b"<script>" * 9):
        assert refused(tmp_path, packed(data)) == "E-132"


def test_a_scan_that_is_too_large_or_too_small_is_refused() -> None:
    for size in (0, 7, MAX_BYTES + 1):
        with pytest.raises(PackageRefused) as caught:
            check_attachments([attachment_section("ab" * 32, size)])
        assert caught.value.code == "E-132"


def test_a_scan_that_comes_twice_and_too_many_scans_are_refused(tmp_path: Path) -> None:
    scan = packed(scans.png(1))
    assert refused(tmp_path, scan, scan) == "E-114"
    many = [attachment_section(f"{number:064x}", 100) for number in range(2_001)]
    check_attachments(many[:2_000])
    with pytest.raises(PackageRefused):
        check_attachments(many)
    assert {section.kind for section in many} == {ATTACHMENT}


def test_a_scan_that_ends_early_or_late_is_refused(tmp_path: Path) -> None:
    data = scans.png(1)
    for size in (len(data) - 1, len(data) + 1):
        scan = packed(data)
        bent = PackedScan(digest=scan.digest, size=size, chunks=scan.chunks)
        assert refused(tmp_path, bent) == "E-114"


def test_a_scan_damaged_while_it_is_packed_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield scans.png(1)[:100]
        raise BlobDamaged(digest="ab" * 32)

    with pytest.raises(BlobDamaged):
        carried(tmp_path, PackedScan(digest="ab" * 32, size=5_000, chunks=broken))
    assert not list(tmp_path.iterdir())
