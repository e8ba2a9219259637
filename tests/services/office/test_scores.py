"""Chấm điểm: what dossiers give, what a person enters, and a total only when nothing is missing."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.helpers.offices import COMMUNE
from tests.helpers.training import Office, carry
from tests.helpers.workbooks import cells, sheet_of

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound, UserError
from ca_desktop.domain.periods import scored_period
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import Role
from ca_desktop.domain.scoring import Basis, Mark
from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.promises import explain_lateness
from ca_desktop.services.office import closing, journals, reports
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.office.scores import (
    EnterScore,
    Sheet,
    enter_score,
    person_named,
    save_score,
    score_sheet,
    score_table,
)
from ca_desktop.services.ports.office import Ports

Q1, Q2, YEAR = (scored_period(text) for text in ("2026-Q1", "2026-Q2", "2026"))
BY_HAND = (2, 4, 6, 7, 8)
ENTER = EnterScore(period=Q1, indicator=7, points=20, evidence="Phiếu đánh giá quý I")


def quarter(office: Office) -> tuple[str, str, str]:
    """Three dossiers of the first quarter: early, on time, late, the early one once incomplete."""
    early, exact, late = (office.at("2026-03-02T09:00").take_in().code for _ in range(3))
    for code, moment in ((early, "03-03T08:00"), (exact, "03-05T09:00"), (late, "03-09T09:00")):
        office.at(f"2026-{moment}")
        dossiers.step_dossier(office.ports, code, "result_ready")
    office.at("2026-03-16T09:00")
    return early, exact, late


def own(office: Office) -> str:
    return office.ports.actor.user_id


def head(office: Office) -> Ports:
    """Somebody else of this office, who may judge people."""
    ports = office.ports
    return replace(ports, actor=replace(ports.actor, user_id="ab" * 16, name="Người khác"))


def sheet(office: Office, person: str = "") -> Sheet:
    return score_sheet(office.ports, Wanted(period=Q1), person)


def mark(found: Sheet, number: int) -> Mark:
    return next(x for x in found.points.marks if x.indicator.number == number)


def enter_all(office: Office, person: str = "", points: int = 20) -> None:
    for number in BY_HAND:
        if not person or number in {2, 4, 7}:
            enter_score(
                head(office), replace(ENTER, person=person, indicator=number, points=points)
            )


def test_a_total_stands_only_when_every_indicator_has_points(
    office: Office, tmp_path: Path
) -> None:
    quarter(office)
    before = sheet(office)
    computed = {x.indicator.number: x.computed for x in before.points.marks}
    assert [computed[number] for number in (1, 3, 5, 7, 9)] == [10, 20, 10, 10, 0]
    assert {computed[number] for number in (2, 4, 6, 8)} == {None}
    assert (before.points.total, before.points.missing) == (None, BY_HAND)
    table = score_table(office.ports, Wanted(period=Q1))
    assert table.lines[-2].cells["points"] == "chưa đủ"
    enter_all(office)
    after = sheet(office).points
    assert (after.total, after.grade) == (140, "Tốt")
    out = tmp_path / "cham.xlsx"
    save_score(office.ports, Wanted(period=Q1), out)
    said = {str(x) for row in cells(sheet_of(out.read_bytes())) for x in row}
    assert {"TỔNG ĐIỂM", "Tốt"} <= said
    assert {"14.0", "14"} & said
    save_score(office.ports, Wanted(period=Q1), out.with_suffix(".pdf"))
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_what_was_entered_is_corrected_and_taken_back_and_its_history_stays(
    office: Office,
) -> None:
    quarter(office)
    enter_score(office.ports, ENTER)
    enter_score(office.ports, replace(ENTER, points=5, reason="Một phản ánh đúng"))
    assert mark(sheet(office), 7).points == 5
    enter_score(office.ports, replace(ENTER, points=None, reason="Nhập nhầm quý"))
    found = sheet(office)
    assert mark(found, 7).basis is Basis.MISSING
    assert [(x.entry.number, x.entry.points) for x in found.entries] == [(1, 20), (2, 5), (3, None)]
    with pytest.raises(NotAllowedNow, match="SCORE-NOTHING"):
        enter_score(office.ports, replace(ENTER, points=None, reason="Lần nữa"))
    journals.rebuild_tables(office.ports)
    assert sheet(office).entries == found.entries


def test_what_dossiers_give_is_passed_over_with_a_reason_and_shown_beside_it(
    office: Office,
) -> None:
    quarter(office)
    with pytest.raises(InvalidField) as caught:
        enter_score(office.ports, replace(ENTER, indicator=1))
    assert caught.value.code == "SCORE-REASON"
    why = "Trễ do thiên tai"
    enter_score(office.ports, replace(ENTER, indicator=1, points=15, reason=why))
    found = mark(sheet(office), 1)
    assert (found.computed, found.points, found.basis) == (10, 15, Basis.ENTERED)
    assert len(found.behind) == 1
    (event,) = office.local_events("ScoreEntered")
    assert (event["computed"], event["points"], event["reason"]) == (10, 15, why)


def test_people_are_scored_by_their_own_dossiers_and_five_indicators(
    office: Office, tmp_path: Path
) -> None:
    quarter(office)
    person = own(office)
    before = sheet(office, person)
    assert [x.indicator.number for x in before.points.marks] == [1, 2, 3, 4, 7]
    assert before.points.total is None
    enter_all(office, person)
    after = sheet(office, person).points
    assert (after.total, after.most, after.grade) == (90, 100, "Hoàn thành 100% nhiệm vụ")
    assert sheet(office).points.missing == BY_HAND
    table = reports.report(office.ports, "score_staff", Wanted(period=Q1))
    assert [line.cells["total"] for line in table.lines] == [90]
    assert person_named(office.ports, before.judged.name.upper()) == person
    reports.save_report(office.ports, "score_staff", Wanted(period=Q1), tmp_path / "a.pdf")
    clerk = office.acting_as(Role.INTAKE)
    assert score_sheet(clerk, Wanted(period=Q1), person).points == after
    other = replace(clerk, actor=replace(clerk.actor, user_id="0" * 32))
    with pytest.raises(Forbidden):
        score_sheet(other, Wanted(period=Q1), person)
    with pytest.raises(Forbidden):
        reports.report(clerk, "score_staff", Wanted(period=Q1))
    with pytest.raises(InvalidField):
        person_named(office.ports, "không ai")


def test_a_year_is_made_of_its_quarters(office: Office) -> None:
    quarter(office)
    enter_all(office)
    enter_score(office.ports, replace(ENTER, indicator=1, points=20, reason="Sửa"))
    office.at("2026-06-15T09:00")
    waiting = score_sheet(office.ports, Wanted(period=YEAR)).points
    assert waiting.total is None
    assert set(waiting.missing) == {6, 8}  # of a quarter without dossiers nothing else is judged
    for period, moment in ((Q2, "06-15"), (scored_period("2026-Q3"), "09-15")):
        office.at(f"2026-{moment}T09:00")
        for number in BY_HAND:
            enter_score(office.ports, replace(ENTER, period=period, indicator=number, points=10))
    office.at("2026-12-15T09:00")
    last = scored_period("2026-Q4")
    for number in BY_HAND:
        enter_score(office.ports, replace(ENTER, period=last, indicator=number, points=10))
    year = score_sheet(office.ports, Wanted(period=YEAR)).points
    marks = {x.indicator.number: (x.basis, x.points) for x in year.marks}
    assert marks[7] == (Basis.QUARTERS, 13)
    assert marks[1] == (Basis.QUARTERS, 20)
    assert marks[3] == (Basis.COMPUTED, 20)
    assert year.total == 20 + 20 + 10 + 0 + 5 * 13


def test_only_quarters_and_years_that_are_over_are_scored_by_heads(office: Office) -> None:
    office.at("2026-03-14T09:00")
    with pytest.raises(NotAllowedNow, match="SCORE-NOT-OVER"):
        enter_score(office.ports, ENTER)
    office.at("2026-03-16T09:00")
    month = replace(ENTER, period=Period(start=Q1.start, end=Q1.end.replace(day=13)))
    for wish, field in (
        (month, "period"),
        (replace(ENTER, indicator=10), "indicator"),
        (replace(ENTER, person=own(office), indicator=8), "indicator"),
        (replace(ENTER, person="nobody"), "person"),
        (replace(ENTER, points=21), "points"),
    ):
        with pytest.raises(InvalidField) as caught:
            enter_score(head(office), wish)
        assert caught.value.field == field
    with pytest.raises(Forbidden):
        enter_score(office.acting_as(Role.INTAKE, Role.CASE_OFFICER), ENTER)


def test_points_of_a_unit_travel_and_those_of_people_do_not(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    quarter(commune)
    enter_all(commune)
    enter_score(head(commune), replace(ENTER, person=own(commune)))
    centre.at("2026-03-16T10:00")
    carry(commune, centre, tmp_path)
    wanted = Wanted(period=Q1, commune=COMMUNE[1])
    there, here = score_sheet(centre.ports, wanted), sheet(commune)
    assert there.points == here.points
    assert centre.local_events("ScoreEntered") == commune_units(centre)
    table = reports.report(centre.ports, "score_units", Wanted(period=Q1))
    assert [(x.cells["total"], x.cells["grade"]) for x in table.lines] == [(140, "Tốt")]
    with pytest.raises((UserError, NotFound)):
        score_sheet(centre.ports, replace(wanted, commune="0"))


def commune_units(office: Office) -> list[dict[str, object]]:
    return [x for x in office.local_events("ScoreEntered") if not x["person"]]


def test_nobody_enters_corrects_or_takes_back_points_of_their_own(office: Office) -> None:
    quarter(office)
    mine = replace(ENTER, person=own(office))
    with pytest.raises(NotAllowedNow, match="SCORE-ONESELF"):
        enter_score(office.ports, mine)
    enter_score(head(office), mine)
    for wish in (replace(mine, points=10), replace(mine, points=None, reason="Rút")):
        with pytest.raises(NotAllowedNow, match="SCORE-ONESELF"):
            enter_score(office.ports, wish)
    assert mark(sheet(office, own(office)), 7).points == 20


def printed(office: Office, closing_id: str, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    for name in ("score", "score_units", "score_staff"):
        for suffix in ("xlsx", "pdf"):
            path = folder / f"{name}.{suffix}"
            closing.save_snapshot(office.ports, closing_id, name, path)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_points_are_frozen_with_their_quarter_and_print_alike_after_a_correction(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    office, centre = pair
    _early, _exact, late = quarter(office)
    explain_lateness(office.ports, [late], "Chờ xác minh.")
    enter_all(office)
    enter_all(office, own(office))
    first = closing.close_period(office.ports, Q1).closing_id
    before = printed(office, first, tmp_path / "before")
    for person in ("", own(office)):
        wish = replace(ENTER, person=person, points=5, reason="Một phản ánh đúng")
        enter_score(head(office), wish)
    second = closing.close_period(office.ports, Q1, "Sửa điểm").closing_id
    journals.rebuild_tables(office.ports)
    assert printed(office, first, tmp_path / "after") == before
    totals = [
        closing.table_of(office.ports, each, "score").lines[-2].cells["points"]
        for each in (first, second)
    ]
    assert totals == [140, 125]
    people = [closing.table_of(office.ports, x, "score_staff") for x in (first, second)]
    assert [table.lines[0].cells["total"] for table in people] == [90, 75]
    with pytest.raises(Forbidden):
        closing.table_of(office.acting_as(Role.INTAKE), first, "score_staff")
    carry(office, centre.at("2026-03-16T10:00"), tmp_path)
    there = closing.table_of(centre.ports, first, "score")
    assert there == closing.table_of(office.ports, first, "score")
    assert ENTER.evidence not in str(there.to_json())
    assert office.ports.actor.name not in str(there.to_json())
    with pytest.raises(NotFound):
        closing.table_of(centre.ports, first, "score_staff")


def test_a_quarter_without_dossiers_adds_up_what_needs_none(office: Office) -> None:
    office.at("2026-03-16T09:00")
    assert sheet(office).points.missing == (6, 8)
    for number in (6, 8):
        enter_score(office.ports, replace(ENTER, indicator=number))
    found = sheet(office).points
    assert (found.total, found.most, found.grade) == (40, 40, "")
    table = reports.report(office.ports, "score_units", Wanted(period=Q1))
    assert (table.lines[0].cells["n1"], table.lines[0].cells["total"]) == ("–", 40)
    person = sheet(office, own(office)).points
    assert (person.total, person.missing) == (None, ())
