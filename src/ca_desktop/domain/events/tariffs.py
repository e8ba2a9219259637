"""Events of what an office charges by a resolution of its province."""

from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffSet(Event):
    """A procedure costs this from a day on; again for the same day takes its place.

    Attributes:
        tariff: a `ca_desktop.domain.local_tariffs.LocalTariff` as JSON.
    """

    at: str
    officer_name: str = field(repr=False)
    tariff: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffDropped(Event):
    """A tariff was entered wrongly: what was before it holds again.

    Attributes:
        procedure: code.
        since: ISO day it was to begin.
        note: the reason.
    """

    at: str
    officer_name: str = field(repr=False)
    procedure: str
    since: str
    note: str = field(repr=False)
