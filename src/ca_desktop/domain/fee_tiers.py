"""Prices by page as people write them: ``3: 1.000; 11: 500`` – from page 3 on, from page 11 on."""

import re
from collections.abc import Iterable

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.tariffs import FeeTier
from ca_desktop.domain.text import grouped
from ca_desktop.domain.typed import whole_number

NONE = "-"
"""Written where there are none, and nothing would mean: as before."""

_TIER = re.compile(r"(?:từ\s+)?(?:trang\s+)?(\d{1,4})\s*:\s*(.+)", re.ASCII | re.IGNORECASE)


def tiers_text(tiers: Iterable[FeeTier]) -> str:
    """Write prices by page; empty for none."""
    return "; ".join(f"{tier.above + 1}: {grouped(tier.amount_vnd)}" for tier in tiers)


def read_tiers(said: str) -> tuple[FeeTier, ...]:
    """Read prices by page.

    Raises:
        InvalidField: ``rules``: BAD-TIER-LINE it says none; ``fee_tier`` a page is beyond reason.
    """
    parts = (part.strip() for part in said.split(";"))
    return tuple(_tier(part) for part in parts if part and part != NONE)


def _tier(part: str) -> FeeTier:
    found = _TIER.fullmatch(part)
    page = int(found[1]) if found else 0
    if found is None or page < 2:  # noqa: PLR2004 page 1 has the price itself
        raise InvalidField("rules", "BAD-TIER-LINE", line=part[:60])
    return FeeTier(above=page - 1, amount_vnd=whole_number("rules", found[2], "BAD-MONEY"))
