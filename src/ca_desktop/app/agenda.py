"""What a story has planned for which moment, within the hours of the counter."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count

from ca_desktop.domain.calendars import WorkingCalendar, at

Act = Callable[[], object]


class Agenda:
    """Acts in the order of their moments; at the same moment in the order they were planned.

    Args:
        calendar: says when the counter is open.
        dice: choose the minute.
    """

    def __init__(self, calendar: WorkingCalendar, dice: random.Random) -> None:
        self._calendar = calendar
        self._dice = dice
        self._planned: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def plan(self, moment: datetime, act: Act) -> None:
        """Plan an act."""
        heapq.heappush(self._planned, (moment, next(self._order), act))

    def due(self, until: datetime) -> Iterator[tuple[datetime, Act]]:
        """Yield what is planned up to a moment, also what is planned meanwhile."""
        while self._planned and self._planned[0][0] <= until:
            moment, _number, act = heapq.heappop(self._planned)
            yield moment, act

    def moment_on(self, day: date) -> datetime:
        """Return some minute of a working day at which the counter is open."""
        shift = self._dice.choice(self._calendar.shifts_on(day))
        opened, closed = at(day, shift.start), at(day, shift.end)
        minutes = int((closed - opened).total_seconds()) // 60
        return opened + timedelta(minutes=self._dice.randrange(minutes))

    def later(self, day: date, days: int) -> datetime:
        """Return some open minute so many working days after a day."""
        for _step in range(days):
            day = self._calendar.next_working(day)
        return self.moment_on(day)
