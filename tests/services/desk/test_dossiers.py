"""A dossier on its way: steps, the clock of its promise, and who holds it."""

from itertools import pairwise
from pathlib import Path

import pytest
from tests.helpers.offices import CENTRE, COMMUNE
from tests.helpers.training import Office, carry

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.desk import dossiers, results
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.ports.rows import DossierFilter

PAUSED = "1.013949"
"""A procedure of land law: the clock stands during a supplement and goes on afterwards."""
LINKED = "2.000986"
"""Birth, residence and health insurance at once: papers after 15:00 count from the next day."""
STEPPERS = {Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD}


def step(office: Office, code: str, name: str, note: str = "") -> dossiers.Stepped:
    return dossiers.step_dossier(office.ports, code, name, note=note)


def state(office: Office, code: str) -> DossierState:
    with office.ports.reading() as view:
        return dossiers.find_dossier(view, code)


def detail(office: Office, code: str) -> dossiers.DossierDetail:
    return dossiers.dossier_detail(office.ports, dossiers.dossier_id_of(office.ports, code))


def refused(office: Office, code: str, name: str, note: str = "") -> str:
    before = office.events()
    with pytest.raises((NotAllowedNow, InvalidField)) as caught:
        step(office, code, name, note)
    assert office.events() == before
    return caught.value.code


def test_a_dossier_goes_from_the_desk_to_its_result(office: Office) -> None:
    code = office.take_in().code
    seen = [step(office, code, name).status for name in ("in_process", "result_ready")]
    assert seen == [Status.IN_PROCESS, Status.RESULT_READY]
    assert state(office, code).finished_at == "2026-03-02T09:00:00+07:00"
    kinds = [row.kind for row in office.history(code)]
    assert kinds == ["DossierReceived", "ProcessingStarted", "ResultReady"]
    assert all(row.counted for row in office.history(code))


def test_a_result_needs_no_step_before_it(office: Office) -> None:
    code = office.take_in().code
    assert step(office, code, "result_ready", "Đồng ý.").status is Status.RESULT_READY


def test_papers_that_arrive_start_the_whole_time_anew_and_the_first_promise_stays(
    office: Office,
) -> None:
    code = office.take_in().code
    asked = step(office.at("2026-03-04T10:00"), code, "supplement", "Thiếu giấy chứng sinh.")
    assert (asked.status, asked.due_at) == (
        Status.SUPPLEMENT_REQUIRED,
        "2026-03-05T09:00:00+07:00",
    )
    arrived = step(office.at("2026-03-16T14:00"), code, "in_process")
    assert (arrived.status, arrived.due_at) == (Status.IN_PROCESS, "2026-03-19T14:00:00+07:00")
    now = state(office, code)
    assert now.first_due_at == "2026-03-05T09:00:00+07:00"
    assert [(span.due_at, span.waiting) for span in now.dues] == [
        ("2026-03-05T09:00:00+07:00", False),
        ("2026-03-05T09:00:00+07:00", True),
        ("2026-03-19T14:00:00+07:00", False),
    ]
    fields = office.history(code)[-1].fields or {}
    assert sum(day["counted"] for day in fields["trace"]) == 3 * 480


def test_papers_that_arrive_after_the_hour_of_closing_count_from_the_next_day(
    office: Office,
) -> None:
    code = office.take_in(procedure=LINKED).code
    step(office, code, "supplement", "Thiếu giấy chứng sinh.")
    arrived = step(office.at("2026-03-16T15:01"), code, "in_process")
    assert arrived.due_at is not None
    fields = office.history(code)[-1].fields or {}
    why = {day["date"]: day["why"] for day in fields["trace"]}
    assert (why["2026-03-16"], why["2026-03-17"]) == ("cutoff", "start")


def test_where_the_law_says_so_the_clock_stands_and_goes_on(office: Office) -> None:
    code = office.take_in(procedure=PAUSED).code
    assert state(office, code).due_at == "2026-03-17T09:00:00+07:00"
    step(office.at("2026-03-05T10:00"), code, "supplement", "Thiếu bản vẽ.")
    arrived = step(office.at("2026-03-10T09:00"), code, "in_process")
    assert arrived.due_at == "2026-03-23T09:00:00+07:00"
    assert state(office, code).first_due_at == "2026-03-17T09:00:00+07:00"


def test_papers_are_asked_for_once_and_with_a_reason(office: Office) -> None:
    code = office.take_in().code
    assert refused(office, code, "supplement") == "REQ-FIELD"
    assert refused(office, code, "supplement", " \n ") == "REQ-FIELD"
    step(office, code, "supplement", "Thiếu giấy.")
    step(office, code, "in_process")
    assert refused(office, code, "supplement", "Thiếu nữa.") == "SUPPLEMENT-TWICE"


