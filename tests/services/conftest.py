"""A training office, and a commune with its centre, new for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, paired_offices, training_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path) as made:
        yield made


@pytest.fixture
def centre_alone(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path, offices.CENTRE) as made:
        yield made


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as made:
        yield made
