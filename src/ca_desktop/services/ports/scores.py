"""Entered points of units and people, as the tables hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ca_desktop.domain.events.scores import StaffScoresFrozen
from ca_desktop.domain.reports import Period
from ca_desktop.domain.scoring import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """Points that a person entered.

    Attributes:
        person: id of the account that is judged; empty for the unit.
        indicator: its number in the scale of the period.
    """

    office_id: str
    person: str
    indicator: int
    entry: Entry


class Scores(Protocol):
    """Entered points, in this look."""

    def entries(self, period: Period) -> Sequence[EntryRow]:
        """Return what was entered for a period, by every office, the newest entry last."""

    def frozen(self, closing_id: str) -> StaffScoresFrozen | None:
        """Return the points of people that were frozen with a period; None for none here."""
