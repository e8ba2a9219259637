"""Taking a dossier in: one promise, one number each, all of it or nothing."""

import logging
from typing import Any

import pytest
from tests.helpers.offices import PERSON, dossier
from tests.helpers.training import Office

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import CalendarMissing, Forbidden, InvalidField
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services import words
from ca_desktop.services.desk import dossiers, intake
from ca_desktop.services.office import reports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.topics import Topic

MARRIAGE = "1.004873"
"""Three working days; one paper that everybody brings."""
COPIES = "2.000815"
"""Certified copies: the same day, or two working days for many."""
HOLDER = {
    "name": "Y Ƀhok Êban Kbuôr",
    "id_number": "066085001234",
    "birth": "1985-07",
    "sex": "male",
}


def command(**changes: object) -> intake.ReceiveDossier:
    return intake.ReceiveDossier.from_json(dossier(**changes))


def codes(done: intake.ReceivedDossier) -> list[str]:
    return [notice.code for notice in done.warnings]


def number(office: Office) -> int:
    return dossiers.count_dossiers(office.ports, DossierFilter())


def test_an_intake_gives_code_numbers_promise_and_trace(office: Office) -> None:
    done = office.take_in()
    assert done.code == "H19.12.34-260302-0001"
    assert done.deadline.due_at is not None
    assert done.deadline.due_at.isoformat() == "2026-03-05T09:00:00+07:00"
    assert Topic.DOSSIERS in done.touched
    kept = office.intake_of(done.code)
    assert (kept["receipt_no"], kept["register_no"], kept["regime"]) == ("1", "1", "R2025")
    assert (kept["due_at"], kept["limit"]) == ("2026-03-05T09:00:00+07:00", "3 wd")
    assert [day["counted"] for day in kept["trace"]] == [0, 480, 480, 480]
    assert kept["receiver_name"] == office.ports.actor.name


def test_the_promise_shown_before_is_the_promise_given(office: Office) -> None:
    shown = intake.promise(office.ports, COPIES, "many")
    assert office.take_in(procedure=COPIES, case="many").deadline == shown


def test_codes_start_anew_each_day_and_receipts_each_year(office: Office) -> None:
    office.take_in()
    office.take_in()
    next_day = office.at("2026-03-03T08:00").take_in().code
    next_year = office.at("2027-01-04T08:00").take_in().code
    assert (next_day, next_year) == ("H19.12.34-260303-0001", "H19.12.34-270104-0001")
    numbers = [office.intake_of(code)["receipt_no"] for code in (next_day, next_year)]
    assert numbers == ["3", "1"]
    assert office.intake_of(next_day)["register_no"] == "3"


def test_a_dossier_of_the_old_regime_has_the_old_code_and_form(office: Office) -> None:
    done = office.at("2025-09-12T09:00").take_in()
    assert done.code == "000.34.12.H19-250912-0001"
    assert office.intake_of(done.code)["regime"] == "R2018"


def test_refused_intakes_leave_no_gap_in_the_numbers(office: Office) -> None:
    office.take_in()
    before = office.events()
    for bad in ({"applicant": {"name": ""}}, {"case": "no such"}, {"sets": 0}):
        with pytest.raises(InvalidField):
            office.take_in(**bad)
    with pytest.raises(InvalidField):
        intake.receive_dossiers(office.ports, [command(), command(), command(fee_vnd=-1)])
    assert (number(office), office.events()) == (1, before)
    kept = office.intake_of(office.take_in().code)
    assert (kept["code"][-4:], kept["receipt_no"], kept["register_no"]) == ("0002", "2", "2")


def test_many_are_taken_in_at_once_in_their_order(office: Office) -> None:
    names = ["Lò A", "Lò B", "Lò C"]
    done = intake.receive_dossiers(
        office.ports, [command(applicant={"name": name}) for name in names]
    )
    assert [item.holder_name for item in done] == names
    assert [item.code[-4:] for item in done] == ["0001", "0002", "0003"]


