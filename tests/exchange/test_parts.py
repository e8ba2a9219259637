"""A package in parts comes together from any heap of them, or says what is missing."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ca_desktop.domain.errors import UserError
from ca_desktop.exchange.heaps import gather
from ca_desktop.exchange.parts import HEADER_BYTES, LEAST_PART, read_header, split

SIZE = LEAST_PART


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path


def whole(folder: Path, length: int, name: str = "GOI-1-2-000042.hsg", seed: int = 1) -> Path:
    path = folder / name
    path.write_bytes(random.Random(seed).randbytes(length))
    return path


def cut(path: Path, size: int = SIZE) -> list[Path]:
    """Put a package in parts into a folder beside it."""
    stick = path.parent / "usb"
    stick.mkdir(exist_ok=True)
    return split(path, size, stick / path.name)


def test_a_small_package_stays_whole(folder: Path) -> None:
    path = whole(folder, SIZE)
    assert cut(path) == [folder / "usb" / path.name]
    assert path.exists()


def test_parts_have_plain_names_and_keep_to_their_size(folder: Path) -> None:
    parts = cut(whole(folder, 3 * SIZE))
    assert [part.name for part in parts] == [
        f"GOI-1-2-000042-P0{number}-of-04.hsp" for number in (1, 2, 3, 4)
    ]
    assert max(part.stat().st_size for part in parts) == SIZE
    assert HEADER_BYTES == 128
    assert (folder / "GOI-1-2-000042.hsg").exists()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.integers(SIZE + 1, 5 * SIZE), st.randoms(use_true_random=False))
def test_any_heap_of_all_parts_gives_the_whole_again(
    folder: Path, length: int, dice: random.Random
) -> None:
    source = whole(folder, length)
    data = source.read_bytes()
    other = whole(folder, 2 * SIZE, "GOI-1-2-000043.hsg", seed=2)
    heap = [*cut(source), *cut(other)]
    heap += dice.sample(heap, 2)
    dice.shuffle(heap)
    one, two = gather(heap, folder / "inbox")
    found = {file.whole.read_bytes() for file in (one, two) if file.whole}
    assert len(found) == 2
    assert data in found


def test_missing_parts_are_named(folder: Path) -> None:
    parts = cut(whole(folder, 4 * SIZE))
    (found,) = gather([parts[0], parts[3], parts[0]], folder / "inbox")
    assert (found.whole, found.missing, found.code) == (None, (2, 3, 5), "PARTS-MISSING")
    assert list((folder / "inbox").iterdir()) == []


def test_other_files_pass_through(folder: Path) -> None:
    strange = whole(folder, 200, "strange.hsg")
    absent = folder / "absent.hsg"
    assert [file.whole for file in gather([strange, absent], folder / "inbox")] == [
        strange,
        absent,
    ]


def test_every_flipped_bit_of_a_part_is_found(folder: Path) -> None:
    parts = cut(whole(folder, SIZE + 100))
    data, dice = parts[1].read_bytes(), random.Random(4)
    for place in (*range(8, len(data), 7), len(data) - 1):
        damaged = bytearray(data)
        damaged[place] ^= 1 << dice.randrange(8)
        parts[1].write_bytes(damaged)
        found = gather(parts, folder / "inbox")
        assert not any(file.whole for file in found)
        assert {file.code for file in found} <= {"E-112", "E-121", "PARTS-MISSING"}
    assert list((folder / "inbox").iterdir()) == []


def test_a_part_cut_short_or_grown_is_refused(folder: Path) -> None:
    parts = cut(whole(folder, SIZE + 100))
    data = parts[0].read_bytes()
    for wrong in (data[:100], data[:-1], data + b"x"):
        parts[0].write_bytes(wrong)
        assert not any(file.whole for file in gather(parts, folder / "inbox"))


def test_the_header_says_what_the_format_says(folder: Path) -> None:
    parts = cut(whole(folder, SIZE + 100))
    header = read_header(parts[1])
    assert header is not None
    head = parts[1].read_bytes()
    assert head[:8] == b"HSDTPRT\0"
    assert head[12:16] == bytes([0, 2, 0, 2])
    assert int.from_bytes(head[16:24], "big") == SIZE - HEADER_BYTES == header.offset
    assert int.from_bytes(head[24:32], "big") == SIZE + 100
    assert head[32:48] == head[48:64]


def test_parts_too_small_to_be_sensible_are_not_made(folder: Path) -> None:
    with pytest.raises(UserError, match="PART-SIZE"):
        cut(whole(folder, SIZE), LEAST_PART - 1)
    assert list((folder / "usb").iterdir()) == []
