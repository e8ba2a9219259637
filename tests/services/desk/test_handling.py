"""A dossier inside the office: whose hands it is in, whom it waits for, what its clock does."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.dossiers import NATIONAL_CODE, DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.roles import Role
from ca_desktop.domain.stations import Station
from ca_desktop.services.attention import matters
from ca_desktop.services.desk import dossiers, undo
from ca_desktop.services.desk.dossiers import DossierDetail, Stepped
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.desk.fees import assess_fee, dossier_fees
from ca_desktop.services.desk.hand_overs import Sides, hand_overs
from ca_desktop.services.desk.history import result_now
from ca_desktop.services.desk.overview import dossier_overview
from ca_desktop.services.desk.step_choices import step_choices
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office import journals
from ca_desktop.services.ports.office import Ports

PAUSED = "1.013949"
"""A procedure of land law: the clock stands while the citizen owes papers."""
VERIFIED = "1.000894"
"""A procedure of civil status: same day, five working days where facts are to be verified."""
Values = Mapping[str, object]
VERIFY = {"place": "thôn Nà Lầu"}
SEEN = {"found": "Đất không tranh chấp.", "present": "Giàng A Tủa, trưởng thôn"}
CONSULT = {"agency": "Công an xã", "question": "Cư trú từ khi nào?", "answer_by": "04/03/2026"}


def take(  # noqa: PLR0913 what a step may say
    office: Office,
    code: str,
    name: str,
    values: Values | None = None,
    *,
    note: str = "",
    reason: str = "",
    approver: str = "",
) -> Stepped:
    wish = StepWish(values=values or {}, reason=reason, approver=approver)
    return dossiers.step_dossier(office.ports, code, name, note=note, wish=wish)


def state(office: Office, code: str) -> DossierState:
    with office.ports.reading() as view:
        return dossiers.find_dossier(view, code)


def detail(office: Office, code: str) -> DossierDetail:
    return dossiers.dossier_detail(office.ports, dossiers.dossier_id_of(office.ports, code))


def last(office: Office, code: str) -> dict[str, object]:
    return office.history(code)[-1].fields or {}


def refused(office: Office, code: str, name: str, values: Values | None = None) -> str:
    before = office.events()
    with pytest.raises((NotAllowedNow, InvalidField)) as caught:
        take(office, code, name, values)
    assert office.events() == before
    return caught.value.code


POOR = ("HT-HO-NGHEO",)


def started(office: Office, **changes: object) -> str:
    code = office.take_in(**changes).code
    take(office, code, "in_process")
    return code


def offices_as(ports: Ports, user_id: str) -> Ports:
    return replace(ports, actor=replace(ports.actor, user_id=user_id))


NOBODY = {"approver": "", "approver_id": "", "confirmed": ""}


def own_name(office: Office) -> str:
    return office.ports.actor.name


def own_approval(office: Office) -> dict[str, str]:
    actor = office.ports.actor
    return {"approver": actor.name, "approver_id": actor.user_id, "confirmed": "signed_in"}


# --- In whose hands ---------------------------------------------------------------------------


def test_a_dossier_is_handed_over_with_both_sides(office: Office) -> None:
    code = office.take_in().code
    given = take(office, code, "assign", {"officer": own_name(office)})
    assert (given.status, given.station) == (Status.IN_PROCESS, Station.ASSIGNED)
    assert NATIONAL_CODE[given.status] == 4
    assert refused(office, code, "result_ready") == "ERRAND-OPEN"
    taken = take(office.at("2026-03-02T10:15"), code, "take_on")
    assert taken.station is None
    assert state(office, code).taker_name == own_name(office)
    rows = [(row.kind, row.at[11:16]) for row in office.history(code)[1:]]
    assert rows == [("DossierAssigned", "09:00"), ("AssignmentAccepted", "10:15")]
    assert last(office, code)["taker_name"] == own_name(office)


def test_who_notes_a_hand_over_for_another_says_why(office: Office) -> None:
    code = office.take_in().code
    take(office, code, "assign", {"officer": own_name(office)})
    ports = office.acting_as(Role.INTAKE)
    other = Office(offices_as(ports, "somebody-else"), office.clock)
    assert refused(other, code, "take_on") == "HANDOVER-BY-OTHER"
    take(other, code, "take_on", reason="Đã ký nhận trên phiếu giấy.")
    assert last(office, code)["overrides"] == [
        {"guard": "HANDOVER-BY-OTHER", "reason": "Đã ký nhận trên phiếu giấy.", **NOBODY}
    ]
    assert state(office, code).taker_name == own_name(office)


def test_nobody_is_handed_a_dossier_who_has_no_account(office: Office) -> None:
    code = office.take_in().code
    assert refused(office, code, "assign", {"officer": "Ai đó"}) == "NO-SUCH-USER"
    assert refused(office, code, "assign") == "REQ-FIELD"


# --- Out of the office ------------------------------------------------------------------------


def test_a_visit_keeps_what_was_found_and_who_was_there(office: Office) -> None:
    code = started(office)
    due = state(office, code).due_at
    assert take(office, code, "verify", VERIFY).station is Station.VERIFYING
    assert refused(office, code, "verify", VERIFY) == "ERRAND-OPEN"
    assert refused(office, code, "verified", {"found": "Đúng."}) == "REQ-FIELD"
    done = take(office.at("2026-03-03T15:00"), code, "verified", SEEN)
    assert (done.station, done.due_at) == (None, due)
    fields = last(office, code)
    assert fields["present"] == "Giàng A Tủa, trưởng thôn"
    assert fields["place"] == "thôn Nà Lầu"
    assert fields["when"] == "2026-03-03T15:00:00+07:00"


def test_an_agency_that_was_asked_has_its_own_date_and_answers_or_is_late(office: Office) -> None:
    code = started(office)
    take(office, code, "consult", CONSULT)
    take(office, code, "consult", {**CONSULT, "agency": "Chi cục Thuế"})
    now = state(office, code)
    assert [(x.whom, x.due_at) for x in now.errands] == [
        ("Công an xã", "2026-03-04T17:00:00+07:00"),
        ("Chi cục Thuế", "2026-03-04T17:00:00+07:00"),
    ]
    assert not now.stands
    with pytest.raises(InvalidField) as caught:
        take(office, code, "consulted", note="Từ 2019.")
    assert caught.value.details["choices"] == "Công an xã, Chi cục Thuế"
    take(office, code, "consulted", {"errand": "Công an xã"}, note="Từ 2019.")
    assert (last(office, code)["answered"], last(office, code)["late"]) == (True, False)
    assert refused(office, code, "result_ready") == "ERRAND-OPEN"
    take(office.at("2026-03-05T08:00"), code, "consulted", {"answered": "no"}, note="Chưa có.")
    assert (last(office, code)["answered"], last(office, code)["late"]) == (False, True)
    assert state(office, code).station is None


@pytest.mark.parametrize("day", ["01/03/2026", "07/03/2026", "hôm qua"])
def test_an_answer_is_asked_for_on_a_working_day_to_come(office: Office, day: str) -> None:
    code = started(office)
    assert refused(office, code, "consult", {**CONSULT, "answer_by": day}) in {
        "ANSWER-DAY",
        "BAD-DATE",
    }


def test_a_linked_agency_has_its_share_of_the_time(office: Office) -> None:
    code = started(office)
    take(office, code, "link", {"agency": "Thuế cơ sở 3", "task": "Xác định thuế", "limit": "1 wd"})
    (errand,) = state(office, code).errands
    assert (errand.station, errand.due_at) == (
        Station.WAITING_LINKED,
        "2026-03-03T09:00:00+07:00",
    )
    fields = last(office, code)
    assert [day["why"] for day in fields["trace"]] == ["start", "counted"]  # type: ignore[attr-defined]
    take(office.at("2026-03-03T09:01"), code, "linked")
    assert last(office, code)["late"] is True


# --- Signed -----------------------------------------------------------------------------------


def test_what_was_signed_has_a_number_a_day_and_a_signer(office: Office) -> None:
    code = started(office)
    assert take(office, code, "sign", {"signer": "Hoàng Thị Ơ"}).station is (
        Station.AWAITING_SIGNATURE
    )
    assert refused(office, code, "result_ready") == "REQ-FIELD"
    take(office, code, "unsigned", note="Sai số hiệu.")
    assert state(office, code).station is None
    take(office, code, "sign", {"signer": "Hoàng Thị Ơ"})
    take(office, code, "result_ready", {"number": "12/GCN", "dated": "02/03/2026"})
    fields = last(office, code)
    assert (fields["number"], fields["dated"], fields["signer"]) == (
        "12/GCN",
        "2026-03-02",
        "Hoàng Thị Ơ",
    )
    assert state(office, code).errands == ()


def test_a_refusal_is_a_result_with_a_reason_inside_the_time(office: Office) -> None:
    code = started(office)
    assert refused(office, code, "result_ready", {"negative": "yes"}) == "REQ-FIELD"
    take(office, code, "result_ready", {"negative": "yes"}, note="Không đủ điều kiện.")
    now = state(office, code)
    assert (now.status, now.negative) == (Status.RESULT_READY, True)


def test_a_refusal_after_the_time_is_answered_for_by_a_head(office: Office) -> None:
    code = started(office)
    office.at("2026-03-09T08:00")
    with pytest.raises(NotAllowedNow, match="NEGATIVE-LATE"):
        take(office, code, "result_ready", {"negative": "yes"}, note="Không đủ.")
    clerk = Office(office.acting_as(Role.CASE_OFFICER), office.clock)
    with pytest.raises(InvalidField) as caught:
        take(clerk, code, "result_ready", {"negative": "yes"}, note="Không đủ.", reason="Muộn.")
    assert caught.value.field == "approver"
    take(
        clerk,
        code,
        "result_ready",
        {"negative": "yes"},
        note="Không đủ.",
        reason="Muộn.",
        approver="Hoàng Thị Ơ",
    )
    assert last(office, code)["overrides"] == [
        {"guard": "NEGATIVE-LATE", "reason": "Muộn.", **NOBODY, "approver": "Hoàng Thị Ơ"}
    ]


# --- The citizen's turn -----------------------------------------------------------------------


def test_the_clock_stands_while_the_citizen_pays(office: Office) -> None:
    code = started(office, procedure=PAUSED)
    assert state(office, code).due_at == "2026-03-17T09:00:00+07:00"
    office.at("2026-03-05T10:00")
    asked = take(office, code, "payment", {"duty": "Lệ phí trước bạ", "amount_vnd": "500.000"})
    assert (asked.status, NATIONAL_CODE[asked.status]) == (Status.PAYMENT_REQUIRED, 6)
    assert state(office, code).stands
    assert refused(office, code, "result_ready") == "STEP-NOT-FROM-HERE"
    paid = take(office.at("2026-03-10T09:00"), code, "paid", {"paper": "Giấy nộp tiền số 7"})
    assert (paid.status, paid.due_at) == (Status.IN_PROCESS, "2026-03-23T09:00:00+07:00")
    assert state(office, code).first_due_at == "2026-03-17T09:00:00+07:00"


def test_a_second_request_for_papers_needs_reason_approver_and_law(office: Office) -> None:
    code = started(office)
    take(office, code, "supplement", note="Thiếu giấy chứng sinh.")
    take(office, code, "in_process")
    with pytest.raises(NotAllowedNow, match="SUPPLEMENT-TWICE"):
        take(office, code, "supplement", note="Thiếu nữa.")
    with pytest.raises(InvalidField) as caught:
        take(office, code, "supplement", note="Thiếu nữa.", reason="Giấy tờ giả.")
    assert caught.value.field == "ground"
    ground: dict[str, object] = {"ground": "Luật Hộ tịch Điều 5"}
    take(office, code, "supplement", ground, note="Thiếu nữa.", reason="Giấy tờ giả.")
    fields = last(office, code)
    assert fields["ground"] == "Luật Hộ tịch Điều 5"
    assert fields["stage"] == "appraisal"
    assert fields["overrides"] == [
        {"guard": "SUPPLEMENT-TWICE", "reason": "Giấy tờ giả.", **own_approval(office)}
    ]
    assert state(office, code).supplements == 2


def test_papers_asked_for_after_three_working_days_are_asked_for_with_a_reason(
    office: Office,
) -> None:
    code = started(office)
    office.at("2026-03-05T16:00")
    assert take(office, code, "supplement", note="Thiếu.").status is Status.SUPPLEMENT_REQUIRED
    other = started(office)
    office.at("2026-03-11T16:00")
    with pytest.raises(NotAllowedNow, match="SUPPLEMENT-LATE"):
        take(office, other, "supplement", note="Thiếu.")
    take(office, other, "supplement", note="Thiếu.", reason="Phát hiện khi thẩm tra.")
    assert last(office, other)["overrides"] == [
        {"guard": "SUPPLEMENT-LATE", "reason": "Phát hiện khi thẩm tra.", **NOBODY}
    ]


def test_papers_are_waited_for_fifteen_working_days(office: Office) -> None:
    code = started(office)
    take(office, code, "supplement", note="Thiếu.")
    office.at("2026-03-23T16:00")
    with pytest.raises(NotAllowedNow, match="STOP-EARLY") as caught:
        take(office, code, "stopped", note="Không bổ sung.")
    assert caught.value.details["date"] == "2026-03-23"
    office.at("2026-03-24T08:00")
    take(office, code, "stopped", note="Không bổ sung.")
    assert (last(office, code)["cause"], last(office, code)["overrides"]) == ("no_papers", [])


def test_nobody_stops_for_papers_that_were_never_asked_for(office: Office) -> None:
    code = started(office)
    with pytest.raises(NotAllowedNow, match="STOP-NO-PAPERS"):
        take(office, code, "stopped", {"cause": "no_papers"}, note="x")
    take(office, code, "stopped", {"cause": "other"}, note="Thủ tục bị bãi bỏ.")
    assert last(office, code)["cause"] == "other"


def test_a_stop_that_the_applicant_asks_for_is_a_withdrawal_and_nothing_else(
    office: Office,
) -> None:
    code = started(office)
    with pytest.raises(NotAllowedNow, match="STOP-BY-WITHDRAWAL"):
        take(office, code, "stopped", {"cause": "request"}, note="Người dân đề nghị dừng.")
    take(office, code, "withdrawn", note="Đơn đề nghị ngày 02/03/2026.")
    assert state(office, code).status is Status.WITHDRAWN


# --- Put right --------------------------------------------------------------------------------


def test_a_wrong_result_is_made_anew_and_waits_for_its_holder_again(office: Office) -> None:
    code = started(office)
    take(office, code, "result_ready")
    finished = state(office, code).finished_at
    values: Values = {"number": "13/GCN", "signer": "Hoàng Thị Ơ"}
    office.at("2026-03-09T08:00")
    take(office, code, "correct_result", values, note="Sai năm sinh.")
    fields = last(office, code)
    assert (fields["edition"], fields["approver"]) == (2, own_name(office))
    now = state(office, code)
    assert (now.status, now.finished_at) == (Status.RESULT_READY, finished)
    take(office, code, "correct_result", values, note="Sai tên.")
    assert last(office, code)["edition"] == 3


def test_a_wrong_refusal_that_is_put_right_grants_and_the_other_way_round(office: Office) -> None:
    code = started(office)
    take(office, code, "result_ready", {"negative": "yes", "number": "4"}, note="Thiếu tuổi.")
    assert state(office, code).negative
    dossier_id = dossiers.dossier_id_of(office.ports, code)
    offered = step_choices(office.ports, dossier_id, "correct_result").usual
    assert offered["negative"] == "yes"
    values: Values = {"number": "13/GCN", "signer": "Hoàng Thị Ơ"}
    take(office, code, "correct_result", values, note="Sai ngày ký.")
    assert state(office, code).negative
    take(office, code, "correct_result", {**values, "negative": "no"}, note="Tính sai tuổi.")
    assert not state(office, code).negative
    said = result_now(office.history(code))
    assert (said["negative"], said["number"]) == (False, "13/GCN")
    words_of_it = step_words("ResultCorrected", last(office, code))
    assert words_of_it.startswith("bản 3, chấp thuận, số 13/GCN")
    take(office, code, "correct_result", {**values, "negative": "yes"}, note="Đúng là thiếu tuổi.")
    assert state(office, code).negative


def test_another_case_counts_from_the_reception_and_keeps_the_first_promise(
    office: Office,
) -> None:
    code = started(office, procedure=VERIFIED)
    assert state(office, code).due_at == "2026-03-02T17:00:00+07:00"
    office.at("2026-03-03T08:00")
    assert refused(office, code, "correct_case", {"case": "verify"}) == "REQ-FIELD"
    done = take(office, code, "correct_case", {"case": "verify"}, note="Phải xác minh.")
    now = state(office, code)
    assert (now.case_name, now.limit) == ("Trường hợp phải xác minh", "5 wd")
    assert (done.due_at, now.first_due_at) == (
        "2026-03-09T09:00:00+07:00",
        "2026-03-02T17:00:00+07:00",
    )
    with pytest.raises(InvalidField, match="SAME-VALUE"):
        take(office, code, "correct_case", {"case": "verify"}, note="Phải xác minh.")


def test_papers_and_fee_are_put_right_with_a_reason(office: Office) -> None:
    code = started(office)
    papers = [{"name": "Tờ khai", "originals": 1}]
    take(office, code, "correct_papers", {"documents": papers}, note="Đếm lại.")
    assert last(office, code)["documents"] == [{"name": "Tờ khai", "originals": 1, "copies": 0}]
    take(office, code, "correct_fee", {"fee_vnd": "16.000"}, note="Thu hai bản.")
    assert last(office, code)["amount_vnd"] == 16000
    take(office, code, "correct_fee", {"fee_vnd": "0"}, note="Được miễn.")
    assert last(office, code)["amount_vnd"] == 0


def test_a_fee_that_was_worked_out_is_put_right_where_it_stands(office: Office) -> None:
    code = started(office, fee_vnd=8000)
    take(office, code, "correct_fee", {"fee_vnd": "5.000"}, note="Ghi nhầm.")
    (fee,) = dossier_fees(office.ports, code).fees
    assert (fee.due_vnd, fee.open_vnd) == (5000, 5000)
    with pytest.raises(InvalidField, match="SAME-VALUE"):
        take(office, code, "correct_fee", {"fee_vnd": "5000"}, note="Ghi nhầm.")
    (fee,) = dossier_fees(office.ports, code).fees
    assess_fee(office.ports, code, AssessFee(fee=fee.fee_id, grounds=POOR, amount_vnd=5000))
    take(office, code, "correct_fee", {"fee_vnd": "9.000"}, note="Ghi nhầm.")
    (fee,) = dossier_fees(office.ports, code).fees
    assert (fee.amount_vnd, fee.due_vnd, fee.codes) == (9000, 0, POOR)
    assess_fee(office.ports, code, AssessFee(name="Phí khác", amount_vnd=1000))
    with pytest.raises(NotAllowedNow, match="FEES-SEVERAL"):
        take(office, code, "correct_fee", {"fee_vnd": "0"}, note="Được miễn.")


# --- Undone and made anew ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "name", "values"),
    [
        ((), "assign", {"officer": ""}),
        ((("assign", {"officer": ""}),), "take_on", {}),
        ((("in_process", {}),), "verify", VERIFY),
        ((("in_process", {}), ("verify", VERIFY)), "verified", SEEN),
        ((("in_process", {}),), "consult", CONSULT),
        ((("in_process", {}),), "link", {"agency": "Thuế cơ sở 3", "limit": "1 wd"}),
        ((("in_process", {}),), "sign", {"signer": "Hoàng Thị Ơ"}),
        ((("in_process", {}),), "payment", {"duty": "Thuế"}),
        ((("in_process", {}), ("payment", {"duty": "Thuế"})), "paid", {"paper": "Giấy 7"}),
    ],
)
def test_a_step_inside_the_office_is_undone_and_the_tables_follow_from_the_journal(
    office: Office,
    before: tuple[tuple[str, Values], ...],
    name: str,
    values: Values,
) -> None:
    code = office.take_in().code
    for earlier, said in before:
        take(office, code, earlier, _named(office, said))
    stood = state(office, code)
    done = take(office, code, name, _named(office, values))
    assert done.undo is not None
    undo.undo(office.ports, done.undo)
    now = state(office, code)
    for each in ("status", "due_at", "errands", "taker_id", "asked_at", "stands"):
        assert getattr(now, each) == getattr(stood, each)
    tables = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == tables


def _named(office: Office, values: Values) -> Values:
    return {**values, "officer": own_name(office)} if "officer" in values else values


def test_what_a_step_does_not_know_is_refused(office: Office) -> None:
    code = started(office)
    assert refused(office, code, "sign", {"colour": "red"}) == "UNKNOWN-KEY"


def test_the_steps_that_are_offered_follow_the_station(office: Office) -> None:
    code = started(office)
    take(office, code, "sign", {"signer": "Hoàng Thị Ơ"})
    assert set(detail(office, code).steps) == {
        "result_ready",
        "withdrawn",
        "stopped",
        "unsigned",
    }


# --- Told -------------------------------------------------------------------------------------


def test_the_control_sheet_names_both_sides_of_every_hand_over(office: Office) -> None:
    code = office.take_in().code
    take(office, code, "assign", {"officer": own_name(office)})
    take(office, code, "take_on")
    take(office, code, "link", {"agency": "Thuế cơ sở 3", "task": "Xác định thuế", "limit": "1 wd"})
    take(office.at("2026-03-03T08:00"), code, "linked")
    take(office, code, "sign", {"signer": "Hoàng Thị Ơ"})
    take(office, code, "result_ready", {"number": "7/GCN", "dated": "2026-03-03"})
    desk = "Trung tâm Phục vụ hành chính công"
    rows = list(hand_overs(office.history(code), Sides(own="Xã Bình Minh", desk=desk)))
    sides = [(row.giver.rpartition(" – ")[2], row.taker.rpartition(" – ")[2]) for row in rows]
    me = own_name(office)
    assert sides == [
        (me, me),
        (me, "Thuế cơ sở 3"),
        ("Thuế cơ sở 3", me),
        (me, "Hoàng Thị Ơ"),
        (me, me),
    ]
    assert (rows[0].giver, rows[0].taker) == (f"{desk} – {me}", f"UBND xã Bình Minh – {me}")
    assert rows[1].note == (
        "Chuyển liên thông: Thuế cơ sở 3, Xác định thuế, 1 ngày làm việc, hạn 03/03/2026"
    )
    assert rows[4].note.endswith("số 7/GCN, ngày 03/03/2026, Hoàng Thị Ơ ký")


def test_the_history_tells_each_step_with_the_guards_that_were_passed(office: Office) -> None:
    code = started(office)
    take(office, code, "verify", VERIFY)
    take(office, code, "verified", SEEN)
    take(office, code, "consult", CONSULT)
    take(office, code, "consulted", note="Từ 2019.")
    take(office, code, "payment", {"duty": "Lệ phí trước bạ", "amount_vnd": "500000"})
    take(office, code, "paid", {"paper": "Giấy nộp tiền số 7"})
    take(office, code, "correct_fee", {"fee_vnd": "16000"}, note="Thu hai bản.")
    take(office.at("2026-03-11T08:00"), code, "supplement", note="Thiếu.", reason="Mới biết.")
    told = [step_words(row.kind, row.fields or {}) for row in office.history(code)[2:]]
    assert told == [
        "thôn Nà Lầu",
        "thôn Nà Lầu, ngày 02/03/2026, có mặt Giàng A Tủa, trưởng thôn: Đất không tranh chấp.",
        "Công an xã, trả lời trước hết ngày 04/03/2026: Cư trú từ khi nào?",
        "Công an xã trả lời đúng hạn",
        "Lệ phí trước bạ, 500.000 đ",
        "Giấy nộp tiền số 7, hẹn 05/03/2026",
        "Lệ phí hộ tịch, 16.000 đ",
        "Yêu cầu bổ sung sau 3 ngày làm việc: Mới biết.",
    ]


# --- Waited for too long ----------------------------------------------------------------------


def test_papers_and_answers_that_do_not_come_wait_for_a_person(office: Office) -> None:
    papers, answer = started(office), started(office)
    take(office, papers, "supplement", note="Thiếu.")
    take(office, answer, "consult", CONSULT)
    assert matters(office.ports) == []
    office.at("2026-03-05T08:00")
    told = [(x.code, x.about) for x in matters(office.ports)]
    assert ("AGENCY-LATE", answer) in told
    assert ("PAPERS-OVERDUE", papers) not in told
    office.at("2026-03-24T08:00")
    (matter,) = (x for x in matters(office.ports) if x.code == "PAPERS-OVERDUE")
    assert (matter.about, matter.since) == (papers, "2026-03-23")
    take(office, papers, "stopped", note="Không bổ sung.")
    assert "PAPERS-OVERDUE" not in {x.code for x in matters(office.ports)}


def test_a_result_nobody_fetches_is_told_of_after_a_month(office: Office) -> None:
    code = started(office)
    take(office, code, "result_ready")
    assert matters(office.at("2026-04-01T08:00").ports) == []
    (matter,) = matters(office.at("2026-04-02T08:00").ports)
    assert (matter.code, matter.about, matter.settles) == ("RESULT-UNCOLLECTED", code, True)


def test_corrected_papers_are_the_papers_of_a_dossier(office: Office) -> None:
    code = started(office)
    take(office, code, "correct_papers", {"documents": "Sổ hộ khẩu | 1 | 2"}, note="Đếm lại.")
    shown = dossier_overview(office.ports, dossiers.dossier_id_of(office.ports, code))
    assert [(x.paper.name, x.paper.copies) for x in shown.papers] == [("Sổ hộ khẩu", 2)]


def test_days_do_not_count_while_the_clock_stands_whatever_happens_meanwhile(
    office: Office,
) -> None:
    code = started(office, procedure=PAUSED)
    take(office, code, "consult", CONSULT)
    take(office, code, "payment", {"duty": "Thuế"})
    take(office.at("2026-03-04T08:00"), code, "consulted", note="Có.")
    take(office.at("2026-03-06T08:00"), code, "paid", {"paper": "Giấy 7"})
    take(office.at("2026-03-10T08:00"), code, "result_ready")
    shown = dossier_overview(office.ports, dossiers.dossier_id_of(office.ports, code))
    assert [row.used for row in shown.passages][-3:] == [None, None, 2]


# --- The rules of the procedure ---------------------------------------------------------------


def test_a_dossier_carries_the_rules_of_its_clock(office: Office) -> None:
    code = started(office, procedure=PAUSED)
    rules = office.intake_of(code)["rules"]
    assert rules["supplement_wait"] == "15 wd"
    assert rules["payment_clock"] == "pause"


def test_a_visit_that_a_special_law_orders_is_not_counted(office: Office) -> None:
    code = started(office, procedure=PAUSED)
    assert office.intake_of(code)["rules"]["verification_clock"] == "pause"
    office.at("2026-03-05T10:00")
    take(office, code, "verify", {**VERIFY, "ground": "Luật Đất đai 2024"})
    assert state(office, code).stands
    done = take(office.at("2026-03-10T09:00"), code, "verified", SEEN)
    assert done.due_at == "2026-03-23T09:00:00+07:00"
    assert not state(office, code).stands
    assert state(office, code).first_due_at == "2026-03-17T09:00:00+07:00"


# --- Between offices --------------------------------------------------------------------------


def test_the_centre_sees_where_in_the_commune_a_dossier_is(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    take(commune, code, "assign", {"officer": own_name(commune)})
    take(commune, code, "take_on")
    take(commune, code, "consult", CONSULT)
    assert carry(commune, centre, tmp_path) == ["imported"]
    here, there = state(commune, code), state(centre, code)
    assert there == here
    assert (there.taker_name, there.station) == (own_name(commune), Station.CONSULTING)
    assert refused(centre, code, "consulted") in {"NOT-CUSTODIAN", "REQ-FIELD"}
    take(commune, code, "consulted", note="Có.")
    take(commune, code, "forward")
    carry(commune, centre, tmp_path)
    taken = take(centre, code, "accept")
    assert (taken.station, state(centre, code).taker_name) == (None, None)
    take(centre, code, "verify", VERIFY)
    take(centre, code, "verified", SEEN)
    take(centre, code, "result_ready", {"number": "9/QĐ", "negative": "yes"}, note="Không đủ.")
    carry(centre, commune, tmp_path)
    assert state(commune, code).negative
    assert state(commune, code) == state(centre, code)