def test_a_year_without_a_calendar_stops_the_intake_and_is_named(office: Office) -> None:
    with pytest.raises(CalendarMissing) as caught:
        office.at("2027-12-30T09:00").take_in()
    assert caught.value.year == 2028
    assert number(office) == 0


@pytest.mark.parametrize("role", sorted(ALL_ROLES - {Role.INTAKE}))
def test_only_the_desk_takes_in(office: Office, role: Role) -> None:
    with pytest.raises(Forbidden):
        intake.receive_dossier(office.acting_as(role), command())
    with pytest.raises(Forbidden):
        intake.refuse_intake(
            office.acting_as(role), procedure=MARRIAGE, applicant=dict(PERSON), reason="Thiếu"
        )
    assert number(office) == 0


def test_the_role_of_the_desk_is_enough(office: Office) -> None:
    assert intake.receive_dossier(office.acting_as(Role.INTAKE), command()).code.endswith("0001")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02T15:00", "2026-03-02T17:00:00+07:00"),
        ("2026-03-02T15:01", "2026-03-03T17:00:00+07:00"),
        ("2026-02-28T09:00", "2026-03-02T17:00:00+07:00"),
    ],
)
def test_a_same_day_dossier_is_due_at_closing_time(office: Office, received: str, due: str) -> None:
    office.at(received)
    assert office.intake_of(office.take_in(procedure=COPIES).code)["due_at"] == due


def test_a_case_of_the_procedure_has_its_own_limit(office: Office) -> None:
    kept = office.intake_of(office.take_in(procedure=COPIES, case="many").code)
    assert (kept["limit"], kept["due_at"]) == ("2 wd", "2026-03-04T09:00:00+07:00")
    assert kept["case_name"] == "Số lượng lớn, nội dung phức tạp"


