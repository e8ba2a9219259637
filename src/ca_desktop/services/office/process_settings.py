"""Quy trình nội bộ của một thủ tục: looked at, issued from a day on, ended."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.processes import ProcessAdjusted, ProcessPublished
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.processes import InternalProcess, ProcessStep, check_fits
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.text import clean_line
from ca_desktop.services.office.procedures import known_procedure
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProcess:
    """A procedure and the process in force.

    Attributes:
        process: None where there is none.
        publishes: what is issued here goes to every office.
    """

    procedure: Procedure
    process: InternalProcess | None
    publishes: bool
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueProcess:
    """What is to be issued.

    Attributes:
        steps: in their order; none end the process.
    """

    procedure: str
    since: date
    decision: str
    steps: Sequence[ProcessStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedProcess:
    """A process that was issued, or ended where it has no steps."""

    process: InternalProcess
    published: bool
    touched: frozenset[Topic]


def shown_process(ports: Ports, code: str) -> ShownProcess:
    """Return a procedure with its process of today.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
    """
    today = ports.clock.now().date()
    with ports.reading() as view:
        procedure = known_procedure(view, code.strip(), today)
        return ShownProcess(
            procedure=procedure,
            process=view.master.processes(today).get(procedure.code),
            publishes=view.offices.own().kind == "centre",
            may_edit=not ports.actor.roles.isdisjoint(MASTER_KEEPERS),
        )


def issue_process(ports: Ports, command: IssueProcess) -> IssuedProcess:
    """Issue a process from a day on: at a centre for every office, else for this one.

    Dossiers carry the shares of other agencies that held when they were taken in.

    Raises:
        Forbidden: the person looks after no procedures.
        NotFound: NO-SUCH-PROCEDURE.
        InvalidField: PROCESS-TOO-LONG it takes longer than the law gives.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    now = ports.clock.now().replace(microsecond=0)
    process = InternalProcess(
        procedure=command.procedure.strip(),
        since=command.since,
        decision=clean_line("decision", command.decision, required=True),
        steps=tuple(command.steps),
    )
    with ports.writing() as uow:
        procedure = known_procedure(uow, process.procedure, max(process.since, now.date()))
        check_fits(process, (case.limit for case in procedure.cases))
        own = uow.offices.own()
        is_centre = own.kind == "centre"
        kind = ProcessPublished if is_centre else ProcessAdjusted
        event: Event = kind(
            at=moment_text(now), officer_name=ports.actor.name, process=process.to_json()
        )
        uow.record(event, Standing(audience=own.speaks_to))
        uow.commit()
        touched = uow.touched
    _log.info("process of %s issued, %d steps", process.procedure, len(process.steps))
    return IssuedProcess(process=process, published=is_centre, touched=touched)
