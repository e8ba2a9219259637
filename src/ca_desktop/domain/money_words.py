"""Amounts of đồng in Vietnamese words, as receipts and reports write them."""

from dataclasses import dataclass
from typing import Final

from ca_desktop.domain.errors import InvalidField

MOST_IN_WORDS: Final = 999_999_999_999
"""999 tỷ and what is below the next one; no desk takes more."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUP = 1000
_TEN, _ONE, _FOUR, _FIVE = 10, 1, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWords:
    """What may be said in two ways; both are right, an office chooses.

    Attributes:
        odd: of a zero between hundreds and units: ``linh`` or ``lẻ``.
        four: behind two or more tens: ``tư`` or ``bốn``.
        thousand: ``nghìn`` or ``ngàn``.
        even: said behind the currency of every amount, e.g. ``chẵn``; may be empty.
    """

    odd: str = "linh"
    four: str = "tư"
    thousand: str = "nghìn"
    even: str = ""


def amount_in_words(amount: int, words: MoneyWords | None = None) -> str:
    """Write an amount out: 15 000 gives ``Mười lăm nghìn đồng``.

    Args:
        amount: in đồng, 0 … 999 999 999 999.
        words: which of two right ways is taken; None for the usual ones.

    Returns:
        A sentence's beginning: the first letter is a capital, the last word the currency, or
        ``words.even`` behind it.

    Raises:
        InvalidField: ``amount_vnd``: BAD-MONEY, beyond what can be written.
    """
    chosen = words or MoneyWords()
    if not 0 <= amount <= MOST_IN_WORDS:
        raise InvalidField("amount_vnd", "BAD-MONEY")
    said = [*(_number(amount, chosen) or [_DIGITS[0]]), "đồng"]
    if chosen.even:
        said.append(chosen.even)
    text = " ".join(said)
    return text[:1].upper() + text[1:]


def _number(amount: int, words: MoneyWords) -> list[str]:
    """Say the groups of three digits from the left; a group of zeros is passed over."""
    names = ("", words.thousand, "triệu", "tỷ")
    groups = [(amount // _GROUP**place) % _GROUP for place in range(len(names))]
    said: list[str] = []
    for place in reversed(range(len(names))):
        if groups[place]:
            said += _three(groups[place], words, whole=bool(said))
            said += [names[place]] if names[place] else []
    return said


def _three(group: int, words: MoneyWords, *, whole: bool) -> list[str]:
    """Say three digits; ``whole`` says the hundreds even where there are none."""
    hundreds, rest = divmod(group, 100)
    said = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    tens, units = divmod(rest, _TEN)
    if not tens:
        return said + ([words.odd] if said and units else []) + ([_DIGITS[units]] if units else [])
    said += ["mười"] if tens == _ONE else [_DIGITS[tens], "mươi"]
    return said + ([_unit(tens, units, words)] if units else [])


def _unit(tens: int, units: int, words: MoneyWords) -> str:
    if units == _FIVE:
        return "lăm"
    if tens > _ONE and units == _ONE:
        return "mốt"
    if tens > _ONE and units == _FOUR:
        return words.four
    return _DIGITS[units]
