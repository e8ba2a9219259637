"""Cần xin lỗi: who is asked for a letter in time, what the letters do, and what citizens hear."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import CalendarMissing, Forbidden, InvalidField, NotAllowedNow
from ca_desktop.domain.form_words import OFFICE
from ca_desktop.domain.letters import Effect
from ca_desktop.domain.promises import Hold, Telling
from ca_desktop.domain.roles import Role
from ca_desktop.services.attention import matters
from ca_desktop.services.desk.apologies import Apologies, apologies, apologise
from ca_desktop.services.desk.approving import confirm_approver
from ca_desktop.services.desk.dossiers import dossier_detail, step_dossier
from ca_desktop.services.desk.forms import keep_form
from ca_desktop.services.desk.intake import ReceivedDossier
from ca_desktop.services.desk.letter_papers import draw_letter
from ca_desktop.services.desk.promises import TellCitizen, explain_lateness, tell_citizen
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.matters import Remedy
from ca_desktop.services.office.accounts import account_named, add_account, set_pin

HEAD, LEADER = "Lê Văn Đồng", "Quàng Thị Lả"
REASON = "Chờ xác minh nơi cư trú cũ"


def listed(office: Office) -> list[tuple[str, bool]]:
    return [(row.code[-4:], row.moves) for row in apologies(office.ports).unready]


def taken(office: Office, moment: str) -> ReceivedDossier:
    return office.at(moment).take_in()


def test_what_is_due_by_the_next_working_day_without_a_result_is_listed_in_time(
    office: Office,
) -> None:
    friday = taken(office, "2026-03-03T09:00")
    monday = taken(office, "2026-03-04T09:00")
    done = taken(office, "2026-03-04T10:00")
    waits = taken(office, "2026-03-04T10:00")
    later = taken(office, "2026-03-05T09:00")
    step_dossier(office.ports, done.code, "result_ready")
    step_dossier(office.ports, waits.code, "supplement", note="Giấy chứng sinh")
    office.at("2026-03-05T16:00")
    assert listed(office) == [(friday.code[-4:], True)]
    office.at("2026-03-06T08:00")
    assert listed(office) == [(monday.code[-4:], True), (friday.code[-4:], False)]
    office.at("2026-03-07T08:00")
    assert listed(office) == [(monday.code[-4:], True), (friday.code[-4:], False)]
    (matter,) = (x for x in matters(office.ports) if x.remedy is Remedy.APOLOGISE)
    assert "1 hồ sơ" in matter.message.happened
    assert "09/03/2026" in matter.message.happened
    office.at("2026-03-09T08:00")
    expected = [(later.code[-4:], True), (friday.code[-4:], False), (monday.code[-4:], False)]
    assert listed(office) == expected


def test_letters_for_one_reason_move_every_date_to_a_working_day_and_are_asked_for_once(
    office: Office,
) -> None:
    two = [taken(office, "2026-03-04T09:00") for _ in range(2)]
    office.at("2026-03-06T16:00")
    row = apologies(office.ports).unready[0]
    assert row.proposals[:5] == tuple(date(2026, 3, day) for day in (10, 11, 12, 13, 16))
    done = apologise(office.ports, [x.code for x in two], REASON, 5)
    assert [x.effect for x in done.letters] == [Effect.MOVES] * 2
    for each in two:
        state = dossier_detail(office.ports, each.dossier_id).state
        assert state.due_at == "2026-03-16T09:00:00+07:00"
        assert state.first_due_at == "2026-03-09T09:00:00+07:00"
    assert apologies(office.ports).unready == ()
    office.at("2026-03-13T08:00")
    assert apologies(office.ports).unready == ()
    assert not any(x.remedy is Remedy.APOLOGISE for x in matters(office.ports))


def test_a_letter_of_the_minute_of_the_intake_names_the_day_before_it(office: Office) -> None:
    made = taken(office, "2026-03-04T09:00")
    for days, before, after in ((5, "09", "16"), (7, "16", "25")):
        apologise(office.ports, [made.code], REASON, days)
        (untold,) = apologies(office.ports).untold
        assert (untold.due_at[8:10], untold.new_due[8:10]) == (before, after)


def test_a_letter_that_comes_too_late_moves_nothing_and_is_counted_from_today(
    office: Office,
) -> None:
    late = taken(office, "2026-03-02T09:00")
    office.at("2026-03-06T08:00")
    (letter,) = apologise(office.ports, [late.code], REASON, 1).letters
    assert (letter.effect, letter.due_at) == (Effect.TOO_LATE, "2026-03-05T09:00:00+07:00")
    (untold,) = apologies(office.ports).untold
    assert untold.new_due == "2026-03-09T09:00:00+07:00"


def test_an_apology_names_the_head_of_the_agency_who_signs_it(office: Office) -> None:
    for name, role, secret in (
        (HEAD, "desk_head", "con-suoi-nho-2026"),
        (LEADER, "leader", "x" * 12),
    ):
        add_account(office.ports, name, [role], secret)
    set_pin(office.ports, account_named(office.ports, LEADER).user_id, "482913")
    late = taken(office, "2026-03-02T09:00")
    office.at("2026-03-04T08:00")
    clerk = office.acting_as(Role.INTAKE)
    before = office.events()
    with pytest.raises(NotAllowedNow, match="APOLOGY-APPROVAL") as unsigned:
        apologise(clerk, [late.code], REASON)
    assert unsigned.value.details["roles"] == (Role.LEADER,)
    with pytest.raises(InvalidField, match="APPROVER-ROLE"):
        apologise(clerk, [late.code], REASON, signer=StepWish(approver=HEAD))
    assert office.events() == before
    proof = confirm_approver(clerk, LEADER, "482913")
    signer = StepWish(approver=LEADER, confirmation=proof)
    (letter,) = apologise(clerk, [late.code], REASON, signer=signer).letters
    rows = office.history(late.code)[-2:]
    assert [row.kind for row in rows] == ["DueDateMoved", "LetterIssued"]
    for row in rows:
        fields = row.fields or {}
        assert (fields["approver"], fields["confirmed"]) == (LEADER, "pin")
        assert step_words(row.kind, fields) == f"{LEADER} đồng ý bằng mã PIN"
    pdf = draw_letter(office.ports, late.dossier_id, letter.sheet).pdf
    assert LEADER in " ".join(x.extract_text() for x in PdfReader(io.BytesIO(pdf)).pages)


def test_a_head_signs_their_own_apologies_unless_the_office_names_another(office: Office) -> None:
    late = taken(office, "2026-03-02T09:00")
    office.at("2026-03-04T08:00")
    apologise(office.ports, [late.code], REASON)
    assert (office.history(late.code)[-1].fields or {})["confirmed"] == "signed_in"
    keep_form(office.ports, OFFICE, {"signer": "Hà Thị Mây"})
    apologise(office.ports, [late.code], REASON)
    fields = office.history(late.code)[-1].fields or {}
    assert (fields["approver"], fields["confirmed"]) == ("Hà Thị Mây", "")


@pytest.mark.parametrize(
    ("reason", "days", "field"), [(" ", 3, "reason"), ("Chờ", 0, "working_days")]
)
def test_one_letter_that_cannot_be_written_stops_all_of_them(
    office: Office, reason: str, days: int, field: str
) -> None:
    two = [taken(office, "2026-03-04T09:00") for _ in range(2)]
    office.at("2026-03-06T08:00")
    with pytest.raises(InvalidField) as refusal:
        apologise(office.ports, [x.code for x in two], reason, days)
    assert refusal.value.field == field
    step_dossier(office.ports, two[1].code, "result_ready")
    with pytest.raises(NotAllowedNow):
        apologise(office.ports, [x.code for x in two], REASON)
    with pytest.raises(Forbidden):
        apologise(office.acting_as(Role.CASHIER), [two[0].code], REASON)
    assert [x.code for x in apologies(office.ports).unready] == [two[0].code]


def test_dossiers_are_grouped_by_where_they_stand_and_where_they_lie(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    fresh, begun, supplied, sent = (taken(commune, "2026-03-03T09:00") for _ in range(4))
    step_dossier(commune.ports, begun.code, "in_process")
    step_dossier(commune.ports, supplied.code, "supplement", note="Giấy chứng sinh")
    step_dossier(commune.ports, supplied.code, "in_process")
    step_dossier(commune.ports, sent.code, "forward")
    centre.at("2026-03-05T08:00")
    carry(commune, centre, tmp_path)
    step_dossier(centre.ports, sent.code, "accept")
    commune.at("2026-03-05T08:00")
    assert {x.code: x.hold for x in apologies(commune.ports).unready} == {
        fresh.code: Hold.NOT_BEGUN,
        begun.code: Hold.IN_PROCESS,
        supplied.code: Hold.SUPPLIED,
    }
    assert {x.code: x.hold for x in apologies(centre.ports).unready} == {sent.code: Hold.HANDED_ON}


def test_the_citizen_is_to_be_told_until_somebody_did_in_words_that_betray_nothing(
    office: Office,
) -> None:
    each = taken(office, "2026-03-04T09:00")
    office.at("2026-03-06T08:00")
    apologise(office.ports, [each.code], "Bệnh viện chưa gửi kết quả giám định tâm thần")
    found: Apologies = apologies(office.ports)
    (row,) = found.untold
    assert row.text == (
        f"Xã Bình Minh xin lỗi ông/bà: hồ sơ {each.code} chưa có kết quả đúng hẹn ngày"
        " 09/03/2026. Hẹn trả lúc 09:00 12/03/2026. Mong ông/bà thông cảm."
    )
    wish = TellCitizen(how=Telling.SMS, text=row.text)
    tell_citizen(office.ports, each.code, wish)
    assert apologies(office.ports).untold == (row,)
    tell_citizen(office.ports, each.code, replace(wish, letter=row.letter))
    assert apologies(office.ports).untold == ()


def test_a_year_without_a_calendar_stops_the_letter_and_not_the_list(office: Office) -> None:
    each = taken(office, "2027-12-27T09:00")
    office.at("2027-12-29T09:00")
    (row,) = apologies(office.ports).unready
    assert len(row.proposals) < 3
    with pytest.raises(CalendarMissing):
        apologise(office.ports, [each.code], REASON, 5)


def test_what_was_late_without_a_letter_waits_for_a_reason_though_it_is_finished(
    office: Office,
) -> None:
    finished, still, written = (taken(office, "2026-03-02T09:00") for _ in range(3))
    office.at("2026-03-04T09:00")
    apologise(office.ports, [written.code], REASON, 1)
    office.at("2026-03-09T09:00")
    for each in (finished, written):
        step_dossier(office.ports, each.code, "result_ready")
    late = [row.code for row in apologies(office.ports).late]
    assert sorted(late) == sorted([finished.code, still.code])
    explain_lateness(office.ports, late, "Mất điện cả xã")
    found = apologies(office.ports)
    assert (found.late, found.unready) == ((), ())
