"""Phiếu việc trong ngày: one page at opening, what is due, late, to be written, to be fetched."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ca_desktop.domain.backlog import OpenFact
from ca_desktop.domain.errors import CalendarMissing
from ca_desktop.domain.moments import day_text, parse_moment, weekday_text
from ca_desktop.domain.promises import last_day_in_sight
from ca_desktop.domain.text import sort_key
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.domain.waits import SUPPLEMENT
from ca_desktop.services import words
from ca_desktop.services.desk.apologies import last_chances
from ca_desktop.services.desk.usual_waits import days_waited
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import DeskSheet, SheetPart
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.work import View

HEAPS = ("late", "due_today", "apology", "due_next", "ready", "waiting_long")
"""In the order of the sheet: what presses most first."""

MOST_OFFICERS, MOST_LINES = 5, 16
"""What one page holds."""

LONGEST, LONGEST_NAME = 30, 18
"""Letters of a procedure's and of an officer's name that one line holds."""

NOBODY = "Chưa rõ"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayItem:
    """A dossier on the sheet.

    Attributes:
        officer: who took the last step, or the office that holds it.
    """

    code: str
    procedure: str
    due_at: str | None
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWork:
    """What a day brings.

    Attributes:
        heaps: dossiers by the names of `HEAPS`.
    """

    today: date
    next_day: date
    heaps: Mapping[str, tuple[DayItem, ...]]

    @property
    def size(self) -> int:
        """Number of entries."""
        return sum(map(len, self.heaps.values()))


def waits_since(view: View, today: date) -> date:
    """Return the last day so long ago that papers asked for then should have come."""
    calendar, days = view.master.calendar(), days_waited(view, SUPPLEMENT, today)
    day, left = today, days
    try:
        while left:
            day -= timedelta(days=1)
            left -= calendar.is_working(day)
    except CalendarMissing:
        return today - timedelta(days=days * 7 // 5)
    return day


def day_work(ports: Ports) -> DayWork:
    """Return what today brings at this desk."""
    today = ports.clock.now().date()
    with ports.reading() as view:
        return _day_work(view, today)


def _day_work(view: View, today: date) -> DayWork:
    own, calendar = view.offices.own(), view.master.calendar()
    next_day = last_day_in_sight(calendar, today)
    facts = {
        fact.dossier_id: (fact.holder if custodian == view.offices.node().node_id else office, fact)
        for fact, custodian, office in view.dossiers.open_facts(own.office_id)
    }
    running = [fact for _who, fact in facts.values() if not fact.waits and fact.due]
    ids = {
        "late": _due(running, date.min, today - timedelta(days=1)),
        "due_today": _due(running, today, today),
        "apology": last_chances(view, today),
        "due_next": _due(running, today + timedelta(days=1), next_day),
    }
    since = (waits_since(view, today) + timedelta(days=1)).isoformat()
    wanted = {
        **{name: DossierFilter(ids=tuple(found)) for name, found in ids.items()},
        "ready": DossierFilter(statuses=("result_ready",), office_id=own.office_id),
        "waiting_long": DossierFilter(
            statuses=("supplement_required",), office_id=own.office_id, asked_before=since
        ),
    }
    officers = {dossier_id: who for dossier_id, (who, _fact) in facts.items()}
    return DayWork(
        today=today,
        next_day=next_day,
        heaps={name: tuple(_items(view.dossiers.each(wanted[name]), officers)) for name in HEAPS},
    )


def _due(facts: Sequence[OpenFact], first: date, last: date) -> list[str]:
    return [fact.dossier_id for fact in facts if fact.due and first <= fact.due <= last]


def _items(rows: Iterator[DossierRow], officers: Mapping[str, str]) -> Iterator[DayItem]:
    for row in rows:
        yield DayItem(
            code=row.code or "",
            procedure=row.procedure_name,
            due_at=row.due_at,
            officer=officers.get(row.dossier_id) or NOBODY,
        )


# on paper


def draw_day_sheet(ports: Ports) -> bytes:
    """Return the PDF of what today brings, one page of A4."""
    with ports.reading() as view:
        today = ports.clock.now().date()
        work = _day_work(view, today)
        own, training = view.offices.own().name, view.offices.node().training
    values = {
        "office": agency_of(own),
        "day": weekday_text(work.today),
        "next_day": weekday_text(work.next_day),
        **{name: str(len(work.heaps[name])) for name in HEAPS},
    }
    sheet = DeskSheet(
        form="day",
        values=values,
        parts=(_by_officer(work), _lists(work)),
        training=training,
        printed_at=ports.clock.now(),
    )
    return ports.paper.desk_sheet(sheet)


def _by_officer(work: DayWork) -> SheetPart:
    counted = {name: Counter(x.officer for x in work.heaps[name]) for name in HEAPS}
    names = sorted({name for each in counted.values() for name in each}, key=sort_key)
    names.sort(key=lambda name: -sum(each[name] for each in counted.values()))
    rows = [
        {
            "officer": _short(name),
            **{heap: str(counted[heap][name] or "–") for heap in HEAPS},
        }
        for name in names[:MOST_OFFICERS]
    ]
    return SheetPart(kind="officers", values={}, rows=tuple(rows))


def _lists(work: DayWork) -> SheetPart:
    """Return every heap under its name, as far as the page reaches."""
    filled = [name for name in HEAPS if work.heaps[name]]
    room = MOST_LINES
    rows: list[Mapping[str, str]] = []
    for place, name in enumerate(filled):
        found = work.heaps[name]
        shown = found[: max(1, room // (len(filled) - place))]
        room -= len(shown)
        part = f", ghi {len(shown)}" if len(shown) < len(found) else ""
        head = f"{words.label('day_heaps', name)}: {len(found)}{part}"
        rows.append({"code": "", "procedure": head, "due": "", "officer": ""})
        rows += map(_line, shown)
    return SheetPart(kind="work", values={}, rows=tuple(rows))


def _line(item: DayItem) -> dict[str, str]:
    return {
        "code": item.code,
        "procedure": _cut(item.procedure, LONGEST),
        "due": day_text(parse_moment(item.due_at).date()) if item.due_at else "",
        "officer": _short(item.officer),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _short(name: str) -> str:
    """Write a long name with initials from its beginning: people are called by its end."""
    words_of = name.split()
    for place in range(len(words_of) - 1):
        if len(" ".join(words_of)) <= LONGEST_NAME:
            break
        words_of[place] = f"{words_of[place][0]}."
    return _cut(" ".join(words_of), LONGEST_NAME)
