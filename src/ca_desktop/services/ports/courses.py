"""Where dossiers lay, as their events tell."""

from collections.abc import Collection, Iterator
from typing import Protocol

from ca_desktop.domain.lateness import Course


class Courses(Protocol):
    """Courses of dossiers, in this look."""

    def of(self, dossier_ids: Collection[str]) -> Iterator[Course]:
        """Yield the course of each of these dossiers that is known, in no order."""
