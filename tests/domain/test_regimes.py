from datetime import date, timedelta

import pytest

from ca_desktop.domain.regimes import (
    FORMS_SWITCH,
    LAW_SWITCH,
    Regime,
    desk_of,
    forms_regime_on,
    regime_on,
)

A_DAY = timedelta(days=1)


def test_the_law_switches_on_its_day() -> None:
    assert date(2025, 7, 1) == LAW_SWITCH
    assert regime_on(LAW_SWITCH - A_DAY) is Regime.R2018
    assert regime_on(LAW_SWITCH) is Regime.R2025


def test_forms_and_codes_switch_later_than_the_law() -> None:
    assert date(2025, 9, 15) == FORMS_SWITCH
    assert forms_regime_on(LAW_SWITCH) is Regime.R2018
    assert forms_regime_on(FORMS_SWITCH - A_DAY) is Regime.R2018
    assert forms_regime_on(FORMS_SWITCH) is Regime.R2025


@pytest.mark.parametrize(
    ("day", "desk", "symbol"),
    [
        (date(2025, 9, 14), "Bộ phận Tiếp nhận và Trả kết quả", "BPTNTKQ"),
        (date(2026, 11, 24), "Trung tâm Phục vụ hành chính công", "TTPVHCC"),
    ],
)
def test_the_head_of_a_slip_follows_the_day(day: date, desk: str, symbol: str) -> None:
    words = desk_of("Xã Bình Minh", day)
    assert (words.parent_unit, words.desk, words.symbol) == ("UBND xã Bình Minh", desk, symbol)
    assert words.place == "Bình Minh"
