"""Causes of lateness between two offices: the same split on both sides, and on the page."""

from datetime import date
from pathlib import Path

from tests.helpers.offices import COMMUNE
from tests.helpers.training import Office, carry

from ca_desktop.domain.late_figures import lateness_words
from ca_desktop.domain.lateness import Cause
from ca_desktop.domain.reports import Period
from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.overview import dossier_overview
from ca_desktop.services.office import reports

MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))


def step(office: Office, code: str, name: str) -> None:
    dossiers.step_dossier(office.ports, code, name, note="Vì lý do đã nêu.")


def road(commune: Office, centre: Office, folder: Path) -> tuple[str, str]:
    """One dossier late on the road, one that waited for papers; return their codes."""
    sent = commune.at("2026-03-02T09:00").take_in().code
    waited = commune.take_in().code
    step(commune.at("2026-03-03T09:00"), waited, "supplement")
    step(commune.at("2026-03-06T10:00"), sent, "forward")
    carry(commune.at("2026-03-09T09:00"), centre.at("2026-03-10T15:00"), folder)
    step(centre, sent, "accept")
    step(commune.at("2026-03-10T09:00"), waited, "in_process")
    step(commune.at("2026-03-11T16:00"), waited, "result_ready")
    step(centre.at("2026-03-12T09:00"), sent, "result_ready")
    carry(centre.at("2026-03-13T09:00"), commune.at("2026-03-13T10:00"), folder)
    carry(commune.at("2026-04-10T09:00"), centre.at("2026-04-10T09:00"), folder)
    return sent, waited


def test_commune_and_centre_split_late_days_alike_and_every_day_once(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    sent, waited = road(commune, centre, tmp_path)
    wanted = reports.Wanted(period=MARCH, commune=COMMUNE[1])
    for name in ("causes", "late"):
        here, there = (reports.report(x.ports, name, wanted) for x in pair)
        assert [line.cells for line in here.lines] == [line.cells for line in there.lines]
    late = reports.report(commune.ports, "late", wanted)
    split = {
        str(line.cells["code"]): [late.number(line, cause.value) for cause in Cause]
        for line in late.lines
    }
    assert split == {sent: [0, 0, 3, 2, 0], waited: [4, 0, 0, 0, 0]}
    total = reports.report(centre.ports, "causes", reports.Wanted(period=MARCH)).total
    assert [total.cells[cause.value] for cause in Cause] == [4, 0, 3, 2, 0]
    assert (total.cells["late"], total.cells["counted"]) == (2, 5)


def test_the_page_of_a_dossier_says_who_held_it_up(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    sent, _waited = road(*pair, tmp_path)
    ports = pair[0].ports
    late = dossier_overview(ports, dossiers.dossier_id_of(ports, sent)).late
    assert late is not None
    assert lateness_words(late) == (
        "5 ngày làm việc (khâu chuyển hồ sơ 3, khâu trung tâm, cơ quan khác 2)"
    )
