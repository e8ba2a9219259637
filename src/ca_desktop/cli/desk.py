"""Commands of the desk: dossiers."""

import argparse
from dataclasses import replace
from pathlib import Path

from ca_desktop.cli.answers import Json, notice_json, read_json, sentence
from ca_desktop.cli.approvers import confirmation
from ca_desktop.cli.tasks import task_json
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import InvalidField, MachineError, PackageRefused, UserError
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.stations import Errand
from ca_desktop.services.desk import dossiers, intake, results, slips
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

EVERY = 10**9
"""Rows of a list without an end."""


def dossier_receive(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take in one dossier, or an array of them."""
    given, folder = read_json(arguments.file), arguments.slip
    if folder is not None and not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    several = given if isinstance(given, list) else [given]
    commands = [intake.ReceiveDossier.from_json(item) for item in several]
    commands = [replace(x, reason=x.reason or arguments.reason) for x in commands]
    done = intake.receive_dossiers(ports, commands, asked=False)
    answers = [_received(item) for item in done]
    failed = _save_slips(ports, answers, folder) if folder else {}
    return failed | ({"dossiers": answers} if isinstance(given, list) else answers[0])


def _save_slips(ports: Ports, answers: list[Json], folder: Path) -> Json:
    """Add the slips; the dossiers stand by now, so a failure must not hide their codes."""
    for answer in answers:
        code = answer["dossier"]
        try:
            answer["slip"] = str(slips.save_slip(ports, code, folder))
        except (MachineError, PackageRefused):
            message = sentence("SLIP-NOT-SAVED", {"code": code, "path": str(folder)})
            return {"error": "SLIP-NOT-SAVED", "message": message}
    return {}


def _received(item: intake.ReceivedDossier) -> Json:
    return {
        "dossier": item.code,
        "id": item.dossier_id,
        "due_at": item.deadline.due_at.isoformat() if item.deadline.due_at else None,
        "trace": [day.to_json() for day in item.deadline.trace],
        "warnings": [notice_json(notice) for notice in item.warnings],
        "slip": None,
    }


def dossier_list(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List dossiers."""
    if arguments.status is not None and arguments.status not in set(Status):
        raise InvalidField("status", "BAD-CHOICE", choices=", ".join(Status))
    before = arguments.due_before
    wanted = DossierFilter(
        find=arguments.find,
        statuses=(arguments.status,) if arguments.status else (),
        due_before=read_day("due_before", before).isoformat() if before else None,
    )
    return {"dossiers": [_row(x) for x in dossiers.dossier_rows(ports, wanted, limit=EVERY)]}


def _row(row: DossierRow) -> Json:
    return {
        "dossier": row.code,
        "id": row.dossier_id,
        "status": row.status,
        "holder": row.holder_name,
        "procedure": row.procedure_code,
        "procedure_name": row.procedure_name,
        "commune": row.office_code,
        "held_by": row.held_by,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "finished_at": row.finished_at,
        "returned_at": row.returned_at,
    }


def dossier_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Show one dossier with its history."""
    found = dossiers.dossier_detail(ports, dossiers.dossier_id_of(ports, arguments.code))
    state = found.state
    return {
        "dossier": state.code,
        "id": state.dossier_id,
        "status": state.status.value,
        "station": state.station.value if state.station else None,
        "officer": state.taker_name,
        "errands": [_errand(errand) for errand in state.errands],
        "negative": state.negative,
        "holder": state.holder_name,
        "submitter": state.submitter_name,
        "procedure": state.procedure_code,
        "procedure_name": state.procedure_name,
        "commune": found.office.code if found.office else None,
        "held_by": found.holder_office.code if found.holder_office else None,
        "custody": state.custody.number,
        "received_at": state.received_at,
        "due_at": state.due_at,
        "first_due_at": state.first_due_at,
        "finished_at": state.finished_at,
        "returned_at": state.returned_at,
        "register_no": state.register_no,
        "steps": list(found.steps),
        "corrections": list(found.corrections),
        "others": {name: sorted(roles) for name, roles in found.others.items()},
        "tasks": [task_json(task) for task in found.tasks],
        "history": [
            {
                "event": row.kind,
                "at": row.at,
                "office": row.office_name,
                "counted": row.counted,
                "details": row.fields,
            }
            for row in found.history
        ],
    }


def _errand(errand: Errand) -> Json:
    return {
        "errand": errand.key,
        "station": errand.station.value,
        "whom": errand.whom,
        "since": errand.since,
        "due_at": errand.due_at,
        "clock_stands": errand.stands,
    }


def dossier_slip(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Make the slip of a dossier."""
    return {"slip": str(slips.save_slip(ports, arguments.code, arguments.to))}


def dossier_step(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a step with a dossier."""
    done = dossiers.step_dossier(
        ports,
        arguments.code,
        arguments.to,
        note=arguments.note,
        office=arguments.office,
        wish=StepWish(
            values=_step_values(arguments),
            reason=arguments.reason,
            approver=arguments.approver,
            confirmation=confirmation(ports, arguments),
        ),
    )
    return {
        "dossier": done.code,
        "status": done.status.value,
        "station": done.station,
        "due_at": done.due_at,
        "requested": done.requested,
        **({"back_vnd": done.back_vnd} if done.back_vnd else {}),
    }


def _step_values(arguments: argparse.Namespace) -> dict[str, object]:
    given = read_json(arguments.file) if arguments.file else {}
    if not isinstance(given, dict):
        raise InvalidField("step.file", "BAD-TYPE")
    values: dict[str, object] = {str(key): value for key, value in given.items()}
    for pair in arguments.values:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InvalidField("step.file", "BAD-TYPE")
        values[key] = value
    return values


def dossier_return(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Hand a result over."""
    given = read_json(arguments.file) if arguments.file else {}
    done = results.return_result(ports, arguments.code, results.ReturnResult.from_json(given))
    return {
        "dossier": done.code,
        "status": Status.RESULT_RETURNED.value,
        "returned_at": done.returned_at,
    }
