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
_UNIT = re.compile(r"[0-9A-Z]{1,16}(\.[0-9A-Z]{1,16}){0,6}")
_R2018 = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Y]\d{2}-(\d{6})-\d{4,}")
_R2025 = re.compile(r"[0-9A-Z]{1,16}(?:\.[0-9A-Z]{1,16}){0,6}-(\d{6})-\d{4,}")


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


def check_unit_code(code: str) -> str:
    """Return a unit's identifier (QĐ 20/2020/QĐ-TTg art. 4: groups of 0-9 A-Z, 35 at most).

    Raises:
        InvalidField: it is none.
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
    groups = unit.split(".")
    if len(groups) > 4 or len(groups[0]) != 3 or not groups[0][0].isalpha():  # noqa: PLR2004
        return unit
    level1, *rest = groups
    level2, level3, level4 = [*rest, "", "", ""][:3]
    return f"{level4 or '000':0>3}.{level3 or '00':0>2}.{level2 or '00':0>2}.{level1}"


def receipt_number(number: int, *, series: int = 1) -> str:
    """Write a receipt number: plain in the first life, with the series behind it later."""
    return str(number) if series == 1 else f"{number}.{series}"


def register_number(number: int, *, series: int = 1) -> str:
    """Write a register number: plain in the first life, with the series behind it later."""
    return receipt_number(number, series=series)


def is_dossier_code(text: str) -> bool:
    """Tell whether ``text`` has one of the patterns and a real date."""
    match = _R2018.fullmatch(text) or _R2025.fullmatch(text)
    if match is None:
        return False
    try:
        date.fromisoformat(f"20{match[1][:2]}-{match[1][2:4]}-{match[1][4:]}")
    except ValueError:
        return False
    return True
