"""Scans at rest: every damage is found, nothing half-written has a name, deleting a key erases."""

import hashlib
import random
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.helpers.campaign import size

from ca_desktop.domain.errors import BlobDamaged, DiskFull
from ca_desktop.vault import blobs
from ca_desktop.vault.blobs import CHUNK, BlobStore

KEY = bytes(range(32))


class Kept(NamedTuple):
    digest: str
    key: bytes
    path: Path


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path, KEY)


def kept(store: BlobStore, folder: Path, data: bytes, step: int = 10**9) -> Kept:
    digest, key = hashlib.sha256(data).hexdigest(), store.new_key()
    with store.writing(digest, key) as writer:
        for at in range(0, len(data), step):
            writer.write(data[at : at + step])
    store.settle()
    name = store.name(digest, key)
    return Kept(digest, key, folder / name[:1] / name)


def read(store: BlobStore, blob: Kept) -> bytes:
    return b"".join(store.chunks(blob.digest, blob.key))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    length=st.sampled_from([1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1]),
    step=st.integers(1, 3 * CHUNK),
)
def test_what_was_written_is_read_however_it_came(
    tmp_path: Path, store: BlobStore, length: int, step: int
) -> None:
    data = random.Random(length).randbytes(length)
    blob = kept(store, tmp_path, data, max(step, length // 50))
    assert read(store, blob) == data
    assert store.is_sound(blob.digest, blob.key)


@pytest.mark.campaign("damaged")
def test_every_flipped_bit_is_found(tmp_path: Path, store: BlobStore) -> None:
    dice = random.Random(7)
    blob = kept(store, tmp_path, dice.randbytes(3 * CHUNK + 17))
    whole = blob.path.read_bytes()
    for _flip in range(size(5_000)):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        blob.path.write_bytes(damaged)
        assert not store.is_sound(blob.digest, blob.key)
        with pytest.raises(BlobDamaged):
            read(store, blob)


def test_every_cut_and_every_swap_of_chunks_is_found(tmp_path: Path, store: BlobStore) -> None:
    blob = kept(store, tmp_path, random.Random(1).randbytes(3 * CHUNK))
    whole, piece = blob.path.read_bytes(), CHUNK + 16
    head, chunks = whole[:8], [whole[8 + at * piece :][:piece] for at in range(3)]
    for cut in (0, 1, 7, 8, 9, 8 + piece, 8 + 2 * piece, len(whole) - 1):
        blob.path.write_bytes(whole[:cut])
        assert not store.is_sound(blob.digest, blob.key)
    for order in ((1, 0, 2), (0, 2, 1), (0, 1), (0, 1, 2, 2), (2,)):
        blob.path.write_bytes(head + b"".join(chunks[at] for at in order))
        assert not store.is_sound(blob.digest, blob.key)
    blob.path.unlink()
    assert not store.is_sound(blob.digest, blob.key)
    assert not store.holds(blob.digest, blob.key)


def test_nothing_on_the_disk_tells_what_a_scan_is(tmp_path: Path, store: BlobStore) -> None:
    data = b"CCCD 001190123456 " * 1000
    first, second = kept(store, tmp_path, data), kept(store, tmp_path, data)
    assert first.path != second.path
    assert first.path.read_bytes() != second.path.read_bytes()
    for blob in (first, second):
        assert b"001190123456" not in blob.path.read_bytes()
        assert blob.digest not in str(blob.path)
    other = BlobStore(tmp_path, bytes(32))
    assert other.name(first.digest, first.key) != store.name(first.digest, first.key)


def test_without_its_key_a_scan_is_noise(tmp_path: Path, store: BlobStore) -> None:
    blob = kept(store, tmp_path, b"x" * 100)
    wrong = blob._replace(key=store.new_key())
    (tmp_path / store.name(wrong.digest, wrong.key)[:1]).mkdir(exist_ok=True)
    place = tmp_path / store.name(wrong.digest, wrong.key)[:1] / store.name(wrong.digest, wrong.key)
    place.write_bytes(blob.path.read_bytes())
    with pytest.raises(BlobDamaged):
        read(store, wrong)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, store: BlobStore) -> None:
    key, digest = store.new_key(), hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(TypeError), store.writing(digest, key) as writer:
        writer.write("abc")  # type: ignore[arg-type]
    with pytest.raises(BlobDamaged), store.writing(digest, key) as writer:
        writer.write(b"abd")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_scan_has_its_name_only_once_it_is_settled(tmp_path: Path, store: BlobStore) -> None:
    datas = (b"one", b"two")
    for data in datas:
        with store.writing(hashlib.sha256(data).hexdigest(), KEY) as writer:
            writer.write(data)
    assert store.files() == set()
    store.settle()
    assert {read_all(store, data) for data in datas} == set(datas)
    with store.writing(hashlib.sha256(b"three").hexdigest(), KEY) as writer:
        writer.write(b"three")
    store.discard()
    store.settle()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == len(datas)


def read_all(store: BlobStore, data: bytes) -> bytes:
    return b"".join(store.chunks(hashlib.sha256(data).hexdigest(), KEY))


def test_what_the_disk_did_not_keep_gets_no_name(tmp_path: Path, store: BlobStore) -> None:
    for data in (b"kept", b"lost"):
        with store.writing(hashlib.sha256(data).hexdigest(), KEY) as writer:
            writer.write(data)
    lost = max(tmp_path.glob("~*"), key=lambda path: path.stat().st_mtime_ns)
    lost.write_bytes(lost.read_bytes()[:-1] + b"?")
    with pytest.raises(BlobDamaged):
        store.settle()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_room_is_demanded_before_anything_is_written(store: BlobStore) -> None:
    store.require_room(1)
    with pytest.raises(DiskFull):
        store.require_room(2**60)


def test_unfinished_files_are_no_scans_and_any_file_can_be_removed(
    tmp_path: Path, store: BlobStore
) -> None:
    blob = kept(store, tmp_path, b"x")
    (tmp_path / "~half").write_bytes(b"x")
    assert store.files() == {blob.path.name}
    store.remove(store.files())
    store.remove([blob.path.name])
    assert store.files() == set()
    assert blobs.MAGIC.isascii()
