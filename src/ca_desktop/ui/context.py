"""What every page is given."""

from dataclasses import dataclass, field
from datetime import date

from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class UiContext:
    """The outside world and the threads.

    Attributes:
        failures: how often each person has typed a wrong secret in a row, by account.
    """

    ports: Ports
    tasks: TaskRunner
    failures: dict[str, int] = field(default_factory=dict)

    def today(self) -> date:
        """Return the day it is, as a person confirmed it."""
        return self.ports.clock.now().date()
