"""Master data in force: procedures, calendars, tariffs, words of forms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from ca_desktop.domain.calendar_layers import HolidayLaw, YearLayers
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.processes import InternalProcess
from ca_desktop.domain.reckoning_law import ReckoningLaw
from ca_desktop.domain.scoring import Scale
from ca_desktop.domain.targets import Target
from ca_desktop.domain.tariffs import FeeLaw
from ca_desktop.domain.waits import Wait


class Master(Protocol):
    """Procedures and calendars in force: starter < import < centre < own overlay."""

    def procedure(self, code: str, day: date, *, tariffs: bool = True) -> Procedure | None:
        """Return the version in force on ``day``, with this office's ``tariffs`` where wanted."""

    def procedures(self, day: date, *, tariffs: bool = True) -> Sequence[Procedure]:
        """Return every procedure in force on ``day``, by code."""

    def tariffs(self, code: str | None = None) -> Sequence[LocalTariff]:
        """Return the local tariffs of a procedure, or of all, the first to begin first."""

    def above_imports(self) -> frozenset[str]:
        """Return the codes that have a version which an import would not cover."""

    def form_words(self, form: str, day: date, *, own: bool = True) -> dict[str, str]:
        """Return the words given to a form by a day, by their keys; ``own`` ones where wanted."""

    def calendar(self) -> WorkingCalendar:
        """Return the working calendar of every known year."""

    def years(self) -> Mapping[int, YearLayers]:
        """Return every year that anything is known of, layer by layer, in their order."""

    def holiday_law(self) -> HolidayLaw:
        """Return what the law says of every year."""

    def reckoning_law(self) -> ReckoningLaw:
        """Return what stands behind each step of counting a date."""

    def scales(self) -> Sequence[Scale]:
        """Return the scales that units and people are scored by, the earliest first."""

    def waits(self, day: date) -> Mapping[str, Wait]:
        """Return how long is waited, by name (`ca_desktop.domain.waits`), as it holds on a day."""

    def on_time_target(self, day: date) -> Target:
        """Return the rate in time that an office ought to reach, as it holds on a day."""

    def processes(self, day: date) -> Mapping[str, InternalProcess]:
        """Return the internal process of each procedure that has one on ``day``, by code."""

    def fee_law(self) -> FeeLaw:
        """Return what the law says of every fee."""

    def published(self) -> dict[str, dict[str, object]]:
        """Return the newest published version of each procedure, by code."""
