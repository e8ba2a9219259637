"""A dossier's life: which step may be taken when, and the state that follows from its events."""

from dataclasses import replace

import pytest
from tests.helpers.dossier_walk import (
    CENTRE,
    DESK,
    HOLDER,
    MAKE,
    OFFICE_OF,
    STRANGER,
    SUBMITTER,
    Walk,
    at_minute,
    received,
    refused,
)

from ca_desktop.app.resources import use_words
from ca_desktop.domain.dossiers import (
    NATIONAL_CODE,
    DueSpan,
    Status,
)
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS
from ca_desktop.domain.events.dossiers import (
    DossierAccepted,
    DossierCorrected,
    DossierForwarded,
    DossierRecalled,
    DossierStopped,
    DossierTakenBack,
    DossierWithdrawn,
    DueDateMoved,
    IntakeCancelled,
    ProcessingStarted,
    RecallGranted,
    ResultReady,
    ResultReturned,
    ReturnUndone,
    StepUndone,
    SupplementReceived,
    SupplementRequested,
)
from ca_desktop.domain.events.handling import (
    CaseCorrected,
    ConsultationAsked,
    DossierAssigned,
    FeeCorrected,
    LinkedSent,
    PapersCorrected,
    PaymentMade,
    PaymentRequired,
    ResultCorrected,
    SignatureAsked,
    VerificationStarted,
)
from ca_desktop.domain.folding import advance, fold, start
from ca_desktop.domain.guards import FROM, require_step
from ca_desktop.domain.people import Person
from ca_desktop.domain.text import name_sort_key
from ca_desktop.services import words

LIVES: dict[Status, list[tuple[type[Event], str]]] = {
    Status.RECEIVED: [],
    Status.IN_PROCESS: [(ProcessingStarted, DESK)],
    Status.SUPPLEMENT_REQUIRED: [(ProcessingStarted, DESK), (SupplementRequested, DESK)],
    Status.PAYMENT_REQUIRED: [(ProcessingStarted, DESK), (PaymentRequired, DESK)],
    Status.FORWARDED: [(ProcessingStarted, DESK), (DossierForwarded, DESK)],
    Status.WITHDRAWN: [(DossierWithdrawn, DESK)],
    Status.STOPPED: [(DossierStopped, DESK)],
    Status.RESULT_READY: [(ProcessingStarted, DESK), (ResultReady, DESK)],
    Status.RESULT_RETURNED: [(ResultReady, DESK), (ResultReturned, DESK)],
    Status.CANCELLED: [(IntakeCancelled, DESK)],
}
"""A short way to each status."""

