"""Many dates move some at a time, and all in the end; what is away moves on its return."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.calendar_layers import marked
from ca_desktop.domain.calendars import YearCalendar
from ca_desktop.domain.errors import Cancelled, DatabaseBusy
from ca_desktop.services.desk import calendars, moving
from ca_desktop.services.desk.calendars import (
    CalendarSaved,
    WantedYear,
    preview_calendar,
    save_calendar,
)
from ca_desktop.services.desk.dossiers import dossier_detail, step_dossier
from ca_desktop.services.desk.moving import finish_moves, is_unmoved
from ca_desktop.services.office import journals
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import UnitOfWork
from ca_desktop.services.watch import NOBODY, Stage, Watch

WHY = "Nghỉ theo thông báo"


@pytest.fixture
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    monkeypatch.setattr(calendars, "AT_ONCE", 2)


def wanted(office: Office, day: int = 4) -> WantedYear:
    with office.ports.reading() as view:
        base = view.master.years()[2026].base or YearCalendar(year=2026)
    return WantedYear(year=2026, base=marked(base, date(2026, 3, day), "holiday"))


def save(
    office: Office, day: int = 4, watch: Watch = NOBODY, ports: Ports | None = None
) -> CalendarSaved:
    wish = wanted(office, day)
    seen = preview_calendar(office.ports, wish).moves.moves
    return save_calendar(ports or office.ports, wish, seen, WHY, watch)


def dues(office: Office, *dossiers: str) -> list[int]:
    found = (dossier_detail(office.ports, each).state.due_at or "" for each in dossiers)
    return [int(due[8:10]) for due in found]


def failing_after(commits: int, ports: Ports) -> Ports:
    """Return ports whose database stops answering after so many transactions."""
    left = [commits]

    def writing() -> UnitOfWork:
        left[0] -= 1
        if left[0] < 0:
            raise DatabaseBusy
        return ports.writing()

    return replace(ports, writing=writing)


@pytest.mark.usefixtures("_few_at_once")
def test_many_dates_follow_the_calendar_in_small_transactions_with_figures(office: Office) -> None:
    taken = [office.at("2026-03-02T09:00").take_in().dossier_id for _ in range(5)]
    told: list[tuple[Stage, int, int]] = []

    def tell(stage: Stage, done: int, total: int) -> None:
        told.append((stage, done, total))

    saved = save(office, watch=Watch(tell=tell))
    assert (saved.moved, saved.elsewhere) == (5, 0)
    assert dues(office, *taken) == [6] * 5
    assert [x for x in told if x[2]] == [(Stage.MOVE, x, 5) for x in (0, 2, 4, 5)]
    assert not is_unmoved(office.ports)
    before = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == before


@pytest.mark.usefixtures("_few_at_once")
@pytest.mark.parametrize("commits", [1, 2, 3])
def test_what_a_break_interrupts_goes_on_at_the_next_start(office: Office, commits: int) -> None:
    taken = [office.at("2026-03-02T09:00").take_in().dossier_id for _ in range(5)]
    with pytest.raises(DatabaseBusy):
        save(office, ports=failing_after(commits, office.ports))
    assert dues(office, *taken).count(6) == 2 * (commits - 1)
    assert is_unmoved(office.ports)
    assert finish_moves(office.ports).moved == 5 - 2 * (commits - 1)
    assert dues(office, *taken) == [6] * 5
    assert not is_unmoved(office.ports)
    assert finish_moves(office.ports).moved == 0


def test_whoever_stops_it_in_time_has_changed_nothing(office: Office) -> None:
    taken = office.at("2026-03-02T09:00").take_in()
    events = office.events()
    with pytest.raises(Cancelled):
        save(office, watch=Watch(stop=lambda: True))
    assert (office.events(), dues(office, taken.dossier_id)) == (events, [5])


Back = Callable[[Office, Office, str, Path], object]


def recalled(commune: Office, _centre: Office, code: str, _folder: Path) -> None:
    step_dossier(commune.ports, code, "recall")


def taken_back(commune: Office, centre: Office, code: str, folder: Path) -> None:
    carry(commune, centre, folder)
    step_dossier(commune.ports, code, "take_back", note="Trung tâm không trả lời")


def granted(commune: Office, centre: Office, code: str, folder: Path) -> None:
    carry(commune, centre, folder / "a")
    step_dossier(commune.ports, code, "recall")
    carry(commune, centre, folder / "b")
    carry(centre, commune, folder / "c")
    finish_moves(commune.ports)


@pytest.mark.parametrize("way", [recalled, taken_back, granted])
def test_a_dossier_on_its_way_is_moved_when_it_comes_back(
    pair: tuple[Office, Office], tmp_path: Path, way: Back
) -> None:
    commune, centre = pair
    taken = commune.at("2026-03-02T09:00").take_in()
    step_dossier(commune.ports, taken.code, "forward")
    own = marked(YearCalendar(year=2026), date(2026, 3, 4), "holiday")
    wish = WantedYear(year=2026, own=own)
    seen = preview_calendar(commune.ports, wish).moves.moves
    saved = save_calendar(commune.ports, wish, seen, WHY)
    assert (saved.moved, saved.elsewhere) == (0, 1)
    assert dues(commune, taken.dossier_id) == [5]
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    way(commune, centre, taken.code, tmp_path)
    assert dues(commune, taken.dossier_id) == [6]
    assert commune.history(taken.code)[-1].fields["note"] == WHY  # type: ignore[index]


def test_a_dossier_that_was_taken_over_is_waited_for_no_longer(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    taken = commune.at("2026-03-02T09:00").take_in()
    step_dossier(commune.ports, taken.code, "forward")
    own = marked(YearCalendar(year=2026), date(2026, 3, 4), "holiday")
    wish = WantedYear(year=2026, own=own)
    save_calendar(commune.ports, wish, preview_calendar(commune.ports, wish).moves.moves, WHY)
    assert is_unmoved(commune.ports)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    carry(commune, centre, tmp_path / "a")
    step_dossier(centre.ports, taken.code, "accept")
    carry(centre, commune, tmp_path / "b")
    assert finish_moves(commune.ports).moved == 0
    assert not is_unmoved(commune.ports)
