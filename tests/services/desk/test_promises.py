"""Promises that are not kept: what is written down of them, and what other offices read of it."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.promises import Telling
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.promises import TellCitizen, explain_lateness, tell_citizen
from ca_desktop.services.office import journals
from ca_desktop.services.ports.promises import Noted, PromiseNote

SAID = "Hồ sơ chưa xong, mời bác nhận vào thứ Hai"


def notes(office: Office, *dossiers: str) -> list[PromiseNote]:
    with office.ports.reading() as view:
        return list(view.promises.notes(dossiers))


def answered(office: Office, *dossiers: str) -> frozenset[str]:
    with office.ports.reading() as view:
        return view.promises.answered(dossiers)


def test_it_stays_written_when_and_how_a_citizen_was_told_and_the_centre_reads_it(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    taken = commune.at("2026-03-02T09:00").take_in()
    commune.at("2026-03-04T15:00")
    earlier = datetime(2026, 3, 4, 14, 30, tzinfo=VIETNAM)
    for wish in (
        TellCitizen(how=Telling.PHONE, text=SAID, at=earlier),
        TellCitizen(how=Telling.SMS, text=SAID),
    ):
        tell_citizen(commune.ports, taken.code, wish)
    carry(commune, centre, tmp_path)
    for office in pair:
        found = [(x.what, x.how, x.at[11:16]) for x in notes(office, taken.dossier_id)]
        assert found == [(Noted.TOLD, "phone", "14:30"), (Noted.TOLD, "sms", "15:00")]
        assert answered(office, taken.dossier_id) == frozenset()
    journals.rebuild_tables(commune.ports)
    assert len(notes(commune, taken.dossier_id)) == 2


@pytest.mark.parametrize(
    ("day", "text", "field"), [(1, SAID, "at"), (9, SAID, "at"), (3, "  ", "text")]
)
def test_nobody_was_told_nothing_nor_before_the_intake_nor_tomorrow(
    office: Office, day: int, text: str, field: str
) -> None:
    taken = office.at("2026-03-02T09:00").take_in()
    office.at("2026-03-04T15:00")
    said = datetime(2026, 3, day, 9, 0, tzinfo=VIETNAM)
    with pytest.raises(InvalidField) as refusal:
        tell_citizen(office.ports, taken.code, TellCitizen(how=Telling.DESK, text=text, at=said))
    assert refusal.value.field == field
    assert notes(office, taken.dossier_id) == []


def test_late_dossiers_are_explained_together_or_not_at_all(office: Office) -> None:
    late = [office.at("2026-03-02T09:00").take_in() for _ in range(2)]
    fresh = office.at("2026-03-06T09:00").take_in()
    with pytest.raises(NotAllowedNow) as refusal:
        explain_lateness(office.ports, [late[0].code, fresh.code], "Mất điện cả xã")
    assert refusal.value.code == "NOT-LATE"
    ids = [x.dossier_id for x in (*late, fresh)]
    assert answered(office, *ids) == frozenset()
    with pytest.raises(InvalidField):
        explain_lateness(office.ports, [late[0].code], " ")
    explain_lateness(office.ports, [x.code for x in late], "Mất điện cả xã")
    assert answered(office, *ids) == frozenset(ids[:2])
    assert [x.what for x in notes(office, *ids)] == [Noted.EXPLAINED] * 2


def test_a_result_that_came_late_or_papers_asked_for_too_late_are_late_for_ever(
    office: Office,
) -> None:
    ready, stood = (office.at("2026-03-02T09:00").take_in() for _ in range(2))
    waits = office.take_in(procedure="1.001193")
    office.at("2026-03-05T09:00")
    for each in (stood, waits):
        step_dossier(office.ports, each.code, "supplement", note="Giấy chứng sinh")
    office.at("2026-03-06T09:00")
    step_dossier(office.ports, ready.code, "result_ready")
    office.at("2026-03-20T09:00")
    explain_lateness(office.ports, [ready.code, waits.code], "Người giải quyết ốm")
    with pytest.raises(NotAllowedNow):
        explain_lateness(office.ports, [stood.code], "Chờ giấy tờ")


def test_only_who_works_on_dossiers_writes_this_down(office: Office) -> None:
    taken = office.at("2026-03-02T09:00").take_in()
    office.at("2026-03-09T09:00")
    wish = TellCitizen(how=Telling.PHONE, text=SAID)
    with pytest.raises(Forbidden):
        tell_citizen(office.acting_as(Role.CASHIER), taken.code, wish)
    with pytest.raises(Forbidden):
        explain_lateness(office.acting_as(Role.CASHIER), [taken.code], "Mất điện")
    explain_lateness(office.acting_as(Role.LEADER), [taken.code], "Mất điện")
