"""What every page is given."""

from dataclasses import dataclass

from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class UiContext:
    """The outside world and the threads."""

    ports: Ports
    tasks: TaskRunner
