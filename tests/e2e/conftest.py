"""A disk that fails and offices to put on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers import disk_scenes
from tests.helpers.disk_scenes import World
from tests.helpers.disks import Bench, bench


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which thousands of offices come and go."""
    return tmp_path_factory.mktemp("disks")


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A process that works on a disk that fails."""
    with bench(tmp_path_factory.mktemp("library")) as made:
        yield made


@pytest.fixture(scope="module")
def offices_on_disk(memory: Path) -> World:
    """A commune and its centre, paired."""
    return disk_scenes.world(memory / "world")
