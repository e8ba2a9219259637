"""The machine's clock, and a clock that a person set."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from ca_desktop.domain.moments import VIETNAM, parse_moment
from ca_desktop.domain.version import BUILD_DATE

EARLIER = timedelta(minutes=5)
LATER = timedelta(days=400)


class MachineClock:
    """See `ca_desktop.services.ports.work.Clock`."""

    def __init__(self) -> None:
        self._confirmed: tuple[date, date] | None = None

    def machine_now(self) -> datetime:
        """Return the machine's time with +07:00, its time zone left aside."""
        return datetime.now(tz=VIETNAM)  # noqa: TID251 this is the clock

    def now(self) -> datetime:
        """Return the machine's time, on the day that a person confirmed for it."""
        found = self.machine_now()
        if self._confirmed is None or not self.confirmed:
            return found
        machine_day, day = self._confirmed
        return found + (day - machine_day)

    def confirm(self, day: date) -> None:
        """Let today be ``day``, until the machine's day ends."""
        self._confirmed = (self.machine_now().date(), day)

    @property
    def confirmed(self) -> bool:
        """Whether a person vouched for today's date."""
        return self._confirmed is not None and self._confirmed[0] == self.machine_now().date()

    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:
        """Before the build, before the newest event, or 400 days after it (exchange §3.14)."""
        now = self.now()
        if now < parse_moment(BUILD_DATE):
            return True
        last = newest()
        return last is not None and not last - EARLIER <= now <= last + LATER


class TypedClock:
    """A date that a person typed: it stands still and is not in doubt."""

    confirmed = True

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the typed moment."""
        return self.moment

    def machine_now(self) -> datetime:
        """Return the typed moment."""
        return self.moment

    def confirm(self, day: date) -> None:
        """Go to a day; the time stays."""
        self.moment = datetime.combine(day, self.moment.timetz())

    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:  # noqa: ARG002 by protocol
        """Return False."""
        return False
