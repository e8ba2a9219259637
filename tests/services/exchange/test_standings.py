"""The centre sees who has gone quiet, whose files wait, whose clock is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.helpers import offices
from tests.helpers.training import Office, carry, paired_offices

from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.reports import official_month
from ca_desktop.domain.standings import Alarm
from ca_desktop.services.exchange import exports, previews, standings
from ca_desktop.services.exchange.imports import import_package
from ca_desktop.services.exchange.standings import (
    PeerStanding,
    clock_words,
    hand_in_words,
    quiet_words,
)
from ca_desktop.services.office.reports import Wanted, report, save_report

COMMUNE = offices.COMMUNE[1]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as made:
        yield made


def of(office: Office) -> PeerStanding:
    (row,) = standings.standings(office.ports)
    return row


def test_an_office_that_never_sent_a_package_is_red(pair: tuple[Office, Office]) -> None:
    row = of(pair[1])
    assert (row.alarm, row.quiet_days, quiet_words(row)) == (Alarm.RED, None, "▲ chưa nộp")
    assert clock_words(row) == "–"


def test_quiet_days_are_working_days_of_the_calendar(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    carry(commune, centre, tmp_path)
    seen = []
    for day in ("2026-03-02", "2026-03-06", "2026-03-09", "2026-03-11", "2026-03-12"):
        row = of(centre.at(f"{day}T10:00"))
        seen.append((row.quiet_days, row.alarm))
    assert seen == [
        (0, Alarm.NONE), (4, Alarm.YELLOW), (5, Alarm.YELLOW), (7, Alarm.RED), (8, Alarm.RED),
    ]  # fmt: skip
    assert quiet_words(of(centre.at("2026-03-11T10:00"))) == "▲ 7 ngày làm việc"


def test_data_that_are_due_are_missed_from_the_agreed_day_on(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    carry(commune.at("2026-03-14T16:00"), centre.at("2026-03-14T17:00"), tmp_path)
    days = ("2026-03-16", "2026-03-17", "2026-03-18", "2026-03-20")
    seen = [hand_in_words(of(centre.at(f"{day}T10:00"))) for day in days]
    assert seen == ["hẹn 17/03/2026", "hẹn 17/03/2026", "▲ quá 1 ngày", "▲ quá 3 ngày"]
    carry(commune.at("2026-03-20T11:00"), centre.at("2026-03-20T12:00"), tmp_path)
    assert hand_in_words(of(centre)) == ""
    mine = of(commune).hand_in
    assert mine is not None
    assert (mine.done, mine.agreed.isoformat()) == (True, "2026-03-17")


def test_the_rates_say_up_to_when_the_data_of_each_commune_are_here(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    march = Wanted(period=official_month(2026, 3))
    centre.at("2026-03-20T08:00")
    (line,) = report(centre.ports, "ontime", march).lines
    assert (line.cells["data_to"], line.cells["missing"]) == ("chưa có tệp", "▲ quá 3 ngày")
    carry(commune.at("2026-03-20T09:00"), centre.at("2026-03-20T10:00"), tmp_path)
    table = report(centre.ports, "ontime", march)
    (line,) = table.lines
    assert (line.cells["data_to"], line.cells["missing"]) == ("20/03/2026", "")
    assert table.notes[-1] == "Đã nộp tệp của kỳ này: 1/1 đơn vị."
    save_report(centre.ports, "ontime", march, tmp_path / "rates.xlsx")
    sheet = load_workbook(tmp_path / "rates.xlsx").active
    assert sheet is not None
    said = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Dữ liệu đến ngày", "Chưa nộp", "20/03/2026"} <= said
    assert "data_to" not in {x.key for x in report(commune.ports, "ontime", march).columns}


def test_a_missing_calendar_is_said(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    carry(commune, centre, tmp_path)
    row = of(centre.at("2031-02-03T10:00"))
    assert row.quiet_days is None
    assert quiet_words(row).startswith("chưa có lịch năm 20")


def test_what_is_held_and_what_waits_is_counted_for_each_office(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    carry(commune, centre, tmp_path)
    row = of(centre)
    assert row.stored == row.applied > 0
    assert row.status.state is not None
    assert (row.forks, row.parked, row.frozen) == (0, 0, False)
    (commune_s_view,) = standings.standings(commune.ports)
    assert commune_s_view.peer.code == offices.CENTRE[1]


def test_a_clock_that_runs_ahead_or_behind_shows(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.at("2026-03-05T09:00")
    carry(commune, centre.at("2026-03-02T09:10"), tmp_path)
    assert clock_words(of(centre)) == "nhanh ít nhất 2 ngày"
    carry(centre.at("2026-03-09T09:00"), commune.at("2026-03-05T10:00"), tmp_path)
    carry(commune.at("2026-03-05T11:00"), centre.at("2026-03-09T15:00"), tmp_path)
    assert of(centre).clock_minutes <= 0


def test_a_package_much_older_than_the_one_before_is_shown_before_and_after_it_is_taken(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    old = tmp_path / "old"
    old.mkdir()
    commune.take_in()
    (early,) = exports.export_packages(commune.ports, old)
    carry(commune.at("2026-04-20T09:00"), centre.at("2026-04-20T10:00"), tmp_path)
    assert not of(centre).frozen
    (seen,) = previews.preview_packages(centre.ports, [early.file])
    assert seen.frozen
    assert import_package(centre.at("2026-04-20T11:00").ports, early.file).result == "imported"
    assert of(centre).frozen


def test_files_kept_aside_are_counted_for_their_sender(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    (sent,) = exports.export_packages(commune.ports, tmp_path)
    for code in ("E-125", "E-121", "E-113"):
        copy = tmp_path / f"{code}.hsg"
        copy.write_bytes(sent.file.read_bytes() + code.encode())
        centre.ports.kept.keep(copy, code, f"2026-03-0{code[-1]}", {})
    assert (of(centre).forks, of(centre).parked) == (0, 0)  # a header that does not fit is nobody's
    for code in ("E-125", "E-121"):
        (sent,) = exports.export_packages(commune.ports, tmp_path)
        centre.ports.kept.keep(sent.file, code, f"2026-04-0{code[-1]}", {})
    assert (of(centre).forks, of(centre).parked) == (1, 1)


def test_a_remark_is_kept_and_taken_back(pair: tuple[Office, Office]) -> None:
    centre = pair[1]
    standings.remark(centre.ports, COMMUNE, " gọi\nchị Hoa ")
    assert of(centre).contact.remark == "gọi chị Hoa"
    with pytest.raises(InvalidField, match="TOO-LONG"):
        standings.remark(centre.ports, COMMUNE, "x" * 501)
    with pytest.raises(UserError, match="NO-SUCH-PEER"):
        standings.remark(centre.ports, "H99", "x")
    standings.remark(centre.ports, COMMUNE, "")
    assert of(centre).contact.remark == ""


def test_the_standings_leave_as_a_workbook(pair: tuple[Office, Office], tmp_path: Path) -> None:
    centre = pair[1]
    standings.remark(centre.ports, COMMUNE, "=1+1")
    assert standings.save_standings(centre.ports, tmp_path / "x.xlsx") == 1
    sheet = load_workbook(tmp_path / "x.xlsx").worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {"Xã Bình Minh", "▲ chưa nộp", "Đơn vị"} <= set(cells)
    assert centre.local_events("ListExported") == [{"what": "standings", "rows": 1}]
