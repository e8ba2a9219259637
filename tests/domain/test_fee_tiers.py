"""Prices by page are read as people write them, and written so that they read the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.fee_tiers import read_tiers, tiers_text
from ca_desktop.domain.tariffs import MAX_COUNT, FeeTier

TIERS = st.lists(
    st.builds(FeeTier, above=st.integers(1, MAX_COUNT - 1), amount_vnd=st.integers(0, 10**8))
)


@given(TIERS)
def test_what_is_written_reads_the_same(tiers: list[FeeTier]) -> None:
    assert read_tiers(tiers_text(tiers)) == tuple(tiers)


def test_several_ways_of_writing_mean_one_thing() -> None:
    tiers = (FeeTier(above=2, amount_vnd=1000), FeeTier(above=10, amount_vnd=500))
    for said in ("3: 1.000; 11: 500", "từ trang 3:1000 đ;Trang 11: 500;", "3 : 1 000; 11:500đ"):
        assert read_tiers(said) == tiers
    assert read_tiers("") == read_tiers(" - ") == ()


@pytest.mark.parametrize("said", ["3", "1: 500", "ba: 500", "3: nghìn", "3: 1.000, 11: 500", ":5"])
def test_what_is_none_is_refused(said: str) -> None:
    with pytest.raises(InvalidField):
        read_tiers(said)
