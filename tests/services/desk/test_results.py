"""Handing a result back: to whom, on what ground, and only where the dossier came in."""

import logging
from pathlib import Path

import pytest
from tests.helpers.training import Office, carry

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.people import parse_card
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.desk import dossiers, results
from ca_desktop.services.desk.results import ReturnResult

PROXY = {"collected_by": "proxy", "name": "Lò Văn A", "authorisation": "Giấy ủy quyền số 3"}


def ready(office: Office) -> str:
    code = office.take_in().code
    dossiers.step_dossier(office.ports, code, "result_ready")
    return code


def status(office: Office, code: str) -> Status:
    with office.ports.reading() as view:
        return dossiers.find_dossier(view, code).status


def handed_over(office: Office, code: str) -> dict[str, object]:
    (row,) = [row for row in office.history(code) if row.kind == "ResultReturned"]
    return row.fields or {}


def test_a_result_goes_to_its_holder_when_nothing_else_is_said(office: Office) -> None:
    code = ready(office)
    done = results.return_result(office.at("2026-03-05T10:15").ports, code, ReturnResult())
    assert (done.code, done.holder_name) == (code, "Lò Thị Én")
    assert done.returned_at == "2026-03-05T10:15:00+07:00"
    assert status(office, code) is Status.RESULT_RETURNED
    kept = handed_over(office, code)
    assert (kept["collected_by"], kept["name"], kept["note"]) == ("holder", None, "")
    assert kept["officer_name"] == office.ports.actor.name


def test_who_takes_it_for_another_is_kept_with_number_and_paper(office: Office) -> None:
    code = ready(office)
    given = {**PROXY, "id_number": "001 090 123 456", "note": " Đã ký nhận.\r\nCó bản sao. "}
    results.return_result(office.ports, code, ReturnResult.from_json(given))
    kept = handed_over(office, code)
    assert kept["name"] == "Lò Văn A"
    assert kept["id_number"] == "001090123456"
    assert kept["authorisation"] == "Giấy ủy quyền số 3"
    assert kept["note"] == "Đã ký nhận.\nCó bản sao."


def test_a_result_by_post_keeps_the_number_of_the_letter(office: Office) -> None:
    code = ready(office)
    given = {"collected_by": "post", "post_code": "EB125966888VN"}
    results.return_result(office.ports, code, ReturnResult.from_json(given))
    assert handed_over(office, code)["post_code"] == "EB125966888VN"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"collected_by": "neighbour"}, "collected_by", "BAD-CHOICE"),
        ({"collected_by": ["holder"]}, "collected_by", "BAD-CHOICE"),
        ({"collected_by": "proxy"}, "name", "REQ-FIELD"),
        ({**PROXY, "name": "  "}, "name", "REQ-FIELD"),
        ({**PROXY, "authorisation": None}, "authorisation", "REQ-FIELD"),
        ({**PROXY, "id_number": "12"}, "id_number", "ID-LEN"),
        ({**PROXY, "id_number": 12}, "id_number", "BAD-TYPE"),
        ({**PROXY, "name": 7}, "name", "BAD-TYPE"),
        ({**PROXY, "name": "A" * 201}, "name", "TOO-LONG"),
        ({"note": "a\x00b"}, "note", "CONTROL-CHARS"),
        ({"note": 3}, "note", "BAD-TYPE"),
        ({"post_code": "a\nb"}, "post_code", "CONTROL-CHARS"),
        ({"surprise": 1}, "surprise", "UNKNOWN-KEY"),
    ],
)
def test_a_field_that_does_not_hold_is_named_and_nothing_is_handed_over(
    office: Office, given: dict[str, object], field: str, code: str
) -> None:
    dossier = ready(office)
    with pytest.raises(InvalidField) as caught:
        results.return_result(office.ports, dossier, ReturnResult.from_json(given))
    assert (caught.value.field, caught.value.code) == (field, code)
    assert status(office, dossier) is Status.RESULT_READY


@pytest.mark.parametrize("given", [None, [], "holder", 1])
def test_an_input_of_another_shape_is_refused(given: object) -> None:
    with pytest.raises(InvalidField):
        ReturnResult.from_json(given)


