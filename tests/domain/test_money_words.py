"""Amounts in words: every one reads back, by a reader that shares nothing with the writer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.money_words import MOST_IN_WORDS, MoneyWords, amount_in_words

WORTH = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read(text: str) -> int:
    """Read an amount the way a person hears it: digit, then what it counts."""
    total = group = digit = 0
    for word in text.lower().split():
        if word in WORTH:
            digit = WORTH[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
        else:
            assert word in {"linh", "lẻ", "đồng", "chẵn"}, word
    return total + group + digit


WAYS = st.builds(
    MoneyWords,
    odd=st.sampled_from(["linh", "lẻ"]),
    four=st.sampled_from(["tư", "bốn"]),
    thousand=st.sampled_from(["nghìn", "ngàn"]),
    even=st.sampled_from(["", "chẵn"]),
)
AMOUNTS = st.integers(0, MOST_IN_WORDS) | st.builds(
    lambda digits, zeros: int(digits) * 10**zeros, st.from_regex("[0-9]{1,4}", fullmatch=True),
    st.integers(0, 8),
)  # fmt: skip


@settings(max_examples=400)
@given(AMOUNTS, WAYS)
def test_every_amount_up_to_999_billions_reads_back(amount: int, words: MoneyWords) -> None:
    assert read(amount_in_words(amount, words)) == amount


def test_the_first_thousands_all_read_back_and_differ() -> None:
    said = [amount_in_words(amount) for amount in range(3000)]
    assert [read(text) for text in said] == list(range(3000))
    assert len(set(said)) == 3000


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (105, "Một trăm linh năm đồng"),
        (1_000, "Một nghìn đồng"),
        (8_000, "Tám nghìn đồng"),
        (1_001, "Một nghìn không trăm linh một đồng"),
        (11_011, "Mười một nghìn không trăm mười một đồng"),
        (1_000_000, "Một triệu đồng"),
        (2_000_005, "Hai triệu không trăm linh năm đồng"),
        (1_234_567, "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
        (55_555, "Năm mươi lăm nghìn năm trăm năm mươi lăm đồng"),
        (999_000_000_000, "Chín trăm chín mươi chín tỷ đồng"),
    ],
)
def test_an_amount_is_said_as_a_cashier_writes_it(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


def test_an_office_may_choose_between_two_right_words() -> None:
    chosen = MoneyWords(odd="lẻ", four="bốn", thousand="ngàn", even="chẵn")
    assert amount_in_words(24_105, chosen) == "Hai mươi bốn ngàn một trăm lẻ năm đồng chẵn"


@pytest.mark.parametrize("amount", [-1, MOST_IN_WORDS + 1])
def test_what_cannot_be_said_is_refused(amount: int) -> None:
    with pytest.raises(InvalidField):
        amount_in_words(amount)
