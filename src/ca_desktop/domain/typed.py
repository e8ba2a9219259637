"""What hands type into days and numbers: many forms, one meaning.

Anything that is none of them stays as it was typed, for the person to see and correct.
"""

import re
from datetime import date, timedelta

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.people import CITIZEN_DIGITS, BirthDate, phone_words

TODAY = "h"
"""One letter for today (hôm nay)."""

_SHORT_YEAR = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2})|(\d{2})(\d{2})(\d{2})", re.ASCII)
_BLANKS = re.compile(r"\s+")
_AROUND_SIGNS = re.compile(r"\s*([/.\-])\s*")
_ID_SIGNS = re.compile(r"[\s.\-]")
_MONEY_SIGNS = re.compile(r"[\s.]|đ$|đồng$|vnđ$", re.IGNORECASE)
_MONTHS = 12


def typed_day(field: str, text: str, today: date | None) -> date:
    """Read a day: ``24/11/2026``, ``24112026``, ``24-11-26``, ``2026-11-24``, ``h`` for today.

    A year of two digits is of this century; with no ``today`` the letter is none.

    Raises:
        InvalidField: BAD-DATE it is none.
    """
    plain = _AROUND_SIGNS.sub(r"\1", text.strip())
    if today is not None and plain.casefold() == TODAY:
        return today
    short = _SHORT_YEAR.fullmatch(plain)
    if short is None:
        return read_day(field, plain)
    day, month, year = (int(part) for part in short.groups() if part)
    try:
        return date(2000 + year, month, day)
    except ValueError as error:
        raise InvalidField(field, "BAD-DATE", text=text[:20]) from error


def birth_moved(birth: BirthDate, steps: int) -> BirthDate:
    """Return the birth some days later; months or years where no more is known.

    Raises:
        ValueError: out of the calendar.
    """
    if birth.month is None:
        return BirthDate(birth.year + steps)
    if birth.day is None:
        months = birth.year * _MONTHS + birth.month - 1 + steps
        return BirthDate(months // _MONTHS, months % _MONTHS + 1)
    try:
        moved = birth.first_day + timedelta(days=steps)
    except OverflowError as error:
        raise ValueError("out of the calendar") from error
    return BirthDate(moved.year, moved.month, moved.day)


def id_words(text: str) -> str:
    """Return a citizen's number in groups, ``001 090 123 456``; other texts on one line."""
    plain = _ID_SIGNS.sub("", text)
    if len(plain) == CITIZEN_DIGITS and plain.isascii() and plain.isdigit():
        return " ".join(plain[at : at + 3] for at in range(0, CITIZEN_DIGITS, 3))
    return _BLANKS.sub(" ", text.strip())


def phone_typed(text: str) -> str:
    """Return a telephone number as people read it; what is none on one line."""
    plain = _ID_SIGNS.sub("", text)
    if plain.startswith("+84"):
        plain = "0" + plain[3:]
    if plain.isascii() and plain.isdigit():
        return phone_words(plain)
    return _BLANKS.sub(" ", text.strip())


def whole_number(field: str, text: str, code: str) -> int:
    """Read an amount or a number of pieces: ``2``, ``8.000``, ``8 000 đ``.

    Raises:
        InvalidField: ``code``.
    """
    plain = _MONEY_SIGNS.sub("", _MONEY_SIGNS.sub("", text.strip()))
    if not plain.isascii() or not plain.isdigit():
        raise InvalidField(field, code)
    return int(plain)
