import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.money import MAX_VND, check_vnd, format_vnd


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0 đ"), (500, "500 đ"), (8000, "8.000 đ"), (1_234_567, "1.234.567 đ")],
)
def test_an_amount_is_written_with_dots(amount: int, words: str) -> None:
    assert format_vnd(amount) == words


@given(st.integers(0, MAX_VND))
def test_every_amount_reads_back(amount: int) -> None:
    assert check_vnd("fee_vnd", amount) == amount
    assert int(format_vnd(amount).removesuffix(" đ").replace(".", "")) == amount


@pytest.mark.parametrize("value", [-1, MAX_VND + 1, 8000.0, "8000", True, None, [8000]])
def test_anything_but_a_whole_amount_is_refused(value: object) -> None:
    with pytest.raises(InvalidField) as caught:
        check_vnd("fee_vnd", value)
    assert (caught.value.field, caught.value.code) == ("fee_vnd", "BAD-MONEY")
