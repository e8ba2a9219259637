"""Commands: each takes the arguments and the open office, and returns one JSON object."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.notices import Notice
from ca_desktop.domain.procedures import to_json
from ca_desktop.domain.reports import OnTimeRow, Period
from ca_desktop.services import (
    backups,
    deadlines,
    dossiers,
    exchange,
    imports,
    intake,
    journals,
    offices,
    pairing,
    procedures,
    reports,
    results,
    slips,
    words,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

Json = dict[str, Any]
Command = Callable[[Ports, argparse.Namespace], Json]
MAX_INPUT = 16 * 1024**2
EVERY = 10**9
"""Rows of a list without an end."""


def read_json(path: Path) -> object:
    """Read an input file.

    Raises:
        UserError: NO-SUCH-FILE, TOO-LONG or BAD-JSON.
    """
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    if path.stat().st_size > MAX_INPUT:
        raise InvalidField("file", "TOO-LONG", max=MAX_INPUT)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError("BAD-JSON", path=path.name) from error


def office_show(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say what this office is."""
    facts = offices.office_facts(ports)
    return {
        "office": facts.own.office_id,
        "node": facts.node.node_id,
        "incarnation": facts.node.incarnation,
        "kind": facts.own.kind,
        "code": facts.own.code,
        "name": facts.own.name,
        "training": facts.node.training,
        "centre": facts.centre.code if facts.centre else None,
        "communes": [{"code": x.code, "name": x.name} for x in facts.communes],
        "users": [user.name for user in facts.users],
        "fits_mark": facts.fits_mark,
    }


