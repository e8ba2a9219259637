"""The on-time rate in three variants that stand side by side, counted from plain facts.

Of results alone, the rate hides what is late and still open; against the date in force, it hides
what was promised first. So all three are said, as exact fractions of dossiers that can be listed.
A dossier counts once, at the desk that took it in, whoever works on it.

Rules: docs/sources.md#on-time-rate.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ca_desktop.domain.deadlines import placing, whole_minute
from ca_desktop.domain.reports import COUNTED, DossierFacts, Period, place

FEW = 5
"""Results below which a rate is not ranked: one dossier would move it by a fifth."""

FINISHED = ("c8", "c9", "c10")
KEPT, BROKEN = "p_kept", "p_broken"
"""Beside the columns of Biểu 06: against the first promise, kept, and broken even if open."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Attributes:
        part: 0 to ``whole``.
    """

    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        """Return the share itself; None for 0 of 0, which is no rate."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def percent(self) -> str | None:
        """Return per cent with two decimals, half up, a point between; None for 0 of 0."""
        if not self.whole:
            return None
        exact = Fraction(100 * self.part, self.whole)
        decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
        return str(decimal.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def below(share: Share, least: int) -> bool:
    """Tell whether a rate is less than it ought to be; of too few dossiers none is.

    Args:
        share: the rate.
        least: per cent.
    """
    return share.whole >= FEW and 100 * share.part < least * share.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeRow:
    """Results of one office, or the total.

    Attributes:
        received: taken in within the period.
        finished: results and ends within the period.
        on_time: of those, early or on the day in force.
        late_open: not finished and past the day in force while the clock runs.
        first_kept: finished within the period by the day that was promised first.
        first_broken: finished after it, or open past it, whoever made the clock stand.
    """

    office_id: str | None
    received: int
    finished: int
    early: int
    on_time: int
    late: int
    late_open: int
    first_kept: int
    first_broken: int

    @property
    def of_results(self) -> Share:
        """Return (8) + (9) of (7) of Biểu 06: what commune reports call the rate."""
        return Share(self.on_time, self.finished)

    @property
    def of_all_due(self) -> Share:
        """Return (8) + (9) of (7) + (13): what is late and open lowers it too."""
        return Share(self.on_time, self.finished + self.late_open)

    @property
    def of_first_promise(self) -> Share:
        """Return kept of kept and broken, against the day on the citizen's first slip."""
        return Share(self.first_kept, self.first_kept + self.first_broken)

    @property
    def rate(self) -> str | None:
        """Return the rate of results in per cent; None for 0 of 0."""
        return self.of_results.percent

    @property
    def few(self) -> bool:
        """Tell whether there are too few results to compare the rate with others."""
        return 0 < self.finished < FEW


@dataclass(frozen=True, slots=True)
class OnTimeTable:
    """A row an office, worst first, then those with few results, then those without; the total."""

    rows: tuple[OnTimeRow, ...]
    total: OnTimeRow
    period: Period
    as_of: datetime
    dossiers: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    def behind(self, office_id: str | None, columns: Sequence[str]) -> tuple[str, ...]:
        """Return the dossiers behind a figure, by columns of Biểu 06, `KEPT` and `BROKEN`."""
        return tuple(
            dossier
            for (office, name), found in self.dossiers.items()
            if name in columns and office_id in {None, office}
            for dossier in found
        )


def on_time(
    facts: Iterable[DossierFacts],
    period: Period,
    moment: datetime,
    *,
    offices: Iterable[str] = (),
) -> OnTimeTable:
    """Count results against their dates, by office.

    Args:
        facts: of every dossier that might count.
        period: first to last day.
        moment: as of when.
        offices: have a row even without any dossier.
    """
    behind: dict[tuple[str, str], list[str]] = defaultdict(list)
    seen = set(offices)
    for item in facts:
        columns = place(item, period, moment)
        if columns is not None:
            seen.add(item.office_id)
            for column in (*columns, *_promise(item, moment)):
                behind[item.office_id, column].append(item.dossier_id)
    rows = [_row(office, behind) for office in sorted(seen)]
    rows.sort(key=_worst_first)
    total = _sum_rows(rows)
    frozen = {key: tuple(found) for key, found in behind.items() if found}
    return OnTimeTable(tuple(rows), total, period, moment, frozen)


def _promise(facts: DossierFacts, moment: datetime) -> tuple[str, ...]:
    """Place a dossier that counts against the day promised first; open in time: nowhere."""
    first, finished = facts.dues[0].due_at, facts.finished_at
    if finished is not None and finished <= moment:
        late = placing(finished, first, by_minute=facts.by_minute) == "late"
        return (BROKEN if late else KEPT,)
    return (BROKEN,) if is_past(first, moment, by_minute=facts.by_minute) else ()


def is_past(due_at: datetime | None, moment: datetime, *, by_minute: bool) -> bool:
    """Tell whether a due date is over: by the day, limits in hours by the minute."""
    if due_at is None:
        return False
    return due_at < whole_minute(moment) if by_minute else due_at.date() < moment.date()


def _row(office: str, behind: Mapping[tuple[str, str], list[str]]) -> OnTimeRow:
    number = {column: len(behind.get((office, column), ())) for column in (*COUNTED, KEPT, BROKEN)}
    return OnTimeRow(
        office_id=office,
        received=number["c4"] + number["c5"],
        finished=number["c8"] + number["c9"] + number["c10"],
        early=number["c8"],
        on_time=number["c8"] + number["c9"],
        late=number["c10"],
        late_open=number["c13"],
        first_kept=number[KEPT],
        first_broken=number[BROKEN],
    )


def _sum_rows(rows: Sequence[OnTimeRow]) -> OnTimeRow:
    return OnTimeRow(
        office_id=None,
        received=sum(row.received for row in rows),
        finished=sum(row.finished for row in rows),
        early=sum(row.early for row in rows),
        on_time=sum(row.on_time for row in rows),
        late=sum(row.late for row in rows),
        late_open=sum(row.late_open for row in rows),
        first_kept=sum(row.first_kept for row in rows),
        first_broken=sum(row.first_broken for row in rows),
    )


def _worst_first(row: OnTimeRow) -> tuple[int, Fraction, str]:
    rank = 2 if not row.finished else int(row.few)
    return rank, row.of_all_due.exact or Fraction(0), row.office_id or ""
