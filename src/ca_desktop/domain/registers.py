"""The register of dossiers (Sổ theo dõi hồ sơ): every number in order, gaps and all.

Source: TT 01/2018/TT-VPCP art. 10.2: one register a year, numbers from 01 to its end through
all volumes, no blanks, closed at the end of the year.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

VOLUME = 1000
"""Numbers in a volume (docs/sources.md#forms: design)."""

_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One number of the register. Moments are ISO texts with +07:00.

    Attributes:
        number: as it was printed.
        code: empty for a number that belongs to no dossier here.
        sets: of papers, 0 where there is no dossier.
        agency: that settles it, or settled it.
        ended_at: when it ended without a result to be fetched; ``ended`` says how, in words.
        way: in which the result is handed over, in words.
        cancelled: the intake was undone; the number stays.
        missing: no dossier here has this number.
    """

    number: str
    code: str = ""
    procedure: str = ""
    sets: int = 0
    holder: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    agency: str = ""
    received_at: str = ""
    due_at: str | None = None
    returned_at: str | None = None
    ended_at: str | None = None
    ended: str = ""
    way: str = ""
    cancelled: bool = False
    missing: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: by the life that gave it, then by its number."""
        return _place(self.number)

    @property
    def volume(self) -> int:
        """The volume it stands in, from 1."""
        return volume_of(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the last page of a year says.

    Attributes:
        numbers: given to dossiers, the cancelled ones among them.
        missing: numbers between the others that no dossier here has.
    """

    numbers: int
    cancelled: int
    missing: int
    first: str
    last: str
    volumes: int


def volume_of(number: str) -> int:
    """Return the volume in which a register number stands, from 1."""
    return max(_place(number)[1] - 1, 0) // VOLUME + 1


def without_gaps(lines: Iterable[RegisterLine], *, whole_year: bool) -> Iterator[RegisterLine]:
    """Yield the lines in order, with one of its own for every number that is not there.

    Args:
        lines: in any order.
        whole_year: the numbers begin with 1; else with the first that there is.
    """
    ordered = sorted(lines, key=lambda line: line.place)
    for series, same in groupby(ordered, key=lambda line: line.place[0]):
        expected = 1 if whole_year and series == 1 else None
        for line in same:
            running = line.place[1]
            for gap in range(running if expected is None else expected, running):
                yield RegisterLine(number=_written(gap, series), missing=True)
            yield line
            expected = running + 1


def closing_of(lines: Sequence[RegisterLine]) -> Closing:
    """Count a register for its last page."""
    known = [line for line in lines if not line.missing]
    return Closing(
        numbers=len(known),
        cancelled=sum(line.cancelled for line in known),
        missing=len(lines) - len(known),
        first=lines[0].number if lines else "",
        last=lines[-1].number if lines else "",
        volumes=len({line.volume for line in lines}),
    )


def year_of(start: date, end: date) -> int | None:
    """Return the year that a range of days is, from its first day to its last; None for others."""
    same = start.year == end.year
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    return start.year if same and whole else None


def _place(number: str) -> tuple[int, int]:
    match = _NUMBER.fullmatch(number)
    return (int(match[2] or 1), int(match[1])) if match else (0, 0)


def _written(number: int, series: int) -> str:
    return str(number) if series == 1 else f"{number}.{series}"