@pytest.mark.parametrize(("end", "note"), [("withdrawn", ""), ("stopped", "Không bổ sung.")])
def test_a_dossier_can_end_without_a_result_also_while_it_waits(
    office: Office, end: str, note: str
) -> None:
    codes = [office.take_in().code for _n in range(3)]
    step(office, codes[1], "in_process")
    step(office, codes[2], "supplement", "Thiếu giấy.")
    for code in codes:
        wish = StepWish(reason="Người nộp đã chuyển đi nơi khác.")
        done = dossiers.step_dossier(office.ports, code, end, note=note, wish=wish)
        assert done.status == end
        assert state(office, code).finished_at is not None
        for name in ("in_process", "result_ready", "withdrawn", "forward"):
            assert refused(office, code, name) in {"STEP-NOT-FROM-HERE", "NOT-PAIRED"}


def test_stopping_needs_a_reason(office: Office) -> None:
    assert refused(office, office.take_in().code, "stopped") == "REQ-FIELD"


@pytest.mark.parametrize(
    ("steps", "then"),
    [
        (("in_process",), "in_process"),
        (("result_ready",), "result_ready"),
        (("result_ready",), "withdrawn"),
        (("result_ready",), "in_process"),
        (("withdrawn",), "result_ready"),
    ],
)
def test_a_step_from_a_wrong_place_is_refused_and_leaves_no_trace(
    office: Office, steps: tuple[str, ...], then: str
) -> None:
    code = office.take_in().code
    for name in steps:
        step(office, code, name)
    assert refused(office, code, then) == "STEP-NOT-FROM-HERE"


def test_a_result_cannot_come_while_papers_are_missing(office: Office) -> None:
    code = office.take_in().code
    step(office, code, "supplement", "Thiếu giấy.")
    assert refused(office, code, "result_ready") == "STEP-NOT-FROM-HERE"


@pytest.mark.parametrize("name", ["return", "", "IN_PROCESS", "forwarded"])
def test_only_known_steps_are_taken(office: Office, name: str) -> None:
    assert refused(office, office.take_in().code, name) == "BAD-CHOICE"


def test_a_hidden_character_in_a_remark_is_refused(office: Office) -> None:
    assert refused(office, office.take_in().code, "in_process", "a\u202eb") == "CONTROL-CHARS"


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_steps_belong_to_the_desk_and_the_case_officers(office: Office, role: Role) -> None:
    code = office.take_in().code
    ports = office.acting_as(role)
    if role in STEPPERS:
        assert dossiers.step_dossier(ports, code, "in_process").status is Status.IN_PROCESS
        return
    with pytest.raises(Forbidden):
        dossiers.step_dossier(ports, code, "in_process")
    assert state(office, code).status is Status.RECEIVED


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_what_a_person_is_offered_is_what_they_may_do_and_the_rest_says_who_may(
    office: Office, role: Role
) -> None:
    code = office.take_in().code
    step(office, code, "in_process")
    every = {*detail(office, code).steps, *detail(office, code).corrections}
    ports = office.acting_as(role)
    found = dossiers.dossier_detail(ports, dossiers.dossier_id_of(ports, code))
    mine = {*found.steps, *found.corrections}
    assert mine | found.others.keys() == every
    assert not mine & found.others.keys()
    before = office.events()
    for name, roles in found.others.items():
        assert role not in roles
        with pytest.raises(Forbidden, match="STEP-ROLE"):
            dossiers.step_dossier(ports, code, name, note="Thử.")
    assert office.events() == before


def test_one_person_with_every_role_is_kept_from_nothing(office: Office) -> None:
    code = office.take_in().code
    step(office, code, "in_process")
    assert not detail(office, code).others


def test_a_case_officer_refuses_what_was_asked_for_and_a_clerk_of_the_seal_does_not(
    office: Office,
) -> None:
    code = office.take_in().code
    wish = StepWish(values={"negative": "yes"})
    with pytest.raises(Forbidden, match="STEP-ROLE"):
        dossiers.step_dossier(
            office.acting_as(Role.CLERK), code, "result_ready", note="Không đủ.", wish=wish
        )
    officer = office.acting_as(Role.CASE_OFFICER)
    done = dossiers.step_dossier(officer, code, "result_ready", note="Không đủ.", wish=wish)
    assert done.status is Status.RESULT_READY


