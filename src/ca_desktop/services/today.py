"""Hôm nay: what needs hands at this desk, counted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.dossier_facts import late_before
from ca_desktop.domain.promises import last_day_in_sight
from ca_desktop.services.desk.apologies import last_chances
from ca_desktop.services.desk.day_sheet import waits_since
from ca_desktop.services.exchange.exports import exchange_status, peers_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DayCounts, DossierFilter
from ca_desktop.services.ports.work import View

COUNTERS = ("due_today", "overdue", "ready", "waiting", "unprinted", "unsent")
"""Attributes of `DayCounts` that the first screen shows, each also the name of a list."""

DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDay:
    """A desk on one day.

    Attributes:
        today: the day it was counted for.
        changes: events that no file carries yet.
        paired: there is an office to carry them to.
        apologies: dossiers of which only today a letter still moves the date.
        no_calendar: the year of which the working calendar is missing; None while none is.
    """

    today: date
    counts: DayCounts
    changes: int
    paired: bool
    apologies: int
    no_calendar: int | None

    @property
    def pressing(self) -> int:
        """Dossiers that somebody waits for today: due today, or late."""
        return self.counts.due_today + self.counts.overdue

    @property
    def words(self) -> str:
        """What presses, counted, in a line."""
        counts = self.counts
        parts = (
            (counts.due_today, "đến hạn hôm nay"),
            (counts.due_next, "đến hạn ngày làm việc tới"),
            (counts.overdue, "quá hạn"),
            (self.apologies, "cần xin lỗi hôm nay"),
            (counts.ready, "chờ trả kết quả"),
            (counts.waiting_long, "chờ bổ sung quá lâu"),
        )
        said = ", ".join(f"{number} {words}" for number, words in parts if number)
        return said or "không có hồ sơ đến hạn"


def desk_day(ports: Ports) -> DeskDay:
    """Count what the first screen, the rail and the title of the window show."""
    now = ports.clock.now()
    today = now.date()
    peers = exchange_status(ports).peers
    with ports.reading() as view:
        counts = view.dossiers.day_counts(now)
        if peers:  # an office alone has nobody to send to, and has sent nothing
            unsent = view.dossiers.count(DossierFilter(unsent=True))
            counts = replace(counts, unsent=unsent)
        calendar = view.master.calendar()
        years, own = calendar.years, view.offices.own().office_id
        counts = replace(
            counts,
            due_next=view.dossiers.count(_due_next(calendar, own, today)),
            waiting_long=view.dossiers.count(_waiting_long(view, own, today)),
        )
        apologies = len(last_chances(view, today))
    needed = [today.year, *([today.year + 1] if today.month == DECEMBER else [])]
    return DeskDay(
        today=today,
        counts=counts,
        changes=sum(peer.waiting for peer in peers),
        paired=bool(peers),
        apologies=apologies,
        no_calendar=next((year for year in needed if year not in years), None),
    )


def _due_next(calendar: WorkingCalendar, own: str, today: date) -> DossierFilter:
    day = last_day_in_sight(calendar, today)
    if day == today:  # the year of the next working day has no calendar
        return DossierFilter(ids=())
    return DossierFilter(due_on=day.isoformat(), office_id=own, clock_runs=True)


def _waiting_long(view: View, own: str, today: date) -> DossierFilter:
    since = waits_since(view, today) + timedelta(days=1)
    return DossierFilter(
        statuses=("supplement_required",), office_id=own, asked_before=since.isoformat()
    )


def counter_filter(ports: Ports, name: str) -> DossierFilter:
    """Return which dossiers a counter counts.

    Args:
        ports: the outside world.
        name: one of `COUNTERS`, or ``forwarded``.
    """
    now = ports.clock.now()
    day, late = now.date(), late_before(now)
    with ports.reading() as view:
        own, calendar = view.offices.own().office_id, view.master.calendar()
        paired, long = bool(peers_of(view)), _waiting_long(view, own, day)
    return {
        "due_today": DossierFilter(
            due_on=day.isoformat(), due_from=late, office_id=own, clock_runs=True
        ),
        "overdue": DossierFilter(due_before=late, office_id=own, clock_runs=True),
        "due_next": _due_next(calendar, own, day),
        "waiting_long": long,
        "ready": DossierFilter(statuses=("result_ready",), office_id=own),
        "waiting": DossierFilter(statuses=("supplement_required",), office_id=own),
        "unprinted": DossierFilter(unprinted=True, office_id=own),
        "unsent": DossierFilter(unsent=True) if paired else DossierFilter(ids=()),
        "forwarded": DossierFilter(statuses=("forwarded",), forwarded_to=own),
    }[name]
