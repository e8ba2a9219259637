"""Events of scoring: what a person entered for an indicator, what was frozen of people."""

from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntered(Event):
    """Points of an indicator were entered, corrected, or, without points, taken back.

    Attributes:
        at: ISO moment.
        start: ISO day; so is ``end``.
        person: id of the account that is judged; empty for the unit.
        indicator: its number in the scale of the period.
        points: tenths; None takes back what was entered before.
        computed: tenths that dossiers gave at that moment; None for none.
        number: 1, and one more for each correction.
    """

    at: str
    start: str
    end: str
    person: str
    indicator: int
    points: int | None
    computed: int | None
    number: int
    reason: str = field(repr=False)
    evidence: str = field(repr=False)
    person_name: str = field(repr=False)
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffScoresFrozen(Event):
    """The points of people were frozen with a period; they never leave the office.

    Attributes:
        at: ISO moment.
        closing: id of the event that closed the period.
        table: a `domain.report_tables.ReportTable`, a line a person.
    """

    at: str
    closing: str
    table: dict[str, Any] = field(repr=False)
