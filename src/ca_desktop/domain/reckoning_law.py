"""The law behind each step of a reckoning: dated data, looked up by code and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ca_desktop.domain.calendar_layers import YearLayers
from ca_desktop.domain.deadlines import TraceDay
from ca_desktop.domain.reckoning import CALENDAR_DAY_MINUTES, Why


class Cause(StrEnum):
    """Why a dossier got a date."""

    PROMISED = "promised"
    RESTARTED = "restarted"
    PAUSED = "paused"
    STOOD = "stood"
    CORRECTED = "corrected"
    CALENDAR = "moved_by_calendar"
    APOLOGY = "moved_by_apology"
    OTHER = "moved_otherwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLaw:
    """What a step says and what it rests on, from a day on.

    Attributes:
        step: value of a `Why`, of a `Cause`, or one of those that tell a `Why` more exactly.
        says: what is done, with places for ``name``, ``year`` and ``note``; so has law.
        law: the text and its article; empty where none is needed.
    """

    step: str
    since: date
    says: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayName:
    """A holiday and the part of the year in which its days lie, both ends included.

    Attributes:
        first: month and day; so is last.
        since: first year.
        law: of its own; empty where the list of the labour code has it.
    """

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    since: int
    law: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether a day off can be one of its days."""
        return day.year >= self.since and self.first <= (day.month, day.day) <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a day counts or does not, in words."""

    says: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReckoningLaw:
    """Everything that stands behind a promise."""

    steps: tuple[StepLaw, ...]
    holidays: tuple[HolidayName, ...]

    def of_cause(self, cause: Cause, day: date, note: str = "") -> Reason:
        """Return why a date was given on a day."""
        return self._reason(cause.value, day, note=note or "không ghi lý do")

    def of_day(self, day: TraceDay, years: Mapping[int, YearLayers]) -> Reason:
        """Return why a day of a trace counts or does not.

        Args:
            day: of the trace; what was said of it then stands.
            years: tell a holiday from a day off of the office.
        """
        holiday = next((x for x in self.holidays if x.covers(day.date)), None)
        step = _step(day, years.get(day.date.year), named=holiday is not None)
        reason = self._reason(step, day.date, name=holiday.name if holiday else "")
        if step == Why.HOLIDAY and holiday is not None and holiday.law:
            return Reason(says=reason.says, law=holiday.law)
        return reason

    def _reason(self, step: str, day: date, **values: str) -> Reason:
        found = [law for law in self.steps if law.step == step and law.since <= day]
        if not found:
            return Reason(says=step, law="")
        newest = max(found, key=_since)
        known = {"name": "", "note": "", "year": str(day.year), **values}
        return Reason(says=newest.says.format_map(known), law=newest.law.format_map(known))


def _since(law: StepLaw) -> date:
    return law.since


def _step(day: TraceDay, year: YearLayers | None, *, named: bool) -> str:
    """Tell the reason of a trace more exactly."""
    if day.why is Why.HOLIDAY:
        base = year.base if year else None
        own = year.own if year else None
        if own is not None and day.date in own.off and (base is None or day.date not in base.off):
            return "own_day_off"
        return day.why if named else "moved_holiday"
    if day.why is Why.COUNTED:
        if day.counted == CALENDAR_DAY_MINUTES:
            return "calendar_day"
        return day.why if day.counted else "passed"
    return day.why


def law_from_toml(data: Mapping[str, Any]) -> ReckoningLaw:
    """Read the data of a release.

    Raises:
        KeyError, TypeError: it is none.
    """
    return ReckoningLaw(
        steps=tuple(StepLaw(**row) for row in data["step"]),
        holidays=tuple(
            HolidayName(**row | {"first": tuple(row["first"]), "last": tuple(row["last"])})
            for row in data["holiday"]
        ),
    )
