"""Biểu 06 and the on-time rate: the same figures everywhere, and a dossier behind each."""

from datetime import date
from pathlib import Path

import pytest
from tests.helpers.offices import CENTRE, COMMUNE
from tests.helpers.training import Office, carry
from tests.helpers.workbooks import cells, sheet_of

from ca_desktop.domain.errors import (
    InvalidField,
    MachineError,
    NotAllowedNow,
    NotFound,
    UserError,
)
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.report_tables import Figure
from ca_desktop.domain.reports import COLUMNS, Form06, Period
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.services.desk import dossiers, intake, results
from ca_desktop.services.desk.apologies import apologies
from ca_desktop.services.desk.promises import explain_lateness
from ca_desktop.services.desk.quick_lists import quick_filter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.office import procedures, reports
from ca_desktop.services.office.offices import TRAINED
from ca_desktop.services.office.report_list import REPORTS
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.today import counter_filter
from ca_desktop.store.queries import dossier_lists
from ca_desktop.ui.badges import badge_of

MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
WANTED = reports.Wanted(period=MARCH)
COPIES, BIRTH = "2.000815", "1.001193"
COUNTING = {"form06", "units", "ontime", "officers"}
"""Reports whose whole figures count dossiers."""


def step(office: Office, code: str, name: str) -> dossiers.Stepped:
    return dossiers.step_dossier(office.ports, code, name, note="Vì lý do đã nêu.")


def month(office: Office) -> None:
    """One dossier for each place on the form."""
    office.at("2026-02-26T09:00").take_in()
    carried, early, exact, late, waiting, gone, returned = (
        office.at("2026-03-02T09:00").take_in(channel=channel).code
        for channel in ("online", "desk", "post", "online", "desk", "desk", "desk")
    )
    office.take_in(procedure=COPIES, fee={"grounds": ["PLP-HO-NGHEO"]})
    step(office.at("2026-03-03T09:00"), waiting, "supplement")
    step(office, early, "result_ready")
    step(office, gone, "withdrawn")
    step(office.at("2026-03-05T16:59"), exact, "result_ready")
    step(office, returned, "result_ready")
    step(office.at("2026-03-06T08:00"), late, "result_ready")
    results.return_result(office.at("2026-03-30T08:00").ports, returned, results.ReturnResult())
    assert carried
    office.at("2026-04-10T09:00")


def figures(report: Form06) -> dict[str, dict[str, int]]:
    return {row.field: dict(row.figures) for row in report.rows}


def test_each_dossier_stands_where_the_form_wants_it(office: Office) -> None:
    month(office)
    report = reports.form06_report(office.ports, MARCH)
    assert figures(report) == {
        "Chứng thực": dict(zip(COLUMNS, (1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1), strict=True)),
        "Hộ tịch": dict(zip(COLUMNS, (8, 2, 5, 1, 5, 2, 2, 1, 3, 1, 2), strict=True)),
    }
    assert report.balanced
    assert report.total.figures["c3"] == 9


def test_fields_stand_in_vietnamese_order(office: Office) -> None:
    month(office)
    assert [row.field for row in reports.form06_report(office.ports, MARCH).rows] == [
        "Chứng thực",
        "Hộ tịch",
    ]


def test_behind_every_figure_there_are_exactly_its_dossiers(office: Office) -> None:
    month(office)
    report = reports.form06_report(office.ports, MARCH)
    for row in (*report.rows, report.total):
        for column in COLUMNS:
            ids = report.behind(row.field_code or None, column)
            assert len(ids) == len(set(ids)) == row.figures[column], (row.field, column)
            found = DossierFilter(ids=ids)
            assert dossiers.count_dossiers(office.ports, found) == row.figures[column]


def test_what_was_refused_at_the_desk_counts_nowhere(office: Office) -> None:
    intake.refuse_intake(
        office.ports, procedure=COPIES, applicant={"name": "Lò A"}, reason="Không thuộc thẩm quyền."
    )
    assert reports.form06_report(office.ports, MARCH).total.figures["c3"] == 0


