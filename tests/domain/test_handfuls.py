"""Many things a few at a time."""

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.handfuls import AT_ONCE, handfuls


@given(st.integers(0, 3 * AT_ONCE + 1))
def test_handfuls_hold_everything_in_its_order_and_none_is_empty_or_too_large(number: int) -> None:
    some = list(handfuls(range(number)))
    assert [item for handful in some for item in handful] == list(range(number))
    assert all(0 < len(handful) <= AT_ONCE for handful in some)
