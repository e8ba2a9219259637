"""Biểu 06 (thirteen columns by field), counted from plain facts.

Rules: docs/sources.md#reports (TT 01/2020/TT-VPCP form II.06a; placing by the date of the
result against the due date in force at that moment).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from ca_desktop.domain.deadlines import placing, whole_minute
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_end, day_start
from ca_desktop.domain.text import sort_key

COUNTED = ("c4", "c5", "c6", "c8", "c9", "c10", "c12", "c13")
"""Columns a dossier is placed in; the others are sums."""

SUMS = {"c3": ("c4", "c5", "c6"), "c7": ("c8", "c9", "c10"), "c11": ("c12", "c13")}
COLUMNS = tuple(f"c{number}" for number in range(3, 14))
_DONE = {"early": "c8", "on_time": "c9", "late": "c10"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidField("to", "BAD-PERIOD")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSpan:
    """From ``since`` on this due date applied; ``waiting``: the clock stood."""

    since: datetime
    due_at: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFacts:
    """What reports need of a dossier.

    Attributes:
        dues: oldest first, the first from reception.
        by_minute: early and late are told by the minute, not by the date.
    """

    dossier_id: str
    office_id: str
    field_code: str
    field_name: str
    channel: str
    received_at: datetime
    finished_at: datetime | None
    dues: tuple[DueSpan, ...]
    by_minute: bool

    def span_at(self, moment: datetime) -> DueSpan:
        """Return the due date that counted at a moment.

        A clock that is stopped once its date is over has not stopped, and no later date counts:
        whoever is late already is not made punctual by asking for papers.
        """
        return self._counting([span for span in self.dues if span.since <= moment])

    def last_span(self) -> DueSpan:
        """Return the due date that counts after all that is known."""
        return self._counting(self.dues)

    def _counting(self, spans: Sequence[DueSpan]) -> DueSpan:
        for span in spans:
            if span.waiting and self._over(span):
                return DueSpan(since=span.since, due_at=span.due_at, waiting=False)
        return spans[-1] if spans else self.dues[0]

    def _over(self, span: DueSpan) -> bool:
        return placing(span.since, span.due_at, by_minute=self.by_minute) == "late"


def month_period(year: int, month: int) -> Period:
    """Return a calendar month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(start=date(year, month, 1), end=following - timedelta(days=1))


def official_month(year: int, month: int) -> Period:
    """Return a reporting month: from the 15th of the month before to the 14th."""
    end = date(year, month, 14)
    before = date(year, month, 1) - timedelta(days=1)
    return Period(start=before.replace(day=15), end=end)


def as_of(period: Period, now: datetime) -> datetime:
    """Return the moment a report speaks of: the end of the period, or now when that is open."""
    return min(day_end(period.end), now)


def place(facts: DossierFacts, period: Period, moment: datetime) -> tuple[str, str] | None:
    """Return the column a dossier came in by and the one it stands in; None for neither."""
    start = day_start(period.start)
    finished = facts.finished_at
    if facts.received_at > moment or (finished is not None and finished < start):
        return None
    fresh = "c4" if facts.channel == "online" else "c5"
    came = "c6" if facts.received_at < start else fresh
    if finished is None or finished > moment:
        return came, _open_column(facts, moment)
    return came, _done_column(facts, finished)


def _open_column(facts: DossierFacts, moment: datetime) -> str:
    span = facts.span_at(moment)
    if span.waiting or span.due_at is None:
        return "c12"
    if facts.by_minute:
        return "c12" if span.due_at >= whole_minute(moment) else "c13"
    return "c12" if span.due_at.date() >= moment.date() else "c13"


def _done_column(facts: DossierFacts, finished: datetime) -> str:
    span = facts.span_at(finished)
    end = span.since if span.waiting else finished
    return _DONE[placing(end, span.due_at, by_minute=facts.by_minute)]


@dataclass(frozen=True, slots=True)
class Form06Row:
    """Figures of one field, or the total.

    Attributes:
        figures: by column, ``c3`` … ``c13``.
    """

    field_code: str
    field: str
    figures: Mapping[str, int]

    @property
    def balanced(self) -> bool:
        """Whether (3) = (7) + (11)."""
        return self.figures["c3"] == self.figures["c7"] + self.figures["c11"]


@dataclass(frozen=True, slots=True)
class Form06:
    """The whole form, and the dossiers behind each figure."""

    rows: tuple[Form06Row, ...]
    total: Form06Row
    period: Period
    as_of: datetime
    dossiers: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    @property
    def balanced(self) -> bool:
        """Whether every row and the total balance."""
        return all(row.balanced for row in (*self.rows, self.total))

    def behind(self, field_code: str | None, column: str) -> tuple[str, ...]:
        """Return the dossiers behind a figure; no field code means the total."""
        columns = SUMS.get(column, (column,))
        return tuple(
            dossier
            for (code, name), found in self.dossiers.items()
            if name in columns and field_code in {None, code}
            for dossier in found
        )


def form06(facts: Iterable[DossierFacts], period: Period, moment: datetime) -> Form06:
    """Count Biểu 06.

    Args:
        facts: of every dossier that might count.
        period: first to last day.
        moment: as of when, see `as_of`.
    """
    behind: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for item in facts:
        columns = place(item, period, moment)
        if columns is not None:
            names.setdefault(item.field_code, item.field_name)
            for column in columns:
                behind[item.field_code, column].append(item.dossier_id)
    order = sorted(names, key=lambda code: sort_key(names[code]))
    rows = tuple(
        Form06Row(code, names[code], _figures(partial(_number, behind, code))) for code in order
    )
    total = _figures(lambda column: sum(row.figures[column] for row in rows))
    return Form06(
        rows,
        Form06Row("", "TỔNG CỘNG", total),
        period,
        moment,
        {key: tuple(found) for key, found in behind.items() if found},
    )


def _number(behind: Mapping[tuple[str, str], list[str]], code: str, column: str) -> int:
    return len(behind.get((code, column), ()))


def _figures(count: Callable[[str], int]) -> dict[str, int]:
    figures = {column: count(column) for column in COUNTED}
    for column, parts in SUMS.items():
        figures[column] = sum(figures[part] for part in parts)
    return {column: figures[column] for column in COLUMNS}
