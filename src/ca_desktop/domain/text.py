"""What people type: cleaned for storing, folded for searching, keyed for sorting.

Stored text is NFC. Names stay as they were typed: one field, no forced case, no splitting.
"""

import re
import unicodedata
from typing import Final

from ca_desktop.domain.errors import InvalidField

LINE_LIMIT: Final = 200
TEXT_LIMIT: Final = 4000
_MB: Final = 1024**2
_GB: Final = 1024**3

_DIRECTION: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER: Final = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_BLANK: Final = " \t\r\n"
_SPACES: Final = re.compile(" {2,}")
_LINE_ENDS: Final = re.compile("\r\n?|\u2028|\u2029")

_STROKES: Final = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b"})
"""Letters whose stroke is no separate mark; U+00F0 is often typed for đ, ƀ is Ê Đê."""
_WORD: Final = re.compile(r"[^\W_]+")

_SORTED_AS: Final = str.maketrans({"ð": "đ", "ƀ": "b\u0335"})
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng; a word without a tone has 0, any other mark comes last."""
_OTHER_MARK: Final = "6"
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHTS: Final = {" ": "!"} | {letter: chr(ord("A") + n) for n, letter in enumerate(_ALPHABET)}
"""Fixed-width stand-ins in order: space, "#" for other signs, digits, letters, other scripts."""

_PLANE_END: Final = 0xFFFE
_NONCHARACTERS: Final = range(0xFDD0, 0xFDF0)


def clean_line(field: str, text: str, *, limit: int = LINE_LIMIT, required: bool = False) -> str:
    """Make one line of typed or pasted text fit to store.

    Invisible characters that paste along (zero-width spaces, soft hyphens) go silently.

    Args:
        field: what an error is to name.
        text: as typed.
        limit: characters after cleaning.
        required: refuse an empty line.

    Returns:
        NFC, no white space at either end, single spaces inside.

    Raises:
        InvalidField: REQ-FIELD, TOO-LONG (``max``), or CONTROL-CHARS for control characters,
            line ends inside, direction overrides, lone surrogates and private characters.
    """
    line = _normal(field, text, limit).strip(_BLANK)
    _refuse_hidden(field, line)
    return _fitting(field, _SPACES.sub(" ", line), limit, required=required)


def clean_text(field: str, text: str, *, limit: int = TEXT_LIMIT, required: bool = False) -> str:
    r"""Make several lines fit to store: like `clean_line`, but ``\n`` and ``\t`` may stay.

    Raises:
        InvalidField: as `clean_line`.
    """
    body = _normal(field, _LINE_ENDS.sub("\n", text), limit)
    _refuse_hidden(field, body.translate({ord("\n"): None, ord("\t"): None}))
    lines = (_SPACES.sub(" ", line).strip(" ") for line in body.split("\n"))
    return _fitting(field, "\n".join(lines).strip(_BLANK), limit, required=required)


def _normal(field: str, text: str, limit: int) -> str:
    if len(text) > 4 * limit:  # ordering the marks of a hostile text takes quadratic time
        raise InvalidField(field, "TOO-LONG", max=limit)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", "".join(map(_visible, text)))


def _visible(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Zs":
        return " "
    return "" if kind == "Cf" and char not in _DIRECTION else char


def _refuse_hidden(field: str, text: str) -> None:
    for char in text:
        kind = unicodedata.category(char)
        if kind in _NEVER or char in _DIRECTION or (kind == "Cn" and _is_noncharacter(char)):
            raise InvalidField(field, "CONTROL-CHARS")


def _is_noncharacter(char: str) -> bool:
    """Tell the code points that no XML file, so no workbook, can hold."""
    code = ord(char)
    return code & _PLANE_END == _PLANE_END or code in _NONCHARACTERS


def _fitting(field: str, text: str, limit: int, *, required: bool) -> str:
    if required and not text:
        raise InvalidField(field, "REQ-FIELD")
    if len(text) > limit:
        raise InvalidField(field, "TOO-LONG", max=limit)
    return text


def fold(text: str) -> str:
    """Return ``text`` without case, marks and strokes, so that "duong" finds "Đường"."""
    if text.isascii():
        return text.lower()
    bare = _bare(_bare(text).casefold())
    return bare.translate(_STROKES)


def has_words(said: str, typed: str) -> bool:
    """Tell whether every word that was typed stands somewhere in a text, marks or not."""
    folded = fold(said)
    return all(word in folded for word in fold(typed).split())


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")


def tokens(text: str) -> list[str]:
    """Return the folded words of ``text``: runs of letters and digits, in order.

    A dossier code or a hyphenated name falls apart at its signs, here and in the index alike.
    """
    return _WORD.findall(fold(text))


def sort_key(text: str) -> str:
    """Return a text whose plain code-point order is the Vietnamese order of ``text``.

    First the letters (a ă â b c d đ …) of the whole text, then the tones word by word (ngang
    huyền hỏi ngã sắc nặng): "hoà" and "hòa" are equal, as are capitals and small letters.
    Order in SQL needs a binary collation (SQLite's default, ``"C"`` in PostgreSQL).
    """
    letters: list[str] = []
    tones = [""]
    for char in unicodedata.normalize("NFD", text.casefold().translate(_SORTED_AS)):
        if unicodedata.category(char) == "Mn":
            tones[-1] += _mark(letters, char)
        elif char.isalnum():
            letters.append(char)
        else:
            letters.append(" " if char.isspace() else "#")
            tones.append("")
    weights = "".join(_WEIGHTS.get(letter, letter) for letter in letters)
    return f"{weights} {''.join(tone or '0' for tone in tones).rstrip('0')}"


def _mark(letters: list[str], mark: str) -> str:
    """Give the mark to the letter before it (ă ơ ê …), or return its weight as a tone."""
    shaped = unicodedata.normalize("NFC", "".join(letters[-1:]) + mark)
    if shaped in _ALPHABET and letters:
        letters[-1] = shaped
        return ""
    return _TONES.get(mark, _OTHER_MARK)


def name_sort_key(full_name: str) -> str:
    """Return the key by which lists of people are ordered: given (last) word, then the rest."""
    *rest, given = full_name.split() or [""]
    return f"{sort_key(given)} {sort_key(' '.join(rest))}"


def grouped(number: int) -> str:
    """Write a number as people read it: ``1.234.567``."""
    return f"{number:,}".replace(",", ".")


def sized(count: int) -> str:
    """Write a number of bytes as people read it: ``340 KB``, ``1,2 MB``, ``3,0 GB``."""
    if count < _MB:
        return f"{-(-count // 1024)} KB"
    unit, name = (_GB, "GB") if count >= _GB else (_MB, "MB")
    return f"{count / unit:.1f} {name}".replace(".", ",")