def test_a_dossier_that_is_not_here_takes_no_step(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        step(office, "H19.12.34-260302-0001", "in_process")
    assert caught.value.details["code"] == "H19.12.34-260302-0001"


def test_every_step_builds_on_the_one_before(office: Office) -> None:
    code = office.take_in().code
    for name, note in (("supplement", "Thiếu."), ("in_process", ""), ("result_ready", "")):
        step(office, code, name, note)
    results.return_result(office.ports, code, results.ReturnResult())
    with office.ports.reading() as view:
        wanted = view.dossiers.id_of(code)
        heads = [
            stored.head
            for stream in view.journal.streams()
            for stored in view.journal.events(stream.name, 1, stream.seq)
            if stored.head.subject == wanted
        ]
    assert heads[0].builds_on is None
    assert all(after.builds_on == before.event_id for before, after in pairwise(heads))
    assert state(office, code).tip == heads[-1].event_id


def test_what_may_be_done_next_is_what_is_then_accepted(office: Office) -> None:
    code = office.take_in().code
    assert set(detail(office, code).steps) == {
        "in_process", "result_ready", "supplement", "withdrawn", "stopped", "forward", "assign",
    }  # fmt: skip
    step(office, code, "supplement", "Thiếu.")
    assert set(detail(office, code).steps) == {"in_process", "withdrawn", "stopped"}
    step(office, code, "in_process")
    step(office, code, "result_ready")
    assert detail(office, code).steps == ("return",)
    results.return_result(office.ports, code, results.ReturnResult())
    assert detail(office, code).steps == ()


def test_the_day_shows_what_is_due_late_waiting_and_ready(office: Office) -> None:
    codes = [office.take_in().code for _n in range(6)]
    step(office, codes[0], "supplement", "Thiếu.")
    step(office, codes[1], "result_ready")
    step(office, codes[2], "withdrawn")
    today = dossiers.day_counts(office.ports)
    assert (today.waiting, today.ready, today.due_today, today.overdue) == (1, 1, 0, 0)
    assert (today.next_due, today.next_due_count) == ("2026-03-05", 3)
    assert dossiers.day_counts(office.at("2026-03-05T08:00").ports).due_today == 3
    assert dossiers.day_counts(office.at("2026-03-06T08:00").ports).overdue == 3
    late = DossierFilter(due_before="2026-03-06", open_only=True)
    assert dossiers.count_dossiers(office.ports, late) == 4


def test_a_commune_without_a_centre_forwards_to_nobody(office: Office) -> None:
    assert refused(office, office.take_in().code, "forward") == "NOT-PAIRED"


def test_a_forwarded_dossier_is_answered_and_comes_back(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step(commune, code, "in_process")
    assert step(commune, code, "forward", "Thuộc thẩm quyền cấp trên.").status is Status.FORWARDED
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert set(detail(centre, code).steps) == {"accept"}
    assert step(centre, code, "accept").status is Status.IN_PROCESS
    assert refused(commune, code, "result_ready") == "STEP-NOT-FROM-HERE"
    carry(centre, commune, tmp_path)
    assert refused(commune, code, "result_ready") == "NOT-CUSTODIAN"
    step(centre, code, "result_ready", "Đồng ý.")
    carry(centre, commune, tmp_path)
    found = detail(commune, code)
    assert (found.state.status, found.state.held_by) == (Status.RESULT_READY, found.own_office)
    assert found.steps == ("return",)
    assert [row.office_name for row in found.history if row.kind == "ResultReady"] == [CENTRE[2]]
    assert found.state.first_due_at == found.state.due_at == "2026-03-05T09:00:00+07:00"


def test_a_taken_dossier_can_be_forwarded_back_without_a_result(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step(commune, code, "forward")
    carry(commune, centre, tmp_path)
    step(centre, code, "accept")
    done = dossiers.step_dossier(centre.ports, code, "forward", office=COMMUNE[1])
    assert done.status is Status.FORWARDED
    carry(centre, commune, tmp_path)
    assert step(commune, code, "accept").status is Status.IN_PROCESS
    assert state(commune, code).held_by == detail(commune, code).own_office


def test_a_forward_goes_to_an_office_that_is_known(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    with pytest.raises(InvalidField) as caught:
        dossiers.step_dossier(commune.ports, code, "forward", office="H99.99")
    assert caught.value.code == "NO-SUCH-PEER"
    own = centre.take_in().code
    assert refused(centre, own, "forward") == "FORWARD-NO-OFFICE"
    dossiers.step_dossier(commune.ports, code, "forward", office=CENTRE[1])
    carry(commune, centre, tmp_path)
    assert refused(centre, code, "forward") == "NOT-CUSTODIAN"


def test_nothing_can_be_accepted_that_was_not_forwarded_here(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    carry(commune, centre, tmp_path)
    assert refused(centre, code, "accept") == "ACCEPT-NOTHING"
    assert refused(commune, code, "accept") == "ACCEPT-NOTHING"
    assert refused(commune, code, "recall") == "RECALL-NOTHING"


def test_a_recall_puts_the_dossier_where_it_was(pair: tuple[Office, Office]) -> None:
    commune, _centre = pair
    code = commune.take_in().code
    for name, before in (("forward", Status.RECEIVED), ("in_process", None), ("forward", None)):
        step(commune, code, name)
        if before:
            assert step(commune, code, "recall").status is before
    assert step(commune, code, "recall").status is Status.IN_PROCESS
    assert refused(commune, code, "recall") == "RECALL-NOTHING"


def test_a_forward_that_left_is_asked_back_once(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step(commune, code, "forward")
    carry(commune, centre, tmp_path)
    assert step(commune, code, "recall").requested
    assert refused(commune, code, "recall") == "RECALL-ASKED"
    assert state(commune, code).status is Status.FORWARDED