def test_without_a_list_of_papers_those_everybody_brings_are_noted(office: Office) -> None:
    done = office.take_in()
    assert office.intake_of(done.code)["documents"] == [
        {"name": "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "originals": 1, "copies": 0}
    ]
    assert done.warnings == ()


def test_papers_are_kept_as_they_were_handed_in(office: Office) -> None:
    given = [{"name": "  Đơn\n đề nghị ", "originals": 2}, {"name": "Sổ hộ khẩu", "copies": 1}]
    done = office.take_in(documents=given)
    assert office.intake_of(done.code)["documents"] == [
        {"name": "Đơn đề nghị", "originals": 2, "copies": 0},
        {"name": "Sổ hộ khẩu", "originals": 0, "copies": 1},
    ]
    assert codes(done) == ["PAPER-MISSING"]
    assert codes(office.take_in(applicant={**PERSON, "id_number": None}, documents=[])) == [
        "NO-ID",
        "PAPER-MISSING",
    ]


def test_a_warning_says_whose_number_is_missing(office: Office) -> None:
    done = office.take_in(
        applicant={**PERSON, "id_number": None}, on_behalf_of={"name": "Lò Văn Ó"}
    )
    assert [words.describe_code(x.code, **x.details).happened for x in done.warnings] == [
        "Hồ sơ chưa có số định danh của người nộp.",
        "Hồ sơ chưa có số định danh của chủ hồ sơ.",
    ]


@pytest.mark.parametrize(
    ("person", "warning"),
    [
        ({"id_number": None}, "NO-ID"),
        ({"id_number": "012345678"}, "ID-OLD"),
        ({"id_number": "003190123456"}, "ID-PROVINCE"),
        ({"birth": "1991"}, "ID-MISMATCH"),
        ({"sex": "male"}, "ID-SEX"),
        ({"phone": "12"}, "PHONE-ODD"),
        ({"email": "én ở nhà"}, "EMAIL-ODD"),
    ],
)
def test_what_looks_odd_is_a_warning_and_stops_nothing(
    office: Office, person: dict[str, object], warning: str
) -> None:
    done = office.take_in(applicant={**PERSON, **person})
    assert codes(done) == [warning]
    assert number(office) == 1


def test_an_open_dossier_of_the_same_person_is_pointed_out_until_it_ends(office: Office) -> None:
    first = office.take_in()
    second = office.take_in()
    (notice,) = second.warnings
    assert notice.code == "DUP-OPEN"
    assert notice.details["code"] == first.code
    assert office.take_in(procedure=COPIES).warnings == ()
    for code in (first.code, second.code):
        dossiers.step_dossier(office.ports, code, "withdrawn")
    assert office.take_in().warnings == ()


def test_the_second_of_an_array_is_compared_with_the_first(office: Office) -> None:
    done = intake.receive_dossiers(office.ports, [command(), command()])
    assert [codes(item) for item in done] == [[], ["DUP-OPEN"]]


def test_who_authorises_is_the_holder_and_both_are_kept(office: Office) -> None:
    done = office.take_in(on_behalf_of=HOLDER)
    assert done.holder_name == HOLDER["name"]
    kept = office.intake_of(done.code)
    assert kept["submitter"]["name"] == PERSON["name"]
    assert kept["holder"]["name"] == HOLDER["name"]
    (row,) = dossiers.dossier_rows(office.ports, DossierFilter())
    assert row.holder_name == HOLDER["name"]
    for typed in ("kbuor bhok", "en lo thi", str(HOLDER["id_number"]), str(PERSON["id_number"])):
        assert dossiers.count_dossiers(office.ports, DossierFilter(find=typed)) == 1, typed


def test_warnings_look_at_both_people(office: Office) -> None:
    odd = {**HOLDER, "sex": "female"}
    done = office.take_in(applicant={**PERSON, "birth": "1980"}, on_behalf_of=odd)
    assert codes(done) == ["ID-MISMATCH", "ID-SEX"]


@pytest.mark.parametrize("birth", ["1990", "1990-03", "1990-03-05"])
@pytest.mark.parametrize("sex", ["male", "female", None])
def test_birth_and_sex_are_kept_as_precisely_as_they_are_known(
    office: Office, birth: str, sex: str | None
) -> None:
    done = office.take_in(applicant={"name": "Lò Thị Én", "birth": birth, "sex": sex})
    kept = office.intake_of(done.code)["submitter"]
    assert (kept["birth"], kept["sex"]) == (birth, sex)


@pytest.mark.parametrize("sets", [1, 2, 100])
def test_sets_are_kept(office: Office, sets: int) -> None:
    assert office.intake_of(office.take_in(sets=sets).code)["sets"] == sets


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"sets": 101}, "sets", "BAD-NUMBER"),
        ({"sets": True}, "sets", "BAD-TYPE"),
        ({"sets": "2"}, "sets", "BAD-TYPE"),
        ({"procedure": 1}, "procedure", "BAD-TYPE"),
        ({"case": 1}, "case", "BAD-TYPE"),
        ({"applicant": "Lò Thị Én"}, "applicant", "BAD-TYPE"),
        ({"applicant": {**PERSON, "age": 3}}, "applicant.age", "UNKNOWN-KEY"),
        ({"applicant": {"name": "A", "sex": "nam"}}, "applicant.sex", "BAD-CHOICE"),
        ({"on_behalf_of": {"name": ""}}, "on_behalf_of.name", "REQ-FIELD"),
        (
            {"on_behalf_of": {"name": "A", "birth": "2026-03-03"}},
            "on_behalf_of.birth",
            "DATE-FUTURE",
        ),
        ({"documents": "all"}, "documents", "BAD-TYPE"),
        ({"documents": [{"name": "A"}] * 201}, "documents", "TOO-MANY"),
        ({"documents": [{"originals": 1}]}, "documents.name", "BAD-TYPE"),
        ({"documents": [{"name": "A", "copies": -1}]}, "documents.copies", "BAD-NUMBER"),
        ({"documents": [{"name": "A" * 5001}]}, "documents.name", "TOO-LONG"),
        ({"receive_result": "fax"}, "receive_result", "BAD-CHOICE"),
        ({"channel": ["desk"]}, "channel", "BAD-CHOICE"),
        ({"fee_vnd": 1.5}, "fee_vnd", "BAD-MONEY"),
        ({"note": "a\x00b"}, "note", "CONTROL-CHARS"),
        ({"note": 7}, "note", "BAD-TYPE"),
    ],
)
def test_a_field_that_does_not_hold_is_named(
    office: Office, change: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        office.take_in(**change)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert number(office) == 0


@pytest.mark.parametrize("given", [None, [], "x", 7, {"procedure": MARRIAGE}, {"applicant": {}}])
def test_an_input_of_another_shape_is_refused(given: object) -> None:
    with pytest.raises(InvalidField):
        intake.ReceiveDossier.from_json(given)


def test_a_key_without_a_value_is_as_if_it_were_not_there(office: Office) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("case", "on_behalf_of", "documents", "sets", "channel", "fee_vnd", "note")
    )
    kept = office.intake_of(office.take_in(**nothing).code)
    assert (kept["sets"], kept["channel"], kept["fee_vnd"], kept["note"]) == (1, "desk", 0, "")


