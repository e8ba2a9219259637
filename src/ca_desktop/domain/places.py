"""Hamlets and residential groups: the part of an address that a clerk types most often."""

import re
from collections import Counter
from collections.abc import Iterable

from ca_desktop.domain.text import fold, tokens

_KINDS = (
    "thon|to|to dan pho|tdp|ban|xom|ap|khu|khu pho|khoi|khoi pho|buon|lang|phum|soc|plei|kon|doi"
    "|cum|tieu khu|khom|bon"
)
_HAMLET = re.compile(rf"(?:{_KINDS})\b.+")
"""How the parts of an address begin that name a hamlet; unit names are data, kinds are words."""


def hamlet_of(address: str) -> str:
    """Return the part of an address that names its hamlet; empty where none does."""
    parts = (part.strip() for part in address.split(","))
    return next((part for part in parts if _HAMLET.fullmatch(fold(part))), "")


def ranked(values: Iterable[str]) -> list[str]:
    """Return each value once, the most frequent first, then in the order they came.

    Spellings that differ in case only are one; the most frequent spelling stands for it.
    """
    spelled = Counter(value for value in values if value)
    together: Counter[str] = Counter()
    best: dict[str, str] = {}
    for value, number in spelled.most_common():
        key = value.casefold()
        together[key] += number
        best.setdefault(key, value)
    return [best[key] for key, _number in together.most_common()]


def fitting(values: Iterable[str], typed: str, most: int) -> list[str]:
    """Return the first values that have every typed word, without marks, as the start of one.

    The order stays; so it does while more is typed.
    """
    wanted = tokens(typed)
    if not wanted:
        return []
    found = []
    for value in values:
        words = tokens(value)
        if all(any(word.startswith(start) for word in words) for start in wanted):
            found.append(value)
            if len(found) == most:
                break
    return found
