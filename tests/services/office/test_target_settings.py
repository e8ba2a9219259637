"""The rate in time to be reached: the release's, the centre's above it, the office's own on top."""

from datetime import date
from pathlib import Path

import pytest
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import Forbidden, InvalidField
from ca_desktop.domain.periods import PeriodKind, official
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.monitor import rates
from ca_desktop.services.office.reports import Wanted, report
from ca_desktop.services.office.target_settings import SetTarget, set_target, target_setting

TODAY, BASIS = date(2026, 3, 2), "Kế hoạch 5/KH-UBND"


def set_percent(
    office: Office, percent: int | None, since: date = TODAY, basis: str = BASIS
) -> str:
    """Set a target; return why not, or nothing."""
    try:
        set_target(office.ports, SetTarget(since=since, percent=percent, basis=basis))
    except InvalidField as refusal:
        return refusal.code
    return ""


def held(office: Office) -> tuple[int | None, str]:
    found = target_setting(office.ports).target
    return found.percent, found.layer


def leasts(office: Office, *months: int) -> list[int]:
    """What the report of each month holds its units against."""
    found = []
    for month in months:
        wanted = Wanted(period=official(PeriodKind.MONTH, 2026, month))
        columns = report(office.ports, "ontime", wanted).columns
        found.append(next(x.least for x in columns if x.key == "rate_all"))
    return found


def test_what_nobody_may_mean_is_refused(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        assert held(office) == (98, "starter")
        assert set_percent(office, 98) == "SAME-VALUE"
        assert set_percent(office, 101) == "BAD-PERCENT"
        assert set_percent(office, -1) == "BAD-PERCENT"
        assert set_percent(office, 95, basis=" ") == "REQ-FIELD"
        assert set_percent(office, 95, date(2026, 3, 1)) == "TARGET-PAST"
        assert held(office) == (98, "starter")
        office.ports = office.acting_as(Role.LEADER)
        assert not target_setting(office.ports).may_edit
        with pytest.raises(Forbidden):
            set_percent(office, 95)


def test_the_centre_says_it_for_its_communes_and_a_commune_for_itself(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        for office in (commune, centre):
            office.at("2026-03-02T09:00")
        assert set_percent(centre, 95) == ""
        assert held(commune) == (98, "starter")
        carry(centre, commune, tmp_path)
        assert held(commune) == (95, "centre")
        assert set_percent(commune, 99) == ""
        assert held(commune) == (99, "own")
        assert held(centre) == (95, "centre")
        assert set_percent(commune, None) == ""
        assert held(commune) == (95, "centre")


def test_a_period_is_held_against_the_target_of_its_last_day(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-03-02T09:00")
        assert set_percent(office, 90) == ""
        assert set_percent(office, 0, date(2026, 4, 1)) == ""
        assert leasts(office, 2, 3, 4) == [98, 90, 0]
        found = rates(office.ports)
        assert (found.month_least, found.year_least) == (90, 0)
