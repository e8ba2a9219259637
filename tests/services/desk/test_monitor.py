"""Theo dõi: rates up to now, and what is open with whom."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.roles import Actor, Role
from ca_desktop.services.desk.dossiers import count_dossiers, step_dossier
from ca_desktop.services.desk.monitor import open_now, rates
from ca_desktop.services.desk.tasks import Ask, ask
from ca_desktop.services.today import counter_filter


def test_a_new_office_has_no_rate_and_nothing_open(office: Office) -> None:
    found = rates(office.ports)
    assert (found.month.rate, found.year.rate) == (None, None)
    assert open_now(office.ports).whole.open == ()


def test_rates_are_of_this_month_and_of_this_year(office: Office) -> None:
    late, good = office.take_in().code, office.take_in().code
    step_dossier(office.ports, good, "result_ready")
    office.at("2026-03-20T09:00")
    step_dossier(office.ports, late, "result_ready")
    found = rates(office.ports)
    assert (found.month.on_time, found.month.finished, found.month.rate) == (1, 2, "50.00")
    office.at("2026-04-01T09:00")
    step_dossier(office.ports, office.take_in().code, "result_ready")
    found = rates(office.ports)
    assert (found.month.on_time, found.month.finished) == (1, 1)
    assert (found.year.on_time, found.year.finished, found.year.rate) == (2, 3, "66.67")


def test_what_is_late_is_what_the_first_screen_counts_and_stands_with_its_person(
    office: Office,
) -> None:
    office.take_in()
    waiting = office.take_in().code
    step_dossier(office.ports, waiting, "supplement", note="thiếu tờ khai")
    other = Actor(user_id="ab" * 16, name="Giàng A Chứ", roles=frozenset({Role.CASE_OFFICER}))
    started = office.take_in(procedure="1.001193").code
    step_dossier(replace(office.ports, actor=other), started, "in_process")
    step_dossier(office.ports, office.take_in().code, "result_ready")
    office.at("2026-03-12T09:00")
    found = open_now(office.ports)
    assert len(found.whole.open) == 3
    wanted = counter_filter(office.ports, "overdue")
    assert len(found.whole.late) == count_dossiers(office.ports, wanted) == 2
    assert {group.name: len(group.open) for group in found.by_holder} == {
        "Cán bộ Làm Mẫu": 2,
        "Giàng A Chứ": 1,
    }
    assert {len(group.open) for group in found.by_procedure} == {1, 2}
    assert [len(group.open) for group in found.by_age] == [0, 3, 0, 0, 0]


def test_the_centre_sees_what_is_open_with_each_commune(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert [group.name for group in open_now(centre.ports).by_holder] == [offices.COMMUNE[2]]
    step_dossier(commune.ports, code, "forward")
    assert carry(commune, centre, tmp_path) == ["imported"]
    step_dossier(centre.ports, code, "accept")
    assert [group.name for group in open_now(centre.ports).by_holder] == ["Cán bộ Làm Mẫu"]
    assert carry(centre, commune, tmp_path) == ["imported"]
    assert [group.name for group in open_now(commune.ports).by_holder] == [offices.CENTRE[2]]


def test_a_leader_leaves_a_note_and_does_nothing_else_to_a_dossier(office: Office) -> None:
    code = office.take_in().code
    leader = office.acting_as(Role.LEADER)
    ask(leader, code, Ask(what="note", note="Hồ sơ sắp đến hạn, giải quyết trước"))
    (note,) = (row for row in office.history(code) if row.kind == "NoteAdded")
    assert (note.fields or {})["note"].startswith("Hồ sơ sắp đến hạn")
    with pytest.raises(Forbidden):
        ask(leader, code, Ask(what="withdrawal", note="rút"))
    with pytest.raises(Forbidden):
        ask(office.acting_as(Role.CASHIER), code, Ask(what="note", note="nhắc"))
