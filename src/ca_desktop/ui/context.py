"""What every page is given."""

from dataclasses import dataclass, field
from datetime import date, datetime

from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.wrong_tries import WrongTries


@dataclass(frozen=True, slots=True)
class UiContext:
    """The outside world and the threads.

    Attributes:
        tries: which accounts had a wrong secret typed, and have to wait.
    """

    ports: Ports
    tasks: TaskRunner
    tries: WrongTries = field(default_factory=WrongTries)

    def now(self) -> datetime:
        """Return the moment it is, on the day that a person confirmed."""
        return self.ports.clock.now()

    def today(self) -> date:
        """Return the day it is, as a person confirmed it."""
        return self.now().date()
