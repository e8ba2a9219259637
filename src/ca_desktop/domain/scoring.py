"""Scoring of a unit or a person: nine indicators of 0 to 2 points, their total and the grade.

Points are whole tenths. A total is a total only where every indicator has its points: a missing
one is named, never counted as nothing. What dossiers are judged by is not judged in a period that
settled none; the rest is added up, and named no grade. Rules: docs/sources.md#quality.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ca_desktop.domain.errors import InvalidField, NotAllowedNow

MOST = 20
"""Tenths of a point that an indicator gives at most."""

STEP = 10
"""Tenths between the points of what is judged of a whole unit: 0, 1 or 2."""


class Level(StrEnum):
    """What an indicator judges: each dossier, so that its points are a mean; or the unit."""

    DOSSIER = "dossier"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing that gives points.

    Attributes:
        computed: its points follow from dossiers; else a person has to enter them.
        staff: a person is judged by it too, not only a unit.
        alone: it is judged in a period without dossiers too.
    """

    number: int
    name: str
    level: Level
    computed: bool
    staff: bool
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a total is called from ``least`` tenths on."""

    least: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The indicators and grades of a body of rules, for periods that begin from a day on.

    Attributes:
        basis: the text that says so.
        note: what to know before the points are published; empty for nothing.
        unit_grades: the highest first; so are staff_grades.
    """

    since: date
    basis: str
    note: str
    indicators: tuple[Indicator, ...]
    unit_grades: tuple[Grade, ...]
    staff_grades: tuple[Grade, ...]

    def of(self, *, staff: bool) -> tuple[Indicator, ...]:
        """Return the indicators of a person or of a unit."""
        return tuple(x for x in self.indicators if x.staff or not staff)


def scales_from_toml(value: Mapping[str, Any]) -> tuple[Scale, ...]:
    """Read the scales, the earliest first.

    Raises:
        KeyError, ValueError: the file says something else.
    """
    found = (_scale(row, value[row["like"]]) for row in value["scale"])
    return tuple(sorted(found, key=lambda scale: scale.since))


def _scale(row: Mapping[str, Any], body: Mapping[str, Any]) -> Scale:
    return Scale(
        since=row["since"],
        basis=row["basis"],
        note=row["note"],
        indicators=tuple(
            Indicator(
                number=x["number"],
                name=x["name"],
                level=Level(x["level"]),
                computed=x["source"] == "computed",
                staff=x["staff"],
                alone=x.get("alone", False),
            )
            for x in body["indicator"]
        ),
        unit_grades=_grades(body["unit_grade"]),
        staff_grades=_grades(body["staff_grade"]),
    )


def _grades(rows: Sequence[Mapping[str, Any]]) -> tuple[Grade, ...]:
    found = (Grade(least=row["least"], name=row["name"]) for row in rows)
    return tuple(sorted(found, key=lambda grade: -grade.least))


