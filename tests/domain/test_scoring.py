"""Points: a total only where nothing is missing, a grade by the text, a year from its quarters."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.app.starter import starter_data
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.periods import PeriodKind, official, quarters_of, scored_period
from ca_desktop.domain.score_tables import NOT_ENOUGH, UNSAID, sheet_table, sheets_table
from ca_desktop.domain.scoring import (
    Basis,
    Entry,
    Level,
    Mark,
    ScoreSheet,
    mean,
    of_year,
    read_points,
    require_entry,
    scale_on,
)

SCALE = scale_on(starter_data().scales, date(2026, 6, 15))
POINTS = st.none() | st.integers(0, 20)


def entry(points: int | None, number: int = 1) -> Entry:
    return Entry(
        number=number,
        points=points,
        reason="Theo phiếu",
        evidence="",
        at="2026-10-02T08:30:00+07:00",
        officer_name="Lường Văn Inh",
    )


def marked(number: int, computed: int | None = None, points: int | None = None) -> Mark:
    indicator = next(x for x in SCALE.indicators if x.number == number)
    return Mark(
        indicator=indicator,
        computed=computed,
        entry=None if points is None else entry(points),
    )


def sheet(points: list[int | None], *, staff: bool = False, adds: bool = True) -> ScoreSheet:
    indicators = SCALE.of(staff=staff)
    marks = [
        Mark(indicator=x, entry=None if y is None else entry(y))
        for x, y in zip(indicators, points, strict=True)
    ]
    return ScoreSheet(scale=SCALE, staff=staff, adds=adds, marks=tuple(marks))


def test_the_scale_has_nine_indicators_of_which_five_judge_people() -> None:
    for since in (date(2018, 12, 15), date(2026, 6, 15)):
        scale = scale_on(starter_data().scales, since)
        assert [x.number for x in scale.of(staff=False)] == list(range(1, 10))
        assert [x.number for x in scale.of(staff=True)] == [1, 2, 3, 4, 7]
        assert [x.number for x in scale.indicators if not x.computed] == [2, 4, 6, 7, 8]
    assert scale_on(starter_data().scales, date(2025, 6, 15)).note == ""
    assert "118/2025" in scale_on(starter_data().scales, date(2025, 7, 1)).note


@given(st.lists(POINTS, min_size=9, max_size=9))
def test_there_is_a_total_exactly_where_every_indicator_has_points(
    points: list[int | None],
) -> None:
    found = sheet(points)
    computed = {1, 3, 5, 9}  # without an entry nothing computes them here
    blank = {n for n, x in enumerate(points, start=1) if x is None}
    assert set(found.missing) == blank - computed
    assert set(found.unjudged) == blank & computed
    assert found.total == (None if found.missing else sum(x or 0 for x in points))
    assert found.most == 20 * (9 - len(found.unjudged))
    assert bool(found.grade) == (not blank)


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (180, "Xuất sắc"),
        (150, "Xuất sắc"),
        (149, "Tốt"),
        (120, "Tốt"),
        (119, "Khá"),
        (90, "Khá"),
        (89, "Trung bình"),
        (60, "Trung bình"),
        (59, "Yếu"),
        (0, "Yếu"),
    ],
)
def test_a_unit_is_graded_by_its_total(total: int, name: str) -> None:
    points: list[int | None] = [min(max(total - 20 * place, 0), 20) for place in range(9)]
    assert (sheet(points).total, sheet(points).grade) == (total, name)


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (100, "Hoàn thành 100% nhiệm vụ"),
        (50, "Hoàn thành 100% nhiệm vụ"),
        (49, "Hoàn thành từ 70% đến dưới 100% nhiệm vụ"),
        (35, "Hoàn thành từ 70% đến dưới 100% nhiệm vụ"),
        (34, "Hoàn thành dưới 70% nhiệm vụ"),
    ],
)
def test_a_person_is_graded_by_five_indicators(total: int, name: str) -> None:
    points: list[int | None] = [min(max(total - 20 * place, 0), 20) for place in range(5)]
    assert (sheet(points, staff=True).most, sheet(points, staff=True).grade) == (100, name)


def idle(entered: dict[int, int], *, staff: bool = False) -> ScoreSheet:
    """A sheet of a period that settled no dossiers."""
    marks = [
        Mark(
            indicator=x,
            entry=entry(entered[x.number]) if x.number in entered else None,
            dossiers=False,
        )
        for x in SCALE.of(staff=staff)
    ]
    return ScoreSheet(scale=SCALE, staff=staff, adds=True, marks=tuple(marks))


def said(found: ScoreSheet) -> tuple[object, object, object]:
    period = official(PeriodKind.QUARTER, 2026, 9)
    as_of = parse_moment("2026-09-14T23:59:59+07:00")
    total, grade = sheet_table("score", found, whose="Xã", period=period, as_of=as_of).lines[-2:]
    return total.cells["points"], total.cells["how"], grade.cells["how"]


def test_without_dossiers_a_unit_is_judged_by_what_needs_none_and_not_graded() -> None:
    assert idle({}).missing == (6, 8)
    found = idle({6: 20, 8: 10})
    assert (found.total, found.most, found.grade) == (30, 40, "")
    why = "không xếp loại: không chấm chỉ số 1, 2, 3, 4, 5, 7, 9"
    assert said(found) == (30, "trên 4,0 điểm", why)


def test_a_sheet_that_passes_over_an_indicator_says_that_no_text_was_found_for_it() -> None:
    period = official(PeriodKind.QUARTER, 2026, 9)
    as_of = parse_moment("2026-09-14T23:59:59+07:00")
    for found, told in ((idle({6: 20, 8: 10}), True), (sheet([20] * 9), False)):
        one = sheet_table("score", found, whose="Xã", period=period, as_of=as_of)
        many = sheets_table("score_units", [("Xã", found)], "Đơn vị", period=period, as_of=as_of)
        assert [UNSAID in one.notes, UNSAID in many.notes] == [told, told]


def test_a_person_without_dossiers_is_not_judged() -> None:
    found = idle({}, staff=True)
    assert (found.total, found.grade, found.missing) == (None, "", ())
    assert said(found) == ("không chấm", "không có hồ sơ, không chấm", "không có hồ sơ, không chấm")


def test_a_quarter_without_dossiers_is_no_part_of_its_year() -> None:
    none = Mark(indicator=marked(7).indicator, dossiers=False)
    year = of_year(marked(7), [marked(7, points=20), none, marked(7, points=10), none])
    assert (year.basis, year.points) == (Basis.QUARTERS, 15)


def test_a_period_that_is_no_quarter_adds_nothing_up() -> None:
    found = sheet([20] * 9, adds=False)
    assert (found.total, found.grade) == (None, "")


def test_a_table_says_that_points_are_missing_and_which() -> None:
    period = official(PeriodKind.QUARTER, 2026, 9)
    as_of = parse_moment("2026-09-14T23:59:59+07:00")
    said = sheet_table(
        "score", sheet([20, None, *[20] * 7]), whose="Xã", period=period, as_of=as_of
    )
    total = said.lines[-2].cells
    assert (total["points"], total["how"]) == (NOT_ENOUGH, "thiếu điểm của chỉ số 2")
    full = sheet_table("score", sheet([20] * 9), whose="Xã", period=period, as_of=as_of)
    assert (full.lines[-2].cells["points"], full.lines[-1].cells["how"]) == (180, "Xuất sắc")


def test_an_entry_goes_before_what_is_computed_until_it_is_taken_back() -> None:
    assert (marked(1, 15).basis, marked(1, 15).points) == (Basis.COMPUTED, 15)
    assert (marked(1, 15, 20).basis, marked(1, 15, 20).points) == (Basis.ENTERED, 20)
    back = Mark(indicator=marked(1).indicator, computed=15, entry=entry(None, 2))
    assert (back.basis, back.points) == (Basis.COMPUTED, 15)


def test_attitude_has_no_points_until_a_person_says_so() -> None:
    assert (marked(7, 20).basis, marked(7, 20).points) == (Basis.MISSING, None)


@pytest.mark.parametrize(
    ("mark", "points", "reason", "evidence", "code"),
    [
        (marked(7), 21, "x", "", "SCORE-POINTS"),
        (marked(8), 15, "x", "", "SCORE-WHOLE"),
        (marked(7), 15, "", "", "SCORE-REASON"),
        (marked(1, 20), 15, "", "sổ", "SCORE-REASON"),
        (marked(7, None, 15), None, "", "", "SCORE-REASON"),
    ],
)
def test_points_need_a_range_and_a_reason(
    mark: Mark, points: int | None, reason: str, evidence: str, code: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        require_entry(mark, points, reason, evidence)
    assert caught.value.code == code


def test_only_what_was_entered_is_taken_back() -> None:
    with pytest.raises(NotAllowedNow, match="SCORE-NOTHING"):
        require_entry(marked(7), None, "Nhập nhầm", "")
    require_entry(marked(7), 15, "", "42 phiếu")
    require_entry(marked(1, 20), 15, "Bổ sung do lỗi của đơn vị", "")


@given(st.integers(0, 20))
def test_points_are_read_as_they_are_written(tenths: int) -> None:
    for mark in (",", "."):
        assert read_points(f" {tenths // 10}{mark}{tenths % 10} ") == tenths
    assert read_points(str(tenths // 10)) == tenths // 10 * 10


@pytest.mark.parametrize("text", ["", "3", "-1", "1,55", "hai", "1,²", "²"])
def test_what_is_no_points_is_refused(text: str) -> None:
    with pytest.raises(InvalidField):
        read_points(text)


@pytest.mark.parametrize(
    ("values", "tenths"), [((), None), ((2, 1), 15), ((2, 2, 1), 17), ((0, 0, 0, 1), 3)]
)
def test_means_have_one_decimal_half_up(values: tuple[int, ...], tenths: int | None) -> None:
    assert mean(values) == tenths


def test_a_year_is_the_mean_of_its_quarters_once_one_was_entered() -> None:
    own = marked(1, 18)
    assert of_year(own, [marked(1, 20), marked(1, 10)]).points == 18
    mixed = of_year(own, [marked(1, 20, 10), marked(1, 11), marked(1)])
    assert (mixed.basis, mixed.points) == (Basis.QUARTERS, 11)
    waiting = of_year(marked(7), [marked(7, 20, 10), marked(7, 20)])
    assert (waiting.basis, waiting.points) == (Basis.MISSING, None)
    assert of_year(marked(7, None, 20), [marked(7)]).points == 20


def test_quarters_make_up_their_year_day_by_day() -> None:
    year = scored_period("2026")
    quarters = quarters_of(year)
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    assert all((y.start - x.end).days == 1 for x, y in pairwise(quarters))
    assert [scored_period(f"2026-Q{n}") for n in range(1, 5)] == list(quarters)


@pytest.mark.parametrize(
    "text", ["", "2026-", "2026-Q", "2026-Q5", "2017", "26", "2026-03", "²026"]
)
def test_points_are_added_up_for_quarters_and_years_alone(text: str) -> None:
    with pytest.raises(InvalidField):
        scored_period(text)


def test_an_indicator_of_a_unit_has_whole_points() -> None:
    whole = [x.number for x in SCALE.indicators if x.level is Level.UNIT]
    assert whole == [5, 8, 9]
