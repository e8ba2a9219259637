"""Quick lists: what is mine follows the dossier from hand to hand."""

from dataclasses import replace

from tests.helpers.training import Office

from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.quick_lists import MINE, quick_filter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.accounts import add_account
from ca_desktop.services.ports.office import Ports

OTHER = "Lò Văn Hai"


def mine(ports: Ports, *also: str) -> set[str]:
    wanted = quick_filter({MINE, *also}, ports.clock.now(), ports.actor.user_id)
    rows = dossiers.dossier_rows(ports, wanted)
    assert dossiers.count_dossiers(ports, wanted) == len(rows)
    return {row.code or "" for row in rows}


def as_other(office: Office) -> Ports:
    account = add_account(office.ports, OTHER, ["case_officer"], "mật khẩu của Hai")
    actor = replace(office.ports.actor, user_id=account.user_id, name=OTHER)
    return replace(office.ports, actor=actor)


def test_mine_is_what_i_took_over_or_am_offered_or_did_last(office: Office) -> None:
    first, second = office.take_in().code, office.take_in().code
    other = as_other(office)
    assert (mine(office.ports), mine(other)) == ({first, second}, set())
    wish = StepWish(values={"officer": OTHER})
    dossiers.step_dossier(office.ports, second, "assign", wish=wish)
    assert (mine(office.ports), mine(other)) == ({first, second}, {second})
    dossiers.step_dossier(other, second, "take_on")
    assert (mine(office.ports), mine(other)) == ({first}, {second})
    dossiers.step_dossier(other, second, "result_ready")
    assert mine(other, "ready") == {second}
    dossiers.step_dossier(office.ports, first, "withdrawn")
    assert mine(office.ports) == set()


def test_a_quick_list_asks_of_the_day_it_is_looked_at(office: Office) -> None:
    code = office.take_in().code
    for day, names in (("03-02", ()), ("03-05", ("due_today",)), ("03-06", ("overdue",))):
        office.at(f"2026-{day}T09:00")
        found = [name for name in ("due_today", "overdue") if mine(office.ports, name) == {code}]
        assert tuple(found) == names