def scale_on(scales: Sequence[Scale], day: date) -> Scale:
    """Return the scale for a period that begins on a day; the first one for earlier days."""
    return next((x for x in reversed(scales) if x.since <= day), scales[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person entered for an indicator.

    Attributes:
        number: 1, and one more for each correction.
        points: tenths; None takes back what stood before.
        at: ISO moment.
    """

    number: int
    points: int | None
    reason: str = field(repr=False)
    evidence: str = field(repr=False)
    at: str
    officer_name: str = field(repr=False)


class Basis(StrEnum):
    """Where the points of an indicator come from."""

    ENTERED = "entered"
    COMPUTED = "computed"
    QUARTERS = "quarters"
    MISSING = "missing"
    NO_DOSSIERS = "no_dossiers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An indicator with its points.

    Attributes:
        computed: tenths that follow from dossiers, or, of what a person enters, would follow if
            nothing spoke against it; None where there is nothing to compute from.
        entry: the newest entry; None where there is none.
        quarters: of a year: mean of its quarters in tenths, where one of them was entered.
        dossiers: the period settled dossiers that it can be judged by.
        unfinished: of a year: a quarter was entered and another one has no points.
        behind: the dossiers that cost points or gave them.
    """

    indicator: Indicator
    computed: int | None = None
    entry: Entry | None = None
    quarters: int | None = None
    dossiers: bool = True
    unfinished: bool = False
    behind: tuple[str, ...] = ()

    @property
    def entered(self) -> int | None:
        """Tenths that a person entered and did not take back."""
        return self.entry.points if self.entry else None

    @property
    def basis(self) -> Basis:
        """Where the points come from."""
        if self.entered is not None:
            return Basis.ENTERED
        if self.unfinished:
            return Basis.MISSING
        if self.quarters is not None:
            return Basis.QUARTERS
        if not self.indicator.computed:
            judged = self.dossiers or self.indicator.alone
            return Basis.MISSING if judged else Basis.NO_DOSSIERS
        return Basis.NO_DOSSIERS if self.computed is None else Basis.COMPUTED

    @property
    def points(self) -> int | None:
        """Tenths that count; None while there are none."""
        match self.basis:
            case Basis.ENTERED:
                return self.entered
            case Basis.QUARTERS:
                return self.quarters
            case Basis.COMPUTED:
                return self.computed
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """The points of a unit or a person in a period.

    Attributes:
        staff: it is about a person.
        adds: the period is one that points are added up in: a quarter or a year.
    """

    scale: Scale
    staff: bool
    adds: bool
    marks: tuple[Mark, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers of the indicators that wait for their points."""
        return tuple(x.indicator.number for x in self.marks if x.basis is Basis.MISSING)

    @property
    def unjudged(self) -> tuple[int, ...]:
        """Numbers of the indicators that nothing can be judged by: there were no dossiers."""
        return tuple(x.indicator.number for x in self.marks if x.basis is Basis.NO_DOSSIERS)

    @property
    def total(self) -> int | None:
        """Tenths of all points that were judged.

        None while one is missing, where nothing is judged, or where the period adds nothing up.
        """
        if self.missing or not self.adds or len(self.unjudged) == len(self.marks):
            return None
        return sum(x.points or 0 for x in self.marks)

    @property
    def most(self) -> int:
        """Tenths that can be had at most by what is judged."""
        return MOST * (len(self.marks) - len(self.unjudged))

    @property
    def grade(self) -> str:
        """What the total is called; empty while there is none, or it is not of every indicator."""
        total = None if self.unjudged else self.total
        grades = self.scale.staff_grades if self.staff else self.scale.unit_grades
        return next((x.name for x in grades if total is not None and total >= x.least), "")


def mean(values: Sequence[int]) -> int | None:
    """Return the mean of whole points in tenths, half up; None for none.

    Source:
        TT 01/2018 art. 13: the mean of the dossiers, rounded to one decimal.
    """
    return mean_of_tenths([value * STEP for value in values])


def mean_of_tenths(values: Sequence[int]) -> int | None:
    """Return the mean of tenths, half up; None for none."""
    return int(Fraction(sum(values), len(values)) + Fraction(1, 2)) if values else None


def of_year(own: Mark, quarters: Sequence[Mark]) -> Mark:
    """Return the mark of a year beside those of its quarters.

    Where nobody entered anything in the quarters, the year stands as it is computed, over all its
    dossiers. Else it is the mean of the quarters; one without any dossier does not count, one that
    waits for its entry leaves the year without points.
    """
    if own.entered is not None or not any(x.entered is not None for x in quarters):
        return own
    unfinished = any(x.basis is Basis.MISSING for x in quarters)
    points = [x.points for x in quarters if x.points is not None]
    return Mark(
        indicator=own.indicator,
        computed=own.computed,
        entry=own.entry,
        quarters=None if unfinished else mean_of_tenths(points),
        dossiers=own.dossiers,
        unfinished=unfinished,
        behind=own.behind,
    )


def read_points(text: str) -> int:
    """Return typed points in tenths: ``2``, ``1,5``, ``1.5``.

    Raises:
        InvalidField: ``points``: it is none.
    """
    whole, _, tenth = text.strip().replace(".", ",").partition(",")
    if whole not in {"0", "1", "2"} or (tenth and not (tenth.isascii() and tenth.isdigit())):
        raise InvalidField("points", "SCORE-POINTS", text=text.strip()[:20])
    if len(tenth) > 1:
        raise InvalidField("points", "SCORE-POINTS", text=text.strip()[:20])
    return int(whole) * STEP + int(tenth or 0)


def require_entry(mark: Mark, points: int | None, reason: str, evidence: str) -> None:
    """Check that these points may be entered for an indicator.

    Args:
        mark: how it stands before.
        points: tenths; None to take back what was entered.
        reason: why; of what dossiers give by themselves it cannot be left out.
        evidence: what shows it: slips, minutes, a register.

    Raises:
        InvalidField: ``points``: out of range, or a fraction for what a unit has as a whole;
            ``reason``: nothing says why.
        NotAllowedNow: SCORE-NOTHING nothing stands that could be taken back.
    """
    if points is None:
        if mark.entered is None:
            raise NotAllowedNow("SCORE-NOTHING", number=mark.indicator.number)
    elif not 0 <= points <= MOST:
        raise InvalidField("points", "SCORE-POINTS", text=tenths_text(points))
    elif mark.indicator.level is Level.UNIT and points % STEP:
        raise InvalidField("points", "SCORE-WHOLE", number=mark.indicator.number)
    if not reason and (mark.indicator.computed or points is None or not evidence):
        raise InvalidField("reason", "SCORE-REASON")


def tenths_text(tenths: int) -> str:
    """Return points as they are read: ``1,5``."""
    return f"{tenths // STEP},{tenths % STEP}"
