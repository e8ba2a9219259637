"""Closed periods, as the tables hold them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.reports import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRow:
    """A snapshot of a period.

    Attributes:
        closing_id: id of the event that froze it.
        number: 1, and one more for each correction.
        carried: (6) of Biểu 06, what it began with.
        still_open: (11) of Biểu 06, what it carries on.
        as_of: ISO moment; so is ``closed_at``.
    """

    closing_id: str
    office_id: str
    period: Period
    number: int
    carried: int
    still_open: int
    reason: str
    as_of: str
    closed_at: str
    officer_name: str = field(repr=False)


class Periods(Protocol):
    """Snapshots of periods, in this look."""

    def closed(self, office_id: str) -> Sequence[ClosedRow]:
        """Return the snapshots of an office, the newest period and snapshot first."""

    def snapshot(self, closing_id: str) -> PeriodClosed | None:
        """Return what was frozen; None when there is no such snapshot here."""
