"""How long is waited: for papers, for whoever fetches a result, for the data of a period.

In force is the release's number with its source, above it the centre's, above it this office's
own, each from a day on (docs/sources.md#lifecycle, docs/sources.md#reports).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.dated_layers import in_force
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.periods import PeriodKind

SUPPLEMENT = "supplement"
"""Working days that papers are waited for before processing may be stopped."""

UNCOLLECTED = "uncollected"
"""Calendar days after which a result that nobody fetched is told of."""

HAND_IN: Mapping[PeriodKind, str] = {kind: f"hand_in.{kind.value}" for kind in PeriodKind}
"""Calendar days after the last day of a period within which its data are handed in."""

OFFICE_WAITS = (SUPPLEMENT, UNCOLLECTED)
"""What an office may set for itself; the rest is the centre's word to all its communes."""

ALL_WAITS = (*OFFICE_WAITS, *HAND_IN.values())
LONGEST = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One number of days.

    Attributes:
        name: one of `ALL_WAITS`.
        days: None: from this day on the layer says nothing any more.
        since: first day on which it holds.
        layer: ``starter``, ``centre`` or ``own``.
        basis: the text that it follows from; empty where there is none.
    """

    name: str
    days: int | None
    since: date
    layer: str
    basis: str = ""


def waits_in_force(known: Iterable[Wait], day: date) -> dict[str, Wait]:
    """Return the numbers that hold on a day, by name."""
    return in_force(known, day, _name, says=_says)


def _name(wait: Wait) -> str:
    return wait.name


def _says(wait: Wait) -> bool:
    return wait.days is not None


def check_days(days: Mapping[str, int | None], *, allowed: Iterable[str]) -> None:
    """Demand known names and numbers that can be meant.

    Raises:
        InvalidField: NO-SUCH-WAIT, BAD-WAIT.
    """
    names = frozenset(allowed)
    for name, number in days.items():
        if name not in names:
            raise InvalidField("wait", "NO-SUCH-WAIT", name=name[:40])
        least = 0 if name in HAND_IN.values() else 1
        if number is not None and not least <= number <= LONGEST:
            raise InvalidField(f"wait.{name}", "BAD-WAIT", least=least, most=LONGEST)
