"""What stands at the head of an official paper of this office on a day."""

from datetime import datetime

from ca_desktop.domain.regimes import desk_of

_LAST_PADDED = 2
"""Months up to this one have a leading zero (NĐ 30/2020, Annex I)."""


def paper_head(office: str, at: datetime) -> dict[str, str]:
    """Return the words of the head by the names of the forms' places.

    Args:
        office: its name on that day.
        at: moment of the paper; days below ten and January and February have a leading zero.
    """
    desk = desk_of(office, at.date())
    return {
        "office": office,
        "parent_unit": desk.parent_unit,
        "desk": desk.desk,
        "symbol": desk.symbol,
        "place": desk.place,
        "day": f"{at.day:02d}",
        "month": f"{at.month:02d}" if at.month <= _LAST_PADDED else str(at.month),
        "year": str(at.year),
    }
