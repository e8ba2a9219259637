"""Hard lives of whole towns under the rules alone: nothing stuck, nothing silent, all equal."""

import pytest
from tests.helpers.campaign import size
from tests.helpers.lives_desk import take_in
from tests.helpers.lives_machine import new_machine
from tests.helpers.lives_model import CENTRE_NODE, World
from tests.helpers.lives_town import live, node


@pytest.mark.parametrize("seed", range(20))
def test_files_that_are_lost_doubled_and_late_heal_themselves(seed: int) -> None:
    assert live(seed, centre=False, clones=False) == []


@pytest.mark.campaign("lives")
def test_towns_of_machines_that_are_put_back_and_copied_end_equal() -> None:
    faults = {seed: found for seed in range(size(20_000, 0.01)) if (found := live(seed))}
    assert faults == {}


def test_a_folder_put_back_to_before_an_import_does_not_fit_its_mark() -> None:
    """A copy from before an import, with nothing written since, once passed for the newest."""
    world = World(founding={node(1): node(1)})
    centre = new_machine(world, CENTRE_NODE, CENTRE_NODE, journals=True)
    commune = new_machine(world, node(1), node(1), journals=True)
    taken_in = take_in(commune)
    before = centre.base.copied()
    (file,) = commune.export(CENTRE_NODE)
    centre.take(file)
    centre.base = before
    assert not centre.fits()
    centre.adopt()
    assert taken_in in centre.base.ids()


@pytest.mark.parametrize("seed", [11979, 15248, 18021])
def test_lives_that_once_went_wrong_end_well(seed: int) -> None:
    """An old folder put back twice; a disk image with a backup and a second journal beside it."""
    assert live(seed) == []


def test_a_centre_that_was_put_back_to_before_a_pairing_parks_what_it_gets() -> None:
    world = World(founding={})
    centre = new_machine(world, CENTRE_NODE, CENTRE_NODE, journals=False)
    commune = new_machine(world, node(1), node(1), journals=False)
    take_in(commune)
    (file,) = commune.export(CENTRE_NODE)
    centre.take(file)
    assert centre.parked == [file]
    assert centre.alarms == ["not paired"]