ALLOWED: dict[Status, dict[type[Event], Status]] = {
    Status.RECEIVED: {
        ProcessingStarted: Status.IN_PROCESS,
        SupplementRequested: Status.SUPPLEMENT_REQUIRED,
        DossierWithdrawn: Status.WITHDRAWN,
        DossierStopped: Status.STOPPED,
        ResultReady: Status.RESULT_READY,
        DossierForwarded: Status.FORWARDED,
        DossierCorrected: Status.RECEIVED,
        DossierAssigned: Status.IN_PROCESS,
        CaseCorrected: Status.RECEIVED,
        PapersCorrected: Status.RECEIVED,
        FeeCorrected: Status.RECEIVED,
        DueDateMoved: Status.RECEIVED,
        IntakeCancelled: Status.CANCELLED,
    },
    Status.IN_PROCESS: {
        SupplementRequested: Status.SUPPLEMENT_REQUIRED,
        DossierWithdrawn: Status.WITHDRAWN,
        DossierStopped: Status.STOPPED,
        ResultReady: Status.RESULT_READY,
        DossierForwarded: Status.FORWARDED,
        DossierCorrected: Status.IN_PROCESS,
        DossierAssigned: Status.IN_PROCESS,
        VerificationStarted: Status.IN_PROCESS,
        ConsultationAsked: Status.IN_PROCESS,
        LinkedSent: Status.IN_PROCESS,
        SignatureAsked: Status.IN_PROCESS,
        PaymentRequired: Status.PAYMENT_REQUIRED,
        CaseCorrected: Status.IN_PROCESS,
        PapersCorrected: Status.IN_PROCESS,
        FeeCorrected: Status.IN_PROCESS,
        DueDateMoved: Status.IN_PROCESS,
        StepUndone: Status.RECEIVED,
    },
    Status.SUPPLEMENT_REQUIRED: {
        SupplementReceived: Status.IN_PROCESS,
        DossierWithdrawn: Status.WITHDRAWN,
        DossierStopped: Status.STOPPED,
        DossierCorrected: Status.SUPPLEMENT_REQUIRED,
        DueDateMoved: Status.SUPPLEMENT_REQUIRED,
        StepUndone: Status.IN_PROCESS,
        CaseCorrected: Status.SUPPLEMENT_REQUIRED,
        PapersCorrected: Status.SUPPLEMENT_REQUIRED,
        FeeCorrected: Status.SUPPLEMENT_REQUIRED,
    },
    Status.PAYMENT_REQUIRED: {
        PaymentMade: Status.IN_PROCESS,
        DossierWithdrawn: Status.WITHDRAWN,
        DossierStopped: Status.STOPPED,
        DossierCorrected: Status.PAYMENT_REQUIRED,
        DueDateMoved: Status.PAYMENT_REQUIRED,
        StepUndone: Status.IN_PROCESS,
        CaseCorrected: Status.PAYMENT_REQUIRED,
        PapersCorrected: Status.PAYMENT_REQUIRED,
        FeeCorrected: Status.PAYMENT_REQUIRED,
    },
    Status.FORWARDED: {
        DossierRecalled: Status.IN_PROCESS,
        RecallGranted: Status.IN_PROCESS,
        DossierTakenBack: Status.IN_PROCESS,
    },
    Status.RESULT_READY: {
        ResultReturned: Status.RESULT_RETURNED,
        StepUndone: Status.IN_PROCESS,
        ResultCorrected: Status.RESULT_READY,
        FeeCorrected: Status.RESULT_READY,
    },
    Status.RESULT_RETURNED: {
        ReturnUndone: Status.RESULT_READY,
        ResultCorrected: Status.RESULT_READY,
    },
    Status.WITHDRAWN: {StepUndone: Status.RECEIVED},
    Status.STOPPED: {StepUndone: Status.RECEIVED},
    Status.CANCELLED: {},
    Status.REFUSED_AT_INTAKE: {},
}
"""What the desk that holds a dossier may do with it, and where it stands then."""


def walked(*steps: tuple[type[Event], str]) -> Walk:
    walk = Walk()
    for kind, node in steps:
        walk.take(kind, node)
    return walk


def standing(status: Status) -> Walk:
    if status is Status.REFUSED_AT_INTAKE:
        return Walk(intake=refused())
    return walked(*LIVES[status])


def refusal(walk: Walk, kind: type[Event], node: str = DESK) -> str:
    with pytest.raises(NotAllowedNow) as caught:
        require_step(walk.state, kind, node=node, office=OFFICE_OF[node])
    return caught.value.code


# --- The table of steps -----------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", MAKE)
def test_a_step_is_taken_only_from_where_it_leads_somewhere(
    status: Status, kind: type[Event]
) -> None:
    walk = standing(status)
    assert walk.state.status is status
    if kind in ALLOWED[status]:
        assert walk.take(kind).status is ALLOWED[status][kind]
    else:
        before = walk.state
        refusal(walk, kind)
        assert walk.state == before


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("status", Status)
def test_a_refused_step_tells_all_that_its_sentence_says(status: Status, *, limited: bool) -> None:
    use_words()
    state = standing(status).state
    if not limited:
        state = replace(state, due_at=None)
    for kind in MAKE.keys() - ALLOWED[status].keys():
        with pytest.raises(NotAllowedNow) as caught:
            require_step(state, kind, node=DESK, office=OFFICE_OF[DESK])
        sentence = words.describe(caught.value).sentence
        assert words.ELLIPSIS not in sentence, (kind, sentence)


def test_every_step_has_its_guard() -> None:
    later = {kind for kind in KINDS.values() if kind.state} - {
        KINDS["DossierReceived"],
        KINDS["IntakeRefused"],
        KINDS["OldDossierRecorded"],
    }
    assert set(FROM) == set(MAKE) == later


def test_every_status_has_its_national_code() -> None:
    assert {status.value: code for status, code in NATIONAL_CODE.items()} == {
        "received": 2,
        "refused_at_intake": 3,
        "in_process": 4,
        "forwarded": 4,
        "supplement_required": 5,
        "payment_required": 6,
        "withdrawn": 7,
        "stopped": 8,
        "result_ready": 9,
        "result_returned": 10,
    }
    assert set(Status) == set(NATIONAL_CODE) | {Status.CANCELLED} == set(ALLOWED)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("node", [CENTRE, STRANGER])
