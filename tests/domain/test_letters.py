"""An apology moves a date while there is a day left, and once only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.letters import Effect, LetterKind, apology_effect, kinds_on
from ca_desktop.domain.procedures import field_code_of
from ca_desktop.domain.regimes import Regime

DUE = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("today", "moved", "effect"),
    [
        (date(2026, 3, 4), False, Effect.MOVES),
        (date(2026, 3, 5), False, Effect.TOO_LATE),
        (date(2026, 3, 9), False, Effect.TOO_LATE),
        (date(2026, 3, 2), True, Effect.ONCE_ONLY),
    ],
)
def test_an_apology_on_a_day(today: date, effect: Effect, *, moved: bool) -> None:
    assert apology_effect(DUE, today, moved=moved) is effect


def test_without_a_promise_there_is_no_date_to_move() -> None:
    assert apology_effect(None, DUE, moved=False) is Effect.NO_DATE


@given(due=st.dates(min_value=date(2000, 1, 2)), before=st.integers(-400, 400), moved=st.booleans())
def test_the_date_moves_just_when_a_day_is_left_and_it_never_moved(
    due: date, before: int, *, moved: bool
) -> None:
    try:
        today = due - timedelta(days=before)
    except OverflowError:
        return
    moves = apology_effect(due, today, moved=moved) is Effect.MOVES
    assert moves == (before >= 1 and not moved)


def test_a_notice_of_stopping_is_new_and_appointments_belong_to_certification() -> None:
    new = set(kinds_on(Regime.R2025, field_code_of("Chứng thực")))
    assert {LetterKind.STOP, LetterKind.APPOINTMENT} <= new
    assert new - set(kinds_on(Regime.R2018, "chung-thuc")) == {LetterKind.STOP}
    assert new - set(kinds_on(Regime.R2025, "ho-tich")) == {LetterKind.APPOINTMENT}
