"""Events of internal processes."""

from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPublished(Event):
    """The centre issued the process of a procedure for every office, from a day on.

    Attributes:
        process: a `ca_desktop.domain.processes.InternalProcess` as JSON; no steps end it.
    """

    at: str
    officer_name: str = field(repr=False)
    process: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessAdjusted(Event):
    """This office issued a process for itself; the fields are those of the centre's."""

    at: str
    officer_name: str = field(repr=False)
    process: dict[str, Any]
