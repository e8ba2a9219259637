"""Commands: each takes the arguments and the open office, and returns one JSON object."""

import argparse
from collections.abc import Callable

from ca_desktop.cli import (
    accounts,
    attention,
    desk,
    fees,
    keys,
    machines,
    papers,
    periods,
    processes,
    promises,
    reports,
    rulings,
    safety,
    scans,
    scores,
    targets,
    tariffs,
    tasks,
    waits,
)
from ca_desktop.cli import exchange as of_exchange
from ca_desktop.cli.answers import Json, row_problems
from ca_desktop.cli.exchange import imported_json
from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.procedures import to_json
from ca_desktop.services.exchange import pairing
from ca_desktop.services.keys.key_sheets import draw_pairing_sheet
from ca_desktop.services.machines import lives
from ca_desktop.services.machines.lives import AdoptedLife, LastPapers
from ca_desktop.services.office import deadlines, journals, offices, procedures
from ca_desktop.services.office.report_list import REPORTS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.support import write_bundle

Command = Callable[[Ports, argparse.Namespace], Json]


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


def office_adopt(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say whose place this machine takes."""
    last = last_papers(arguments)
    done = lives.adopt_copy(ports, last) if arguments.copy else lives.adopt(ports, last)
    return life_json(done)


def life_json(life: AdoptedLife) -> Json:
    """Write the life that a machine goes on with."""
    return {
        "incarnation": life.incarnation,
        "series": life.series,
        "completed": life.completed,
        "written_anew": life.written_anew,
    }


def last_papers(arguments: argparse.Namespace) -> LastPapers:
    """Return the newest numbers on paper, as they were typed."""
    return LastPapers(
        code=arguments.last_code,
        receipt=arguments.last_receipt,
        register=arguments.last_register,
    )


def pair_offer(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Offer a commune to pair."""
    made = pairing.make_offer(ports, arguments.commune, arguments.to)
    answer: Json = {
        "file": str(arguments.to),
        "secret": made.secret,
        "code": made.code,
        "fingerprint": made.fingerprint,
    }
    if arguments.sheet is None:
        return answer
    sheet = draw_pairing_sheet(ports, made.commune_code, made.code)
    ports.files.write(arguments.sheet, sheet)
    return answer | {"sheet": str(arguments.sheet)}


def pair_request(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Answer an offer."""
    offer = pairing.answer_offer(
        ports, arguments.file, arguments.secret, arguments.to, last_papers(arguments)
    )
    return {"file": str(arguments.to), "centre": offer.code, "fingerprint": offer.fingerprint}


def pair_finish(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take the centre's first package in."""
    return imported_json(pairing.finish_pairing(ports, arguments.file))


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
        "problems": row_problems(done.problems),
    }


def catalogue_publish(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Put the catalogue in force for every office."""
    done = procedures.publish_catalogue(ports)
    return {"procedures": done.procedures, "calendars": done.calendars}


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


def support(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write the bundle for whoever helps."""
    return {"file": str(write_bundle(ports, arguments.to))}


COMMANDS: dict[tuple[str, str | None], Command] = {
    ("user", "list"): accounts.user_list,
    ("user", "add"): accounts.user_add,
    ("user", "reset"): accounts.user_reset,
    ("user", "remove"): accounts.user_remove,
    ("office", "show"): office_show,
    ("office", "adopt"): office_adopt,
    ("pair", "offer"): pair_offer,
    ("pair", "request"): pair_request,
    ("pair", "accept"): machines.pair_accept,
    ("pair", "machines"): machines.pair_machines,
    ("pair", "replace"): machines.pair_replace,
    ("pair", "choose"): machines.pair_choose,
    ("pair", "finish"): pair_finish,
    ("keys", "show"): keys.keys_show,
    ("keys", "rotate"): keys.keys_rotate,
    ("keys", "revoke"): keys.keys_revoke,
    ("keys", "certify"): keys.keys_certify,
    ("keys", "new-root"): keys.keys_new_root,
    ("keys", "card"): keys.keys_card,
    ("keys", "accept"): keys.keys_accept,
    ("keys", "check"): keys.keys_check,
    ("keys", "past"): keys.keys_past,
    ("keys", "help-open"): keys.keys_help_open,
    ("catalogue", "list"): catalogue_list,
    ("catalogue", "show"): catalogue_show,
    ("catalogue", "import"): catalogue_import,
    ("catalogue", "publish"): catalogue_publish,
    ("dossier", "receive"): desk.dossier_receive,
    ("dossier", "list"): desk.dossier_list,
    ("dossier", "show"): desk.dossier_show,
    ("dossier", "slip"): desk.dossier_slip,
    ("dossier", "letter"): papers.dossier_letter,
    ("register", None): papers.register,
    ("rulings", None): rulings.ruling_list,
    ("dossier", "batch"): papers.dossier_batch,
    ("catalogue", "sample"): papers.catalogue_sample,
    ("forms", "list"): papers.forms_list,
    ("forms", "show"): papers.forms_show,
    ("forms", "set"): papers.forms_set,
    ("forms", "reset"): papers.forms_reset,
    ("forms", "publish"): papers.forms_publish,
    ("forms", "preview"): papers.forms_preview,
    ("dossier", "step"): desk.dossier_step,
    ("dossier", "return"): desk.dossier_return,
    ("dossier", "attach"): scans.dossier_attach,
    ("dossier", "attachments"): scans.dossier_attachments,
    ("dossier", "save-attachment"): scans.dossier_save_attachment,
    ("dossier", "detach"): scans.dossier_detach,
    ("dossier", "ask"): tasks.dossier_ask,
    ("dossier", "answer"): tasks.dossier_answer,
    ("dossier", "correct"): tasks.dossier_correct,
    ("dossier", "told"): promises.dossier_told,
    ("dossier", "explain"): promises.dossier_explain,
    ("dossier", "ics"): promises.dossier_ics,
    ("dossier", "day"): promises.dossier_day,
    ("dossier", "why"): promises.dossier_why,
    ("dossier", "apologies"): promises.dossier_apologies,
    ("dossier", "apologise"): promises.dossier_apologise,
    ("fee", "show"): fees.fee_show,
    ("fee", "assess"): fees.fee_assess,
    ("fee", "collect"): fees.fee_collect,
    ("fee", "cancel"): fees.fee_cancel,
    ("fee", "refund"): fees.fee_refund,
    ("fee", "back"): fees.fee_back,
    ("fee", "paper"): fees.fee_paper,
    ("fee", "book"): fees.fee_book,
    ("fee", "sheet"): fees.fee_sheet,
    ("tariff", "show"): tariffs.tariff_show,
    ("tariff", "set"): tariffs.tariff_set,
    ("tariff", "drop"): tariffs.tariff_drop,
    ("tariff", "import"): tariffs.tariff_import,
    ("tariff", "export"): tariffs.tariff_export,
    ("process", "show"): processes.process_show,
    ("process", "set"): processes.process_set,
    ("wait", "show"): waits.wait_show,
    ("wait", "set"): waits.wait_set,
    ("target", "show"): targets.target_show,
    ("target", "set"): targets.target_set,
    ("exchange", "export"): of_exchange.exchange_export,
    ("exchange", "address"): of_exchange.exchange_address,
    ("exchange", "note"): of_exchange.exchange_note,
    ("exchange", "remark"): of_exchange.exchange_remark,
    ("exchange", "rewrite"): of_exchange.exchange_rewrite,
    ("exchange", "check"): of_exchange.exchange_check,
    ("exchange", "eject"): of_exchange.exchange_eject,
    ("exchange", "preview"): of_exchange.exchange_preview,
    ("exchange", "import"): of_exchange.exchange_import,
    ("exchange", "status"): of_exchange.exchange_status,
    ("attention", "list"): attention.attention_list,
    ("attention", "settle"): attention.attention_settle,
    ("attention", "import"): attention.attention_import,
    **{("report", name): reports.report for name in REPORTS},
    ("period", "close"): periods.period_close,
    ("period", "check"): periods.period_check,
    ("period", "list"): periods.period_list,
    ("period", "report"): periods.period_report,
    ("score", "show"): scores.score_show,
    ("score", "enter"): scores.score_enter,
    ("score", "take-back"): scores.score_take_back,
    ("deadline", None): deadline,
    ("verify", None): verify,
    ("rebuild", None): rebuild,
    ("support", None): support,
    ("backup", None): safety.backup,
    ("safety", "show"): safety.show,
    ("safety", "try"): safety.try_out,
    ("safety", "journal"): safety.journal,
}
