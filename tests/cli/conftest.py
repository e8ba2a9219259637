"""A commune and its centre for the command line, new for every test."""

from pathlib import Path

import pytest
from tests.helpers.console import Console
from tests.helpers.training import paired_folders


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Console, Console]:
    commune, centre = paired_folders(tmp_path)
    return Console(commune, capsys), Console(centre, capsys)


@pytest.fixture
def commune(pair: tuple[Console, Console]) -> Console:
    return pair[0]
