"""Damaged parts by the thousand: they give the package they were cut from, or none."""

import random
import shutil
import struct
import zlib
from collections import Counter
from pathlib import Path

import pytest
from tests.helpers.campaign import size
from tests.helpers.damages import DAMAGES
from tests.helpers.packages import Sent, send

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange.heaps import gather
from ca_desktop.exchange.parts import HEADER_BYTES, LEAST_PART, split

pytestmark = [pytest.mark.slow, pytest.mark.campaign("damaged")]

FULL = 20_000
CODES = {"E-101", "E-102", "E-112", "E-114", "E-121", "PARTS-MISSING", "MAIL-BAD", "MAIL-EMPTY"}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"), count=12, filler=14_000)


@pytest.fixture
def parts(sent: Sent, tmp_path: Path) -> list[Path]:
    (tmp_path / "inbox").mkdir()
    made = split(sent.path, LEAST_PART, tmp_path / "GOI-1-2-000001.hsg")
    assert len(made) > 2
    return made


def repaired(data: bytes) -> bytes:
    """Make the checksum of a part's header fit again, so that damage gets further in."""
    head = data[: HEADER_BYTES - 4]
    return head + struct.pack(">I", zlib.crc32(head)) + data[HEADER_BYTES:]


def wholes(paths: list[Path], inbox: Path, codes: Counter[str]) -> list[Path]:
    """Put a heap together; whatever is in the way has a code."""
    found = gather(paths, inbox)
    codes.update(item.code for item in found if item.code)
    return [item.whole for item in found if item.whole]


def test_damaged_parts_give_the_package_or_none(
    sent: Sent, parts: list[Path], tmp_path: Path
) -> None:
    whole, inbox, codes = sent.path.read_bytes(), tmp_path / "inbox", Counter[str]()
    sound = [part.read_bytes() for part in parts]
    for number in range(size(FULL)):
        dice = random.Random(number)
        at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
        data = dice.choice(DAMAGES)(dice, sound[at], sound[other])
        if len(data) > HEADER_BYTES and dice.random() < 0.5:
            data = repaired(data)
        parts[at].write_bytes(data)
        for path in wholes(parts, inbox, codes):
            if path.read_bytes() != whole:
                with pytest.raises(PackageRefused) as refusal:
                    sent.open(path)
                codes[refusal.value.code] += 1
            if path.parent == inbox:
                path.unlink()
        assert not list(inbox.iterdir())
        parts[at].write_bytes(sound[at])
    assert set(codes) <= CODES
    assert codes["E-112"] > codes.total() // 4


@pytest.mark.parametrize("at", [0, -1])
def test_a_part_cut_at_any_byte_gives_nothing(parts: list[Path], tmp_path: Path, at: int) -> None:
    data, codes = parts[at].read_bytes(), Counter[str]()
    stride = max(1, len(data) // size(len(data), 0.002))
    for length in range(0, len(data), stride):
        parts[at].write_bytes(data[:length])
        found = wholes(parts, tmp_path / "inbox", codes)
        assert found in ([], [parts[at]])
    assert set(codes) <= CODES


def test_a_part_of_eight_gigabytes_is_refused_at_once(parts: list[Path], tmp_path: Path) -> None:
    """Its file has holes for most of them: nothing is read that the header does not speak of."""
    with parts[0].open("r+b") as file:
        file.truncate(8 * 2**30)
    codes = Counter[str]()
    assert not wholes(parts, tmp_path / "inbox", codes)
    assert codes == {"E-112": 1}


def test_parts_of_two_packages_are_never_put_together(
    sent: Sent, parts: list[Path], tmp_path: Path
) -> None:
    other = send(tmp_path, count=12, seed=7, filler=14_000)
    strange = split(other.path, LEAST_PART, tmp_path / "GOI-1-2-000007.hsg")
    for number in range(len(parts)):
        shutil.copy(strange[number], tmp_path / "one.hsp")
        heap = [*parts[:number], tmp_path / "one.hsp", *parts[number + 1 :]]
        assert not wholes(heap, tmp_path / "inbox", Counter())
