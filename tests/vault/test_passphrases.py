import unicodedata

import pytest

from ca_desktop.domain.errors import InvalidField
from ca_desktop.vault.passphrases import (
    FLOOR,
    MAX_LENGTH,
    MOST_PASSES,
    START,
    TRAINING,
    Cost,
    calibrate,
    check_new_passphrase,
    seconds_of,
)

OFFICE = ("Xã Bình Minh", "H19.12.34")


@pytest.mark.parametrize(
    "text",
    [
        "Suối Rêu có hai cây gạo",
        "correct horse battery",
        "gà trống gáy 5 giờ",
        "Ŋŋŏẃ 🐃🐃 trâu đồng",
        "Bình Minh trên đồi chè",
        "mật khẩu của bà ngoại",
        "x7#Kq!2mPz",
        "q" * 9 + "wertzuiop"[: MAX_LENGTH - 9],
    ],
)
def test_a_phrase_of_ones_own_is_accepted(text: str) -> None:
    check_new_passphrase(text, OFFICE)
    check_new_passphrase(unicodedata.normalize("NFD", text), OFFICE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ngắn quá",
        "k" + "hông quá dài" * 11,
        "aaaaaaaaaaaa",
        "1212121212",
        "0123456789",
        "0987654321",
        "matkhau123",
        "Mật khẩu 123456",
        "MatKhau@2026",
        "Password2026!",
        "admin-12345",
        "anh yêu em 99",
        "binhminh2026",
        "BÌNH MINH 2026",
        "Xã Bình Minh!",
        "ubndxabinhminh",
        "H19.12.34-2026",
        "motcua@binhminh",
    ],
)
def test_what_is_guessed_first_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as raised:
        check_new_passphrase(text, OFFICE)

    assert raised.value.field == "passphrase"
    assert raised.value.code == "PASSPHRASE-WEAK"
    assert text not in raised.value.details.values() or not text


def test_length_is_counted_in_composed_characters() -> None:
    text = unicodedata.normalize("NFD", "ệệệ ểểể ữ")

    assert len(text) > 10
    with pytest.raises(InvalidField):
        check_new_passphrase(text)


@pytest.mark.parametrize("per_pass", [0.011, 0.04, 0.051, 0.12, 0.3, 0.45, 0.5, 0.9, 1.0])
def test_the_cost_takes_between_half_a_second_and_a_second(per_pass: float) -> None:
    seen: list[Cost] = []

    def measure(cost: Cost) -> float:
        seen.append(cost)
        return per_pass * cost.time

    cost = calibrate(measure)

    assert 0.5 <= per_pass * cost.time <= 1.0
    assert cost.memory_kib == START.memory_kib
    assert len(seen) <= 2


def test_a_slow_machine_gets_the_floor_and_nothing_less() -> None:
    assert calibrate(lambda _cost: 3.0) == FLOOR
    assert FLOOR.memory_kib >= 19 * 1024
    assert FLOOR.time >= 2


def test_an_immeasurably_fast_machine_does_not_calibrate_for_ever() -> None:
    assert calibrate(lambda _cost: 1e-9).time == MOST_PASSES


def test_the_real_machine_is_measured() -> None:
    assert 0 < seconds_of(TRAINING) < seconds_of(Cost(8 * 1024, 4))
