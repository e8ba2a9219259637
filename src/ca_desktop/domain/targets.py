"""The rate in time that an office ought to reach, what is late and open counted.

In force is the release's number, above it the centre's, above it this office's own, each from a
day on (docs/sources.md#reports); a period is held against the number of its last day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.dated_layers import in_force
from ca_desktop.domain.errors import InvalidField

WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One number.

    Attributes:
        percent: 0: nothing is held against it; None: the layer says nothing any more.
        since: first day on which it holds.
        layer: ``starter``, ``centre`` or ``own``.
        basis: the text that it follows from; empty where there is none.
    """

    percent: int | None
    since: date
    layer: str
    basis: str = ""

    @property
    def least(self) -> int:
        """Per cent that a rate ought to reach; 0 where it is not held against anything."""
        return self.percent or 0


def target_in_force(known: Iterable[Target], day: date) -> Target:
    """Return the number that holds on a day.

    Raises:
        KeyError: not even the release says one.
    """
    return in_force(known, day, _name, says=_says)[""]


def check_percent(percent: int | None) -> None:
    """Demand a number that can be reached.

    Raises:
        InvalidField: BAD-PERCENT.
    """
    if percent is not None and not 0 <= percent <= WHOLE:
        raise InvalidField("target", "BAD-PERCENT")


def _name(_target: Target) -> str:
    return ""


def _says(target: Target) -> bool:
    return target.percent is not None