def pair_offer(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Offer a commune to pair."""
    made = pairing.make_offer(ports, arguments.commune, arguments.to)
    return {
        "file": str(arguments.to),
        "secret": made.secret,
        "code": made.code,
        "fingerprint": made.fingerprint,
    }


def pair_request(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Answer an offer."""
    offer = pairing.answer_offer(ports, arguments.file, arguments.secret, arguments.to)
    return {"file": str(arguments.to), "centre": offer.code, "fingerprint": offer.fingerprint}


def pair_accept(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Enrol a commune and write its first package."""
    done = pairing.accept_request(ports, arguments.file, arguments.to)
    return {"file": str(done.file), "commune": done.peer.code, "name": done.peer.name}


def pair_finish(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take the centre's first package in."""
    return _imported(pairing.finish_pairing(ports, arguments.file))


def catalogue_list(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """List the procedures in force."""
    found = procedures.catalogue(ports)
    return {
        "procedures": [
            {
                "code": item.code,
                "name": item.name,
                "alias": item.alias,
                "field": item.field_name,
                "limits": [str(case.limit) for case in item.cases],
                "ready": item.ready_for_intake,
            }
            for item in found
        ]
    }


def catalogue_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Show one procedure."""
    found = procedures.procedure(ports, arguments.code)
    return to_json(found) | {
        "ready": found.ready_for_intake,
        "missing": list(found.missing),
    }


def catalogue_import(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Import a portal's sheet."""
    done = procedures.import_catalogue(ports, arguments.file, preview=arguments.preview)
    return {
        "new": done.new,
        "changed": done.changed,
        "same": done.same,
        "incomplete": done.incomplete,
        "problems": [
            {
                "line": problem.line,
                "code": problem.code,
                "message": words.describe_code(problem.code, **problem.details).sentence,
            }
            for problem in done.problems
        ],
    }


def catalogue_publish(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Put the catalogue in force for every office."""
    done = procedures.publish_catalogue(ports)
    return {"procedures": done.procedures, "calendars": done.calendars}


def dossier_receive(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take in one dossier, or an array of them."""
    given = read_json(arguments.file)
    several = given if isinstance(given, list) else [given]
    commands = [intake.ReceiveDossier.from_json(item) for item in several]
    done = intake.receive_dossiers(ports, commands)
    answers = [_received(ports, item, arguments.slip) for item in done]
    return {"dossiers": answers} if isinstance(given, list) else answers[0]


def _received(ports: Ports, item: intake.ReceivedDossier, folder: Path | None) -> Json:
    slip = slips.save_slip(ports, item.code, folder) if folder else None
    return {
        "dossier": item.code,
        "id": item.dossier_id,
        "due_at": item.deadline.due_at.isoformat() if item.deadline.due_at else None,
        "trace": [day.to_json() for day in item.deadline.trace],
        "warnings": [_notice(notice) for notice in item.warnings],
        "slip": str(slip) if slip else None,
    }


def _notice(notice: Notice) -> Json:
    message = words.describe_code(notice.code, **notice.details)
    return {"code": notice.code, "message": message.sentence}


def dossier_list(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List dossiers."""
    if arguments.status is not None and arguments.status not in set(Status):
        raise InvalidField("status", "BAD-CHOICE", choices=", ".join(Status))
    before = arguments.due_before
    wanted = DossierFilter(
        find=arguments.find,
        statuses=(arguments.status,) if arguments.status else (),
        due_before=reports.read_day("due_before", before).isoformat() if before else None,
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


def dossier_slip(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Make the slip of a dossier."""
    return {"slip": str(slips.save_slip(ports, arguments.code, arguments.to))}


def dossier_step(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a step with a dossier."""
    done = dossiers.step_dossier(
        ports, arguments.code, arguments.to, note=arguments.note, office=arguments.office
    )
    return {
        "dossier": done.code,
        "status": done.status.value,
        "due_at": done.due_at,
        "requested": done.requested,
    }


def dossier_return(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Hand a result over."""
    given = read_json(arguments.file) if arguments.file else {}
    done = results.return_result(ports, arguments.code, results.ReturnResult.from_json(given))
    return {
        "dossier": done.code,
        "status": Status.RESULT_RETURNED.value,
        "returned_at": done.returned_at,
    }


def exchange_export(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write packages."""
    done = exchange.export_packages(ports, arguments.to, peer=arguments.peer)
    return {
        "files": [
            {
                "file": str(item.file),
                "peer": item.peer.code,
                "package": item.package,
                "events": item.events,
                "size": item.size,
            }
            for item in done
        ]
    }


def exchange_preview(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say what files would bring."""
    return {
        "files": [
            {
                "file": str(item.file),
                "result": item.result,
                "code": item.code,
                "message": _sentence(item.code),
                "sender": item.sender_code,
                "package": item.package,
                "claimed_at": item.claimed_at,
                "events": item.events,
                "new": item.new_dossiers,
                "updated": item.updated_dossiers,
            }
            for item in imports.preview_packages(ports, arguments.files)
        ]
    }


def exchange_import(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take files in."""
    return {"files": [_imported(x) for x in imports.import_packages(ports, arguments.files)]}


def _imported(item: imports.Imported) -> Json:
    return {
        "file": str(item.file),
        "result": item.result,
        "code": item.code,
        "message": _sentence(item.code, item.details),
        "sender": item.sender,
        "package": item.package,
        "events": item.events,
        "problems": item.problems,
    }


def _sentence(code: str | None, details: Json | None = None) -> str | None:
    return words.describe_code(code, **(details or {})).sentence if code else None


def exchange_status(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say how far the exchange is."""
    status = exchange.exchange_status(ports)
    return {
        "fits_mark": status.fits_mark,
        "peers": [
            {
                "code": item.peer.code,
                "name": item.peer.name,
                "waiting": item.waiting,
                "unacknowledged": item.unacknowledged,
                "holds": item.holds,
                "last_package": item.state.last_package if item.state else 0,
                "last_claimed_at": item.state.last_claimed_at if item.state else None,
                "problems_there": item.state.problems if item.state else 0,
            }
            for item in status.peers
        ],
        "problems": [
            {"code": x.code, "kind": x.kind, "seq": x.seq, "stream": x.stream}
            for x in status.problems
        ],
    }


def report_form06(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Count Biểu 06."""
    period = _period(arguments)
    if arguments.out:
        report = reports.save_form06(ports, period, arguments.out, arguments.commune)
    else:
        report = reports.form06_report(ports, period, arguments.commune)
    return {
        "rows": [{"field": row.field, **row.figures} for row in report.rows],
        "total": dict(report.total.figures),
        "balanced": report.balanced,
        "as_of": report.as_of.isoformat(),
        "out": str(arguments.out) if arguments.out else None,
    }


def report_ontime(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Count the on-time rate."""
    period = _period(arguments)
    if arguments.out:
        report = reports.save_on_time(ports, period, arguments.out, arguments.commune)
    else:
        report = reports.on_time_report(ports, period, arguments.commune)
    rows = []
    for row in report.table.rows:
        office = report.offices.get(row.office_id or "")
        names = {"commune": office.code if office else None, "name": office.name if office else ""}
        rows.append(names | _on_time(row))
    return {
        "rows": rows,
        "total": _on_time(report.table.total),
        "as_of": report.table.as_of.isoformat(),
        "out": str(arguments.out) if arguments.out else None,
    }


def _on_time(row: OnTimeRow) -> Json:
    return {
        "received": row.received,
        "finished": row.finished,
        "early": row.early,
        "on_time": row.on_time,
        "late": row.late,
        "late_open": row.late_open,
        "rate": row.rate,
    }


def _period(arguments: argparse.Namespace) -> Period:
    return Period(
        start=reports.read_day("from", arguments.start), end=reports.read_day("to", arguments.end)
    )


def deadline(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Count a time limit with this office's calendar."""
    with ports.reading() as view:
        calendar = view.master.calendar()
    return deadline_json(deadlines.deadline_of(calendar, arguments.received, arguments.within))


def deadline_json(found: Deadline) -> Json:
    """Write a deadline as the command line answers it."""
    return {
        "due_at": found.due_at.isoformat() if found.due_at else None,
        "trace": [day.to_json() for day in found.trace],
    }


def verify(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Check the journal."""
    done = journals.verify_journal(ports)
    return {
        "ok": True,
        "events": done.events,
        "streams": done.streams,
        "problems": done.problems,
        "fits_mark": ports.mark_fits,
    }


def rebuild(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Make the tables anew."""
    done = journals.rebuild_tables(ports)
    return {"events": done.events, "problems": done.problems}


def backup(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Make a verified backup."""
    return {"folder": str(backups.back_up(ports, arguments.to).folder)}


COMMANDS: dict[tuple[str, str | None], Command] = {
    ("office", "show"): office_show,
    ("pair", "offer"): pair_offer,
    ("pair", "request"): pair_request,
    ("pair", "accept"): pair_accept,
    ("pair", "finish"): pair_finish,
    ("catalogue", "list"): catalogue_list,
    ("catalogue", "show"): catalogue_show,
    ("catalogue", "import"): catalogue_import,
    ("catalogue", "publish"): catalogue_publish,
    ("dossier", "receive"): dossier_receive,
    ("dossier", "list"): dossier_list,
    ("dossier", "show"): dossier_show,
    ("dossier", "slip"): dossier_slip,
    ("dossier", "step"): dossier_step,
    ("dossier", "return"): dossier_return,
    ("exchange", "export"): exchange_export,
    ("exchange", "preview"): exchange_preview,
    ("exchange", "import"): exchange_import,
    ("exchange", "status"): exchange_status,
    ("report", "form06"): report_form06,
    ("report", "ontime"): report_ontime,
    ("deadline", None): deadline,
    ("verify", None): verify,
    ("rebuild", None): rebuild,
    ("backup", None): backup,
}