def test_an_open_period_speaks_of_now(office: Office) -> None:
    office.at("2026-03-02T09:00").take_in()
    before = reports.form06_report(office.at("2026-03-05T18:00").ports, MARCH)
    after = reports.form06_report(office.at("2026-03-06T00:01").ports, MARCH)
    assert (before.total.figures["c12"], after.total.figures["c13"]) == (1, 1)
    assert after.as_of == office.clock.moment


def test_a_closed_period_keeps_its_figures_whatever_comes_later(office: Office) -> None:
    month(office)
    before = figures(reports.form06_report(office.ports, MARCH))
    for row in dossiers.dossier_rows(office.ports, DossierFilter(open_only=True)):
        step(office.at("2026-04-20T09:00"), str(row.code), "withdrawn")
    office.take_in()
    assert figures(reports.form06_report(office.ports, MARCH)) == before


def test_the_rate_counts_results_against_their_dates(office: Office) -> None:
    month(office)
    total = reports.on_time_report(office.ports, MARCH).table.total
    assert (total.received, total.finished, total.early, total.on_time) == (8, 5, 2, 4)
    assert (total.late, total.late_open, total.rate) == (1, 3, "80.00")


def test_nothing_finished_has_no_rate(office: Office) -> None:
    report = reports.on_time_report(office.ports, MARCH)
    (row,) = report.table.rows
    assert (row.finished, row.rate, report.table.total.rate) == (0, None, None)
    assert report.offices[row.office_id or ""].code == COMMUNE[1]


