from pathlib import Path

import pytest

from ca_desktop.app import resources


def test_a_checkout_finds_its_resources_beside_the_source() -> None:
    folder = resources.resources_folder()
    assert (folder / "forms" / "m01-r2025.toml").is_file()
    assert (folder / "fonts" / "LiberationSerif-Regular.ttf").is_file()


def test_an_installed_package_finds_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKED", tmp_path)
    assert resources.resources_folder() == tmp_path
