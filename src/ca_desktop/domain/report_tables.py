"""A report as a table that screen, workbook, paper and snapshot share: each draws, none counts.

Base figures are whole numbers; sums and rates are told by the columns they are made of, so that
a workbook can write them as formulas and a reader can check them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from typing_extensions import override

from ca_desktop.domain.moments import day_text, moment_text, parse_moment
from ca_desktop.domain.rates import Share, below
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import grouped

NO_RATE = "không có hồ sơ"
TOTAL = "TỔNG CỘNG"


class Figure(StrEnum):
    """What stands in a column.

    ``TENTHS`` is a whole number of tenths; ``RATE`` is per cent of two sums of columns.
    """

    TEXT = "text"
    NUMBER = "number"
    TENTHS = "tenths"
    RATE = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        heading: from the group down to the column; neighbours share what is the same.
        width: letters of the workbook's type.
        parts: the columns whose sum it is; of a rate: what is divided.
        of: of a rate: the columns that it is divided by.
        opens: the columns whose dossiers it opens, when not its own or its parts.
        summed: it has a total.
        short: its heading on screen, where the last words of the heading do not say enough.
        screen: letters it is wide on screen, where that differs from a workbook.
        hidden: it stands on paper and in workbooks, not on screen.
        least: of a rate: per cent that it ought to reach; 0: it is not held against anything.
    """

    key: str
    heading: tuple[str, ...]
    kind: Figure = Figure.NUMBER
    width: int = 9
    parts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    summed: bool = True
    short: str = ""
    screen: int = 0
    hidden: bool = False
    least: int = 0

    @property
    def base(self) -> bool:
        """Whether its figures are counted, not made of others."""
        return not self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: base cells by column, and the dossiers behind them."""

    cells: Mapping[str, str | int] = field(repr=False)
    behind: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """Words of a form that no figure depends on.

    Attributes:
        number: of the form, as its circular prints it; empty where it has none.
        measure: what is counted.
        prepared_by: above the signature on the left.
        signed_by: above the one on the right.
    """

    number: str = ""
    title: str = ""
    measure: str = ""
    prepared_by: str = ""
    signed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A whole report.

    Attributes:
        name: in the list of reports.
        period: None where a report speaks of the moment ``as_of`` alone.
        totalled: it ends with a line of totals.
        lettered: its columns are numbered ``(1)``, ``(2)`` …, as forms of circulars are.
        notes: sentences below.
        chart: the column that a workbook also draws as bars.
        prose: its lines are paragraphs, drawn as such on paper.
    """

    name: str
    period: Period | None
    as_of: datetime
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    words: ReportWords = ReportWords()
    totalled: bool = True
    lettered: bool = False
    notes: tuple[str, ...] = ()
    chart: str | None = None
    prose: bool = False

    def noted(self, *notes: str) -> "ReportTable":
        """Return it with further sentences below."""
        return replace(self, notes=(*self.notes, *notes))

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        return next(column for column in self.columns if column.key == key)

    def number(self, line: Line, key: str) -> int:
        """Return a whole figure; a sum is made of its parts."""
        column = self.column(key)
        if column.base:
            value = line.cells.get(key, 0)
            return value if isinstance(value, int) else 0
        return sum(self.number(line, part) for part in column.parts)

    def share(self, line: Line, column: Column) -> Share:
        """Return what a rate divides."""
        part, whole = (sum(self.number(line, x) for x in y) for y in (column.parts, column.of))
        return Share(part, whole)

    def below(self, line: Line, column: Column) -> bool:
        """Tell whether a rate is less than it ought to be; of too few dossiers none is."""
        return below(self.share(line, column), column.least)

    def shown(self, line: Line, column: Column) -> str:
        """Return a cell as it is read."""
        match column.kind:
            case Figure.TEXT:
                return str(line.cells.get(column.key, ""))
            case Figure.RATE:
                return rate_text(self.share(line, column))
            case Figure.TENTHS:
                value = line.cells.get(column.key, "")
                return f"{value // 10},{value % 10}" if isinstance(value, int) else value
            case _:
                if column.base and isinstance(text := line.cells.get(column.key, 0), str):
                    return text
                return grouped(self.number(line, column.key))

    def behind(self, line: Line, key: str) -> tuple[str, ...]:
        """Return the dossiers that a cell opens, each once; as many as a count says."""
        column = self.column(key)
        sources = column.opens or ((key,) if column.base else column.parts)
        if sources == (key,):
            return tuple(line.behind.get(key, ()))
        return _once(found for source in sources for found in self.behind(line, source))

    @property
    def on_screen(self) -> tuple[Column, ...]:
        """The columns that a screen shows."""
        return tuple(column for column in self.columns if not column.hidden)

    @property
    def total(self) -> Line:
        """The line of totals: the sums of what is counted, and everything behind them."""
        counted = [x for x in self.columns if x.base and x.kind is Figure.NUMBER and x.summed]
        cells: dict[str, str | int] = {
            x.key: sum(self.number(line, x.key) for line in self.lines) for x in counted
        }
        return Line(cells={self.columns[0].key: TOTAL} | cells, behind=_BehindAll(self.lines))

    @property
    def shown_lines(self) -> tuple[Line, ...]:
        """Every line as it is read, with the total where there is one."""
        return (*self.lines, self.total) if self.totalled else self.lines

    @property
    def when(self) -> str:
        """The period in words, or the moment."""
        if self.period is None:
            return f"Số liệu đến {self.as_of:%H:%M} ngày {day_text(self.as_of.date())}"
        start, end = self.period.start, self.period.end
        return f"Kỳ báo cáo: từ ngày {day_text(start)} đến ngày {day_text(end)}"

    def to_json(self) -> dict[str, Any]:
        """Return the figures without the dossiers behind them."""
        period = self.period
        return {
            "name": self.name,
            "period": [period.start.isoformat(), period.end.isoformat()] if period else None,
            "as_of": moment_text(self.as_of),
            "columns": [_column_json(column) for column in self.columns],
            "lines": [dict(line.cells) for line in self.lines],
            "words": {name: getattr(self.words, name) for name in _WORDS},
            "totalled": self.totalled,
            "lettered": self.lettered,
            "notes": list(self.notes),
            "chart": self.chart,
            "prose": self.prose,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ReportTable":
        """Read what `to_json` gave.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        period = value["period"]
        return cls(
            name=str(value["name"]),
            period=Period(start=date.fromisoformat(period[0]), end=date.fromisoformat(period[1]))
            if period
            else None,
            as_of=parse_moment(value["as_of"]),
            columns=tuple(_column(column) for column in value["columns"]),
            lines=tuple(Line(cells=_cells(line)) for line in value["lines"]),
            words=ReportWords(**{name: str(value["words"][name]) for name in _WORDS}),
            totalled=bool(value["totalled"]),
            lettered=bool(value["lettered"]),
            notes=tuple(map(str, value["notes"])),
            chart=value["chart"],
            prose=bool(value.get("prose", False)),
        )

    def with_words(self, words: ReportWords) -> "ReportTable":
        """Return the same figures under a form's words."""
        return replace(self, words=words)


class _BehindAll(Mapping[str, Sequence[str]]):
    """What stands behind several lines together, put together when somebody asks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._keys = dict.fromkeys(key for line in lines for key in line.behind)

    @override
    def __getitem__(self, key: str) -> tuple[str, ...]:
        if key not in self._keys:
            raise KeyError(key)
        return _once(found for line in self._lines for found in line.behind.get(key, ()))

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    @override
    def __len__(self) -> int:
        return len(self._keys)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


_WORDS = ("number", "title", "measure", "prepared_by", "signed_by")
_LISTS = ("heading", "parts", "of", "opens")


def rate_text(share: Share) -> str:
    """Return a rate as it is read: two decimals, a comma between."""
    return NO_RATE if share.percent is None else share.percent.replace(".", ",")


def _column_json(column: Column) -> dict[str, Any]:
    lists = {name: list(getattr(column, name)) for name in _LISTS}
    plain = {"key": column.key, "kind": column.kind.value, "width": column.width}
    screen = {"short": column.short, "screen": column.screen, "hidden": column.hidden}
    return lists | plain | screen | {"summed": column.summed, "least": column.least}


def _column(value: Mapping[str, Any]) -> Column:
    return Column(
        key=str(value["key"]),
        kind=Figure(value["kind"]),
        width=int(value["width"]),
        summed=bool(value["summed"]),
        short=str(value["short"]),
        screen=int(value.get("screen", 0)),
        hidden=bool(value.get("hidden", False)),
        least=int(value.get("least", 0)),
        **{name: tuple(map(str, value[name])) for name in _LISTS},
    )


def _cells(value: Mapping[str, Any]) -> dict[str, str | int]:
    cells = dict(value)
    if not all(isinstance(cell, str | int) for cell in cells.values()):
        raise TypeError("a cell is a text or a whole number")
    return cells


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """A cell of the heading, by rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


def heading_depth(columns: Sequence[Column]) -> int:
    """Return the rows that the heading takes."""
    return max(len(column.heading) for column in columns)


def heading_cells(columns: Sequence[Column]) -> Iterator[HeadingCell]:
    """Lay the heading out: what neighbours share spans them, the last words reach the bottom."""
    yield from _heading(columns, 0, 0, heading_depth(columns) - 1)


def _heading(
    columns: Sequence[Column], left: int, level: int, bottom: int
) -> Iterator[HeadingCell]:
    at = 0
    while at < len(columns):
        words = columns[at].heading
        end = at + 1
        if len(words) > level + 1:
            while end < len(columns) and columns[end].heading[: level + 1] == words[: level + 1]:
                end += 1
        last = len(words) == level + 1
        text = words[level]
        yield HeadingCell(level, left + at, bottom if last else level, left + end - 1, text)
        if not last:
            yield from _heading(columns[at:end], left + at, level + 1, bottom)
        at = end