def test_nobody_but_the_custodian_takes_a_step(status: Status, node: str) -> None:
    walk = standing(status)
    for kind in set(MAKE) - {DossierAccepted}:
        assert refusal(walk, kind, node) == "NOT-CUSTODIAN"


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.FORWARDED])
def test_nobody_accepts_what_was_not_offered(status: Status) -> None:
    for node in (DESK, CENTRE, STRANGER):
        assert refusal(standing(status), DossierAccepted, node) == "ACCEPT-NOTHING"


def test_only_the_office_it_was_offered_to_accepts() -> None:
    walk = standing(Status.FORWARDED)
    assert refusal(walk, DossierAccepted, DESK) == "ACCEPT-NOTHING"
    assert refusal(walk, DossierAccepted, STRANGER) == "ACCEPT-NOTHING"
    assert walk.take(DossierAccepted, CENTRE).status is Status.IN_PROCESS
    assert refusal(walk, DossierAccepted, CENTRE) == "ACCEPT-NOTHING"


def test_papers_are_asked_for_once() -> None:
    walk = walked(*LIVES[Status.SUPPLEMENT_REQUIRED], (SupplementReceived, DESK))
    assert refusal(walk, SupplementRequested) == "SUPPLEMENT-TWICE"
    walk.take(DossierForwarded)
    walk.take(DossierAccepted, CENTRE)
    assert refusal(walk, SupplementRequested, CENTRE) == "SUPPLEMENT-TWICE"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (Status.RESULT_RETURNED, ResultReturned, "RETURNED"),
        (Status.IN_PROCESS, ResultReturned, "NOT-READY"),
        (Status.WITHDRAWN, ResultReturned, "STEP-NOT-FROM-HERE"),
        (Status.IN_PROCESS, DossierRecalled, "RECALL-NOTHING"),
        (Status.RESULT_READY, RecallGranted, "RECALL-NOTHING"),
        (Status.RESULT_READY, DossierWithdrawn, "STEP-NOT-FROM-HERE"),
        (Status.IN_PROCESS, ProcessingStarted, "STEP-NOT-FROM-HERE"),
        (Status.FORWARDED, ResultReady, "STEP-NOT-FROM-HERE"),
    ],
)
def test_a_refusal_says_why(status: Status, kind: type[Event], code: str) -> None:
    assert refusal(standing(status), kind) == code


@pytest.mark.parametrize("kind", [DossierWithdrawn, DossierStopped, ResultReady])
def test_a_decision_is_final(kind: type[Event]) -> None:
    walk = walked((kind, DESK))
    for later in set(MAKE) - {ResultReturned, StepUndone, ResultCorrected, FeeCorrected}:
        refusal(walk, later)


# --- Undone ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.RECEIVED, ProcessingStarted),
        (Status.RECEIVED, SupplementRequested),
        (Status.IN_PROCESS, SupplementRequested),
        (Status.SUPPLEMENT_REQUIRED, SupplementReceived),
        (Status.SUPPLEMENT_REQUIRED, DossierWithdrawn),
        (Status.IN_PROCESS, DossierStopped),
        (Status.IN_PROCESS, ResultReady),
    ],
)
def test_a_step_that_is_undone_leaves_the_dossier_as_it_was(
    status: Status, kind: type[Event]
) -> None:
    walk = standing(status)
    before = walk.state
    walk.take(kind)
    after = walk.take(StepUndone)
    kept = ("status", "due_at", "asked_at", "finished_at", "supplements", "custody", "held_by")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert after.dues[-1].waiting == before.dues[-1].waiting
    assert walk.take(kind).status is ALLOWED[status][kind]  # and it can be taken again


def test_a_return_that_is_undone_waits_for_its_holder_again() -> None:
    walk = standing(Status.RESULT_RETURNED)
    after = walk.take(ReturnUndone)
    assert (after.status, after.returned_at) == (Status.RESULT_READY, None)
    assert after.finished_at == at_minute(30)


def test_a_cancelled_intake_keeps_its_number_and_ends() -> None:
    walk = standing(Status.CANCELLED)
    assert walk.state.code == "H19.12.34-260302-0001"
    assert Status.CANCELLED not in NATIONAL_CODE
    for later in MAKE:
        refusal(walk, later)


def test_nobody_undoes_a_step_into_a_status_that_no_step_begins_from() -> None:
    walk = walked((ProcessingStarted, DESK))
    event = StepUndone(
        at=at_minute(60),
        officer_name="x",
        status="result_returned",
        due_at=None,
        asked_at=None,
        finished_at=None,
        supplements=0,
    )
    with pytest.raises(ValueError, match="result_returned"):
        advance(walk.state, walk.place(event, DESK, walk.state.tip, 1))


