"""What one office asks of the one that holds a dossier: asked, seen, answered on both sides."""

from pathlib import Path

import pytest
from tests.helpers.offices import CENTRE, COMMUNE, rows
from tests.helpers.training import Office, carry

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services import attention
from ca_desktop.services.desk import dossiers, slips, tasks
from ca_desktop.services.desk.dossiers import find_dossier, step_dossier
from ca_desktop.services.office import people
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.store.task_tables import task_answers
from ca_desktop.store.task_tables import tasks as tasks_table

Pair = tuple[Office, Office]
WORKERS = {Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD}


def state(office: Office, code: str) -> DossierState:
    with office.ports.reading() as view:
        return find_dossier(view, code)


def taken_by_the_centre(pair: Pair, folder: Path, **changes: object) -> str:
    """Take a dossier in at the commune; the centre accepts it, and both know."""
    commune, centre = pair
    code = commune.take_in(**changes).code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, folder)
    step_dossier(centre.ports, code, "accept")
    carry(centre, commune, folder)
    return code


def ask(office: Office, code: str, what: str, note: str = "Công dân báo.", **more: object) -> str:
    return tasks.ask(office.ports, code, tasks.Ask(what=what, note=note, **more)).task_id  # type: ignore[arg-type]


def answer(office: Office, task: str, note: str = "", *, done: bool = True) -> tasks.Answered:
    return tasks.answer(office.ports, task, done=done, note=note)


def matters(office: Office) -> list[str]:
    return [matter.code for matter in attention.matters(office.ports)]


def task_of(office: Office, task_id: str) -> TaskRow:
    with office.ports.reading() as view:
        found = view.tasks.find(task_id)
    assert found is not None
    return found


def seen_alike(commune: Office, centre: Office) -> None:
    """Require the same tasks and answers on both sides, row for row."""
    for table in (tasks_table, task_answers):
        assert set(rows(commune.ports, table)) == set(rows(centre.ports, table))


def refused(office: Office, code: str, what: str, note: str = "Lý do.", **more: object) -> str:
    before = office.events()
    with pytest.raises((NotAllowedNow, InvalidField)) as caught:
        ask(office, code, what, note, **more)
    assert office.events() == before
    return caught.value.code


def test_a_correction_is_asked_seen_done_and_known_on_both_sides(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "correction", part="applicant.name", value="Lò Thị Ến")
    assert state(commune, code).holder_name == "Lò Thị Én"
    assert matters(commune) == []
    carry(commune, centre, tmp_path)
    (matter,) = attention.matters(centre.ports)
    assert (matter.code, matter.about, matter.settles) == ("TASK-CORRECTION", code, False)
    assert "Lò Thị Ến" in matter.message.happened
    assert COMMUNE[2] in matter.message.happened
    assert answer(centre, task).status is Status.IN_PROCESS
    carry(centre, commune, tmp_path)
    for office in pair:
        assert state(office, code).holder_name == "Lò Thị Ến"
        assert matters(office) == []
        assert task_of(office, task).done is True
        found = dossiers.dossier_rows(office.ports, DossierFilter(find="lo thi en"))
        assert [row.code for row in found] == [code]
    seen_alike(commune, centre)
    known = people.person_before(commune.ports, "001190123456")
    assert known is not None
    assert known["name"] == "Lò Thị Ến"


def test_the_slip_names_the_people_as_they_were_corrected(office: Office) -> None:
    code = office.take_in().code
    tasks.correct(office.ports, code, "applicant.phone", "0987 654 321", "Gõ nhầm số.")
    assert state(office, code).phone == "0987654321"
    assert slips.draw_slip(office.ports, code, "a5").pdf.startswith(b"%PDF")
    (row,) = [row for row in office.history(code) if row.kind == "DossierCorrected"]
    assert row.counted
    assert (row.fields or {})["submitter"]["name"] == "Lò Thị Én"


