"""Amounts in đồng: whole numbers, never less than nothing."""

from typing import Final

from ca_desktop.domain.errors import InvalidField

MAX_VND: Final = 10**12
"""Far above any fee; keeps a slipped key out of the sums."""


def check_vnd(field: str, value: object) -> int:
    """Return ``value`` as an amount.

    Raises:
        InvalidField: BAD-MONEY; not a whole number from 0 to `MAX_VND`.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_VND:
        raise InvalidField(field, "BAD-MONEY")
    return value


def format_vnd(amount: int) -> str:
    """Write an amount as people read it: ``8.000 đ``."""
    return f"{amount:,} đ".replace(",", ".")
