"""Internal processes (quy trình nội bộ): who works on a procedure, at what, and for how long.

A step of another agency is its share of a linked group. In force is the centre's process, above it
this office's own, each from a day on (docs/sources.md#due-dates, docs/sources.md#reports).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ca_desktop.domain.calendar_layers import OWN
from ca_desktop.domain.clock_rules import Share
from ca_desktop.domain.dated_layers import in_force
from ca_desktop.domain.deadlines import TimeLimit, TimeUnit, parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import clean_line

MOST_STEPS = 40
HOURS_A_DAY = 8
_PARTS = 4
_LINKED = "liên thông"
_UNITS = {"giờ": "h", "giờ làm việc": "h", "h": "h", "ngày làm việc": "wd", "wd": "wd"}
COUNTED = (TimeUnit.WORKING_DAY, TimeUnit.HOUR)
"""Units of the time of a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStep:
    """One step.

    Attributes:
        who: the unit, the person's office or the agency.
        task: what is done.
        limit: ``4 h`` or ``2 wd``.
        linked: another agency does it: its share of a linked group.
    """

    who: str
    task: str
    limit: str
    linked: bool = False

    @property
    def hours(self) -> Fraction:
        """Working hours; a working day has eight."""
        return _hours(parse_time_limit(self.limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalProcess:
    """The process of a procedure from a day on.

    Attributes:
        decision: by which it was issued.
        steps: in their order; none: from this day on there is no process.
        layer: whose word it is.
    """

    procedure: str
    since: date
    decision: str
    steps: tuple[ProcessStep, ...]
    layer: str = OWN

    @property
    def hours(self) -> Fraction:
        """Working hours of all steps."""
        return sum((step.hours for step in self.steps), Fraction(0))

    @property
    def shares(self) -> tuple[Share, ...]:
        """The parts of other agencies, in their order."""
        linked = (step for step in self.steps if step.linked)
        return tuple(Share(agency=x.who, limit=x.limit, task=x.task) for x in linked)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "procedure": self.procedure,
            "since": self.since.isoformat(),
            "decision": self.decision,
            "steps": [asdict(step) for step in self.steps],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any], layer: str = OWN) -> "InternalProcess":
        """Read plain JSON.

        Raises:
            InvalidField: it does not hold.
        """
        try:
            steps = tuple(
                ProcessStep(
                    who=clean_line("who", step["who"], required=True),
                    task=clean_line("task", step["task"]),
                    limit=str(_limit(str(step["limit"]))),
                    linked=step.get("linked") is True,
                )
                for step in value["steps"]
            )
            return cls(
                procedure=str(value["procedure"]),
                since=date.fromisoformat(value["since"]),
                decision=clean_line("decision", value["decision"], required=True),
                steps=steps,
                layer=layer,
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidField("process", "BAD-TYPE") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedStep:
    """One step as it was typed into its fields.

    Attributes:
        amount: a number; decimals after a comma or a point.
        unit: ``h`` or ``wd``.
    """

    who: str
    task: str
    amount: str
    unit: str
    linked: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing was typed."""
        return not any(text.strip() for text in (self.who, self.task, self.amount))


def step_of(typed: TypedStep, place: int) -> ProcessStep:
    """Return a step that was typed.

    Args:
        typed: what was.
        place: of the step in its process, from 1.

    Raises:
        InvalidField: STEP-WHO nobody does it, STEP-TIME it takes no time that can be read.
    """
    if not typed.who.strip():
        raise InvalidField("process", "STEP-WHO", place=place)
    try:
        limit = _limit(f"{typed.amount.strip().replace(',', '.')} {typed.unit}")
    except InvalidField:
        raise InvalidField("process", "STEP-TIME", place=place) from None
    return ProcessStep(
        who=clean_line("process", typed.who),
        task=clean_line("process", typed.task),
        limit=str(limit),
        linked=typed.linked,
    )


def read_step(line: str) -> ProcessStep:
    """Read a step written on one line: ``who | task | 4 giờ | liên thông``, the last for an agency.

    Raises:
        InvalidField: BAD-PROCESS-LINE.
    """
    parts = [part.strip() for part in line.split("|")]
    linked = len(parts) == _PARTS and parts[3].casefold() == _LINKED
    if not parts[0] or len(parts) != _PARTS - (not linked):
        raise InvalidField("process", "BAD-PROCESS-LINE", line=line[:60])
    amount, _space, unit = parts[2].partition(" ")
    typed = TypedStep(
        who=parts[0],
        task=parts[1],
        amount=amount,
        unit=_UNITS.get(unit.strip().casefold(), ""),
        linked=linked,
    )
    try:
        return step_of(typed, 0)
    except InvalidField:
        raise InvalidField("process", "BAD-PROCESS-LINE", line=line[:60]) from None


def _limit(text: str) -> TimeLimit:
    limit = parse_time_limit(text)
    if limit.unit not in COUNTED:
        raise InvalidField("process", "BAD-LIMIT")
    return limit


def check_fits(process: InternalProcess, limits: Iterable[TimeLimit]) -> None:
    """Demand that a process is no longer than the law gives, where both count working time.

    Raises:
        InvalidField: PROCESS-TOO-LONG; TOO-MANY steps.
    """
    if len(process.steps) > MOST_STEPS:
        raise InvalidField("process", "TOO-MANY", most=MOST_STEPS)
    most = most_hours(limits)
    if most is not None and process.hours > most:
        raise InvalidField(
            "process", "PROCESS-TOO-LONG", hours=float(process.hours), most=float(most)
        )


def most_hours(limits: Iterable[TimeLimit]) -> Fraction | None:
    """Return the working hours that the law gives at most; None where it counts no such time."""
    known = (_hours(limit) for limit in limits if limit.unit in COUNTED)
    return max(known, default=None)


def _hours(limit: TimeLimit) -> Fraction:
    return limit.amount * (1 if limit.unit is TimeUnit.HOUR else HOURS_A_DAY)


def processes_in_force(known: Iterable[InternalProcess], day: date) -> dict[str, InternalProcess]:
    """Return the process of each procedure on a day."""
    return in_force(known, day, _procedure, says=_has_steps)


def _procedure(process: InternalProcess) -> str:
    return process.procedure


def _has_steps(process: InternalProcess) -> bool:
    return bool(process.steps)


def body_of(process: InternalProcess) -> str:
    """Write a process as one text for a column."""
    return json.dumps(process.to_json(), ensure_ascii=False, sort_keys=True)
