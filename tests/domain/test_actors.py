"""Whose step it is, by the table of transitions and the stations inside the office."""

from dataclasses import replace

import pytest
from tests.helpers.dossier_walk import DESK, received

from ca_desktop.domain.actors import ACTORS, actors_of, require_actor
from ca_desktop.domain.custody import Link
from ca_desktop.domain.dossiers import DossierState, Placed, Status
from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.folding import start
from ca_desktop.domain.guards import FROM
from ca_desktop.domain.roles import Role
from ca_desktop.domain.stations import Errand, Station

BY_ITSELF = {events.DueDateMoved, events.StepUndone, events.RecallGranted}
"""A date is moved by a calendar or a letter, an undo is for whoever may do it, a recall is granted
by the import."""
PEOPLE = {events.DossierCorrected}

SIGNING = Errand(key="e", station=Station.AWAITING_SIGNATURE, whom="Lãnh đạo", since="")


def standing(status: Status, *errands: Errand) -> DossierState:
    link = Link(
        event_id="0",
        kind="DossierReceived",
        node=DESK,
        office="commune",
        builds_on=None,
        custody=1,
        to_office=None,
    )
    begun = start(Placed(link=link, dossier_id="d", event=received()))
    return replace(begun, status=status, errands=errands)


def test_every_step_of_the_table_of_guards_has_its_actors() -> None:
    assert set(FROM) - set(ACTORS) == BY_ITSELF | PEOPLE
    assert set(ACTORS) <= set(FROM)
    assert all(ACTORS.values())


@pytest.mark.parametrize(
    ("kind", "status", "may"),
    [
        (events.SupplementRequested, Status.RECEIVED, {"intake", "desk_head", "case_officer"}),
        (events.SupplementRequested, Status.IN_PROCESS, {"case_officer"}),
        (events.SupplementReceived, Status.SUPPLEMENT_REQUIRED, {"intake", "desk_head"}),
        (events.DossierStopped, Status.SUPPLEMENT_REQUIRED, {"desk_head", "leader"}),
        (events.DossierWithdrawn, Status.IN_PROCESS, {"intake", "desk_head"}),
        (events.IntakeCancelled, Status.RECEIVED, {"intake", "desk_head"}),
        (events.ResultReady, Status.IN_PROCESS, {"case_officer", "leader", "clerk"}),
        (events.ResultReturned, Status.RESULT_READY, {"intake", "desk_head"}),
        (handling.VerificationStarted, Status.IN_PROCESS, {"case_officer"}),
        (handling.ConsultationAsked, Status.IN_PROCESS, {"case_officer"}),
        (handling.LinkedSent, Status.IN_PROCESS, {"case_officer", "intake", "desk_head"}),
        (handling.SignatureAsked, Status.IN_PROCESS, {"case_officer"}),
    ],
)
def test_the_table_says_whose_a_step_is(kind: type[Event], status: Status, may: set[str]) -> None:
    assert actors_of(kind, standing(status)) == may


def test_a_refusal_is_decided_by_who_settles_it_and_a_signature_ended_by_who_signs_and_seals() -> (
    None
):
    state = standing(Status.IN_PROCESS)
    kind = events.ResultReady
    assert actors_of(kind, state, negative=True) == {Role.CASE_OFFICER, Role.LEADER}
    signing = standing(Status.IN_PROCESS, SIGNING)
    assert actors_of(kind, signing) == {Role.CLERK, Role.LEADER}
    assert actors_of(kind, signing, negative=True) == {Role.CLERK, Role.LEADER}


def test_who_may_not_is_told_who_may() -> None:
    needed = ACTORS[events.DossierStopped]
    with pytest.raises(Forbidden) as caught:
        require_actor(frozenset({Role.INTAKE}), events.DossierStopped, needed)
    assert caught.value.details == {
        "action": "DossierStopped",
        "roles": (Role.DESK_HEAD, Role.LEADER),
    }
    require_actor(frozenset({Role.INTAKE, Role.LEADER}), events.DossierStopped, needed)