# --- Between two offices ----------------------------------------------------------------------

AT_THE_CENTRE = [(DossierForwarded, DESK), (DossierAccepted, CENTRE)]


def test_the_taker_answers_and_only_the_desk_hands_out() -> None:
    walk = walked(*AT_THE_CENTRE)
    assert (walk.state.held_by, walk.state.custody.number) == ("centre", 2)
    ready = walk.take(ResultReady, CENTRE)
    assert (ready.status, ready.held_by, ready.custody.number) == (
        Status.RESULT_READY,
        "commune",
        3,
    )
    for kind in MAKE:
        refusal(walk, kind, CENTRE)
    assert walk.take(ResultReturned).status is Status.RESULT_RETURNED


def test_while_the_taker_holds_it_the_desk_waits() -> None:
    walk = walked(*AT_THE_CENTRE)
    for kind in MAKE:
        refusal(walk, kind, DESK)


@pytest.mark.parametrize("kind", [DossierRecalled, RecallGranted, DossierTakenBack])
@pytest.mark.parametrize("status", [Status.RECEIVED, Status.IN_PROCESS])
def test_a_recall_puts_a_dossier_back_where_it_stood(kind: type[Event], status: Status) -> None:
    walk = walked(*LIVES[status], (DossierForwarded, DESK))
    back = walk.take(kind)
    assert (back.status, back.forwarded_from, back.held_by) == (status, None, "commune")
    assert refusal(walk, DossierAccepted, CENTRE) == "ACCEPT-NOTHING"


def test_a_correction_shows_everywhere_and_moves_nothing() -> None:
    walk = walked(*AT_THE_CENTRE)
    before = walk.state
    right = Person(name="Lường Văn Ình", id_number="001190123456")
    event = DossierCorrected(
        at=at_minute(90), officer_name="x", part="holder.name", submitter=SUBMITTER, holder=right
    )
    placed = walk.place(event, CENTRE, before.tip, before.custody.number)
    after = advance(before, placed)
    assert (after.holder_name, after.submitter_name) == (right.name, SUBMITTER.name)
    assert (after.id_number, after.phone) == (right.id_number, SUBMITTER.phone)
    assert after.sort_key == name_sort_key(right.name)
    assert (after.status, after.custody, after.due_at) == (
        before.status,
        before.custody,
        before.due_at,
    )


# --- What follows from the events -------------------------------------------------------------


def test_the_receipt_says_who_and_what() -> None:
    state = Walk(intake=received(holder=HOLDER, limit="4 h")).state
    assert (state.holder_name, state.submitter_name) == ("Lường Văn Inh", "Giàng Thị Dợ")
    assert (state.id_number, state.phone) == ("012345678901", "0912345678")
    assert (state.status, state.by_minute) == (Status.RECEIVED, True)
    assert Walk().state.holder_name == SUBMITTER.name
    assert not Walk().state.by_minute


def test_the_first_promise_is_kept_for_ever() -> None:
    state = walked(*LIVES[Status.SUPPLEMENT_REQUIRED], (SupplementReceived, DESK)).state
    assert state.first_due_at == at_minute(3 * 1440)
    assert (state.due_at, state.asked_at) == (at_minute(9 * 1440), None)
    assert state.dues == (
        DueSpan(since=at_minute(0), due_at=at_minute(3 * 1440), waiting=False),
        DueSpan(since=at_minute(60), due_at=at_minute(3 * 1440), waiting=True),
        DueSpan(since=at_minute(90), due_at=at_minute(9 * 1440), waiting=False),
    )


def test_a_result_is_finished_when_it_is_there_and_not_when_it_is_handed_out() -> None:
    state = walked(*LIVES[Status.RESULT_RETURNED]).state
    assert (state.finished_at, state.returned_at) == (at_minute(30), at_minute(60))


def test_without_an_intake_there_is_no_dossier() -> None:
    walk = walked((ProcessingStarted, DESK))
    assert fold([]) is None
    assert fold(walk.placed[1:]) is None
    with pytest.raises(NotAllowedNow):
        start(walk.placed[1])


def test_a_dossier_shows_no_person_in_its_repr() -> None:
    shown = repr(Walk(intake=received(holder=HOLDER)).state)
    key = name_sort_key(HOLDER.name)
    for personal in (SUBMITTER.name, HOLDER.name, "012345678901", "0912345678", key):
        assert personal not in shown
