"""Who may change a dossier, and which events count when files cross on the road."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.custody import RANK, Custody, Link, begin, chain

DESK, CENTRE, OTHER = "desk-node", "centre-node", "other-node"
OFFICE = {DESK: "commune", CENTRE: "centre", OTHER: "elsewhere"}
STEPS = (
    "ProcessingStarted",
    "SupplementRequested",
    "SupplementReceived",
    "DossierWithdrawn",
    "DossierStopped",
    "ResultReady",
    "ResultReturned",
    "DossierForwarded",
    "DossierAccepted",
    "DossierRecalled",
    "RecallGranted",
    "DossierTakenBack",
)


def link(
    event_id: str,
    kind: str,
    on: str | None,
    *,
    by: str = DESK,
    at: int | None = 1,
    to: str | None = None,
) -> Link:
    if kind == "DossierForwarded" and to is None:
        to = OFFICE[CENTRE]
    return Link(
        event_id=event_id,
        kind=kind,
        node=by,
        office=OFFICE[by],
        builds_on=on,
        custody=at,
        to_office=to,
    )


INTAKE = link("01", "DossierReceived", None)
FORWARD = link("02", "DossierForwarded", "01")
ACCEPT = link("03", "DossierAccepted", "02", by=CENTRE)
ANSWER = link("04", "ResultReady", "03", by=CENTRE, at=2)
RETURN = link("05", "ResultReturned", "04", at=3)


def custody_after(links: Sequence[Link]) -> Custody:
    """Follow a whole chain; every link must count."""
    assert chain(links) == tuple(item.event_id for item in links)
    custody = begin(links[0])
    for item in links[1:]:
        custody = custody.after(item)
    return custody


def test_an_intake_makes_its_node_the_custodian_and_the_desk() -> None:
    assert custody_after([INTAKE]) == Custody(number=1, custodian=DESK, desk=DESK)


def test_a_dossier_travels_to_the_centre_and_its_result_comes_back() -> None:
    assert custody_after([INTAKE, FORWARD, ACCEPT, ANSWER, RETURN]) == Custody(
        number=3, custodian=DESK, desk=DESK
    )


def test_an_offer_leaves_the_dossier_with_the_giver_until_it_is_accepted() -> None:
    offered = custody_after([INTAKE, FORWARD])
    assert (offered.number, offered.custodian) == (1, DESK)
    taken = custody_after([INTAKE, FORWARD, ACCEPT])
    assert (taken.number, taken.custodian, taken.forwarded_to) == (2, CENTRE, None)


def test_a_result_of_the_desk_itself_hands_nothing_over() -> None:
    ready = custody_after([INTAKE, link("02", "ResultReady", "01")])
    assert (ready.number, ready.custodian) == (1, DESK)


def test_a_result_from_elsewhere_needs_no_accepting() -> None:
    back = custody_after([INTAKE, FORWARD, ACCEPT, ANSWER])
    assert (back.number, back.custodian, back.forwarded_to) == (3, DESK, None)


def test_from_the_handed_back_result_on_only_the_desk_acts() -> None:
    late = link("06", "DossierStopped", "04", by=CENTRE, at=3)
    old = link("07", "DossierStopped", "04", by=CENTRE, at=2)
    assert chain([INTAKE, FORWARD, ACCEPT, ANSWER, late, old]) == ("01", "02", "03", "04")


@pytest.mark.parametrize("kind", sorted(RANK))
def test_every_hand_over_raises_the_custody_number_by_one(kind: str) -> None:
    taker = CENTRE if kind == "DossierAccepted" else DESK
    after = custody_after([INTAKE, FORWARD, link("03", kind, "02", by=taker)])
    assert (after.number, after.custodian, after.forwarded_to) == (2, taker, None)


@pytest.mark.parametrize(
    "kind", ["ProcessingStarted", "SupplementRequested", "DossierStopped", "ResultReturned"]
)
def test_a_plain_step_leaves_the_custody_number_alone(kind: str) -> None:
    assert custody_after([INTAKE, link("02", kind, "01")]).number == 1


@pytest.mark.parametrize("number", [0, 2, 3, None])
def test_an_event_at_another_custody_number_does_not_count(number: int | None) -> None:
    assert chain([INTAKE, link("02", "ProcessingStarted", "01", at=number)]) == ("01",)


@pytest.mark.parametrize("kind", [kind for kind in STEPS if kind != "DossierAccepted"])
def test_a_step_by_anybody_but_the_custodian_does_not_count(kind: str) -> None:
    assert chain([INTAKE, FORWARD, link("03", kind, "02", by=CENTRE)]) == ("01", "02")
    assert chain([INTAKE, link("02", kind, "01", by=OTHER)]) == ("01",)


def test_only_the_office_it_was_offered_to_may_accept() -> None:
    for by in (DESK, OTHER):
        assert chain([INTAKE, FORWARD, replace(ACCEPT, node=by, office=OFFICE[by])]) == ("01", "02")
    assert chain([INTAKE, FORWARD, replace(ACCEPT, office=None)]) == ("01", "02")


def test_nobody_accepts_what_was_not_offered() -> None:
    assert chain([INTAKE, link("02", "DossierAccepted", "01", by=CENTRE)]) == ("01",)
    unknown = link("02", "DossierAccepted", "01", by=CENTRE)
    assert chain([INTAKE, replace(unknown, office=None)]) == ("01",)


def test_an_offer_is_accepted_once() -> None:
    again = link("06", "DossierAccepted", "03", by=CENTRE, at=2)
    assert chain([INTAKE, FORWARD, ACCEPT, again]) == ("01", "02", "03")


def test_a_recalled_offer_can_no_longer_be_accepted() -> None:
    recall = link("03", "DossierRecalled", "02")
    late = link("04", "DossierAccepted", "03", by=CENTRE, at=2)
    assert chain([INTAKE, FORWARD, recall, late]) == ("01", "02", "03")


RIVALS = {
    "DossierTakenBack": link("0a", "DossierTakenBack", "02"),
    "RecallGranted": link("0b", "RecallGranted", "02"),
    "DossierAccepted": link("0c", "DossierAccepted", "02", by=CENTRE),
    "DossierRecalled": link("0d", "DossierRecalled", "02"),
    "ProcessingStarted": link("0e", "ProcessingStarted", "02"),
}
"""Strongest first, and against the order of their ids."""


@pytest.mark.parametrize("stronger", range(len(RIVALS) - 1))
def test_crossed_events_count_by_rank_and_not_by_who_came_first(stronger: int) -> None:
    ranked = list(RIVALS.values())
    for weaker in ranked[stronger + 1 :]:
        for pair in ([ranked[stronger], weaker], [weaker, ranked[stronger]]):
            assert chain([INTAKE, FORWARD, *pair])[2] == ranked[stronger].event_id


def test_of_two_events_of_one_rank_the_larger_id_counts() -> None:
    small, large = link("0a", "ProcessingStarted", "01"), link("0b", "DossierStopped", "01")
    assert chain([INTAKE, small, large]) == chain([INTAKE, large, small]) == ("01", "0b")


def test_what_another_node_has_built_upon_counts_before_any_rank() -> None:
    recall = link("0d", "DossierRecalled", "02")
    offer = link("0e", "RecallGranted", "02")
    built = link("0f", "DossierStopped", "0d", by=CENTRE, at=2)
    assert chain([INTAKE, FORWARD, recall, offer])[2] == "0e"
    assert chain([INTAKE, FORWARD, recall, offer, built])[2] == "0d"


def test_what_its_own_node_has_built_upon_counts_no_more_for_it() -> None:
    recall = link("0d", "DossierRecalled", "02")
    granted = link("0e", "RecallGranted", "02")
    own = link("0f", "ProcessingStarted", "0d", at=2)
    assert chain([INTAKE, FORWARD, recall, granted, own]) == ("01", "02", "0e")


def test_a_late_accept_after_a_forced_take_back_changes_nothing() -> None:
    taken_back = link("0a", "DossierTakenBack", "02")
    onward = link("0b", "ProcessingStarted", "0a", at=2)
    by_taker = link("0d", "ResultReady", "03", by=CENTRE, at=2)
    counted = chain([INTAKE, FORWARD, ACCEPT, taken_back, onward, by_taker])
    assert counted == ("01", "02", "0a", "0b")


def test_an_event_in_two_streams_counts_once() -> None:
    assert chain([INTAKE, FORWARD, FORWARD, INTAKE]) == ("01", "02")


def test_without_the_intake_nothing_counts_yet() -> None:
    assert chain([]) == ()
    assert chain([FORWARD, ACCEPT, ANSWER]) == ()


def test_a_hole_holds_up_what_comes_after_it() -> None:
    assert chain([INTAKE, ACCEPT, ANSWER, RETURN]) == ("01",)
    assert chain([RETURN, ANSWER, ACCEPT, FORWARD, INTAKE]) == ("01", "02", "03", "04", "05")


@pytest.mark.parametrize("kind", STEPS)
def test_a_chain_starts_with_an_intake_and_nothing_else(kind: str) -> None:
    intruder = link("00", kind, None, by=OTHER)
    assert chain([intruder]) == ()
    assert chain([intruder, INTAKE, FORWARD]) == ("01", "02")


@pytest.mark.parametrize("number", [0, 2, None])
def test_an_intake_stands_at_the_first_custody_number(number: int | None) -> None:
    assert chain([replace(INTAKE, custody=number)]) == ()


def test_a_refused_intake_is_the_whole_life_of_its_subject() -> None:
    assert chain([link("01", "IntakeRefused", None)]) == ("01",)


def test_events_that_build_on_each_other_in_a_circle_are_left_aside() -> None:
    one, two = link("0a", "ProcessingStarted", "0b"), link("0b", "ProcessingStarted", "0a")
    selfish = link("0c", "ProcessingStarted", "0c")
    assert chain([INTAKE, one, two, selfish]) == ("01",)


# --- Any set of events at all -----------------------------------------------------------------


@st.composite
def crowds(draw: st.DrawFn) -> list[Link]:
    """Make an intake and events that build on anything, likely or not."""
    links = [INTAKE]
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(STEPS))
        links.append(
            link(
                draw(st.sampled_from([f"{number:02x}-b", f"{number:02x}-z", f"z-{number:02x}"])),
                kind,
                draw(st.sampled_from([item.event_id for item in links[-4:]])),
                by=draw(st.sampled_from([DESK, DESK, CENTRE, CENTRE, OTHER])),
                at=draw(st.sampled_from([1, 1, 2, 2, 3, 4])),
                to=draw(st.sampled_from([OFFICE[CENTRE], OFFICE[DESK], OFFICE[OTHER]])),
            )
        )
    return links


def rank(one: Link) -> int:
    order = ["DossierRecalled", "DossierAccepted", "RecallGranted", "DossierTakenBack"]
    return order.index(one.kind) + 1 if one.kind in order else 0


def slow_chain(links: Sequence[Link]) -> list[str]:
    """Read R13 and R14 word for word, one event after the other, without any index."""
    counted = ["01"]
    holder, number, offered = DESK, 1, ""
    while True:
        candidates = [
            one
            for one in links
            if one.builds_on == counted[-1]
            and one.custody == number
            and (one.office == offered if one.kind == "DossierAccepted" else one.node == holder)
        ]
        if not candidates:
            return counted
        on_others = [
            one
            for one in candidates
            if [x for x in links if x.builds_on == one.event_id and x.node != one.node]
        ]
        ranked = sorted(on_others or candidates, key=lambda one: (-rank(one), one.event_id))
        taken = [one for one in ranked if rank(one) == rank(ranked[0])][-1]
        counted.append(taken.event_id)
        if taken.kind == "DossierForwarded":
            offered = taken.to_office or ""
        elif rank(taken):
            holder, number, offered = taken.node, number + 1, ""
        elif taken.kind == "ResultReady" and taken.node != DESK:
            holder, number, offered = DESK, number + 1, ""


@given(crowds())
def test_the_chain_agrees_with_the_rules_read_word_for_word(links: list[Link]) -> None:
    assert list(chain(links)) == slow_chain(links)


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_plays_no_part(links: list[Link], dice: Random) -> None:
    shuffled = links + dice.sample(links, dice.randrange(len(links) + 1))
    dice.shuffle(shuffled)
    assert chain(shuffled) == chain(links)


@given(crowds())
def test_what_does_not_count_can_be_taken_away_unless_it_was_built_upon(links: list[Link]) -> None:
    counted = chain(links)
    assert chain([one for one in links if one.event_id in counted]) == counted


@given(crowds())
def test_at_every_point_of_a_chain_one_node_holds_the_dossier(links: list[Link]) -> None:
    by_id = {item.event_id: item for item in links}
    counted = [by_id[name] for name in chain(links)]
    custody = begin(counted[0])
    for before, item in pairwise(counted):
        assert item.builds_on == before.event_id
        assert custody.admits(item)
        after = custody.after(item)
        assert after.number in {custody.number, custody.number + 1}
        assert after.custodian == custody.custodian or after.number == custody.number + 1
        assert after.desk == DESK
        custody = after


def test_of_two_intakes_of_one_dossier_the_larger_id_counts_unless_the_other_was_built_on() -> None:
    second = link("09", "DossierReceived", None, by=OTHER)
    assert chain([INTAKE, second]) == chain([second, INTAKE]) == ("09",)
    assert chain([second, ACCEPT, FORWARD, INTAKE])[0] == "09"
    accepted = link("03", "DossierAccepted", "01", by=CENTRE)
    assert chain([INTAKE, second, accepted])[0] == "01"
