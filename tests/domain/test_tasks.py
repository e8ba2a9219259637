"""What offices ask of each other: whose turn it is, and what may be put right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.dossier_walk import CENTRE, DESK, HOLDER, SUBMITTER, Walk, received

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.guards import FROM
from ca_desktop.domain.tasks import (
    FULFILS,
    PARTS,
    People,
    is_turn,
    makes_task,
    owns_people,
    people_of,
)

TODAY = date(2026, 3, 2)
KINDS = (
    "CorrectionRequested",
    "WithdrawalRequested",
    "PaperSupplied",
    "RecallRequested",
    "NoteAdded",
)
PEOPLE = People(submitter=SUBMITTER, holder=HOLDER)


@given(st.sampled_from(KINDS), st.booleans(), st.booleans())
def test_a_task_never_waits_for_two_offices_and_only_for_nobody_once_it_is_moot(
    kind: str,
    asked_by_desk: bool,  # noqa: FBT001 hypothesis gives it
    held_by_desk: bool,  # noqa: FBT001 hypothesis gives it
) -> None:
    turns = [
        is_turn(kind, asked_by_own=asked_by_desk, custodian_is_own=held_by_desk),
        is_turn(kind, asked_by_own=not asked_by_desk, custodian_is_own=not held_by_desk),
    ]
    came_back = asked_by_desk == held_by_desk
    moot = came_back and kind in {"RecallRequested", "NoteAdded"}
    assert sum(turns) == (0 if moot else 1)


def test_a_remark_asks_only_when_it_says_so() -> None:
    at = "2026-03-02T09:00:00+07:00"
    assert not makes_task(events.NoteAdded(at=at, officer_name="x"))
    assert makes_task(events.NoteAdded(at=at, officer_name="x", asks=True))
    assert makes_task(events.WithdrawalRequested(at=at, officer_name="x"))
    assert not makes_task(events.DossierWithdrawn(at=at, officer_name="x"))


def test_what_answers_a_request_is_a_step_and_what_it_answers_is_none() -> None:
    assert set(FULFILS) <= set(FROM)
    assert not any(kind.state for kind in FULFILS.values())


def test_the_people_belong_to_the_desk_until_another_office_accepts() -> None:
    walk = Walk(intake=received())
    assert owns_people(walk.state, DESK)
    walk.take(events.DossierForwarded)
    assert owns_people(walk.state, DESK)
    walk.take(events.DossierAccepted, CENTRE)
    assert not owns_people(walk.state, DESK)
    assert not owns_people(walk.state, CENTRE)


VALUES = {
    "name": "Lò Thị Ến",
    "id_number": "001190123456",
    "birth": "1991-02",
    "sex": "female",
    "phone": "0987654321",
    "address": "Bản Nà Lầu",
    "email": "a@example.vn",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_correction_changes_one_thing_and_nothing_else(part: str) -> None:
    value = VALUES[part.partition(".")[2]]
    after = PEOPLE.corrected(part, value, TODAY)
    assert after.value(part) == value
    assert all(after.value(x) == PEOPLE.value(x) for x in PARTS if x != part)
    assert after.corrected(part, PEOPLE.value(part), TODAY) == PEOPLE


@given(st.sampled_from(PARTS), st.text(max_size=30))
def test_a_value_that_does_not_hold_is_refused_and_what_holds_can_be_read_again(
    part: str, value: str
) -> None:
    try:
        after = PEOPLE.corrected(part, value, TODAY)
    except InvalidField:
        return
    again = after.corrected(part, after.value(part), TODAY)
    assert again == after


def test_nobody_stands_where_there_is_no_holder() -> None:
    alone = People(submitter=SUBMITTER, holder=None)
    assert len(alone.parts) * 2 == len(PARTS)
    for part in ("holder.name", "submitter", "submitter.age", ""):
        with pytest.raises(InvalidField) as caught:
            alone.corrected(part, "A", TODAY)
        assert caught.value.code == "BAD-CHOICE"


def test_the_people_of_a_dossier_are_those_of_its_newest_correction() -> None:
    intake = received(holder=HOLDER)
    changed = PEOPLE.corrected("holder.name", "Lường Văn Ình", TODAY)
    correction = events.DossierCorrected(
        at="2026-03-02T09:00:00+07:00",
        officer_name="x",
        part="holder.name",
        submitter=changed.submitter,
        holder=changed.holder,
    )
    assert people_of([]) is None
    assert people_of([intake]) == PEOPLE
    assert people_of([intake, correction]) == changed
    assert SUBMITTER.name not in repr(changed)
