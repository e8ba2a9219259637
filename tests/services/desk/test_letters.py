"""Letters about a dossier: what each does to the clock, and what stands on its paper."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.master import ProcedureAdjusted
from ca_desktop.domain.letters import Effect, LetterKind
from ca_desktop.domain.procedures import to_json
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import dossier_detail, step_dossier
from ca_desktop.services.desk.intake import ReceivedDossier, refuse_intake
from ca_desktop.services.desk.letter_papers import draw_guidance, draw_letter
from ca_desktop.services.desk.letters import (
    IssuedLetter,
    IssueLetter,
    guide,
    issue_letter,
    letter_effect,
)
from ca_desktop.services.desk.overview import dossier_overview
from ca_desktop.services.desk.printing import ask_letter, note_printed, print_desk
from ca_desktop.services.desk.results import ReturnResult, return_result
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.ports.prints import PaperForm

MARRIAGE = "1.004873"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path) as held:
        yield held.at("2026-03-02T09:00")


def apologise(office: Office, code: str, day: int) -> IssuedLetter:
    return apologise_on(office, code, date(2026, 3, day))


def apologise_on(office: Office, code: str, due: date) -> IssuedLetter:
    wish = IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ xác minh nơi cư trú cũ", due=due)
    return issue_letter(office.ports, code, wish)


def words_of(office: Office, dossier_id: str, sheet: str) -> str:
    pages = PdfReader(io.BytesIO(draw_letter(office.ports, dossier_id, sheet).pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_letters_of_the_minute_of_the_intake_name_the_day_before_each(office: Office) -> None:
    taken = office.take_in()
    first, second = apologise(office, taken.code, 9), apologise(office, taken.code, 10)
    assert (first.effect, second.effect) == (Effect.MOVES, Effect.ONCE_ONLY)
    for letter, day in ((first, "05/03/2026"), (second, "09/03/2026")):
        said = words_of(office, taken.dossier_id, letter.sheet)
        assert day in said.partition("Thời gian hẹn trả kết quả:")[2][:40]


def test_a_request_for_papers_stops_the_clock_names_them_and_can_be_undone(office: Office) -> None:
    taken = office.take_in()
    assert letter_effect(office.ports, taken.code, LetterKind.SUPPLEMENT) is Effect.STOPS
    wish = IssueLetter(
        kind=LetterKind.SUPPLEMENT,
        reason="Hồ sơ chưa đủ thành phần",
        demands=("Giấy chứng sinh", "  ", "Tờ khai ghi đủ mục 5"),
    )
    issued = issue_letter(office.ports, taken.code, wish)
    detail = dossier_detail(office.ports, taken.dossier_id)
    assert (issued.effect, detail.state.status) == (Effect.STOPS, "supplement_required")
    shown = words_of(office, taken.dossier_id, issued.sheet)
    for words in ("1. Giấy chứng sinh", "2. Tờ khai ghi đủ mục 5", "chưa đủ thành phần", "dừng từ"):
        assert words in shown
    with pytest.raises(NotAllowedNow):
        letter_effect(office.ports, taken.code, LetterKind.SUPPLEMENT)
    assert issued.undo is not None
    undo(office.ports, issued.undo)
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "received"


def test_where_the_clock_runs_on_a_request_for_papers_does_not_promise_that_it_stands(
    office: Office,
) -> None:
    with office.ports.writing() as uow:
        plain = uow.master.procedure(MARRIAGE, date(2026, 3, 2), tariffs=False)
        assert plain is not None
        own = replace(plain, supplement_clock="none")
        uow.record(ProcedureAdjusted(procedure=to_json(own)), Standing(audience=LOCAL))
        uow.commit()
    taken = office.take_in()
    wanted = IssueLetter(kind=LetterKind.SUPPLEMENT, reason="Thiếu", demands=("Tờ khai",))
    issued = issue_letter(office.ports, taken.code, wanted)
    assert issued.effect is Effect.RUNS_ON
    shown = words_of(office, taken.dossier_id, issued.sheet)
    assert "vẫn tính trong thời gian chờ" in shown
    assert "dừng từ" not in shown


def test_a_refusal_after_the_intake_is_the_result_itself_with_its_number_and_day(
    office: Office,
) -> None:
    taken = office.take_in()
    step_dossier(office.ports, taken.code, "in_process")
    assert letter_effect(office.ports, taken.code, LetterKind.REFUSAL) is Effect.REFUSES
    wish = IssueLetter(kind=LetterKind.REFUSAL, reason="Đã đăng ký kết hôn với người khác")
    issued = issue_letter(office.ports, taken.code, wish)
    state = dossier_detail(office.ports, taken.dossier_id).state
    assert (issued.effect, state.status, state.negative) == (Effect.REFUSES, "result_ready", True)
    shown = words_of(office, taken.dossier_id, issued.sheet)
    for words in ("Số: 01/PTC-TTPVHCC", "Đã đăng ký kết hôn", taken.code, "giải quyết hồ sơ này"):
        assert words in shown
    assert issued.undo is not None
    undo(office.ports, issued.undo)
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "in_process"
    again = issue_letter(office.ports, taken.code, wish)
    assert letter_effect(office.ports, taken.code, LetterKind.REFUSAL) is Effect.NOTHING
    done = return_result(office.ports, taken.code, ReturnResult())
    signed = words_of(office, taken.dossier_id, done.undo.event_id)
    assert "Loại kết quả: Phiếu từ chối giải quyết" in signed
    assert "Kết quả: số 02, ngày 02/03/2026" in signed
    assert again.sheet != issued.sheet


def test_a_letter_takes_no_step_that_its_writer_may_not_take(office: Office) -> None:
    taken = office.take_in()
    step_dossier(office.ports, taken.code, "in_process")
    clerk = office.acting_as(Role.INTAKE)
    refusal = IssueLetter(kind=LetterKind.REFUSAL, reason="Không đủ điều kiện")
    stop = IssueLetter(kind=LetterKind.STOP, reason="Không bổ sung giấy tờ")
    asked = IssueLetter(kind=LetterKind.SUPPLEMENT, reason="Thiếu", demands=("Tờ khai",))
    before = office.events()
    for wish in (refusal, stop, asked):
        with pytest.raises(Forbidden, match="STEP-ROLE"):
            issue_letter(clerk, taken.code, wish)
    for kind in (LetterKind.REFUSAL, LetterKind.SUPPLEMENT):
        with pytest.raises(Forbidden, match="STEP-ROLE"):
            letter_effect(clerk, taken.code, kind)
    assert office.events() == before
    assert letter_effect(clerk, taken.code, LetterKind.STOP) is Effect.CLOSES
    on_request = replace(stop, details={"request": "Đơn ngày 02/03/2026"})
    assert issue_letter(clerk, taken.code, on_request).status == "withdrawn"


def test_a_refusal_after_the_due_date_needs_a_reason_and_an_approver(office: Office) -> None:
    taken = office.take_in()
    office.at("2026-03-09T09:00")
    wish = IssueLetter(kind=LetterKind.REFUSAL, reason="Không đủ điều kiện")
    with pytest.raises(NotAllowedNow) as refusal:
        issue_letter(office.ports, taken.code, wish)
    assert refusal.value.code == "NEGATIVE-LATE"
    assert numbers_of(office, taken) == []
    passed = StepWish(reason="Xác minh kéo dài", approver="Lò Thị Chủ Tịch")
    issue_letter(office.ports, taken.code, replace(wish, step=passed))
    assert numbers_of(office, taken) == ["01"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (IssueLetter(kind=LetterKind.SUPPLEMENT, reason="Thiếu", demands=("", " ")), "demands"),
        (IssueLetter(kind=LetterKind.SUPPLEMENT, demands=("Tờ khai",)), "reason"),
        (IssueLetter(kind=LetterKind.APOLOGY, due=date(2026, 3, 9)), "reason"),
        (IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ"), "due"),
        (IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ", due=date(2026, 3, 5)), "due"),
        (IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ", due=date(2026, 3, 8)), "due"),
    ],
)
def test_a_letter_without_what_it_must_say_changes_nothing(
    office: Office, wish: IssueLetter, field: str
) -> None:
    taken = office.take_in()
    with pytest.raises(InvalidField) as refusal:
        issue_letter(office.ports, taken.code, wish)
    assert refusal.value.field == field
    assert len(dossier_detail(office.ports, taken.dossier_id).history) == 1


def test_an_apology_a_day_before_moves_the_date_once_and_a_second_only_apologises(
    office: Office,
) -> None:
    taken = office.take_in()
    office.at("2026-03-04T15:00")
    issued = apologise(office, taken.code, 9)
    assert (issued.effect, issued.due_at) == (Effect.MOVES, "2026-03-09T09:00:00+07:00")
    shown = words_of(office, taken.dossier_id, issued.sheet)
    assert "ngày 05/03/2026" in shown
    assert "ngày 09/03/2026" in shown
    office.at("2026-03-05T15:00")
    again = apologise(office, taken.code, 11)
    assert (again.effect, again.due_at) == (Effect.ONCE_ONLY, "2026-03-09T09:00:00+07:00")
    found = dossier_overview(office.ports, taken.dossier_id)
    assert found.left == 2
    assert found.deadline is not None
    assert found.deadline.trace == ()


def numbers_of(office: Office, taken: ReceivedDossier) -> list[str]:
    rows = [x.fields or {} for x in office.history(taken.code) if x.kind == "LetterIssued"]
    return [x["number"]["text"] for x in rows if x["number"]]


def test_letters_are_numbered_by_kind_and_year_without_gaps(office: Office) -> None:
    """A letter that is refused uses no number, and a new year begins with 01."""
    first, second = office.take_in(), office.take_in()
    issue_letter(office.ports, first.code, IssueLetter(kind=LetterKind.CONTROL))
    with pytest.raises(InvalidField):
        issue_letter(office.ports, first.code, IssueLetter(kind=LetterKind.URGING))
    guide(office.ports, procedure=MARRIAGE, applicant={"name": "A"}, demands=["Đơn"], reason="x")
    wish = IssueLetter(kind=LetterKind.SUPPLEMENT, reason="Thiếu", demands=("Tờ khai",))
    issued = issue_letter(office.ports, second.code, wish)
    issue_letter(office.ports, second.code, IssueLetter(kind=LetterKind.CONTROL))
    issue_letter(office.ports, second.code, IssueLetter(kind=LetterKind.RATING))
    assert (numbers_of(office, first), numbers_of(office, second)) == (["01"], ["02", "02"])
    assert "Số: 02/PBS-TTPVHCC" in words_of(office, second.dossier_id, issued.sheet)
    with office.ports.writing() as uow:
        assert uow.differing() == []
    office.at("2027-01-04T09:00")
    issue_letter(office.ports, first.code, IssueLetter(kind=LetterKind.CONTROL))
    assert numbers_of(office, first) == ["01", "01"]


def test_a_notice_of_stopping_ends_the_dossier_says_why_and_can_be_undone(office: Office) -> None:
    taken = office.take_in(fee_vnd=8000, fee={"collect": {"method": "cash"}})
    wish = IssueLetter(
        kind=LetterKind.STOP,
        reason="Người nộp không còn nhu cầu",
        details={"request": "đơn ngày 02/03/2026", "returned": "8.000 đ"},
    )
    issued = issue_letter(office.ports, taken.code, wish)
    detail = dossier_detail(office.ports, taken.dossier_id)
    assert (issued.effect, detail.state.status) == (Effect.CLOSES, "withdrawn")
    shown = words_of(office, taken.dossier_id, issued.sheet)
    for words in ("đơn ngày 02/03/2026", "đã nộp: 8.000 đ", "trả lại: 8.000 đ", "Được tiếp nhận"):
        assert words in shown
    assert letter_effect(office.ports, taken.code, LetterKind.STOP) is Effect.NOTHING
    assert issued.undo is not None
    undo(office.ports, issued.undo)
    own = IssueLetter(kind=LetterKind.STOP, reason="Quá hạn bổ sung")
    issue_letter(office.ports, taken.code, own)
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "stopped"


def test_a_dossier_with_a_result_is_not_stopped(office: Office) -> None:
    taken = office.take_in()
    step_dossier(office.ports, taken.code, "in_process")
    step_dossier(office.ports, taken.code, "result_ready")
    with pytest.raises(NotAllowedNow):
        letter_effect(office.ports, taken.code, LetterKind.STOP)


def test_a_dossier_of_2018_gets_the_letters_of_its_time_and_none_that_did_not_exist(
    office: Office,
) -> None:
    office.at("2025-09-12T09:00")
    taken = office.take_in()
    office.at("2025-09-16T09:00")
    issued = apologise_on(office, taken.code, date(2025, 9, 22))
    shown = words_of(office, taken.dossier_id, issued.sheet)
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in shown
    with pytest.raises(NotAllowedNow) as refusal:
        letter_effect(office.ports, taken.code, LetterKind.STOP)
    assert refusal.value.code == "NO-SUCH-FORM"


def test_a_transfer_slip_names_each_agency_with_its_work_in_order(office: Office) -> None:
    taken = office.take_in()
    wish = IssueLetter(
        kind=LetterKind.TRANSFER,
        demands=("Tư pháp – hộ tịch | xác minh | 04/03/2026", "Công an xã | nơi cư trú"),
    )
    issued = issue_letter(office.ports, taken.code, wish)
    shown = words_of(office, taken.dossier_id, issued.sheet)
    for words in ("Kính gửi: Tư pháp – hộ tịch", "xác minh 04/03/2026", "2 Công an xã nơi cư trú"):
        assert words in shown


def test_an_appointment_names_the_day_of_the_dossier_unless_it_has_its_own(office: Office) -> None:
    taken = office.take_in(procedure="2.000815", case="many")
    plain = IssueLetter(kind=LetterKind.APPOINTMENT, reason="Nhận sau 15 giờ")
    later = IssueLetter(kind=LetterKind.APPOINTMENT, reason="Số lượng lớn", due=date(2026, 3, 9))
    for wish, day in ((plain, "04/03/2026"), (later, "09/03/2026")):
        issued = issue_letter(office.ports, taken.code, wish)
        shown = words_of(office, taken.dossier_id, issued.sheet)
        assert f"trả kết quả: 09 giờ 00 phút, ngày {day}" in shown
        assert issued.effect is Effect.NOTHING
    elsewhere = office.take_in().code
    with pytest.raises(NotAllowedNow, match="NO-SUCH-FORM"):
        issue_letter(office.ports, elsewhere, plain)


def test_an_apology_on_the_day_itself_may_be_handed_out_and_the_date_stays(
    office: Office,
) -> None:
    taken = office.take_in()
    office.at("2026-03-05T08:00")
    assert letter_effect(office.ports, taken.code, LetterKind.APOLOGY) is Effect.TOO_LATE
    issued = apologise(office, taken.code, 9)
    assert (issued.effect, issued.due_at) == (Effect.TOO_LATE, "2026-03-05T09:00:00+07:00")
    kinds = [row.kind for row in dossier_detail(office.ports, taken.dossier_id).history]
    assert kinds == ["DossierReceived", "LetterIssued"]


def test_a_control_sheet_shows_every_hand_the_papers_went_through(office: Office) -> None:
    taken = office.take_in()
    office.at("2026-03-03T10:00")
    step_dossier(office.ports, taken.code, "in_process")
    office.at("2026-03-04T10:00")
    step_dossier(office.ports, taken.code, "result_ready")
    issued = issue_letter(office.ports, taken.code, IssueLetter(kind=LetterKind.CONTROL))
    assert issued.effect is Effect.NOTHING
    shown = words_of(office, taken.dossier_id, issued.sheet)
    assert "1. Giao: Trung tâm Phục vụ hành chính công – Cán bộ Làm Mẫu" in shown
    assert shown.count("1. Giao: UBND xã Bình Minh") == 1
    assert shown.count("1. Giao:") == 2
    assert "Trước hạn" in shown
    assert "10 giờ 00 phút, ngày 03/03/2026" in shown


def test_a_control_sheet_of_the_first_day_has_rows_for_the_pen_and_names_who_was_asked(
    office: Office,
) -> None:
    taken = office.take_in()
    first = issue_letter(office.ports, taken.code, IssueLetter(kind=LetterKind.CONTROL))
    shown = words_of(office, taken.dossier_id, first.sheet)
    assert (shown.count("1. Giao:"), shown.count("2. Nhận: …")) == (3, 3)
    assert "1. Giao: Trung tâm Phục vụ hành chính công – Cán bộ Làm Mẫu" in shown
    assert shown.count("…… giờ …… phút, ngày ……/……/………") == 3
    step_dossier(office.ports, taken.code, "in_process")
    asked = {"agency": "Công an xã", "question": "Nơi cư trú?", "answer_by": "2026-03-04"}
    step_dossier(office.ports, taken.code, "consult", wish=StepWish(values=asked))
    second = issue_letter(office.ports, taken.code, IssueLetter(kind=LetterKind.CONTROL))
    shown = words_of(office, taken.dossier_id, second.sheet)
    assert "Cơ quan phối hợp giải quyết hồ sơ: Công an xã" in shown
    assert "1. Giao: Công an xã 2. Nhận: …" in shown


def test_a_refusal_is_printed_with_its_reason_and_its_citizen(office: Office) -> None:
    person = {"name": "Lò Văn Từ", "id_number": "001090123456", "address": "Thôn Đông Viên"}
    refused = refuse_intake(
        office.ports, procedure=MARRIAGE, applicant=person, reason="Không thuộc thẩm quyền"
    )
    shown = words_of(office, refused.dossier_id, refused.sheet)
    for words in ("Lò Văn Từ", "001090123456", "Thôn Đông Viên", "Không thuộc thẩm quyền"):
        assert words in shown


def test_whoever_took_a_result_away_signs_for_it(office: Office) -> None:
    papers = [{"name": "Giấy khai sinh", "originals": 1, "copies": 0}]
    taken = office.take_in(documents=papers)
    step_dossier(office.ports, taken.code, "result_ready")
    proxy = ReturnResult(
        collected_by="proxy", name="Trần Văn B", authorisation="Giấy ủy quyền ngày 01/03"
    )
    done = return_result(office.ports, taken.code, proxy)
    shown = words_of(office, taken.dossier_id, done.undo.event_id)
    for words in ("Trần Văn B", "Giấy ủy quyền ngày 01/03", "1. Giấy khai sinh", "Cán bộ Làm Mẫu"):
        assert words in shown


def test_a_holder_who_fetches_a_signed_result_signs_for_its_number_and_day(office: Office) -> None:
    person = {"name": "Lò Thị Én", "id_number": "001190123456", "phone": "0912345678"}
    taken = office.take_in(applicant=person)
    step_dossier(office.ports, taken.code, "in_process")
    result = StepWish(values={"number": "12/XN-UBND", "dated": "2026-03-02", "signer": "Lò A"})
    step_dossier(office.ports, taken.code, "result_ready", wish=result)
    done = return_result(office.ports, taken.code, ReturnResult())
    shown = words_of(office, taken.dossier_id, done.undo.event_id)
    for words in ("001190123456", "0912345678", "số 12/XN-UBND, ngày 02/03/2026"):
        assert words in shown


def test_guidance_before_an_intake_takes_nothing_in_and_is_accounted_for(office: Office) -> None:
    given = guide(
        office.ports,
        procedure=MARRIAGE,
        applicant={"name": "Lò Thị Thiếu"},
        demands=("Giấy chứng sinh",),
        reason="Hồ sơ chưa đủ thành phần",
    )
    shown = PdfReader(io.BytesIO(draw_guidance(office.ports, given))).pages[0].extract_text()
    assert "Lò Thị Thiếu" in shown
    assert "chưa được tiếp nhận" in " ".join(shown.split())
    assert [len(each["demands"]) for each in office.local_events("GuidanceGiven")] == [1]
    assert print_desk(office.ports).waiting == []


def test_a_second_guidance_at_one_visit_needs_a_reason_that_is_kept(office: Office) -> None:
    def told(name: str = "Lò Thị Thiếu", procedure: str = MARRIAGE, reason: str = "") -> None:
        guide(
            office.ports,
            procedure=procedure,
            applicant={"name": name},
            demands=("Giấy chứng sinh",),
            reason="Hồ sơ chưa đủ thành phần",
            step=StepWish(reason=reason),
        )

    office.at("2026-03-03T09:10")
    told()
    told("Lò Thị Đủ")
    told(procedure="2.000815")
    with pytest.raises(NotAllowedNow, match="GUIDED-TODAY") as refusal:
        told("LÒ THỊ THIẾU")
    assert refusal.value.details == {"number": "01", "at": "09:10"}
    told(reason="Quay lại với giấy khác")
    office.at("2026-03-04T09:00")
    told()
    kept = [each.get("overrides", []) for each in office.local_events("GuidanceGiven")]
    assert [[x["reason"] for x in each] for each in kept if each] == [["Quay lại với giấy khác"]]
    assert len(kept) == 5


def test_a_letter_waits_for_its_printer_and_the_next_one_is_a_reprint(office: Office) -> None:
    taken = office.take_in()
    issued = issue_letter(office.ports, taken.code, IssueLetter(kind=LetterKind.CONTROL))
    asked = ask_letter(office.ports, taken.dossier_id, issued.sheet)
    assert asked.job.form is PaperForm.SHEET
    again = ask_letter(office.ports, taken.dossier_id, issued.sheet)
    assert again.job.job_id == asked.job.job_id
    waiting = [line.job for line in print_desk(office.ports).waiting if line.job]
    assert [job.task_id for job in waiting] == [issued.sheet]
    note_printed(office.ports, asked.job)
    assert draw_letter(office.ports, taken.dossier_id, issued.sheet).reprint == 1
    assert "IN LẠI lần 1" in words_of(office, taken.dossier_id, issued.sheet)
    printed = dossier_overview(office.ports, taken.dossier_id).printed
    assert [(paper.kind, paper.reprint) for paper in printed] == [("control", 0)]
    with pytest.raises(NotFound):
        ask_letter(office.ports, taken.dossier_id, "0" * 32)


def test_a_letter_travels_to_the_centre_with_its_dossier(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        taken = commune.take_in()
        issue_letter(commune.ports, taken.code, IssueLetter(kind=LetterKind.CONTROL))
        carry(commune, centre, tmp_path)
        kinds = [row.kind for row in dossier_detail(centre.ports, taken.dossier_id).history]
        assert kinds == ["DossierReceived", "LetterIssued"]
