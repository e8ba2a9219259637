"""When the figures of a period may be frozen.

Rules: docs/sources.md#closing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.reports import Form06, Period

LATE_COLUMNS = ("c10", "c13")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedBefore:
    """A snapshot that stands.

    Attributes:
        number: 1, and one more for each correction.
        still_open: dossiers carried on: (11) of Biểu 06.
    """

    period: Period
    number: int
    still_open: int


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
