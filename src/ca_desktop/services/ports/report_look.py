"""What reports look at beside the dossiers themselves."""

from typing import Protocol

from ca_desktop.services.ports.courses import Courses
from ca_desktop.services.ports.deeds import Deeds
from ca_desktop.services.ports.periods import Periods
from ca_desktop.services.ports.scores import Scores


class ReportLook(Protocol):
    """A part of every look at the data."""

    @property
    def courses(self) -> Courses:
        """Where dossiers lay, in this look."""

    @property
    def deeds(self) -> Deeds:
        """What was done with dossiers, in this look."""

    @property
    def periods(self) -> Periods:
        """Closed periods, in this look."""

    @property
    def scores(self) -> Scores:
        """Entered points, in this look."""
