"""Law changes by date: which forms, code patterns and desk names are in force on a day.

Source: docs/sources.md#regimes (NĐ 61/2018, TT 01/2018; NĐ 118/2025 from 1 July 2025,
TT 03/2025 with its forms and codes from 15 September 2025).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ca_desktop.domain.unit_names import agency_of, place_of

LAW_SWITCH = date(2025, 7, 1)
FORMS_SWITCH = date(2025, 9, 15)
LAST_2018 = date(2025, 9, 12)
DESKS = ("Trung tâm Phục vụ hành chính công", "Bộ phận Tiếp nhận và Trả kết quả")
"""What a desk is called in law, the present name first."""


class Regime(StrEnum):
    """A body of rules; a dossier keeps that of its day of reception."""

    R2018 = "R2018"
    R2025 = "R2025"


def regime_on(day: date) -> Regime:
    """Return the law in force."""
    return Regime.R2025 if day >= LAW_SWITCH else Regime.R2018


def forms_regime_on(day: date) -> Regime:
    """Return whose forms and code pattern are in force."""
    return Regime.R2025 if day >= FORMS_SWITCH else Regime.R2018


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the head of a slip says of the desk.

    Attributes:
        parent_unit: whose desk it is, and ``desk`` its name: as they stand in a sentence; a head
            has both in capitals.
    """

    parent_unit: str
    desk: str
    symbol: str
    place: str


def moment_in(regime: Regime, moment: datetime) -> datetime:
    """Return a moment at which the forms of a regime were in force: this one, or the nearest day.

    The 14th of September 2025 was a Sunday; the last day a desk was open is two days before.
    """
    if forms_regime_on(moment.date()) is regime:
        return moment
    day = LAST_2018 if regime is Regime.R2018 else FORMS_SWITCH
    return moment.replace(year=day.year, month=day.month, day=day.day)


def desk_of(office_name: str, day: date) -> Desk:
    """Return the words of the desk of an office on a day."""
    of_2018 = forms_regime_on(day) is Regime.R2018
    return Desk(
        parent_unit=agency_of(office_name),
        desk=DESKS[of_2018],
        symbol="BPTNTKQ" if of_2018 else "TTPVHCC",
        place=place_of(office_name),
    )
