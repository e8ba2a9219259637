"""How long is waited: the release's numbers, the centre's above them, this office's own on top."""

from datetime import date
from pathlib import Path

import pytest
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow
from ca_desktop.domain.periods import PeriodKind, official
from ca_desktop.domain.roles import Role
from ca_desktop.domain.waits import OFFICE_WAITS, SUPPLEMENT, UNCOLLECTED, Wait, waits_in_force
from ca_desktop.services.desk.day_sheet import day_work
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.exchange.standings import standings
from ca_desktop.services.office.hand_ins import hand_ins, own_hand_in
from ca_desktop.services.office.wait_settings import SetWaits, set_waits, wait_settings

TODAY, BASIS = date(2026, 3, 2), "Công văn 12/UBND-VP"


def set_days(office: Office, since: date = TODAY, basis: str = BASIS, **days: int | None) -> str:
    """Set days; return why not, or nothing."""
    named = {name.replace("__", "."): number for name, number in days.items()}
    try:
        set_waits(office.ports, SetWaits(since=since, days=named, basis=basis))
    except (InvalidField, NotAllowedNow) as refusal:
        return refusal.code
    return ""


def days_of(office: Office) -> dict[str, tuple[int | None, str]]:
    return {x.name: (x.days, x.layer) for x in wait_settings(office.ports).waits}


def test_a_dossier_carries_what_held_when_it_was_taken_in(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-02-09T09:00")
        before = office.take_in().code
        assert set_days(office, date(2026, 2, 10), supplement=5) == ""
        after = office.at("2026-02-10T09:00").take_in().code
        waits = [office.intake_of(code)["rules"]["supplement_wait"] for code in (before, after)]
        assert waits == ["15 wd", "5 wd"]
        for code in (before, after):
            step_dossier(office.ports, code, "supplement", note="Thiếu giấy chứng sinh.")
        office.at("2026-02-26T09:00")  # seven working days later, Tết in between
        with pytest.raises(NotAllowedNow, match="STOP-EARLY"):
            step_dossier(office.ports, before, "stopped", note="Không bổ sung.")
        step_dossier(office.ports, after, "stopped", note="Không bổ sung.")
        assert [item.code for item in day_work(office.ports).heaps["waiting_long"]] == [before]
        assert set_days(office, date(2026, 2, 26), supplement=None) == ""
        assert day_work(office.ports).heaps["waiting_long"] == ()


def test_what_nobody_may_mean_is_refused(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        assert days_of(office)[SUPPLEMENT] == (15, "starter")
        assert set_days(office, supplement=15) == "SAME-VALUE"
        assert set_days(office, supplement=0) == "BAD-WAIT"
        assert set_days(office, uncollected=366) == "BAD-WAIT"
        assert set_days(office, tea=3) == "NO-SUCH-WAIT"
        assert set_days(office, basis=" ", supplement=9) == "REQ-FIELD"
        assert set_days(office, date(2026, 3, 1), supplement=9) == "WAIT-PAST"
        assert set_days(office, hand_in__month=2) == "WAITS-FROM-CENTRE"
        assert days_of(office)[SUPPLEMENT] == (15, "starter")
        office.ports = office.acting_as(Role.INTAKE)
        assert not wait_settings(office.ports).may_edit
        with pytest.raises(Forbidden):
            set_days(office, supplement=9)


def test_the_centre_says_it_for_its_communes_and_a_commune_for_itself(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        for office in (commune, centre):
            office.at("2026-03-02T09:00")
        assert set_days(centre, hand_in__month=1, uncollected=20, supplement=10) == ""
        assert set_days(commune, supplement=12) == ""
        assert days_of(commune)["hand_in.month"] == (3, "starter")
        carry(centre, commune, tmp_path)
        held = days_of(commune)
        assert held["hand_in.month"] == (1, "centre")
        assert [held[name] for name in OFFICE_WAITS] == [(12, "own"), (20, "centre")]
        assert wait_settings(commune.ports).own == OFFICE_WAITS
        assert len(wait_settings(centre.ports).own) > len(OFFICE_WAITS)
        earlier, later = (official(PeriodKind.MONTH, 2026, month) for month in (2, 3))
        agreed = []
        with centre.ports.reading() as view, commune.ports.reading() as mine:
            for period in (earlier, later):
                (due,) = hand_ins(view, period, TODAY).values()
                own = own_hand_in(mine, period, TODAY)
                agreed.append(due.agreed.day)
                assert own is not None
                assert own.agreed == due.agreed
        assert agreed == [17, 15]


def test_a_commune_sees_by_when_its_own_file_is_due(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        commune.at("2026-03-16T09:00").take_in()
        (row,) = standings(commune.ports)
        assert row.hand_in is not None
        assert (row.hand_in.done, row.hand_in.agreed) == (False, date(2026, 3, 17))
        carry(commune, centre.at("2026-03-16T10:00"), tmp_path)
        (row,) = standings(commune.ports)
        assert row.hand_in is not None
        assert row.hand_in.done


def test_of_each_layer_the_last_word_holds_and_of_words_the_highest_layer() -> None:
    def wait(layer: str, days: int | None, since: int) -> Wait:
        return Wait(name=UNCOLLECTED, days=days, since=date(2026, 3, since), layer=layer)

    known = (
        wait("starter", 30, 1),
        wait("centre", 20, 2),
        wait("centre", 25, 4),
        wait("own", 10, 3),
        wait("own", None, 6),
    )
    found = [waits_in_force(known, date(2026, 3, day))[UNCOLLECTED].days for day in range(1, 8)]
    assert found == [30, 20, 10, 10, 10, 25, 25]
