"""Internal processes: issued for everybody or for one office, carried by dossiers, counted."""

from datetime import date
from pathlib import Path

import pytest
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import Forbidden, InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.processes import InternalProcess, read_step
from ca_desktop.domain.reports import month_period
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.letters import IssueLetter, issue_letter
from ca_desktop.services.desk.step_choices import step_choices
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.transfers import transfer_lines
from ca_desktop.services.office import reports
from ca_desktop.services.office.process_settings import IssueProcess, issue_process, shown_process

LAND, TODAY = "1.013978", date(2026, 3, 2)
"""Seventeen working days."""
BRANCH = "Chi nhánh Văn phòng đăng ký đất đai"
STEPS = (
    "Bộ phận Một cửa | Tiếp nhận, chuyển hồ sơ | 4 giờ",
    f"{BRANCH} | Kiểm tra hồ sơ | 5 ngày làm việc | liên thông",
    "Công chức địa chính | Thẩm định | 2,5 ngày làm việc",
)


def issue(office: Office, *steps: str, code: str = LAND, since: date = TODAY) -> InternalProcess:
    command = IssueProcess(
        procedure=code, since=since, decision="QĐ 12/QĐ-UBND", steps=[read_step(x) for x in steps]
    )
    return issue_process(office.ports, command).process


def counted(office: Office) -> dict[str, int]:
    wanted = reports.Wanted(period=month_period(2026, 3))
    table = reports.report(office.ports, "procedures", wanted)
    return {
        str(line.cells["name"]): table.number(line, "p_all")
        for line in table.lines
        if table.number(line, "p_all")
    }


def test_a_step_is_read_from_one_line() -> None:
    found = [(x.who, x.limit, x.linked) for x in map(read_step, STEPS)]
    assert found == [
        ("Bộ phận Một cửa", "4 h", False),
        (BRANCH, "5 wd", True),
        ("Công chức địa chính", "2.5 wd", False),
    ]
    for bad in ("a", "a | b", "a | b | 5", "a | b | 5 tuần", "| b | 5 h", "a | b | 5 h | khác"):
        with pytest.raises(InvalidField) as caught:
            read_step(bad)
        assert caught.value.code == "BAD-PROCESS-LINE"


def test_a_dossier_carries_the_shares_of_the_day_it_was_taken_in(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        before = office.take_in(procedure=LAND)
        assert issue(office, *STEPS).hours == 64
        after = office.take_in(procedure=LAND)
        offered = [
            [name for name, _said in step_choices(office.ports, dossier, "link").choices["agency"]]
            for dossier in (before.dossier_id, after.dossier_id)
        ]
        assert offered == [[], [BRANCH]]
        step_dossier(office.ports, after.code, "in_process")
        wish = StepWish(values={"agency": BRANCH})
        step_dossier(office.ports, after.code, "link", wish=wish)
        sent = office.history(after.code)[-1].fields or {}
        assert (sent["task"], sent["limit"]) == ("Kiểm tra hồ sơ", "5 wd")
        assert sent["share_due_at"].startswith("2026-03-09")
        with office.ports.writing() as uow:
            assert uow.differing() == []


def test_a_transfer_slip_lists_the_parts_of_the_process_unless_somebody_types_others(
    tmp_path: Path,
) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        issue(office, *STEPS)
        taken = office.take_in(procedure=LAND)
        part = f"{BRANCH} | Kiểm tra hồ sơ | 5 ngày làm việc"
        assert transfer_lines(office.ports, taken.code) == (part,)
        issued = issue_letter(office.ports, taken.code, IssueLetter(kind=LetterKind.TRANSFER))
        listed = (office.history(taken.code)[-1].fields or {})["demands"]
        assert (issued.kind, listed) == (LetterKind.TRANSFER, [part])
        step_dossier(office.ports, taken.code, "in_process")
        wish = StepWish(values={"agency": BRANCH})
        step_dossier(office.ports, taken.code, "link", wish=wish)
        assert transfer_lines(office.ports, taken.code) == (f"{part}, đến hết ngày 09/03/2026",)
        other = office.take_in()
        assert transfer_lines(office.ports, other.code) == ()
        with pytest.raises(InvalidField, match="REQ-FIELD"):
            issue_letter(office.ports, other.code, IssueLetter(kind=LetterKind.TRANSFER))


def test_a_process_is_no_longer_than_the_law_gives_and_ends_without_steps(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        with pytest.raises(InvalidField) as caught:
            issue(office, "Công chức tư pháp | Xác minh | 26 ngày làm việc", code="1.004873")
        assert caught.value.code == "PROCESS-TOO-LONG"
        issue(office, "Công chức tư pháp | Xác minh | 20 giờ", code="1.004873")
        assert counted(office) == {"Hộ tịch": 1}
        issue(office, code="1.004873")
        assert shown_process(office.ports, "1.004873").process is None
        assert counted(office) == {}
        office.ports = office.acting_as(Role.INTAKE)
        with pytest.raises(Forbidden):
            issue(office, *STEPS)


def test_the_centre_issues_for_its_communes_and_a_commune_for_itself(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        for office in (commune, centre):
            office.at("2026-03-02T09:00")
        issue(centre, *STEPS)
        assert shown_process(commune.ports, LAND).process is None
        carry(centre, commune, tmp_path)
        held = shown_process(commune.ports, LAND).process
        assert held is not None
        assert (held.layer, len(held.steps)) == ("centre", 3)
        issue(commune, STEPS[0])
        own = shown_process(commune.ports, LAND).process
        assert own is not None
        assert (own.layer, len(own.steps)) == ("own", 1)
        assert counted(commune) == counted(centre) == {"Đất đai": 1}
