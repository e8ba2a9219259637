"""Events of reporting periods."""

from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(Event):
    """The figures of a period were frozen; nothing opens it again, a correction is another one.

    Attributes:
        start: ISO day; so is ``end``.
        number: of the snapshot: 1, and one more for each correction.
        reason: why figures are corrected; empty for the first.
        as_of: ISO moment the figures speak of; ``at``: when they were frozen.
        unit_name: what stood above them; so is ``receiving_unit``.
        tables: reports as `domain.report_tables.ReportTable` writes them: figures, no people.
    """

    at: str
    start: str
    end: str
    number: int
    reason: str
    as_of: str
    unit_name: str
    receiving_unit: str
    tables: tuple[dict[str, Any], ...]
    officer_name: str = field(repr=False)
