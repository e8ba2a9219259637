"""When the figures of a period may be frozen.

Rules: docs/sources.md#closing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.reports import Form06, Period

LATE_COLUMNS = ("c10", "c13")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedBefore:
    """A snapshot that stands.

    Attributes:
        number: 1, and one more for each correction.
        carried: dossiers it began with: (6) of Biểu 06.
        still_open: dossiers carried on: (11) of Biểu 06.
    """

    period: Period
    number: int
    carried: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A closed period that begins with another number than the one before it carried on."""

    before: ClosedBefore
    later: ClosedBefore


def newest(closed: Iterable[ClosedBefore]) -> tuple[ClosedBefore, ...]:
    """Return the newest snapshot of each period, by the day it ends, the shorter one first."""
    found: dict[Period, ClosedBefore] = {}
    for row in closed:
        kept = found.get(row.period)
        if kept is None or kept.number < row.number:
            found[row.period] = row
    return tuple(sorted(found.values(), key=_order))


def _order(row: ClosedBefore) -> tuple[date, int]:
    return row.period.end, (row.period.end - row.period.start).days


def before_of(period: Period, closed: Iterable[ClosedBefore]) -> ClosedBefore | None:
    """Return the newest snapshot that ends on the day before a period, of the one most like it."""
    eve, length = period.start - timedelta(days=1), period.end - period.start
    ending = [row for row in newest(closed) if row.period.end == eve]
    return min(
        ending, key=lambda row: abs(row.period.end - row.period.start - length), default=None
    )


def misfits(closed: Sequence[ClosedBefore]) -> tuple[Misfit, ...]:
    """Return where a closed period begins with another number than the one before carried on."""
    pairs = ((before_of(row.period, closed), row) for row in newest(closed))
    return tuple(
        Misfit(before=before, later=row)
        for before, row in pairs
        if before is not None and before.still_open != row.carried
    )


def reached(period: Period, closed: Iterable[ClosedBefore]) -> tuple[ClosedBefore, ...]:
    """Return the closed periods that a correction of one may reach, in the order of mending.

    Those that end later, and those that end on the same day and have it within them; the newest
    snapshot of each.
    """
    return tuple(
        row
        for row in newest(closed)
        if row.period.end > period.end
        or (row.period.end == period.end and row.period.start < period.start)
    )


def unexcused(late: Collection[str], answered: Collection[str]) -> tuple[str, ...]:
    """Return the late dossiers with neither a letter of apology nor a reason on record.

    Args:
        late: ids of what the period calls late, finished or open.
        answered: ids of dossiers with a letter or a recorded reason.
    """
    return tuple(dossier for dossier in late if dossier not in answered)


def require_closing(
    form: Form06,
    today: date,
    *,
    missing: Collection[str],
    same: ClosedBefore | None,
    before: ClosedBefore | None,
    reason: str,
) -> None:
    """Check that a period may be closed now.

    Args:
        form: Biểu 06 of the period.
        today: the period must lie before it.
        missing: see `unexcused`.
        same: the newest snapshot of this period.
        before: the newest snapshot of the period that ends on the day before.
        reason: why a closed period gets another snapshot.

    Raises:
        NotAllowedNow: PERIOD-NOT-OVER, PERIOD-CLOSED, PERIOD-UNEXCUSED, PERIOD-CARRIED.
    """
    if form.period.end >= today:
        raise NotAllowedNow("PERIOD-NOT-OVER", date=form.period.end.isoformat())
    if same is not None and not reason:
        raise NotAllowedNow("PERIOD-CLOSED", number=same.number)
    if missing:
        raise NotAllowedNow("PERIOD-UNEXCUSED", count=len(missing))
    carried = form.total.figures["c6"]
    if before is not None and before.still_open != carried:
        raise NotAllowedNow("PERIOD-CARRIED", before=before.still_open, now=carried)
