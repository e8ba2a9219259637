"""Who approves a step: an account that heads the office, or a name that says it has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers.training import Office, training_office

from ca_desktop.domain.errors import InvalidField, NotAllowedNow, WrongPassphrase
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.approving import Confirmation, approvers_offered, confirm_approver
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.accounts import (
    account_named,
    add_account,
    remove_account,
    set_pin,
)
from ca_desktop.services.ports.rows import HistoryRow

HEAD, CLERK = "Lê Văn Đồng", "Trần Thị Sen"
LEADER, PIN = "Quàng Thị Lả", "482913"
SECRET = "con-suoi-nho-2026"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("approving")) as held:
        add_account(held.ports, HEAD, ["desk_head"], SECRET)
        add_account(held.ports, CLERK, ["intake"], SECRET)
        yield held


def second_request(
    office: Office, approver: str, confirmation: Confirmation | None = None
) -> HistoryRow:
    """Let a clerk ask for papers a second time; return what the history has of it."""
    code = office.take_in().code
    clerk = office.acting_as(Role.INTAKE, Role.CASE_OFFICER)
    first = StepWish(approver="Hoàng Thị Ơ")
    for step in ("in_process", "supplement", "in_process"):
        step_dossier(clerk, code, step, note="Thiếu giấy chứng sinh.", wish=first)
    wish = StepWish(
        values={"ground": "Luật Hộ tịch Điều 5"},
        reason="Giấy tờ giả.",
        approver=approver,
        confirmation=confirmation,
    )
    step_dossier(clerk, code, "supplement", note="Thiếu nữa.", wish=wish)
    return office.history(code)[-1]


def test_a_head_approves_what_an_officer_asks_for_once_they_work_on_it(office: Office) -> None:
    officer = office.acting_as(Role.CASE_OFFICER)
    code = office.take_in().code
    step_dossier(officer, code, "in_process")
    before = office.events()
    with pytest.raises(NotAllowedNow, match="SUPPLEMENT-APPROVAL"):
        step_dossier(officer, code, "supplement", note="Thiếu tờ khai.")
    assert office.events() == before
    wish = StepWish(approver="hà thị mây")
    step_dossier(officer, code, "supplement", note="Thiếu tờ khai.", wish=wish)
    row = office.history(code)[-1]
    (override,) = (row.fields or {})["overrides"]
    assert (override["guard"], override["reason"]) == ("SUPPLEMENT-APPROVAL", "")
    said = "Yêu cầu bổ sung khi đang giải quyết: hà thị mây (không có tài khoản) đồng ý"
    assert told(row) == said


def test_what_a_head_asks_for_and_what_the_desk_overlooked_needs_nobody_else(
    office: Office,
) -> None:
    overlooked, asked = office.take_in().code, office.take_in().code
    desk = office.acting_as(Role.INTAKE)
    step_dossier(desk, overlooked, "supplement", note="Thiếu tờ khai.")
    head = office.acting_as(Role.CASE_OFFICER, Role.DESK_HEAD)
    for step in ("in_process", "supplement"):
        step_dossier(head, asked, step, note="Thiếu tờ khai.")
    for code in (overlooked, asked):
        assert (office.history(code)[-1].fields or {})["overrides"] == []


def test_a_late_request_says_its_reason_and_who_approved_it(office: Office) -> None:
    officer = office.acting_as(Role.CASE_OFFICER)
    code = office.at("2026-03-02T09:00").take_in(procedure="1.013949").code
    step_dossier(officer, code, "in_process")
    office.at("2026-03-09T08:00")
    late = StepWish(reason="Thấy khi thẩm tra.")
    with pytest.raises(NotAllowedNow, match="SUPPLEMENT-LATE"):
        step_dossier(officer, code, "supplement", note="Thiếu bản vẽ.")
    with pytest.raises(NotAllowedNow, match="SUPPLEMENT-APPROVAL"):
        step_dossier(officer, code, "supplement", note="Thiếu bản vẽ.", wish=late)
    both = StepWish(approver="Hà Thị Mây").after(late)
    step_dossier(officer, code, "supplement", note="Thiếu bản vẽ.", wish=both)
    said = (office.history(code)[-1].fields or {})["overrides"]
    assert [(x["guard"], x["reason"], x["approver"]) for x in said] == [
        ("SUPPLEMENT-LATE", "Thấy khi thẩm tra.", ""),
        ("SUPPLEMENT-APPROVAL", "", "Hà Thị Mây"),
    ]
    office.at("2026-03-02T09:00")


def passed(row: HistoryRow) -> dict[str, str]:
    (found,) = (row.fields or {})["overrides"]
    return {name: found[name] for name in ("approver", "approver_id")}


def told(row: HistoryRow) -> str:
    return step_words(row.kind, row.fields or {})


def test_an_account_that_heads_the_office_approves_under_its_id(office: Office) -> None:
    row = second_request(office, "lê văn  đồng")
    head = account_named(office.ports, HEAD).user_id
    assert passed(row) == {"approver": HEAD, "approver_id": head}
    assert told(row).endswith(f"Giấy tờ giả., {HEAD} đồng ý")


def test_a_name_without_an_account_is_kept_and_says_so(office: Office) -> None:
    row = second_request(office, "Hà Thị Mây, Phó Chủ tịch")
    assert passed(row) == {"approver": "Hà Thị Mây, Phó Chủ tịch", "approver_id": ""}
    assert told(row).endswith("Hà Thị Mây, Phó Chủ tịch (không có tài khoản) đồng ý")


def test_an_account_that_heads_nothing_approves_nothing(office: Office) -> None:
    with pytest.raises(InvalidField) as caught:
        second_request(office, CLERK)
    assert (caught.value.field, caught.value.code) == ("approver", "APPROVER-ROLE")


def test_heads_are_offered_the_one_signed_in_first(office: Office) -> None:
    mine = approvers_offered(office.ports)
    assert (mine.names[0], mine.own) == (office.ports.actor.name, office.ports.actor.name)
    clerk = approvers_offered(office.acting_as(Role.INTAKE))
    assert (set(clerk.names), clerk.own) == ({HEAD, office.ports.actor.name}, "")


def test_the_name_on_paper_outlives_the_account(tmp_path: Path) -> None:
    with training_office(tmp_path) as held:
        add_account(held.ports, HEAD, ["leader"], SECRET)
        row = second_request(held, HEAD)
        remove_account(held.ports, account_named(held.ports, HEAD).user_id)
        assert told(row).endswith(f"{HEAD} đồng ý")
        assert passed(second_request(held, HEAD)) == {"approver": HEAD, "approver_id": ""}


def test_an_earlier_journal_knew_no_accounts_and_says_nothing_of_them() -> None:
    fields = {"overrides": [{"guard": "STOP-EARLY", "reason": "Bỏ.", "approver": HEAD}]}
    assert step_words("DossierStopped", fields).endswith(f"Bỏ., {HEAD} đồng ý")


def test_an_approver_with_a_pin_proves_it_and_one_without_is_only_named(office: Office) -> None:
    leader = add_account(office.ports, LEADER, ["leader"], SECRET).user_id
    set_pin(office.ports, leader, PIN)
    clerk = office.acting_as(Role.INTAKE)
    assert approvers_offered(clerk).pins == {LEADER: leader}
    for name, typed in ((LEADER, "482914"), (LEADER, ""), (HEAD, PIN), (LEADER, SECRET)):
        with pytest.raises(WrongPassphrase, match="APPROVER-PIN"):
            confirm_approver(clerk, name, typed)
    with pytest.raises(InvalidField, match="NO-SUCH-USER"):
        confirm_approver(clerk, "Hà Thị Mây", PIN)
    proof = confirm_approver(clerk, LEADER, PIN)
    said = []
    for name, given in ((LEADER, proof), (LEADER, None), (HEAD, proof)):
        row = second_request(office, name, given)
        (override,) = (row.fields or {})["overrides"]
        said.append(override["confirmed"])
    assert said == ["pin", "", ""]
    row = second_request(office, LEADER, proof)
    assert told(row).endswith(f"{LEADER} đồng ý bằng mã PIN")
    assert PIN not in repr(proof)