def test_until_it_is_accepted_the_people_belong_to_the_desk_and_then_are_asked_for(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    for office, reason in ((commune, "PEOPLE-OF-DESK"), (centre, "PEOPLE-OF-DESK")):
        with pytest.raises(NotAllowedNow) as caught:
            tasks.correct(office.ports, code, "applicant.name", "Khác", "Lý do.")
        assert caught.value.code == reason
    own = commune.take_in().code
    carry(commune, centre, tmp_path)
    task = ask(centre, own, "correction", part="applicant.phone", value="0912345678")
    carry(centre, commune, tmp_path)
    assert matters(commune) == ["TASK-CORRECTION"]
    answer(commune, task)
    assert state(commune, own).phone == "0912345678"


def test_a_declined_request_travels_back_with_its_reason(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "withdrawal", "Đã có giấy khác.")
    carry(commune, centre, tmp_path)
    before = state(centre, code)
    with pytest.raises(InvalidField) as caught:
        answer(centre, task, done=False)
    assert caught.value.code == "REQ-FIELD"
    answer(centre, task, "Kết quả đã ký.", done=False)
    assert state(centre, code) == before
    carry(centre, commune, tmp_path)
    (matter,) = attention.matters(commune.ports)
    assert (matter.code, matter.dossier_id) == ("TASK-DECLINED", before.dossier_id)
    assert "Kết quả đã ký." in matter.message.happened
    attention.settle(commune.ports, matter)
    assert matters(commune) == matters(centre) == []
    seen_alike(commune, centre)


def test_a_withdrawal_that_is_asked_for_ends_the_dossier(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "withdrawal")
    assert refused(commune, code, "withdrawal") == "ASKED-ALREADY"
    carry(commune, centre, tmp_path)
    assert matters(centre) == ["TASK-WITHDRAWAL"]
    assert answer(centre, task).status is Status.WITHDRAWN
    carry(centre, commune, tmp_path)
    assert state(commune, code).status is Status.WITHDRAWN
    assert matters(commune) == matters(centre) == []


def test_the_step_itself_answers_who_asked_for_it(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "withdrawal")
    carry(commune, centre, tmp_path)
    step_dossier(centre.ports, code, "withdrawn")
    assert task_of(centre, task).done is True
    assert matters(centre) == []


def test_papers_brought_to_the_commune_let_the_clock_go_on_from_that_hour(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    step_dossier(centre.at("2026-03-04T10:00").ports, code, "supplement", note="Thiếu giấy.")
    carry(centre, commune, tmp_path)
    papers = ["Giấy chứng sinh", "Sổ hộ khẩu | 0 | 2"]
    task = ask(commune.at("2026-03-10T09:00"), code, "papers", "", papers=papers)
    assert state(commune, code).status is Status.SUPPLEMENT_REQUIRED
    carry(commune, centre, tmp_path)
    assert matters(centre) == ["TASK-PAPERS"]
    assert (task_of(centre, task).fields or {})["papers"] == [
        {"name": "Giấy chứng sinh", "originals": 1, "copies": 0},
        {"name": "Sổ hộ khẩu", "originals": 0, "copies": 2},
    ]
    done = answer(centre.at("2026-03-11T15:00"), task)
    assert done.status is Status.IN_PROCESS
    assert state(centre, code).due_at == "2026-03-13T09:00:00+07:00"
    carry(centre, commune, tmp_path)
    assert state(commune, code) == state(centre, code)
    seen_alike(commune, centre)


def test_papers_nobody_asked_for_are_marked_as_arrived(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "papers", papers=["Ảnh 4x6 | 2 | 0"])
    carry(commune, centre, tmp_path)
    before = state(centre, code)
    answer(centre, task)
    assert state(centre, code) == before
    assert task_of(centre, task).done is True


def test_a_note_of_who_does_not_hold_the_dossier_is_to_be_read(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "note", " Công dân sắp đi xa. ")
    before = state(commune, code)
    carry(commune, centre, tmp_path)
    assert matters(centre) == ["TASK-NOTE"]
    answer(centre, task)
    assert matters(centre) == []
    assert state(centre, code).tip == before.tip
    assert (centre.history(code)[-2].fields or {})["note"] == "Công dân sắp đi xa."


def test_a_note_of_who_holds_the_dossier_asks_nobody(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    ask(commune, code, "note")
    carry(commune, centre, tmp_path)
    assert matters(commune) == matters(centre) == []
    assert rows(centre.ports, tasks_table) == []


def test_who_holds_the_dossier_asks_nobody(pair: Pair, tmp_path: Path) -> None:
    commune, _centre = pair
    code = commune.take_in().code
    for what in ("correction", "withdrawal", "papers"):
        assert refused(commune, code, what, papers=["A"]) == "ASK-OWN"


def test_a_request_is_complete_or_is_not_made(pair: Pair, tmp_path: Path) -> None:
    commune, _centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    assert refused(commune, code, "nonsense") == "BAD-CHOICE"
    assert refused(commune, code, "note", "  ") == "REQ-FIELD"
    assert refused(commune, code, "withdrawal", "") == "REQ-FIELD"
    assert refused(commune, code, "papers", papers=[" "]) == "REQ-FIELD"
    assert refused(commune, code, "papers", papers=["A | 1"]) == "BAD-PAPER-LINE"
    assert refused(commune, code, "papers", papers=["A | x | 1"]) == "BAD-PAPER-LINE"
    assert refused(commune, code, "papers", papers=["A"] * 201) == "TOO-MANY"
    for part in ("", "applicant", "submitter.name", "on_behalf_of.name"):
        assert refused(commune, code, "correction", part=part, value="B") == "BAD-CHOICE"
    name, birth = "applicant.name", "applicant.birth"
    assert refused(commune, code, "correction", part=name, value="Lò Thị Én") == "SAME-VALUE"
    assert refused(commune, code, "correction", part=name, value="") == "REQ-FIELD"
    assert refused(commune, code, "correction", part=birth, value="2990") == "DATE-FUTURE"


def test_an_ended_dossier_is_asked_for_nothing_but_may_be_noted(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    step_dossier(centre.ports, code, "stopped", note="Hết hạn.")
    carry(centre, commune, tmp_path)
    assert refused(commune, code, "withdrawal") == "STEP-NOT-FROM-HERE"
    ask(commune, code, "note")


def test_a_task_is_answered_once_and_only_by_who_holds_the_dossier(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "note")
    with pytest.raises(NotAllowedNow) as caught:
        answer(commune, task)
    assert caught.value.code == "NOT-CUSTODIAN"
    carry(commune, centre, tmp_path)
    answer(centre, task)
    with pytest.raises(NotAllowedNow) as caught:
        answer(centre, task)
    assert caught.value.code == "TASK-ANSWERED"
    with pytest.raises(NotFound):
        answer(centre, "0" * 32)


def test_a_request_that_crossed_the_result_comes_back_with_the_dossier(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    task = ask(commune, code, "withdrawal")
    step_dossier(centre.ports, code, "result_ready")
    carry(commune, centre, tmp_path)
    assert matters(centre) == []
    carry(centre, commune, tmp_path)
    assert matters(commune) == ["TASK-WITHDRAWAL"]
    with pytest.raises(NotAllowedNow) as caught:
        answer(commune, task)
    assert caught.value.code == "STEP-NOT-FROM-HERE"
    answer(commune, task, "Đã có kết quả.", done=False)
    carry(commune, centre, tmp_path)
    assert matters(commune) == matters(centre) == []
    seen_alike(commune, centre)


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_asking_and_answering_belong_to_those_who_work_on_dossiers(
    pair: Pair, tmp_path: Path, role: Role
) -> None:
    commune, centre = pair
    code = taken_by_the_centre(pair, tmp_path)
    wanted = tasks.Ask(what="note", note="Xem giúp.")
    if role in WORKERS:
        task = tasks.ask(commune.acting_as(role), code, wanted).task_id
        carry(commune, centre, tmp_path)
        assert tasks.answer(centre.acting_as(role), task, done=True).done
        return
    with pytest.raises(Forbidden):
        tasks.ask(commune.acting_as(role), code, tasks.Ask(what="withdrawal", note="Xin rút."))
    task = ask(commune, code, "note")
    carry(commune, centre, tmp_path)
    with pytest.raises(Forbidden):
        tasks.answer(centre.acting_as(role), task, done=True)
    own = commune.take_in().code
    with pytest.raises(Forbidden):
        tasks.correct(commune.acting_as(role), own, "applicant.name", "Khác", "Lý do.")


# --- Forwards that are asked or taken back ----------------------------------------------------


def test_a_forward_is_taken_back_by_force_with_a_reason(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    with pytest.raises(NotAllowedNow) as caught:
        step_dossier(commune.ports, code, "take_back", note="Gấp.")
    assert caught.value.code == "RECALL-ENOUGH"
    carry(commune, centre, tmp_path)
    with pytest.raises(InvalidField) as missing:
        step_dossier(commune.ports, code, "take_back")
    assert missing.value.code == "REQ-FIELD"
    before = state(commune, code)
    step_dossier(commune.ports, code, "take_back", note="Trung tâm không trả lời.")
    after = state(commune, code)
    assert (after.status, after.custody.number) == (Status.RECEIVED, before.custody.number + 1)
    carry(commune, centre, tmp_path)
    assert state(centre, code) == after
    with pytest.raises(NotAllowedNow) as late:
        step_dossier(centre.ports, code, "accept")
    assert late.value.code == "ACCEPT-NOTHING"


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_taking_back_by_force_belongs_to_who_answers_for_the_office(
    pair: Pair, tmp_path: Path, role: Role
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    ports = commune.acting_as(role)
    detail = dossiers.dossier_detail(ports, dossiers.dossier_id_of(ports, code))
    if role in {Role.LEADER, Role.ADMIN}:
        assert detail.steps == ("take_back",)
        assert step_dossier(ports, code, "take_back", note="Gấp.").status is Status.RECEIVED
        return
    assert "take_back" not in detail.steps
    with pytest.raises(Forbidden):
        step_dossier(ports, code, "take_back", note="Gấp.")


def test_what_another_office_asks_is_done_only_by_who_may_do_it(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    step_dossier(centre.ports, code, "accept")
    carry(centre, commune, tmp_path)
    task = ask(commune, code, "withdrawal")
    carry(commune, centre, tmp_path)
    officer = centre.acting_as(Role.CASE_OFFICER)
    found = dossiers.dossier_detail(officer, dossiers.dossier_id_of(officer, code))
    (waiting,) = found.waiting
    assert not found.can_do(waiting)
    assert found.others_do(waiting) == {Role.INTAKE, Role.DESK_HEAD}
    with pytest.raises(Forbidden, match="STEP-ROLE"):
        tasks.answer(officer, task, done=True)
    declined = tasks.answer(centre.acting_as(Role.CASE_OFFICER), task, done=False, note="Đã ký.")
    assert not declined.done


def test_a_late_accept_is_a_task_on_both_sides(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    step_dossier(centre.ports, code, "accept")
    step_dossier(centre.ports, code, "result_ready", note="Đồng ý.")
    step_dossier(commune.ports, code, "take_back", note="Đợi lâu.")
    carry(centre, commune, tmp_path)
    carry(commune, centre, tmp_path)
    assert state(commune, code) == state(centre, code)
    assert state(commune, code).status is Status.RECEIVED
    for office in pair:
        found = attention.matters(office.ports)
        assert [matter.code for matter in found] == ["CROSSED", "CROSSED"]
        said = found[0].message.happened
        assert "“Đơn vị nhận đã tiếp nhận”" in said
        assert CENTRE[2] in said
        assert "“Lấy lại hồ sơ đã chuyển”" in said
        assert COMMUNE[2] in said
        for matter in found:
            attention.settle(office.ports, matter)
        assert matters(office) == []


def test_a_recall_that_came_too_late_is_a_task_of_the_taker(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    step_dossier(centre.ports, code, "accept")
    assert step_dossier(commune.ports, code, "recall", note="Gửi nhầm.").requested
    carry(commune, centre, tmp_path)
    (matter,) = attention.matters(centre.ports)
    assert matter.code == "TASK-RECALL"
    carry(centre, commune, tmp_path)
    assert matters(commune) == []
    assert answer(centre, matter.key).status is Status.FORWARDED
    carry(centre, commune, tmp_path)
    assert step_dossier(commune.ports, code, "accept").status is Status.IN_PROCESS
    carry(commune, centre, tmp_path)
    assert matters(commune) == matters(centre) == []
    seen_alike(commune, centre)


def test_who_reads_a_recall_in_time_is_told_to_send_a_file(pair: Pair, tmp_path: Path) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    step_dossier(commune.ports, code, "recall")
    carry(commune, centre, tmp_path)
    assert matters(centre) == ["RECALL-READ"]
    carry(centre, commune, tmp_path)
    assert state(commune, code).status is Status.RECEIVED
    carry(commune, centre, tmp_path)
    assert matters(commune) == matters(centre) == []
    seen_alike(commune, centre)


def test_a_second_forward_is_not_haunted_by_the_recall_of_the_first(
    pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    step_dossier(commune.ports, code, "recall")
    step_dossier(commune.ports, code, "take_back", note="Gấp.")
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    assert step_dossier(centre.ports, code, "accept").status is Status.IN_PROCESS
    assert matters(centre) == []


def test_several_things_are_put_right_at_once_or_not_at_all(office: Office) -> None:
    code = office.take_in().code
    before = len(office.history(code))
    with pytest.raises(InvalidField) as refusal:
        tasks.correct_all(
            office.ports,
            code,
            {"applicant.phone": "0987654321", "applicant.name": ""},
            "Gõ nhầm.",
        )
    assert refusal.value.field == "submitter.name"
    assert len(office.history(code)) == before
    with pytest.raises(InvalidField):
        tasks.correct_all(office.ports, code, {"applicant.phone": "0987654321"}, " ")
    right = {"applicant.phone": "0987654321", "applicant.address": "Thôn Nà Phát"}
    tasks.correct_all(office.ports, code, right, "Gõ nhầm.")
    kinds = [row.kind for row in office.history(code)[before:]]
    assert kinds == ["DossierCorrected", "DossierCorrected"]
    with office.ports.reading() as view:
        assert find_dossier(view, code).phone == "0987654321"