def test_a_card_finds_what_waits_by_its_number_else_by_its_name(office: Office) -> None:
    mine = {"name": "Lò Thị Thẻ", "birth": "1990-03-05"}
    named = office.take_in(applicant=mine).code
    numbered = office.take_in(applicant={**mine, "id_number": "019190000013"}).code
    card = parse_card("019190000013||Lò Thị Thẻ|05031990|Nữ|Thôn Làm Mẫu|15042021")
    other = parse_card("019190000021||Lò Thị Thẻ|06031990|Nữ|Thôn Làm Mẫu|15042021")
    assert card is not None
    assert other is not None
    assert not results.results_of_card(office.ports, card)
    for code in (named, numbered):
        dossiers.step_dossier(office.ports, code, "result_ready")
    assert [row.code for row in results.results_of_card(office.ports, card)] == [numbered]
    assert len(results.results_of_card(office.ports, other)) == 2
    shown = {code: results.to_hand_over(office.ports, code) for code in (named, numbered)}
    assert [found.is_of(card) for found in shown.values()] == [True, True]
    assert [found.is_of(other) for found in shown.values()] == [False, False]


@pytest.mark.parametrize(
    ("steps", "refusal"),
    [
        ((), "NOT-READY"),
        (("in_process",), "NOT-READY"),
        (("withdrawn",), "STEP-NOT-FROM-HERE"),
    ],
)
def test_without_a_result_there_is_nothing_to_hand_over(
    office: Office, steps: tuple[str, ...], refusal: str
) -> None:
    code = office.take_in().code
    for step in steps:
        dossiers.step_dossier(office.ports, code, step)
    with pytest.raises(NotAllowedNow) as caught:
        results.return_result(office.ports, code, ReturnResult())
    assert caught.value.code == refusal


def test_a_result_is_handed_over_once(office: Office) -> None:
    code = ready(office)
    results.return_result(office.ports, code, ReturnResult())
    with pytest.raises(NotAllowedNow) as caught:
        results.return_result(office.ports, code, ReturnResult.from_json(PROXY))
    assert caught.value.code == "RETURNED"
    assert handed_over(office, code)["collected_by"] == "holder"


def test_a_dossier_that_is_not_here_cannot_be_returned(office: Office) -> None:
    with pytest.raises(NotFound):
        results.return_result(office.ports, "H19.12.34-260302-0009", ReturnResult())


@pytest.mark.parametrize("role", sorted(ALL_ROLES - {Role.INTAKE, Role.DESK_HEAD}))
def test_only_the_desk_hands_results_over(office: Office, role: Role) -> None:
    code = ready(office)
    with pytest.raises(Forbidden):
        results.return_result(office.acting_as(role), code, ReturnResult())
    assert status(office, code) is Status.RESULT_READY


def test_only_the_desk_that_received_hands_the_result_over(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = ready(commune)
    carry(commune, centre, tmp_path)
    with pytest.raises(NotAllowedNow) as caught:
        results.return_result(centre.ports, code, ReturnResult())
    assert caught.value.code == "NOT-CUSTODIAN"


def test_returning_late_does_not_make_a_timely_result_late(office: Office) -> None:
    code = ready(office)
    results.return_result(office.at("2026-04-20T09:00").ports, code, ReturnResult())
    with office.ports.reading() as view:
        state = dossiers.find_dossier(view, code)
    assert state.finished_at == "2026-03-02T09:00:00+07:00"
    assert state.returned_at == "2026-04-20T09:00:00+07:00"


def test_nobody_stands_in_the_log_or_in_a_repr(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    code = ready(office)
    caplog.set_level(logging.DEBUG)
    command = ReturnResult.from_json({**PROXY, "id_number": "001090123456"})
    done = results.return_result(office.ports, code, command)
    said = caplog.text + repr(command) + repr(done)
    assert done.dossier_id in caplog.text
    for personal in ("Lò", "001090123456", "ủy quyền số 3"):
        assert personal not in said


def test_who_lost_the_slip_shows_an_identity_paper_instead(office: Office) -> None:
    code = office.take_in().code
    dossiers.step_dossier(office.ports, code, "result_ready")
    lost = results.ReturnResult.from_json({"slip_lost": True})
    with pytest.raises(InvalidField) as caught:
        results.return_result(office.ports, code, lost)
    assert caught.value.field == "id_number"
    seen = results.ReturnResult.from_json({"slip_lost": True, "id_number": "001190123456"})
    results.return_result(office.ports, code, seen)
    fields = office.history(code)[-1].fields or {}
    assert (fields["slip_lost"], fields["collected_by"]) == (True, "holder")
