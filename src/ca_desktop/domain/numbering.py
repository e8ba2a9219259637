"""Numbers that citizens hold: dossier codes, receipt numbers, register numbers.

Patterns: docs/sources.md#dossier-codes (TT 01/2018/TT-VPCP art. 19, TT 03/2025/TT-VPCP
art. 13). Each kind has its own counter for a unit: daily for codes, yearly for the others.
"""

import re
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.regimes import Regime, forms_regime_on

MAX_UNIT_CODE = 35
MAX_DOSSIER_CODE = 64
_LEVEL_1 = "[A-Y][0-9]{2}"
_UNIT = re.compile(rf"{_LEVEL_1}(?:\.[0-9A-Z]+)*|(?:[0-9A-Z]+\.)+{_LEVEL_1}")
"""Today's order has the province or ministry first, the order before 2020 last; both are in use."""
_CODE = re.compile(r"(?P<unit>[0-9A-Z.]+)-(?P<day>[0-9]{6})-(?P<running>[0-9]{4,9})")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.(?P<series>[0-9]{1,5}))?")
_ONE_DIGIT = 9
_RUNNING = 4
"""Digits of the running number that a series stands before."""

_LOWER_LEVELS = ("00", "00", "000")


@dataclass(frozen=True, slots=True)
class CounterKey:
    """Names a counter: what it counts, for which unit, within which day or year."""

    what: str
    unit: str
    span: str

    @property
    def text(self) -> str:
        """The key as tables hold it."""
        return f"{self.what}|{self.unit}|{self.span}"


def dossier_key(unit: str, day: str) -> CounterKey:
    """Return the counter of dossier codes of an ISO day."""
    return CounterKey("dossier", unit, day)


def receipt_key(unit: str, day: str) -> CounterKey:
    """Return the counter of receipt numbers of the day's year."""
    return CounterKey("receipt", unit, day[:4])


def register_key(unit: str, day: str) -> CounterKey:
    """Return the counter of register numbers of the day's year."""
    return CounterKey("register", unit, day[:4])


def paper_key(book: str, unit: str, day: str) -> CounterKey:
    """Return the counter of the papers of one kind in the day's year (TT 01/2018 art. 10.2)."""
    return CounterKey(f"paper-{book}", unit, day[:4])


def check_unit_code(code: str) -> str:
    """Return a unit's identifier, without white space around it.

    Raises:
        InvalidField: ``code``: BAD-UNIT-CODE.

    Source:
        QĐ 20/2020/QĐ-TTg art. 4: groups of 0-9 A-Z between dots, 35 characters at most.
    """
    plain = code.strip()
    if len(plain) > MAX_UNIT_CODE or _UNIT.fullmatch(plain) is None:
        raise InvalidField("code", "BAD-UNIT-CODE")
    return plain


def dossier_code(unit: str, day: date, number: int, *, series: int = 1) -> str:
    """Write a dossier code in the pattern in force on ``day``.

    Args:
        unit: identifier of the receiving unit.
        day: day of reception.
        number: running number of the day, from 1.
        series: life of the database; later lives print it before exactly four digits.
    """
    running = f"{number:04d}" if series == 1 else f"{series}{number:04d}"
    part = _reversed(unit) if forms_regime_on(day) is Regime.R2018 else unit
    return f"{part}-{day:%y%m%d}-{running}"


def _reversed(unit: str) -> str:
    """Write ``H19.12.34`` as the 2018 pattern does: ``000.34.12.H19``."""
    level_1, *lower = unit.split(".")
    if re.fullmatch(_LEVEL_1, level_1) is None:
        return unit
    filled = [*lower, *_LOWER_LEVELS[len(lower) :]]
    widths = (len(level) for level in _LOWER_LEVELS)
    wide = [group.zfill(next(widths, 0)) for group in filled]
    return ".".join([*reversed(wide), level_1])


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """A dossier code taken apart.

    Attributes:
        unit: identifier of the receiving unit, in the order the code has it.
        running: the digits as printed, a later series in front.
    """

    unit: str
    day: date
    running: str


def parse_code(text: str) -> DossierCode | None:
    """Take a dossier code of either pattern apart; None when it is none or its date is no day.

    Codes of other systems read as well: they share the pattern, not the unit.
    """
    match = _CODE.fullmatch(text) if len(text) <= MAX_DOSSIER_CODE else None
    if match is None or _UNIT.fullmatch(match["unit"]) is None:
        return None
    year, month, day = (int(match["day"][place : place + 2]) for place in (0, 2, 4))
    try:
        received = date(2000 + year, month, day)
    except ValueError:
        return None
    return DossierCode(unit=match["unit"], day=received, running=match["running"])


def is_dossier_code(text: str) -> bool:
    """Tell whether ``text`` has one of the patterns and a real date."""
    return parse_code(text) is not None


def receipt_number(number: int, *, series: int = 1) -> str:
    """Write a receipt number: plain in the first life, with the series behind it later."""
    return str(number) if series == 1 else f"{number}.{series}"


def register_number(number: int, *, series: int = 1) -> str:
    """Write a register number: plain in the first life, with the series behind it later."""
    return receipt_number(number, series=series)


def written_number(number: str) -> str:
    """Return a receipt number as its paper has it: below ten with a zero, like those of letters."""
    plain, dot, series = number.partition(".")
    return f"{plain.zfill(2)}{dot}{series}"


def paper_number(number: int, *, series: int = 1) -> str:
    """Write the number of a letter; below ten it has a leading zero (NĐ 30/2020, Annex I)."""
    plain = receipt_number(number, series=series)
    return plain if number > _ONE_DIGIT else f"0{plain}"


def series_of_code(code: str) -> int:
    """Return the series that a printed dossier code carries; 0 for an empty text.

    Raises:
        InvalidField: ``code``: BAD-PAPER-NUMBER.
    """
    if not code.strip():
        return 0
    parsed = parse_code(code.strip().upper())
    if parsed is None:
        raise InvalidField("code", "BAD-PAPER-NUMBER")
    return int(parsed.running[:-_RUNNING] or 1)


def series_of_number(field: str, number: str) -> int:
    """Return the series that a printed receipt or register number carries; 0 for an empty text.

    Raises:
        InvalidField: ``field``: BAD-PAPER-NUMBER.
    """
    if not number.strip():
        return 0
    match = _NUMBER.fullmatch(number.strip())
    if match is None:
        raise InvalidField(field, "BAD-PAPER-NUMBER")
    return int(match["series"] or 1)
