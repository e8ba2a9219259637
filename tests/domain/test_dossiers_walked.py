"""Dossiers on random walks: what is allowed counts, stays sound, and can be reported."""

import dataclasses
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.campaign import size
from tests.helpers.dossier_walk import (
    CENTRE,
    DESK,
    MAKE,
    OFFICE_OF,
    STRANGER,
    Walk,
    at_minute,
)

from ca_desktop.domain.custody import chain
from ca_desktop.domain.dossier_facts import facts_of
from ca_desktop.domain.dossiers import OPEN, WAITING, DossierState, Status
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.dossiers import ReturnUndone, StepUndone
from ca_desktop.domain.events.handling import ResultCorrected
from ca_desktop.domain.folding import fold
from ca_desktop.domain.guards import PASSABLE, require_step
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.reports import DossierFacts, Period, form06

ENDED = {
    Status.REFUSED_AT_INTAKE,
    Status.WITHDRAWN,
    Status.STOPPED,
    Status.RESULT_RETURNED,
    Status.CANCELLED,
}
UNDOING = {ReturnUndone, StepUndone}
AFTERWARDS = {ResultCorrected}
"""What may still be done when a dossier has ended, besides undoing."""
WALKS = st.lists(
    st.tuples(st.sampled_from(list(MAKE)), st.sampled_from([DESK, CENTRE, STRANGER])), max_size=40
)


def legal_walk(steps: list[tuple[type[Event], str]]) -> Walk:
    """Take the steps whose guard agrees."""
    walk = Walk()
    for kind, node in steps:
        before = walk.state
        try:
            walk.take(kind, node, passed=PASSABLE)
        except NotAllowedNow:
            assert walk.state is before
        else:
            assert_follows(before, walk.state, kind)
            assert_sound(walk.state)
    return walk


def assert_follows(before: DossierState, after: DossierState, kind: type[Event]) -> None:
    undoing, afterwards = kind in UNDOING, kind in AFTERWARDS
    assert before.status not in ENDED or undoing or afterwards
    assert after.steps == before.steps + 1
    assert after.custody.number - before.custody.number in {0, 1}
    assert after.dues[: len(before.dues)] == before.dues
    assert after.first_due_at == before.first_due_at
    assert before.finished_at in {None, after.finished_at} or undoing
    unchanged = ("dossier_id", "office_id", "code", "received_at", "holder_name", "limit")
    assert all(getattr(before, name) == getattr(after, name) for name in unchanged)


def assert_sound(state: DossierState) -> None:
    custody, waiting = state.custody, state.status in WAITING
    stands = waiting or any(errand.stands for errand in state.errands)
    assert (state.finished_at is None) is (state.status in OPEN)
    assert (state.returned_at is not None) is (state.status is Status.RESULT_RETURNED)
    assert (state.asked_at is not None) >= waiting
    assert (custody.forwarded_to is not None) is (state.status is Status.FORWARDED)
    assert (state.forwarded_from is not None) is (state.status is Status.FORWARDED)
    assert custody.custodian in {DESK, CENTRE}
    assert state.held_by == OFFICE_OF[custody.custodian]
    assert state.dues[-1].due_at == state.due_at
    assert state.stands is stands or state.status is Status.FORWARDED
    assert not state.errands or state.status in OPEN
    assert len({errand.key for errand in state.errands}) == len(state.errands)
    assert sum(errand.stands for errand in state.errands) + waiting <= 1
    assert [span.since for span in state.dues] == sorted(span.since for span in state.dues)
    assert state.supplements >= (state.status is Status.SUPPLEMENT_REQUIRED)
    if state.status in {Status.RESULT_READY, Status.RESULT_RETURNED}:
        assert custody.custodian == custody.desk == DESK


@given(WALKS)
def test_whatever_is_allowed_counts_and_leaves_a_sound_dossier(
    steps: list[tuple[type[Event], str]],
) -> None:
    walk = legal_walk(steps)
    assert chain([item.link for item in walk.placed]) == tuple(
        item.link.event_id for item in walk.placed
    )
    assert fold(walk.placed) == walk.state


@given(WALKS, st.randoms(use_true_random=False))
def test_the_state_does_not_depend_on_the_order_or_number_of_arrivals(
    steps: list[tuple[type[Event], str]], dice: Random
) -> None:
    walk = legal_walk(steps)
    arrived = walk.placed + dice.sample(walk.placed, dice.randrange(len(walk.placed)))
    dice.shuffle(arrived)
    assert fold(arrived) == walk.state


@given(WALKS, st.integers(1, 40))
def test_a_part_of_the_events_gives_the_state_of_that_day(
    steps: list[tuple[type[Event], str]], known: int
) -> None:
    walk = legal_walk(steps)
    earlier = Walk()
    earlier_state = fold(walk.placed[:known])
    for item in walk.placed[1:known]:
        earlier.take(type(item.event), item.link.node, passed=PASSABLE)
    assert earlier_state == earlier.state


@given(WALKS, st.sampled_from(list(MAKE)), st.sampled_from([DESK, CENTRE, STRANGER]))
def test_what_somebody_else_writes_all_the_same_changes_nothing(
    steps: list[tuple[type[Event], str]], kind: type[Event], node: str
) -> None:
    walk = legal_walk(steps)
    forged = walk.next(kind, node)
    try:
        require_step(walk.state, kind, node=node, office=OFFICE_OF[node])
    except NotAllowedNow as error:
        if error.code in {"NOT-CUSTODIAN", "ACCEPT-NOTHING"}:
            assert fold([forged, *walk.placed]) == walk.state
    stale = dataclasses.replace(forged.link, custody=walk.state.custody.number + 1)
    assert fold([*walk.placed, dataclasses.replace(forged, link=stale)]) == walk.state


def facts(walk: Walk) -> DossierFacts:
    return facts_of(walk.state)


@pytest.mark.campaign("dossiers")
def test_the_monthly_report_balances_over_thousands_of_lives() -> None:
    period = Period(start=parse_moment(at_minute(0)).date(), end=parse_moment(at_minute(0)).date())
    for seed in range(size(30_000, 0.01)):
        dice = Random(seed)
        kinds, nodes = list(MAKE), [DESK, DESK, CENTRE]
        walk = legal_walk([(dice.choice(kinds), dice.choice(nodes)) for _ in range(30)])
        now = parse_moment(at_minute(dice.randrange(2000)))
        form = form06([facts(walk)], period, now)
        assert form.balanced
        assert form.total.figures["c3"] == 1
        ended = walk.state.finished_at is not None and parse_moment(walk.state.finished_at) <= now
        assert form.total.figures["c7"] == ended
