"""Commands about what offices ask of each other."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.errors import UserError
from ca_desktop.services.desk import tasks
from ca_desktop.services.desk.paper_receipts import save_receipt
from ca_desktop.services.names import FIELD_OF_PART
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.tasks import TaskRow


def dossier_ask(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Ask whoever holds a dossier for something."""
    wanted = tasks.Ask(
        what=arguments.what,
        note=arguments.note,
        part=arguments.field,
        value=arguments.value,
        papers=arguments.paper,
    )
    folder = arguments.slip if arguments.what == "papers" else None
    if folder is not None and not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    done = tasks.ask(ports, arguments.code, wanted)
    answer: Json = {"dossier": done.code, "task": done.task_id, "slip": None}
    if folder is not None:
        answer["slip"] = str(save_receipt(ports, done.task_id, folder))
    return answer


def dossier_answer(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Do what another office asked, or decline with a reason."""
    done = tasks.answer(ports, arguments.task, done=not arguments.decline, note=arguments.note)
    return _answered(done)


def dossier_correct(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Put right what is written of the people of a dossier."""
    return _answered(
        tasks.correct(ports, arguments.code, arguments.field, arguments.value, arguments.note)
    )


def _answered(done: tasks.Answered) -> Json:
    return {"dossier": done.code, "done": done.done, "status": done.status.value}


def task_json(task: TaskRow) -> Json:
    """Write a task; ``done`` is null while it waits."""
    fields = task.fields or {}
    return {
        "task": task.task_id,
        "event": task.kind,
        "office": task.office_name,
        "at": fields.get("at"),
        "field": FIELD_OF_PART.get(str(fields.get("part"))),
        "value": fields.get("value"),
        "papers": fields.get("papers"),
        "note": fields.get("note"),
        "done": task.done,
    }
