"""Hard lives of whole towns under the rules alone: nothing stuck, nothing silent, all equal."""

import pytest
from tests.helpers.campaign import size
from tests.helpers.lives_town import live


@pytest.mark.parametrize("seed", range(20))
def test_files_that_are_lost_doubled_and_late_heal_themselves(seed: int) -> None:
    assert live(seed, centre=False, clones=False) == []


@pytest.mark.campaign("lives")
def test_towns_of_machines_that_are_put_back_and_copied_end_equal() -> None:
    faults = {seed: found for seed in range(size(20_000, 0.01)) if (found := live(seed))}
    assert faults == {}
