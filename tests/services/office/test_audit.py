"""The audit log: who, when, what; for those who may read it, and never to be changed."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.helpers.training import Office

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.office import accounts, audit
from ca_desktop.services.office.audit import Wanted


def said(office: Office, **wanted: str) -> list[tuple[str, str, str]]:
    rows = audit.audit(office.ports, Wanted(**wanted))
    return [(row.who, row.what, row.about) for row in rows]


def test_everything_done_is_named_with_who_when_and_on_which_dossier(office: Office) -> None:
    code = office.at("2026-03-02T09:41").take_in().code
    step_dossier(office.at("2026-03-03T10:00").ports, code, "in_process")
    me = office.ports.actor.name
    assert said(office)[:2] == [
        (me, "Chuyển giải quyết", code),
        (me, "Tiếp nhận hồ sơ", code),
    ]
    newest = audit.audit(office.ports, Wanted())[0]
    assert newest.at == "2026-03-03T10:00:00+07:00"
    assert me not in repr(newest)


def test_it_is_filtered_by_words_without_marks_and_by_days(office: Office) -> None:
    code = office.at("2026-03-02T09:41").take_in().code
    step_dossier(office.at("2026-03-03T10:00").ports, code, "in_process")
    assert [what for _, what, _ in said(office, find="chuyen")] == ["Chuyển giải quyết"]
    assert len(said(office, find=code)) == 2
    assert [x[1] for x in said(office, start="2026-03-03", end="2026-03-03")] == [
        "Chuyển giải quyết"
    ]
    assert said(office, find="khong co viec nay") == []


def test_it_is_read_window_by_window(office: Office) -> None:
    for _number in range(5):
        office.take_in()
    everything = audit.audit(office.ports, Wanted())
    first = audit.audit(office.ports, Wanted(), limit=2)
    rest = audit.audit(office.ports, Wanted(), before=first[-1].position)
    assert [*first, *rest] == list(everything)


def test_who_was_removed_keeps_their_name_in_it(office: Office) -> None:
    user_id = accounts.add_account(office.ports, "Lò Văn Hai", ["intake"], "x").user_id
    accounts.remove_account(office.ports, user_id)
    assert [what for _, what, _ in said(office)][:2] == ["Đóng tài khoản", "Thêm người dùng"]


def test_it_leaves_as_a_workbook_and_that_is_noted(office: Office, tmp_path: Path) -> None:
    code = office.take_in().code
    path = tmp_path / "nhat-ky.xlsx"
    done = audit.save_audit(office.ports, Wanted(find=code), path)
    assert done.rows == 1
    cells = [cell.value for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert code in cells
    assert office.local_events("ListExported")[-1] == {"what": "audit", "rows": 1}


def test_a_clerk_does_not_read_it(office: Office) -> None:
    with pytest.raises(Forbidden):
        audit.audit(office.acting_as(Role.INTAKE), Wanted())
