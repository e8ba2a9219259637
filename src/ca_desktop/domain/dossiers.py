"""A dossier: its statuses, and its state at a moment.

Statuses and codes: TT 22/2019/TT-BTTTT art. 4 as shown on the national portal
(docs/sources.md#statuses). "Overdue" is computed, never stored.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from ca_desktop.domain.custody import Custody, Link
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.stations import Errand, Station, station_of


class Status(StrEnum):
    """Where a dossier stands; the national code is `NATIONAL_CODE`.

    An intake that was undone is `CANCELLED`: it has no national code and counts nowhere.
    """

    RECEIVED = "received"
    REFUSED_AT_INTAKE = "refused_at_intake"
    IN_PROCESS = "in_process"
    SUPPLEMENT_REQUIRED = "supplement_required"
    PAYMENT_REQUIRED = "payment_required"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESULT_READY = "result_ready"
    RESULT_RETURNED = "result_returned"
    CANCELLED = "cancelled"


NATIONAL_CODE = {
    Status.RECEIVED: 2,
    Status.REFUSED_AT_INTAKE: 3,
    Status.IN_PROCESS: 4,
    Status.FORWARDED: 4,
    Status.SUPPLEMENT_REQUIRED: 5,
    Status.PAYMENT_REQUIRED: 6,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.RESULT_READY: 9,
    Status.RESULT_RETURNED: 10,
}

WORKING = frozenset({Status.RECEIVED, Status.IN_PROCESS})
"""The office works on it."""

WAITING = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED})
"""The citizen's turn: papers or payment."""

OPEN = WORKING | WAITING | {Status.FORWARDED}
"""Statuses before there is a result or an end."""

ARCHIVE = "archive"
"""The channel of old registers: closed history, of which only the people may be put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSpan:
    """From ``since`` on this due date applied; ``waiting``: the clock stands."""

    since: str
    due_at: str | None
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierState:
    """What an office knows of a dossier now. Moments are ISO texts with +07:00.

    Attributes:
        office_id: of the desk that took it in.
        held_by: office of the custodian; None while its node is unknown.
        asked_at: since when the citizen's papers or payment are awaited.
        forwarded_from: status before the forward, to which a recall goes back.
        errands: what was begun and is not done, oldest first.
        taker_id: account of the officer who took it over; None while nobody has.
        negative: the result refuses what was asked for.
        tip: newest event that counts.
        steps: number of events that count.
    """

    dossier_id: str
    office_id: str
    code: str | None
    register_no: str | None
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    case_name: str
    limit: str
    by_minute: bool
    supplement_clock: str
    channel: str
    received_at: str
    holder_name: str = field(repr=False)
    submitter_name: str = field(repr=False)
    sort_key: str = field(repr=False)
    id_number: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    status: Status
    due_at: str | None
    first_due_at: str | None
    dues: tuple[DueSpan, ...]
    supplements: int = 0
    asked_at: str | None = None
    finished_at: str | None = None
    returned_at: str | None = None
    forwarded_from: Status | None = None
    errands: tuple[Errand, ...] = field(default=(), repr=False)
    taker_id: str | None = None
    taker_name: str | None = field(default=None, repr=False)
    negative: bool = False
    custody: Custody
    held_by: str | None
    tip: str
    steps: int = 1

    @property
    def station(self) -> Station | None:
        """Where inside the office it is."""
        return station_of(self.errands)

    @property
    def stands(self) -> bool:
        """Whether its clock stands."""
        return self.status in OPEN and bool(self.dues) and self.dues[-1].waiting

    @property
    def step_name(self) -> str:
        """The status, or the station in its stead: a key of the words for statuses."""
        station = self.station if self.status is Status.IN_PROCESS else None
        return (station or self.status).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A state event with its link on the chain."""

    link: Link
    dossier_id: str
    event: Event
