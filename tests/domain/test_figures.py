"""Units that somebody is to call are set apart in the table of rates, by words and a shape."""

from datetime import date, datetime

from ca_desktop.domain.figures import on_time_table
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.rates import OnTimeRow, OnTimeTable
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import month_period
from ca_desktop.domain.standings import HandIn, hand_in

MARCH = month_period(2026, 3)
LATER = datetime(2026, 4, 6, 9, 0, tzinfo=VIETNAM)
NAMES = {"a": "Xã An", "b": "Xã Bình", "c": "Phường Đồng Xuân", "d": "Xã Ea H'leo"}


def row(office: str, *, good: int, late: int = 0, late_open: int = 0) -> OnTimeRow:
    finished = good + late
    return OnTimeRow(
        office_id=office,
        received=finished + late_open,
        finished=finished,
        early=good // 2,
        on_time=good,
        late=late,
        late_open=late_open,
        first_kept=good,
        first_broken=late + late_open,
    )


def handed(office: str) -> HandIn:
    at = None if office == "d" else datetime(2026, 4, 2, 9, tzinfo=VIETNAM)
    return hand_in(MARCH, 3, at, date(2026, 4, 6))


def rates(*rows: OnTimeRow, centre: bool = True, least: int = 98) -> ReportTable:
    table = OnTimeTable(rows, row("", good=1), MARCH, LATER, {})
    hand_ins = {office: handed(office) for office in NAMES} if centre else {}
    return on_time_table(table, NAMES, hand_ins, least)


def shown(least: int = 98) -> ReportTable:
    return rates(
        row("a", good=95, late_open=5),
        row("b", good=98, late=2),
        row("c", good=2, late=2),
        row("d", good=0),
        least=least,
    )


def marked(table: ReportTable) -> list[str]:
    column = table.column("rate_all")
    return [str(line.cells["name"]) for line in table.lines if table.below(line, column)]


def test_a_unit_below_the_target_is_set_apart_unless_it_has_few_dossiers() -> None:
    assert marked(shown()) == ["Xã An"]
    assert marked(shown(least=99)) == ["Xã An", "Xã Bình"]
    assert marked(shown(least=0)) == []


def test_a_unit_with_few_dossiers_says_so_behind_its_name() -> None:
    names = [line.cells["name"] for line in shown().lines]
    assert names == ["Xã An", "Xã Bình", "Phường Đồng Xuân (ít hồ sơ)", "Xã Ea H'leo"]


def test_those_set_apart_are_named_below_the_table() -> None:
    table = shown()
    assert [x for x in table.notes if x.startswith("▲")] == [
        "▲ Dưới mục tiêu 98% (tính cả đang quá hạn), 1 đơn vị: Xã An.",
        "▲ Quá hẹn nộp tệp, 1 đơn vị: Xã Ea H'leo.",
    ]
    assert table.notes[-1] == "Đã nộp tệp của kỳ này: 3/4 đơn vị."


def test_the_rates_stand_before_what_a_centre_knows_of_the_files() -> None:
    keys = [column.key for column in shown().columns]
    assert keys[7:] == ["rate", "rate_all", "rate_first", "data_to", "missing", "kept", "broken"]
    alone = rates(row("a", good=1), centre=False)
    assert [column.key for column in alone.columns] == [*keys[:10], "kept", "broken"]


def test_a_frozen_table_sets_the_same_units_apart() -> None:
    frozen = ReportTable.from_json(shown().to_json())
    assert marked(frozen) == ["Xã An"]
    assert frozen.on_screen == shown().on_screen
    assert "kept" not in {column.key for column in frozen.on_screen}