def test_a_refusal_is_kept_with_its_reason_and_without_a_number(office: Office) -> None:
    intake.refuse_intake(
        office.ports, procedure=MARRIAGE, applicant=dict(PERSON), reason="Không thuộc thẩm quyền."
    )
    (row,) = dossiers.dossier_rows(office.ports, DossierFilter())
    assert (row.code, row.status) == (None, Status.REFUSED_AT_INTAKE)
    detail = dossiers.dossier_detail(office.ports, row.dossier_id)
    assert (detail.history[0].fields or {})["reason"] == "Không thuộc thẩm quyền."
    assert detail.steps == ()
    today = Period(start=office.clock.moment.date(), end=office.clock.moment.date())
    assert reports.form06_report(office.ports, today).total.figures["c3"] == 0
    assert office.take_in().code.endswith("0001")


def test_a_refusal_needs_a_reason(office: Office) -> None:
    with pytest.raises(InvalidField) as caught:
        intake.refuse_intake(office.ports, procedure=MARRIAGE, applicant=dict(PERSON), reason="  ")
    assert (caught.value.field, caught.value.code) == ("reason", "REQ-FIELD")
    assert number(office) == 0


def test_the_most_used_procedures_of_three_months_come_first(office: Office) -> None:
    office.at("2026-01-05T09:00")
    for _old in range(3):
        office.take_in(procedure="1.001193")
    office.at("2026-04-15T09:00").take_in(procedure=COPIES)
    office.take_in(procedure=COPIES)
    office.take_in(procedure=MARRIAGE)
    found = [item.code for item in intake.procedures_for_intake(office.ports)]
    assert found[:2] == [COPIES, MARRIAGE]
    assert found[2:] == sorted(found[2:])


def test_nobody_stands_in_the_log_or_in_a_repr(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = command(on_behalf_of=HOLDER, note="Bà Én xin nhận sớm")
    done = intake.receive_dossier(office.ports, given)
    said = caplog.text + repr(given) + repr(done)
    assert done.dossier_id in caplog.text
    for personal in ("Lò Thị Én", "001190123456", "Kbuôr", "066085001234", "nhận sớm"):
        assert personal not in said


def test_a_centre_takes_in_at_its_own_desk(centre_alone: Office) -> None:
    code = centre_alone.take_in().code
    assert code == "H19.12-260302-0001"
    with centre_alone.ports.reading() as view:
        (own,) = [x for x in view.journal.streams() if x.own and x.seq and "local" in x.name]
    assert own.seq >= 3
