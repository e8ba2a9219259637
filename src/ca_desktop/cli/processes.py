"""Commands of internal processes: each takes the arguments and the open office."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.processes import InternalProcess, read_step
from ca_desktop.services.office.process_settings import IssueProcess, issue_process, shown_process
from ca_desktop.services.ports.office import Ports


def process_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say by what process a procedure is worked on today."""
    found = shown_process(ports, arguments.code)
    shown = _process(found.process) if found.process else None
    return {"procedure": found.procedure.code, "process": shown}


def process_set(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Issue a process from a day on; without a step it ends."""
    command = IssueProcess(
        procedure=arguments.code,
        since=read_day("since", arguments.since),
        decision=arguments.decision,
        steps=[read_step(line) for line in arguments.step if line.strip()],
    )
    done = issue_process(ports, command)
    return {"process": _process(done.process), "published": done.published}


def _process(process: InternalProcess) -> Json:
    return {
        "since": process.since.isoformat(),
        "decision": process.decision,
        "hours": float(process.hours),
        "steps": [
            {"who": x.who, "task": x.task, "limit": x.limit, "linked": x.linked}
            for x in process.steps
        ],
    }
