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
_WORDS = {TimeUnit.HOUR: "giờ", TimeUnit.WORKING_DAY: "ngày làm việc"}


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
        limit = parse_time_limit(self.limit)
        return limit.amount * (1 if limit.unit is TimeUnit.HOUR else HOURS_A_DAY)

    def line(self) -> str:
        """Return the step as it is typed, parts between bars."""
        limit = parse_time_limit(self.limit)
        parts = (self.who, self.task, f"{limit.value.replace('.', ',')} {_WORDS[limit.unit]}")
        return " | ".join((*parts, _LINKED) if self.linked else parts)


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


def read_step(line: str) -> ProcessStep:
    """Read a step as it is typed: ``who | task | 4 giờ | liên thông``, the last for an agency.

    Raises:
        InvalidField: BAD-PROCESS-LINE.
    """
    parts = [part.strip() for part in line.split("|")]
    linked = len(parts) == _PARTS and parts[3].casefold() == _LINKED
    if not parts[0] or len(parts) != _PARTS - (not linked):
        raise InvalidField("process", "BAD-PROCESS-LINE", line=line[:60])
    number, _space, unit = parts[2].partition(" ")
    try:
        limit = _limit(f"{number.replace(',', '.')} {_UNITS[unit.strip().casefold()]}")
    except (InvalidField, KeyError):
        raise InvalidField("process", "BAD-PROCESS-LINE", line=line[:60]) from None
    return ProcessStep(
        who=clean_line("who", parts[0]),
        task=clean_line("task", parts[1]),
        limit=str(limit),
        linked=linked,
    )


def _limit(text: str) -> TimeLimit:
    limit = parse_time_limit(text)
    if limit.unit not in _WORDS:
        raise InvalidField("process", "BAD-LIMIT")
    return limit


def check_fits(process: InternalProcess, limits: Iterable[TimeLimit]) -> None:
    """Demand that a process is no longer than the law gives, where both count working time.

    Raises:
        InvalidField: PROCESS-TOO-LONG; TOO-MANY steps.
    """
    if len(process.steps) > MOST_STEPS:
        raise InvalidField("process", "TOO-MANY", most=MOST_STEPS)
    known = [
        limit.amount * (1 if limit.unit is TimeUnit.HOUR else HOURS_A_DAY)
        for limit in limits
        if limit.unit in _WORDS
    ]
    if known and process.hours > max(known):
        raise InvalidField(
            "process", "PROCESS-TOO-LONG", hours=float(process.hours), most=float(max(known))
        )


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
