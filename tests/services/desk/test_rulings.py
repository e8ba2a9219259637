"""What heads approved, signed or sent back: read from the steps, by person and period."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.helpers.training import Office, training_office

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.apologies import apologise
from ca_desktop.services.desk.approving import confirm_approver
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.rulings import Part, WantedRulings, rulings, save_rulings
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.office.accounts import add_account, set_pin
from ca_desktop.services.ports.office import Ports

HEAD, LEADER, PIN = "Lê Văn Đồng", "Quàng Thị Lả", "482913"
MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
CERTAIN = {"ground": "Luật Hộ tịch Điều 5"}


def ask_twice(office: Office, clerk: Ports, wish: StepWish) -> str:
    code = office.take_in().code
    for step in ("in_process", "supplement", "in_process"):
        step_dossier(clerk, code, step, note="Thiếu.", wish=StepWish(approver=wish.approver))
    step_dossier(clerk, code, "supplement", note="Thiếu nữa.", wish=wish)
    return code


def said(office: Office, person: str = "", period: Period = MARCH) -> list[tuple[str, Part, str]]:
    found = rulings(office.ports, WantedRulings(period=period, person=person))
    return [(row.person, row.part, row.what) for row in found]


def test_what_heads_said_is_listed_by_person_and_period(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        add_account(office.ports, HEAD, ["desk_head"], "con-suoi-nho-2026")
        leader = add_account(office.ports, LEADER, ["leader"], "con-suoi-nho-2026").user_id
        set_pin(office.ports, leader, PIN)
        clerk = office.acting_as(Role.INTAKE, Role.CASE_OFFICER)
        proof = confirm_approver(clerk, LEADER, PIN)
        proved = StepWish(values=CERTAIN, reason="Giả.", approver=LEADER, confirmation=proof)
        code = ask_twice(office, clerk, proved)
        ask_twice(office, clerk, StepWish(values=CERTAIN, reason="Mờ.", approver=HEAD))
        ask_twice(office, office.ports, StepWish(values=CERTAIN, reason="Rách."))
        once, again = "Yêu cầu bổ sung khi đang giải quyết", "Yêu cầu bổ sung lần nữa"
        own = office.ports.actor.name
        assert sorted(said(office)) == sorted(
            [
                *((LEADER, Part.NAMED, once), (LEADER, Part.PIN, again)),
                *((HEAD, Part.NAMED, once), (HEAD, Part.NAMED, again)),
                (own, Part.SELF, again),
            ]
        )
        hers = rulings(office.ports, WantedRulings(period=MARCH, person="quàng thị lả"))
        row = next(x for x in hers if x.part is Part.PIN)
        assert [x.reason for x in hers if x is not row] == ["Thiếu."]
        assert (row.code, row.reason, row.at) == (code, "Giả.", "2026-03-02T09:00:00+07:00")
        assert LEADER not in repr(row)
        before = Period(start=date(2026, 2, 1), end=date(2026, 2, 28))
        assert said(office, period=before) == []
        out = tmp_path / "y-kien.xlsx"
        wanted = WantedRulings(period=MARCH, person=HEAD)
        assert save_rulings(office.ports, wanted, out, ("Người", "Lý do")).rows == 2
        values = [[x.value for x in line] for line in load_workbook(out).active.iter_rows()]  # type: ignore[union-attr]
        assert [HEAD, "Mờ."] in [[x for x in line if x] for line in values]
        office.ports = office.acting_as(Role.INTAKE)
        with pytest.raises(Forbidden):
            said(office)


def test_signatures_that_were_refused_results_that_refuse_and_dates_put_off_stand_in_it(
    tmp_path: Path,
) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        own = office.ports.actor.name
        first = office.take_in().code
        for step, values in (("in_process", {}), ("sign", {"signer": LEADER}), ("unsigned", {})):
            step_dossier(office.ports, first, step, note="Sai họ.", wish=StepWish(values=values))
        step_dossier(office.ports, first, "sign", wish=StepWish(values={"signer": LEADER}))
        refused = {"negative": True, "dated": "2026-03-02", "number": "5"}
        wish = StepWish(values=refused)
        step_dossier(office.ports, first, "result_ready", note="Không đủ tuổi.", wish=wish)
        second = office.take_in(procedure="1.013978").code
        step_dossier(office.ports, second, "in_process")
        apologise(office.ports, [second], "Chờ trích đo.", 2)
        third = office.take_in().code
        for step in ("in_process", "supplement", "in_process"):
            step_dossier(office.ports, third, step, note="Thiếu.")
        wish = StepWish(values=CERTAIN, reason="Nhầm.")
        done = step_dossier(office.ports, third, "supplement", note="Thiếu.", wish=wish)
        assert done.undo is not None
        undo(office.ports, done.undo)
        found = dict.fromkeys(said(office))
        assert (LEADER, Part.DENIED, "Trả lại, chưa ký") in found
        assert (LEADER, Part.SIGNED, "Từ chối giải quyết") in found
        assert (own, Part.SELF, "Yêu cầu bổ sung lần nữa (đã hoàn tác)") in found
        (put_off,) = [x for x in found if x[2].startswith("Xin lỗi, gia hạn đến ")]
        assert put_off[:2] == (own, Part.SELF)
        assert len(found) == 4
