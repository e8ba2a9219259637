"""The machine's clock, and a clock that a person set."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ca_desktop.domain.moments import VIETNAM, parse_moment
from ca_desktop.domain.version import BUILD_DATE

EARLIER = timedelta(minutes=5)
LATER = timedelta(days=400)


class MachineClock:
    """See `ca_desktop.services.ports.work.Clock`."""

    def now(self) -> datetime:
        """Return the machine's time with +07:00, its time zone left aside."""
        return datetime.now(tz=VIETNAM)  # noqa: TID251 this is the clock

    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:
        """Before the build, before the newest event, or 400 days after it (exchange §3.14)."""
        now = self.now()
        if now < parse_moment(BUILD_DATE):
            return True
        last = newest()
        return last is not None and not last - EARLIER <= now <= last + LATER


class TypedClock:
    """A date that a person typed: it stands still and is not in doubt."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the typed moment."""
        return self._moment

    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:  # noqa: ARG002 by protocol
        """Return False."""
        return False
