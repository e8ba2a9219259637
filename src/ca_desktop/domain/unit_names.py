"""Names of units as papers say them: the committee behind a unit, its place, capitals undone."""

import re
from collections.abc import Iterable

from ca_desktop.domain.text import fold

_KINDS = (
    "xã ", "phường ", "thị trấn ", "đặc khu ", "thị xã ", "thành phố ", "huyện ", "quận ", "tỉnh ",
)  # fmt: skip
_BODIES = ("ubnd ", "ủy ban ", "uỷ ban ", "trung tâm ", "văn phòng ", "sở ", "phòng ", "công an ")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]+(?:ng|nh|ch|[cmnpt])?"
)
"""A Vietnamese syllable without its marks; what is none, like ``UBND``, is letters for words."""

_WORD = re.compile(r"\w+")


def place_of(unit: str) -> str:
    """Return the name of a unit without its kind: ``Xã Bình Minh`` gives ``Bình Minh``."""
    return unit[len(_begins(unit, _KINDS)) :]


def agency_of(unit: str) -> str:
    """Return the agency of a unit as it stands in a sentence: ``UBND xã Bình Minh``.

    A name that is an agency's own, like that of a centre, stays as it is.
    """
    if _begins(unit, _BODIES):
        return unit
    kind = _begins(unit, _KINDS)
    return f"UBND {kind}{unit[len(kind) :]}"


def desk_head(desk: str) -> str:
    """Return the title of who leads a desk, in capitals as above a signature."""
    return "GIÁM ĐỐC TRUNG TÂM" if _begins(desk, ("trung tâm ",)) else "TRƯỞNG BỘ PHẬN"


def in_sentence(name: str, known: Iterable[str]) -> str:
    """Return a name that was typed in capitals as it stands in a sentence; others as they are.

    Args:
        name: of a unit or an office.
        known: names whose letters are known, looked for in it.
    """
    if not name.isupper():
        return name
    plain = _WORD.sub(lambda word: _lower(word[0]), name)
    for phrase in known:
        found = re.compile(re.escape(phrase), re.IGNORECASE)
        plain = phrase.join(found.split(plain))
    return plain[0].upper() + plain[1:]


def _begins(unit: str, kinds: Iterable[str]) -> str:
    return next((kind for kind in kinds if unit.lower().startswith(kind)), "")


def _lower(word: str) -> str:
    """Return a word in small letters, unless it is letters that stand for words."""
    return word.lower() if _SYLLABLE.fullmatch(fold(word)) else word
