"""A person who stops long work at its n-th step."""

from ca_desktop.services.watch import Stage, Watch


class After:
    """Stops the work at its n-th step.

    Attributes:
        told: every stage, with what was done and the whole.
        asked: how often the work asked whether to go on.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self.asked = 0
        self.told: list[tuple[Stage, int, int]] = []

    @property
    def watch(self) -> Watch:
        """What the work tells and asks."""
        return Watch(lambda *said: self.told.append(said), self._stop)

    def _stop(self) -> bool:
        self.asked += 1
        return self.asked > self._steps
