"""Years of the calendar as somebody is changing them, beside what is kept of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ca_desktop.domain.calendar_layers import marked
from ca_desktop.domain.calendars import YearCalendar
from ca_desktop.services.desk.calendars import CalendarYear, WantedYear


class YearDrafts:
    """What was changed on the page and not kept yet; leaving a year does not lose it.

    Attributes:
        found: the year that is shown, as it is kept; None before it was read.
    """

    def __init__(self) -> None:
        self.found: CalendarYear | None = None
        self._edited: dict[int, WantedYear] = {}

    @property
    def wanted(self) -> WantedYear:
        """What the year that is shown is to be."""
        year = self.found.year if self.found else 0
        return self._edited.get(year, WantedYear(year=year))

    @property
    def base(self) -> YearCalendar | None:
        """The year itself; None where there is no calendar."""
        kept = self.found.layers.base if self.found else None
        return self.wanted.base or kept

    @property
    def own(self) -> YearCalendar:
        """The office's own days."""
        kept = self.found.layers.own if self.found else None
        return self.wanted.own or kept or YearCalendar(year=self.wanted.year)

    @property
    def edited(self) -> bool:
        """Whether something differs from what is kept."""
        if self.found is None:
            return False
        layers = self.found.layers
        own = layers.own or YearCalendar(year=self.found.year)
        return (self.base, self.own) != (layers.base, own)

    def unkept(self) -> Mapping[str, WantedYear]:
        """Return the years that were changed and not kept, by name."""
        return {f"lịch năm {year}": wanted for year, wanted in self._edited.items()}

    def mark(self, which: str, day: date, kind: str) -> None:
        """Let a day be something else.

        Args:
            which: ``common`` or ``own``.
            day: of the year that is shown.
            kind: as `marked` takes it.

        Raises:
            InvalidField: the day cannot be that.
        """
        if which == "own":
            self._put(replace(self.wanted, own=marked(self.own, day, kind)))
        elif self.base is not None:
            self._put(replace(self.wanted, base=marked(self.base, day, kind)))

    def suggest(self) -> None:
        """Begin with the suggested year."""
        if self.found is not None:
            self._put(replace(self.wanted, base=self.found.suggestion))

    def drop(self) -> None:
        """Go back to what is kept."""
        self._edited.pop(self.wanted.year, None)

    def settle(self, kept: WantedYear) -> None:
        """Forget what was kept, unless it was changed further meanwhile."""
        if self._edited.get(kept.year) == kept:
            del self._edited[kept.year]

    def _put(self, wanted: WantedYear) -> None:
        self._edited[wanted.year] = wanted
