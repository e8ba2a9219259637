"""Scorings: points from exact fractions; what is not measured has none and says so."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from tests.domain import report_oracle as slow
from tests.helpers.report_heaps import HEAPS, LATER, PERIODS, facts

from ca_desktop.domain.handling_times import Handled, handling_table
from ca_desktop.domain.indicators import NOT_HERE, SHOWN_ONLY, Payments, indicators, q766_table
from ca_desktop.domain.quality import (
    Measured,
    dossier_points,
    in_time,
    points,
)
from ca_desktop.domain.rates import Share, on_time
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period, as_of, form06, month_period
from ca_desktop.domain.scoring import MOST
from ca_desktop.domain.text_report import text_report


def measured(
    heap: tuple[slow.Paper, ...], period: Period, asked: Mapping[str, int] | None = None
) -> Measured:
    return Measured(form=form06(map(facts, heap), period, as_of(period, LATER)), asked=asked or {})


@pytest.mark.parametrize(
    ("share", "most", "threshold", "expected"),
    [
        (Share(39, 40), 20, 100, Fraction(39, 2)),
        (Share(1, 4), 12, 50, 6),
        (Share(3, 4), 12, 50, 12),
        (Share(9, 10), 6, 90, 6),
        (Share(45, 100), 6, 90, 3),
        (Share(0, 0), 6, 90, None),
    ],
)
def test_points_follow_the_rate_up_to_its_threshold(
    share: Share, most: int, threshold: int, expected: Fraction | None
) -> None:
    assert points(share, most, threshold) == expected


@given(HEAPS, PERIODS)
def test_points_stay_between_none_and_the_most(
    heap: tuple[slow.Paper, ...], period: Period
) -> None:
    known = measured(heap, period)
    for line in q766_table(known, Payments()).lines:
        said = str(line.cells["points"])
        if said and said[0].isdigit():
            assert 0 <= float(said.replace(",", ".")) <= float(line.cells["most"])
        else:
            assert said in {"không có hồ sơ", NOT_HERE, SHOWN_ONLY}
    found = dossier_points(known, known.ids("c8"))
    assert sorted(found) == [1, 3, 5, 7, 9]
    assert all(x.tenths is None or 0 <= x.tenths <= MOST for x in found.values())
    assert (found[1].tenths is None) == (not known.ids("c7"))


@given(HEAPS, PERIODS)
def test_who_was_asked_twice_for_papers_is_not_in_time(
    heap: tuple[slow.Paper, ...], period: Period
) -> None:
    once = in_time(measured(heap, period, {paper.name: 1 for paper in heap}))
    twice = in_time(measured(heap, period, {paper.name: 2 for paper in heap}))
    assert (twice.part, twice.whole) == (0, once.whole)


@given(HEAPS, PERIODS)
def test_the_text_says_the_figures_of_the_form(
    heap: tuple[slow.Paper, ...], period: Period
) -> None:
    known = measured(heap, period)
    rates = on_time(map(facts, heap), period, as_of(period, LATER)).total
    table = text_report(known, rates, (), "Xã Bình Minh")
    said = " ".join(str(line.cells["text"]) for line in table.lines)
    total = known.form.total.figures
    assert f"nhận giải quyết {total['c3']} hồ sơ" in said
    assert f"Đã giải quyết {total['c7']} hồ sơ" in said
    assert [said.find(f"{n}. ") for n in ("I", "II", "III", "IV")] == sorted(
        said.find(f"{n}. ") for n in ("I", "II", "III", "IV")
    )
    assert ReportTable.from_json(table.to_json()) == table


def test_the_indicators_are_the_hundred_points_of_the_decision() -> None:
    measured_here = measured((), month_period(2026, 3))
    found = tuple(indicators(measured_here, Payments()))
    assert sum(each.most for each in found) == 100
    assert len({each.key for each in found}) == len(found)
    assert all(each.why for each in found if each.share is None and each.key != "2.2")


def test_what_is_paid_online_gives_points_by_dossier_and_an_unclear_rate_none() -> None:
    paid = Payments(online=frozenset("ab"), due=4)
    found = {x.key: x for x in indicators(measured((), month_period(2026, 3)), paid)}
    assert (found["3.6"].got, found["3.6"].behind) == (Fraction(3), ("a", "b"))
    assert (found["3.5b"].got, found["3.5b"].share) == (None, None)
    assert "chưa nói rõ mẫu số" in found["3.5b"].why
    note = q766_table(measured((), month_period(2026, 3)), paid).notes[-1]
    assert note.startswith("Tính được 3,00 trên 6 điểm")


def test_the_mean_time_of_a_procedure_is_that_of_its_dossiers_in_its_own_unit() -> None:
    handled = [
        Handled(dossier_id=str(number), procedure=name, hours=hours, amount=Fraction(amount, 4))
        for number, (name, hours, amount) in enumerate(
            [("B", False, 12), ("B", False, 17), ("A", True, 10), ("B", True, 4)]
        )
    ]
    table = handling_table(handled, month_period(2026, 3), LATER)
    shown = [
        tuple(line.cells[x] for x in ("name", "count", "mean", "most")) for line in table.lines
    ]
    assert shown == [("A", 1, 25, 25), ("B", 2, 36, 43), ("B", 1, 10, 10)]
    assert table.lines[1].behind["count"] == ("0", "1")
