"""The on-time rate in its three variants: every figure against a slow count by hand."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain import report_oracle as slow
from tests.helpers.campaign import size
from tests.helpers.report_cards import OFFICES
from tests.helpers.report_heaps import HEAPS, LATER, NOWS, PERIODS, facts

from ca_desktop.domain.rates import BROKEN, FEW, FINISHED, KEPT, Share, on_time
from ca_desktop.domain.reports import Period, as_of


@pytest.mark.parametrize(
    ("good", "finished", "expected"),
    [
        (0, 0, None),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (39, 40, "97.50"),
        (2, 3, "66.67"),
        (1, 3, "33.33"),
        (1, 8000, "0.01"),
        (1, 20_000, "0.01"),
        (1, 20_001, "0.00"),
        (19_999, 20_000, "100.00"),
        (19_998, 20_000, "99.99"),
        (333, 800, "41.63"),
    ],
)
def test_the_rate_has_two_decimals_half_up(good: int, finished: int, expected: str | None) -> None:
    assert Share(good, finished).percent == expected


@given(
    st.integers(0, 10**9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
)
def test_the_rate_is_exact_for_any_numbers(pair: tuple[int, int]) -> None:
    assert Share(*pair).percent == slow.percent(*pair)


@pytest.mark.campaign("reports")
@settings(max_examples=size(50_000, 0.004))
@given(HEAPS, PERIODS, NOWS, st.sets(st.sampled_from([*OFFICES, "commune without papers"])))
def test_the_rates_agree_with_the_count_by_hand(
    heap: tuple[slow.Paper, ...], period: Period, now: datetime, named: set[str]
) -> None:
    table = on_time(map(facts, heap), period, as_of(period, now), offices=named)
    moment = as_of(period, now).replace(tzinfo=None)
    counted = {paper.office for paper in heap if slow.counts(paper, period.start, moment)}
    assert {row.office_id for row in table.rows} == counted | named
    for row in (*table.rows, table.total):
        cards = [paper for paper in heap if row.office_id in {None, paper.office}]
        figures = slow.row(cards, period.start, moment)
        good = figures["c8"] + figures["c9"]
        kept, broken = slow.promises(cards, period.start, moment)
        assert row.received == figures["c4"] + figures["c5"]
        assert (row.finished, row.early, row.on_time) == (figures["c7"], figures["c8"], good)
        assert (row.late, row.late_open) == (figures["c10"], figures["c13"])
        assert (row.first_kept, row.first_broken) == (kept, broken)
        assert row.rate == slow.percent(good, figures["c7"])
        assert row.of_all_due.percent == slow.percent(good, figures["c7"] + figures["c13"])
        assert row.of_first_promise.percent == slow.percent(kept, kept + broken)
        for columns, number in (
            (FINISHED, row.finished),
            (("c8", "c9"), row.on_time),
            (("c13",), row.late_open),
            ((KEPT,), row.first_kept),
            ((BROKEN,), row.first_broken),
        ):
            behind = table.behind(row.office_id, columns)
            assert len(behind) == len(set(behind)) == number


@given(HEAPS, PERIODS, NOWS)
def test_each_variant_is_stricter_than_the_one_before_where_no_date_was_brought_forward(
    heap: tuple[slow.Paper, ...], period: Period, now: datetime
) -> None:
    steady = [paper for paper in heap if not slow.brought_forward(paper)]
    total = on_time(map(facts, steady), period, as_of(period, now)).total
    exact = [share.exact for share in (total.of_results, total.of_all_due, total.of_first_promise)]
    assert total.first_kept <= total.on_time
    assert total.first_broken >= total.late + total.late_open
    for mild, strict in pairwise(share for share in exact if share is not None):
        assert mild >= strict


@given(HEAPS, PERIODS)
def test_the_worst_office_stands_first_then_those_with_few_results_then_those_without(
    heap: tuple[slow.Paper, ...], period: Period
) -> None:
    rows = on_time(map(facts, heap), period, LATER, offices=OFFICES).rows
    ranks = [2 if not row.finished else int(row.finished < FEW) for row in rows]
    assert ranks == sorted(ranks)
    for worse, better in pairwise(row for row in rows if row.finished >= FEW):
        assert (worse.of_all_due.exact or 0) <= (better.of_all_due.exact or 0)
