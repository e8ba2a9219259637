"""Events of master data: procedures and working calendars."""

from dataclasses import dataclass
from typing import Any

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersionPublished(Event):
    """The centre put a version of a procedure in force for every office."""

    procedure: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureImported(Event):
    """This office read a procedure from a sheet; ranks below what the centre publishes."""

    procedure: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureAdjusted(Event):
    """This office's own overlay of a procedure."""

    procedure: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYearPublished(Event):
    """The centre put a year's working calendar in force for every office."""

    calendar: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYearEntered(Event):
    """This office, which had no centre, wrote a year; ranks below what a centre publishes."""

    calendar: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYearAdjusted(Event):
    """This office's own days off and half days of a year, all of them."""

    calendar: dict[str, Any]
