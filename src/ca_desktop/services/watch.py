"""Who waits for long work: told how far it is, and free to stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ca_desktop.domain.errors import Cancelled


class Stage(StrEnum):
    """What long work is at."""

    READ = "read"
    APPLY = "apply"
    BUILD = "build"
    CHECK = "check"
    CARRY = "carry"
    JOIN = "join"
    MAIL = "mail"
    COUNT = "count"
    BACKUP = "backup"
    SCAN = "scan"
    LIST = "list"
    SAMPLE = "sample"
    MOVE = "move"


Tell = Callable[[Stage, int, int], None]
"""``tell(stage, done, total)``, in bytes or events."""


def _nobody(_stage: Stage, _done: int, _total: int) -> None:
    """Nobody looks."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """What long work tells and asks.

    Attributes:
        tell: called often, from the worker's thread; must be cheap.
        stop: returns True once the person has asked to stop.
    """

    tell: Tell = _nobody
    stop: Callable[[], bool] = _never

    def step(self, stage: Stage, done: int, total: int) -> None:
        """Tell how far a stage is.

        Raises:
            Cancelled: the person has asked to stop.
        """
        if self.stop():
            raise Cancelled
        self.tell(stage, done, total)

    def meter(self, stage: Stage) -> Callable[[int, int], None]:
        """Return what counts the bytes of a stage."""

        def count(done: int, total: int) -> None:
            self.tell(stage, done, total)

        return count


NOBODY = Watch()