def test_commune_and_centre_have_the_same_figures(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    month(commune)
    centre.at("2026-03-10T09:00").take_in(procedure=COPIES)
    centre.at("2026-04-10T09:00")
    carry(commune, centre, tmp_path)
    here = reports.form06_report(commune.ports, MARCH)
    there = reports.form06_report(centre.ports, MARCH, COMMUNE[1])
    assert figures(here) == figures(there)
    assert reports.form06_report(centre.ports, MARCH).total.figures["c3"] == 10
    own = reports.form06_report(centre.ports, MARCH, CENTRE[1])
    assert own.total.figures["c3"] == 1
    mine = reports.on_time_report(commune.ports, MARCH).table.total
    theirs = reports.on_time_report(centre.ports, MARCH, COMMUNE[1]).table.total
    assert mine == theirs


def test_a_commune_without_a_dossier_has_its_row_at_the_centre(
    pair: tuple[Office, Office],
) -> None:
    _commune, centre = pair
    report = reports.on_time_report(centre.ports, MARCH)
    assert [report.offices[row.office_id or ""].code for row in report.table.rows] == [COMMUNE[1]]


def test_the_three_variants_stand_side_by_side(office: Office) -> None:
    month(office)
    total = reports.on_time_report(office.ports, MARCH).table.total
    assert (total.rate, total.of_all_due.percent) == ("80.00", "50.00")
    assert (total.first_kept, total.first_broken) == (4, 5)


@pytest.mark.parametrize("name", REPORTS)
def test_every_whole_figure_of_every_report_opens_as_many_dossiers(
    office: Office, name: str
) -> None:
    month(office)
    table = reports.report(office.ports, name, WANTED)
    assert table.lines or name == "due"
    for line in table.shown_lines:
        for column in table.columns:
            ids = table.behind(line, column.key)
            found = dossiers.count_dossiers(office.ports, DossierFilter(ids=ids)) if ids else 0
            assert found == len(ids) == len(set(ids)), column.key
            if column.kind is Figure.NUMBER and name in COUNTING:
                assert len(ids) == table.number(line, column.key), column.key


def test_as_of_the_same_moment_commune_and_centre_say_the_same_of_an_open_month(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    month(commune)
    carry(commune.at("2026-03-20T09:00"), centre.at("2026-03-20T09:00"), tmp_path)
    mark = commune.clock.moment
    for code in [
        row.code for row in dossiers.dossier_rows(commune.ports, DossierFilter(open_only=True))
    ]:
        step(commune.at("2026-03-27T09:00"), str(code), "withdrawn")
    centre.at("2026-03-30T09:00")
    for name in (x.name for x in REPORTS.values() if x.frozen and not x.periods):
        here, there = (
            reports.report(ports, name, reports.Wanted(period=MARCH, commune=COMMUNE[1], at=mark))
            for ports in (commune.ports, centre.ports)
        )
        assert [line.cells for line in here.lines] == [line.cells for line in there.lines], name


def test_what_receipts_and_ends_say_stands_in_the_indicators(office: Office) -> None:
    extract = {"procedure": "2.000635"}
    paid = office.at("2026-03-02T09:00").take_in(**extract, fee={"collect": {"method": "online"}})
    office.take_in(**extract, fee={"collect": {"method": "cash"}})
    office.take_in(**extract, fee={"grounds": ["HT-HO-NGHEO"]})
    slow = office.take_in().code
    for code, at in ((paid.code, "2026-03-02T10:00"), (slow, "2026-03-06T08:00")):
        step(office.at(at), code, "result_ready")
    office.at("2026-04-10T09:00")
    lines = {x.cells["key"]: x for x in reports.report(office.ports, "q766", WANTED).lines}
    assert (lines["3.6"].cells["count"], lines["3.6"].cells["points"]) == ("1/2", "3,00")
    assert lines["3.6"].behind["rate"] == (paid.dossier_id,)
    assert (lines["3.5b"].cells["points"], lines["3.5b"].behind) == ("không đo được ở đây", {})
    times = reports.report(office.ports, "handling", WANTED).lines
    assert [(x.cells["count"], x.cells["mean"]) for x in times] == [(1, 0), (1, 40)]


def test_what_waits_for_a_resolution_is_to_be_paid_once_a_fee_was_worked_out(
    office: Office,
) -> None:
    waiting = {"procedure": BIRTH}
    paid = office.at("2026-03-02T09:00").take_in(
        **waiting, fee={"amount_vnd": 5000, "collect": {"method": "online"}}
    )
    office.take_in(**waiting, fee={"amount_vnd": 5000})
    for _n in range(3):
        office.take_in(**waiting)
    office.at("2026-04-10T09:00")
    lines = {x.cells["key"]: x for x in reports.report(office.ports, "q766", WANTED).lines}
    assert lines["3.6"].cells["count"] == "1/2"
    assert lines["3.6"].behind["rate"] == (paid.dossier_id,)


def good(office: Office) -> object:
    lines = {x.cells["key"]: x for x in reports.report(office.ports, "q766", WANTED).lines}
    return lines["2.1"].cells["count"]


def test_a_request_that_was_undone_was_not_made_and_one_of_after_the_moment_not_yet(
    office: Office,
) -> None:
    code = office.at("2026-03-02T09:00").take_in().code
    first = step(office, code, "supplement")
    assert first.undo is not None
    undo(office.ports, first.undo)
    step(office, code, "supplement")
    at_the_end = reports.Wanted(period=MARCH, at=office.at("2026-03-31T23:00").clock.moment)
    assert good(office) == "1/1"
    step(office.at("2026-04-01T09:00"), code, "in_process")
    wish = StepWish(values={"ground": "Luật Hộ tịch Điều 5"}, reason="Giấy tờ giả.")
    dossiers.step_dossier(office.ports, code, "supplement", note="Thiếu nữa.", wish=wish)
    (line,) = (
        x for x in reports.report(office.ports, "q766", at_the_end).lines if x.cells["key"] == "2.1"
    )
    assert line.cells["count"] == "1/1"


def test_papers_asked_for_after_the_due_date_make_nothing_punctual(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.at("2026-03-02T09:00").take_in().code
    in_time = commune.take_in().code
    step(commune.at("2026-03-05T16:00"), in_time, "supplement")
    wish = StepWish(reason="Thấy khi thẩm tra.")
    commune.at("2026-03-09T10:00")
    dossiers.step_dossier(commune.ports, code, "supplement", note="Thiếu tờ khai.", wish=wish)
    commune.at("2026-03-12T10:00")
    assert good(commune) == "1/2"
    step(commune, code, "in_process")
    step(commune, code, "result_ready")
    carry(commune, centre.at("2026-03-12T11:00"), tmp_path)
    assert [good(place) for place in pair] == ["1/2", "1/2"]
    for place in pair:
        assert reports.form06_report(place.ports, MARCH).total.figures["c10"] == 1
        lines = reports.report(place.ports, "late", WANTED).lines
        (late,) = (x.cells for x in lines if x.cells["code"] == code)
        assert [late[x] for x in ("counted", "commune", "citizen")] == [5, 1, 4]
    explain_lateness(commune.ports, [code], "Cán bộ nghỉ ốm.")
    with pytest.raises(NotAllowedNow, match="NOT-LATE"):
        explain_lateness(commune.ports, [in_time], "Chờ người dân.")


def overdue_everywhere(office: Office) -> list[set[str]]:
    """Return what the report calls late and open, what lists do, and what their badges do."""
    now = office.ports.clock.now()
    report = reports.form06_report(office.ports, MARCH, at=now)
    listed = dossiers.dossier_rows(office.ports, counter_filter(office.ports, "overdue"))
    every = dossiers.dossier_rows(office.ports, DossierFilter())
    return [
        set(report.behind(None, "c13")),
        {row.dossier_id for row in listed},
        {row.dossier_id for row in every if "Quá hạn" in badge_of(row, now).text},
    ]


def test_lists_and_badges_call_late_what_reports_call_late(office: Office) -> None:
    late, again, done, in_time, plain = (office.at("2026-03-02T09:00").take_in() for _ in range(5))
    step(office.at("2026-03-05T16:00"), in_time.code, "supplement")
    wish = StepWish(reason="Thấy khi thẩm tra.")
    office.at("2026-03-09T10:00")
    for each in (late, again, done):
        dossiers.step_dossier(office.ports, each.code, "supplement", note="Thiếu.", wish=wish)
    wanted = {x.dossier_id for x in (late, again, done, plain)}
    office.at("2026-03-10T10:00")
    assert overdue_everywhere(office) == [wanted] * 3
    assert dossiers.day_counts(office.ports).overdue == 4
    step(office, again.code, "in_process")
    step(office, done.code, "in_process")
    step(office, done.code, "result_ready")
    step(office, in_time.code, "in_process")
    wanted.remove(done.dossier_id)
    assert overdue_everywhere(office) == [wanted] * 3
    assert dossiers.day_counts(office.ports).overdue == 3
    assert wanted <= {row.dossier_id for row in apologies(office.ports).unready}
    office.at("2026-03-30T10:00")
    assert overdue_everywhere(office) == [wanted | {in_time.dossier_id}] * 3


def test_a_limit_in_hours_is_over_by_the_minute_in_reports_lists_and_badges(office: Office) -> None:
    known = procedures.procedure(office.ports, "1.004873")
    paper = procedures.GivenDocument(name="Tờ khai", originals=1, copies=0)
    hours = procedures.CompleteProcedure(
        code=known.code, alias=known.alias, limit="4 h", cutoff="", documents=[paper]
    )
    plain = office.at("2026-03-02T08:00").take_in()
    procedures.complete_procedure(office.ports, hours)
    soon = office.at("2026-03-05T08:00").take_in()
    assert soon.deadline.due_at == parse_moment("2026-03-05T14:00:00+07:00")
    for now, late, today in (("14:00", set(), 2), ("14:01", {soon.dossier_id}, 1)):
        office.at(f"2026-03-05T{now}")
        assert overdue_everywhere(office) == [late] * 3
        counts = dossiers.day_counts(office.ports)
        assert (counts.overdue, counts.due_today) == (len(late), today)
        due = dossiers.dossier_rows(office.ports, counter_filter(office.ports, "due_today"))
        assert {row.dossier_id for row in due} == {plain.dossier_id, soon.dossier_id} - late
        quick = quick_filter({"overdue"}, office.ports.clock.now(), office.ports.actor.user_id)
        assert {x.dossier_id for x in dossiers.dossier_rows(office.ports, quick)} == late


def test_a_refusal_stands_among_the_reasons_until_it_is_put_right(office: Office) -> None:
    code = office.at("2026-03-02T09:00").take_in().code
    no = StepWish(values={"negative": "yes"})
    dossiers.step_dossier(office.ports, code, "result_ready", note="Thiếu tuổi.", wish=no)
    found = reports.report(office.ports, "reasons", WANTED).lines
    assert [(x.cells["what"], x.cells["reason"]) for x in found] == [
        ("Từ chối giải quyết", "Thiếu tuổi.")
    ]
    yes = StepWish(values={"number": "5", "signer": "Hoàng Thị Ơ", "negative": "no"})
    dossiers.step_dossier(office.ports, code, "correct_result", note="Tính sai.", wish=yes)
    assert not reports.report(office.ports, "reasons", WANTED).lines


def test_a_figure_opens_more_dossiers_than_a_statement_has_places_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {office.take_in().code for _ in range(3)}
    ids = tuple(str(row.dossier_id) for row in dossiers.dossier_rows(office.ports, DossierFilter()))
    monkeypatch.setattr(dossier_lists, "MOST_PLACES", 1)
    found = dossiers.dossier_rows(office.ports, DossierFilter(ids=ids[:2]))
    assert len(found) == 2
    assert {row.code for row in found} < codes


def test_a_report_nobody_knows_is_refused(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        reports.report(office.ports, "form07", WANTED)
    assert caught.value.code == "NO-SUCH-REPORT"


def test_an_office_nobody_knows_has_no_report(office: Office) -> None:
    for ask in (reports.form06_report, reports.on_time_report):
        with pytest.raises(UserError) as caught:
            ask(office.ports, MARCH, "H99.99")
        assert caught.value.code == "NO-SUCH-PEER"


def test_a_period_may_reach_to_the_end_of_the_calendar(office: Office) -> None:
    month(office)
    report = reports.form06_report(office.ports, Period(start=date.min, end=date.max))
    assert report.total.figures["c3"] == 9


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidField) as caught:
        Period(start=MARCH.end, end=MARCH.start)
    assert caught.value.code == "BAD-PERIOD"


def test_the_workbook_says_what_the_screen_says(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    month(commune)
    centre.at("2026-04-10T09:00")
    carry(commune, centre, tmp_path)
    paths = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    shown = reports.save_form06(commune.ports, MARCH, paths[0])
    reports.save_form06(centre.ports, MARCH, paths[1], COMMUNE[1])
    here, there = (cells(sheet_of(path.read_bytes(), values=True)) for path in paths)
    assert here == there
    assert [row[2:] for row in here[9:11]] == [
        [shown.number(line, column) for column in COLUMNS] for line in shown.lines
    ]
    words = {value for row in here for value in row if isinstance(value, str)}
    reporting = f"Đơn vị báo cáo: {agency_of(COMMUNE[2])}{TRAINED}"
    assert {reporting, f"Đơn vị nhận: {agency_of(CENTRE[2])}"} <= words


def test_the_workbook_of_rates_names_the_communes(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    month(commune)
    carry(commune, centre.at("2026-04-10T09:00"), tmp_path)
    path = tmp_path / "rates.xlsx"
    reports.save_report(centre.ports, "ontime", WANTED, path)
    rows = cells(sheet_of(path.read_bytes(), values=True))
    assert rows[7] == [
        *(1, COMMUNE[2], 8, 5, 2, 2, 1, 3, 80, 50, 44.44),
        *("10/04/2026", "", 4, 5),
    ]
    assert [x for x in rows[8][1:] if x not in {None, ""}] == [
        "TỔNG CỘNG",
        *(8, 5, 2, 2, 1, 3, 80, 50, 44.44, 4, 5),
    ]


def test_a_list_that_leaves_the_program_is_in_the_journal(office: Office, tmp_path: Path) -> None:
    month(office)
    reports.save_form06(office.ports, MARCH, tmp_path / "a.xlsx")
    reports.save_report(office.ports, "ontime", WANTED, tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert office.local_events("ListExported") == [
        {"what": "form06", "rows": 2},
        {"what": "ontime", "rows": 1},
    ]


def test_a_workbook_that_cannot_be_written_is_no_export(office: Office, tmp_path: Path) -> None:
    with pytest.raises(MachineError):
        reports.save_form06(office.ports, MARCH, tmp_path / "no folder" / "a.xlsx")
    assert office.local_events("ListExported") == []
    assert list(tmp_path.glob("*.xlsx")) == []
