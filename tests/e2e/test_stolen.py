"""A PC is stolen: nobody hears it any more, a new one takes its place."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.e2e.test_heirs import CENTRE, NEW, OLD, Town
from tests.helpers import offices
from tests.helpers.training import recovery_code

from ca_desktop.services.keys.revocations import revoke_node


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def revoke(town: Town, since: str = "") -> None:
    with town.open(CENTRE) as ports:
        revoke_node(ports, offices.COMMUNE[1], recovery_code(ports), since)


def test_a_new_pc_takes_the_place_of_a_stolen_one(town: Town) -> None:
    code = town.take_in(OLD)
    town.carry(OLD)
    stolen = town.node(OLD).node_id
    theirs = town.take_in(OLD)
    files = town.export(OLD)
    revoke(town)
    town.set_up()
    assert town.pair(NEW, stolen, last=code) == "imported"
    town.carry(NEW)
    assert town.take(CENTRE, files) == ["E-123"]
    town.check(NEW)
    assert town.step(NEW, code, "result_ready") == "result_ready"
    town.carry(NEW)
    town.check(NEW)
    assert theirs not in {row[1] for row in town.seen(CENTRE)}


def test_what_came_after_the_theft_is_not_carried_on(town: Town) -> None:
    """The centre took a thief's file in before anybody told it; a person is shown what it held."""
    code = town.take_in(OLD)
    town.carry(OLD)
    town.clock.moment += timedelta(days=3)
    theirs = town.take_in(OLD)
    town.carry(OLD, rounds=1)
    stolen = town.node(OLD).node_id
    revoke(town, (town.clock.moment - timedelta(days=1)).date().isoformat())
    town.set_up()
    assert town.pair(NEW, stolen, last=code) == "imported"
    town.carry(NEW)
    assert "BEYOND-CUT" in town.matters(CENTRE)
    assert theirs in {row[1] for row in town.seen(CENTRE)}
    assert code in {row[1] for row in town.seen(NEW)}
