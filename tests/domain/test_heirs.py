"""Nodes that took the place of others: whose streams they send, and as whom they count."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.custody import Link, chain
from ca_desktop.domain.heirs import (
    Side,
    counting_as,
    disputed,
    predecessors,
    readable,
    sending_order,
    sends,
)

NODES = [letter * 32 for letter in "0123456"]
HUB, OLD, NEW, NEWER, OTHER, *_ = NODES
LIFE, LATER = "1" * 16, "2" * 16
OFFICE = "a" * 32
CENTRE = Side(node=HUB, office="c" * 32, centre=True)
HEIR = Side(node=NEW, office=OFFICE, centre=False, predecessors=frozenset({OLD}))

PAIRS = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=12)


def stream(node: str, audience: str, life: str = LIFE) -> str:
    return f"{node}.{life}.{audience}"


def test_whoever_took_the_place_of_an_heir_took_that_of_all_before() -> None:
    pairs = [(OLD, NEW), (NEW, NEWER)]
    assert predecessors(NEWER, pairs) == {OLD, NEW}
    assert predecessors(NEW, pairs) == {OLD}
    assert predecessors(OLD, pairs) == frozenset()
    assert counting_as(pairs) == {OLD: NEWER, NEW: NEWER}


def test_of_two_heirs_the_same_one_counts_whoever_looks() -> None:
    pairs = [(OLD, NEW), (OLD, NEWER), (NEWER, OTHER)]
    for order in permutations(pairs):
        assert counting_as(order) == {OLD: OTHER, NEWER: OTHER}
    assert disputed(pairs) == {OLD}
    assert disputed([*pairs, (NEW, OTHER)]) == frozenset()


@given(PAIRS)
def test_no_roster_makes_the_walk_endless_or_a_node_its_own_heir(
    pairs: list[tuple[str, str]],
) -> None:
    for node in NODES:
        assert node not in predecessors(node, pairs)
    heirs = counting_as(pairs)
    assert set(heirs) == {old for old, _new in pairs}
    assert heirs == counting_as(reversed(pairs))
    assert disputed(pairs) <= set(heirs)


def test_a_successor_sends_on_what_its_predecessor_wrote() -> None:
    assert sends(HEIR, CENTRE, stream(NEW, "centre"))
    assert sends(HEIR, CENTRE, stream(OLD, "centre", LATER))
    assert not sends(HEIR, CENTRE, stream(OTHER, "centre"))
    assert not sends(HEIR, CENTRE, stream(OLD, "local"))


def test_the_centre_sends_the_successor_what_it_holds_of_the_predecessor() -> None:
    assert sends(CENTRE, HEIR, stream(OLD, "centre"))
    assert sends(CENTRE, HEIR, stream(HUB, "all"))
    assert sends(CENTRE, HEIR, stream(HUB, f"office:{OFFICE}"))


@pytest.mark.parametrize(
    "name",
    [
        stream(NEW, "centre"),
        stream(OTHER, "centre"),
        stream(OLD, "local"),
        stream(HUB, "local"),
        stream(HUB, f"office:{'b' * 32}"),
    ],
)
def test_nobody_gets_what_is_not_for_him(name: str) -> None:
    assert not sends(CENTRE, HEIR, name)


def test_each_side_acknowledges_what_the_other_sends() -> None:
    assert readable(CENTRE) == {"centre"}
    assert readable(HEIR) == {"all", f"office:{OFFICE}"}


def test_a_package_tells_first_whose_place_was_taken() -> None:
    """A cut export in which the roster came last could never be read: each part waited."""
    streams = [
        stream(HUB, f"office:{OFFICE}"),
        stream(HUB, "all", LATER),
        stream(OLD, "centre"),
        stream(HUB, "all"),
    ]
    assert sorted(streams, key=lambda name: sending_order(HUB, name)) == [
        stream(HUB, "all"),
        stream(HUB, "all", LATER),
        stream(HUB, f"office:{OFFICE}"),
        stream(OLD, "centre"),
    ]


def link(event_id: str, kind: str, node: str, on: str | None, heirs: dict[str, str]) -> Link:
    return Link(
        event_id=event_id,
        kind=kind,
        node=heirs.get(node, node),
        office=OFFICE,
        builds_on=on,
        custody=1,
    )


def test_the_successor_holds_the_dossiers_of_the_closed_node() -> None:
    heirs = dict(counting_as([(OLD, NEW)]))
    steps = [("01", "DossierReceived", OLD, None), ("02", "ProcessingStarted", NEW, "01")]
    assert chain(link(*step, {}) for step in steps) == ("01",)
    assert chain(link(*step, heirs) for step in steps) == ("01", "02")
    late = ("03", "DossierStopped", OLD, "02")
    assert chain(link(*step, heirs) for step in [*steps, late]) == ("01", "02", "03")


def test_a_successor_building_on_its_predecessor_is_not_another_node() -> None:
    """Who counts as the same node lends no weight to its own branch."""
    heirs = dict(counting_as([(OLD, NEW)]))
    steps = [
        ("01", "DossierReceived", OLD, None),
        ("02", "ProcessingStarted", OLD, "01"),
        ("03", "DossierStopped", NEW, "02"),
        ("04", "ProcessingStarted", NEW, "01"),
    ]
    assert chain(link(*step, heirs) for step in steps) == ("01", "04")
