"""The two bodies of law a dossier may stand under, and what they change by name.

A dossier keeps the regime of its reception date for life.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

LAW_SWITCH: Final = date(2025, 7, 1)
"""Two-level local government and the one-stop rules made for it."""

FORMS_SWITCH: Final = date(2025, 9, 15)
"""Forms and dossier code of the 2025 circular; the default of a setting."""


class Regime(StrEnum):
    """Which rules a dossier stands under."""

    R2018 = "R2018"
    R2025 = "R2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWords:
    """How the desk is called on paper.

    Attributes:
        desk: name of the desk, sentence case; the form decides on capitals.
        symbol: what follows the number on slips: ``123/TTPVHCC``.
    """

    desk: str
    symbol: str


RECEPTION_DESK: Final = DeskWords(desk="Bộ phận Tiếp nhận và Trả kết quả", symbol="BPTNTKQ")
SERVICE_CENTRE: Final = DeskWords(desk="Trung tâm Phục vụ hành chính công", symbol="TTPVHCC")

DESKS: Final[dict[Regime, tuple[DeskWords, ...]]] = {
    Regime.R2018: (RECEPTION_DESK,),
    Regime.R2025: (SERVICE_CENTRE, RECEPTION_DESK),
}
"""Names a desk may bear in each regime, the usual one first; the office chooses.

Source:
    docs/sources.md#desks
"""


def regime_on(day: date) -> Regime:
    """Return the law in force on ``day``.

    Source:
        docs/sources.md#regimes (Law 72/2025/QH15, Decree 118/2025/NĐ-CP).
    """
    return Regime.R2025 if day >= LAW_SWITCH else Regime.R2018


def forms_regime_on(day: date, switch: date = FORMS_SWITCH) -> Regime:
    """Return the regime whose forms and dossier code are used on ``day``.

    Args:
        day: of reception.
        switch: first day of the 2025 forms at this office.

    Source:
        docs/sources.md#regimes (Circular 03/2025/TT-VPCP of 15/09/2025).
    """
    return Regime.R2025 if day >= switch else Regime.R2018
