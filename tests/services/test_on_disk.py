"""Promises: where nothing can lie nothing lies, whatever a person has typed."""

from pathlib import Path

import pytest

from ca_desktop.services.on_disk import is_file, is_folder


@pytest.mark.parametrize(
    "name", ["", "nowhere", "x" * 300, "a\0b", "y" * 300 + "/z", "a file/in it"]
)
def test_a_name_of_nothing_is_neither_folder_nor_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    assert is_folder(tmp_path / name) == (not name)
    assert not is_file(tmp_path / name)


def test_what_lies_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    assert is_folder(tmp_path)
    assert is_file(tmp_path / "a file")
