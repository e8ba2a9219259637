"""What stands in the way of a step, what may be passed over, and where a dossier is meanwhile."""

import pytest
from tests.helpers.dossier_walk import DESK, OFFICE_OF, Walk

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.folding import advance
from ca_desktop.domain.guards import APPROVED, WARNED, require_step
from ca_desktop.domain.stations import Errand, Station, errands_text, read_errands, station_of

BEGUN = [
    handling.VerificationStarted,
    handling.ConsultationAsked,
    handling.LinkedSent,
    handling.SignatureAsked,
]


def working(*kinds: type[Event]) -> Walk:
    walk = Walk()
    walk.take(events.ProcessingStarted)
    for kind in kinds:
        walk.take(kind)
    return walk


def refusal(walk: Walk, kind: type[Event], *passed: str) -> str | None:
    try:
        require_step(walk.state, kind, node=DESK, office=OFFICE_OF[DESK], passed=passed)
    except NotAllowedNow as error:
        return error.code
    return None


@pytest.mark.parametrize("kind", BEGUN[:3])
def test_no_result_and_no_signature_while_somebody_is_waited_for(kind: type[Event]) -> None:
    walk = working(kind)
    for later in (events.ResultReady, events.DossierForwarded, handling.SignatureAsked):
        assert refusal(walk, later) == "ERRAND-OPEN"
    assert refusal(walk, events.DossierWithdrawn) is None


@pytest.mark.parametrize("kind", BEGUN)
def test_what_is_done_ends_every_errand(kind: type[Event]) -> None:
    walk = working(kind)
    assert walk.take(events.DossierStopped).errands == ()


def test_a_second_request_for_papers_passes_only_by_its_own_guard() -> None:
    walk = working(events.SupplementRequested, events.SupplementReceived)
    kind = events.SupplementRequested
    assert refusal(walk, kind) == "SUPPLEMENT-TWICE"
    assert refusal(walk, kind, "SUPPLEMENT-LATE") == "SUPPLEMENT-TWICE"
    assert refusal(walk, kind, "SUPPLEMENT-TWICE") is None
    assert not APPROVED & WARNED


def test_no_other_guard_is_passed_over() -> None:
    walk = working(handling.ConsultationAsked)
    assert refusal(walk, events.ResultReady, "ERRAND-OPEN") == "ERRAND-OPEN"
    assert refusal(walk, handling.VerificationDone, "ERRAND-NONE") == "ERRAND-NONE"


def test_a_clock_stands_for_one_reason_at_a_time() -> None:
    walk = working(handling.VerificationStarted)
    assert walk.state.stands
    for kind in (events.SupplementRequested, handling.PaymentRequired):
        assert refusal(walk, kind) == "ERRAND-OPEN"


def test_an_office_s_own_station_is_shown_before_those_of_other_agencies() -> None:
    walk = working(handling.ConsultationAsked, handling.LinkedSent)
    assert walk.state.station is Station.WAITING_LINKED
    assert walk.take(handling.VerificationStarted).station is Station.VERIFYING
    assert walk.state.step_name == "verifying"
    assert station_of(()) is None


def test_a_dossier_that_another_office_takes_over_is_in_nobody_s_hands_there() -> None:
    walk = Walk()
    walk.take(handling.DossierAssigned)
    walk.take(handling.AssignmentAccepted)
    assert walk.state.taker_name
    walk.take(events.DossierForwarded)
    state = walk.take(events.DossierAccepted, "centre-node")
    assert (state.status, state.taker_id, state.errands) == (Status.IN_PROCESS, None, ())


def test_who_was_offered_a_dossier_and_did_not_take_it_is_out_when_another_is_offered_it() -> None:
    walk = Walk()
    walk.take(handling.DossierAssigned)
    assert len(walk.take(handling.DossierAssigned).errands) == 1


def test_an_undone_step_written_by_an_earlier_version_still_says_whether_the_clock_stood() -> None:
    walk = working(events.SupplementRequested)
    old = events.StepUndone(
        at="2026-03-02T10:00:00+07:00",
        officer_name="x",
        status="supplement_required",
        due_at=walk.state.due_at,
        asked_at=walk.state.asked_at,
        finished_at=None,
        supplements=1,
    )
    assert old.waiting is None
    walk.take(events.SupplementReceived)
    placed = walk.place(old, DESK, walk.state.tip, walk.state.custody.number)
    assert advance(walk.state, placed).stands


def test_errands_come_back_from_their_column() -> None:
    errands = (
        Errand(key="1", station=Station.CONSULTING, whom="Công an xã", since="x", due_at="y"),
        Errand(key="2", station=Station.ASSIGNED, whom="Vừ A Páo", since="x", user_id="u"),
    )
    assert read_errands(errands_text(errands)) == errands
    assert errands_text(()) is None
    assert "Páo" not in repr(errands)
