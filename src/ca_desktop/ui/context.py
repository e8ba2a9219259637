"""What every page is given."""

from dataclasses import dataclass
from datetime import date

from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class UiContext:
    """The outside world and the threads."""

    ports: Ports
    tasks: TaskRunner

    def today(self) -> date:
        """Return the day it is, as a person confirmed it."""
        return self.ports.clock.now().date()
