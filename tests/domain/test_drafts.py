"""How long a draft is kept."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.drafts import KEPT_DAYS, UNSAVED_SECONDS, expires_at, is_expired
from ca_desktop.domain.moments import VIETNAM

SAVED = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)


@given(st.integers(-(10**6), 10**6))
def test_a_draft_is_kept_for_exactly_seven_days(seconds: int) -> None:
    now = SAVED + timedelta(seconds=seconds)
    assert is_expired(SAVED, now) == (seconds >= KEPT_DAYS * 24 * 3600)


def test_a_clock_that_was_put_back_removes_nothing() -> None:
    assert not is_expired(SAVED, SAVED - timedelta(days=3000))
    assert expires_at(SAVED).isoformat() == "2026-03-09T09:00:00+07:00"


def test_less_than_two_seconds_of_typing_lie_outside_the_database() -> None:
    assert UNSAVED_SECONDS < 2
