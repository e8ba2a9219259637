"""What belongs to a computer: kept beside the data folder, never in the way of a start."""

from pathlib import Path

import pytest

from ca_desktop.domain.errors import NotWritable
from ca_desktop.vault.this_pc import ThisPc


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    ThisPc(tmp_path).keep("printers", {"slip": {"printer": "Máy in tầng 1"}})
    assert ThisPc(tmp_path).read("printers") == {"slip": {"printer": "Máy in tầng 1"}}
    assert ThisPc(tmp_path).read("theme") == {}


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_file_is_as_if_nothing_had_been_chosen(tmp_path: Path, data: bytes) -> None:
    pc = ThisPc(tmp_path)
    pc.keep("printers", {"a": 1})
    (path,) = (tmp_path / "this-pc").iterdir()
    path.write_bytes(data)
    assert pc.read("printers") == {}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "this-pc").write_bytes(b"")
    with pytest.raises(NotWritable):
        ThisPc(tmp_path).keep("printers", {})
    with pytest.raises(NotWritable):
        ThisPc(tmp_path).make_folder(tmp_path / "this-pc" / "below")
