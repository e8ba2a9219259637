"""Amounts of đồng: whole numbers."""

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import grouped

MAX_VND = 10**12


def check_vnd(field: str, value: object) -> int:
    """Return an amount that may be taken at a desk.

    Raises:
        InvalidField: no whole number, negative, or beyond reason.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_VND:
        raise InvalidField(field, "BAD-MONEY")
    return value


def format_vnd(amount: int) -> str:
    """Write an amount as people read it: ``8.000 đ``."""
    return f"{grouped(amount)} đ"
