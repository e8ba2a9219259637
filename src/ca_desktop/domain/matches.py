"""Why something was found: which letters of a text answer to what was typed."""

import re
import unicodedata
from typing import Final

from ca_desktop.domain.text import fold, tokens

_WORD: Final = re.compile(r"[^\W_]+")


def spans(text: str, typed: str) -> list[tuple[int, int]]:
    """Return the parts of ``text`` that a search for ``typed`` matched, in order, apart.

    As in the search itself words count without marks and case, in any order, the last one typed
    may be unfinished; a text that begins as typed (a code) matches as a whole.
    """
    plain = typed.strip()
    if plain and text.upper().startswith(plain.upper()):
        return [(0, len(plain))]
    *whole, last = tokens(typed) or [""]
    folded, places = _folded(text)
    found = []
    for word in _WORD.finditer(folded):
        length = _matched(word.group(), whole, last)
        if length:
            found.append((places[word.start()], _end(text, places[word.start() + length - 1])))
    return found


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold letter by letter; say for each folded letter where it came from."""
    parts = [fold(letter) for letter in text]
    return "".join(parts), [at for at, part in enumerate(parts) for _letter in part]


def _matched(word: str, whole: list[str], last: str) -> int:
    """Return how many folded letters of a word were asked for."""
    if word in whole:
        return len(word)
    return len(last) if last and word.startswith(last) else 0


def _end(text: str, place: int) -> int:
    """Return the place behind a letter and the marks that stand on it."""
    after = place + 1
    while after < len(text) and unicodedata.combining(text[after]):
        after += 1
    return after


def marks_agree(text: str, typed: str) -> bool:
    """Tell whether every word typed stands in ``text`` with the very marks it was typed with.

    "hoà" and "hòa" are different here; what was typed without marks asks for none.
    """
    *whole, last = _words(typed) or [""]
    found = _words(text)
    return all(word in found for word in whole) and any(word.startswith(last) for word in found)


def has_marks(typed: str) -> bool:
    """Tell whether something was typed with marks."""
    return any(fold(word) != word for word in _words(typed))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())
