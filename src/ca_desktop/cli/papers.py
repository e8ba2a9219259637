"""Commands about papers: letters, lists, the register, sample dossiers, the words of forms."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.approvers import confirmation
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.reports import Period
from ca_desktop.services.desk import forms
from ca_desktop.services.desk.batches import IssueBatch, draw_batch, issue_batch, log_batch
from ca_desktop.services.desk.letters import IssueLetter
from ca_desktop.services.desk.registers import save_register, year_period
from ca_desktop.services.desk.samples import save_sample
from ca_desktop.services.desk.saved_letters import save_letter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.names import LETTER_DETAILS
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports

EVERY = "all"


def dossier_letter(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write a letter about a dossier and save its paper."""
    wish = IssueLetter(
        kind=LetterKind(arguments.form),
        reason=arguments.reason,
        demands=arguments.line,
        due=read_day("due", arguments.due) if arguments.due else None,
        details={name: getattr(arguments, name) for name in LETTER_DETAILS},
        step=StepWish(
            reason=arguments.step_reason,
            approver=arguments.approver,
            confirmation=confirmation(ports, arguments),
        ),
    )
    done = save_letter(ports, arguments.code, wish, arguments.to)
    return {
        "dossier": done.issued.code,
        "form": done.issued.kind.value,
        "effect": done.issued.effect.value,
        "due_at": done.issued.due_at,
        "letter": str(done.path),
    }


def register(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Save the register of a year, or of a range of days."""
    if arguments.year:
        period = year_period(arguments.year)
    else:
        days = [read_day(name, getattr(arguments, name) or "") for name in ("start", "end")]
        period = Period(start=days[0], end=days[1])
    done = save_register(ports, period, arguments.to)
    count = done.book.closing
    return {
        "numbers": count.numbers,
        "cancelled": count.cancelled,
        "missing": count.missing,
        "volumes": count.volumes,
        "first": count.first,
        "last": count.last,
        "out": [str(path) for path in done.paths],
    }


def dossier_batch(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Hand several dossiers or results over on one list, and save its paper."""
    if not is_folder(arguments.to):
        raise UserError("NO-SUCH-FILE", path=str(arguments.to))
    wish = IssueBatch(
        kind=LetterKind(arguments.form),
        codes=arguments.codes,
        taker=arguments.taker,
        note=arguments.note,
    )
    done = issue_batch(ports, wish)
    drawn = draw_batch(ports, done.batch)
    path = arguments.to / f"{arguments.form}-{done.batch[:8]}.pdf"
    ports.files.write(path, drawn.pdf)
    with ports.writing() as uow:
        log_batch(uow, done.batch, drawn.reprint)
        uow.commit()
    return {
        "form": done.kind.value,
        "number": done.number,
        "dossiers": done.count,
        "out": str(path),
    }


def catalogue_sample(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Save the sample dossier of a procedure."""
    done = save_sample(ports, arguments.code, arguments.to)
    return {"procedure": done.procedure, "out": [str(path) for path in done.paths]}


def forms_list(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """List the forms whose words may be changed."""
    found = forms.form_views(ports)
    return {
        "forms": [
            {
                "form": x.sheet.form,
                "title": x.sheet.title,
                "group": x.sheet.group,
                "changed": x.changed,
            }
            for x in found
        ]
    }


def forms_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Show the words of a form."""
    shown = forms.form_view(ports, arguments.form)
    return {
        "form": shown.sheet.form,
        "title": shown.sheet.title,
        "changed": shown.changed,
        "texts": [
            {"key": x.key, "title": x.title, "text": shown.texts[x.key], "released": x.text}
            for x in shown.sheet.texts
        ],
        "places": [{"place": name, "title": title} for name, title in shown.sheet.places.items()],
    }


def forms_set(ports: Ports, arguments: argparse.Namespace) -> Json:
    r"""Give a text of a form this office's words; ``\n`` begins a new line."""
    text = arguments.text.replace("\\n", "\n")
    done = forms.keep_form(ports, arguments.form, {arguments.key: text})
    return {"form": done.form, "changed": done.changed}


def forms_reset(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take this office's words out of a form."""
    return {"form": forms.reset_form(ports, arguments.form).form, "changed": 0}


def forms_publish(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Give every office of this centre the words of a form."""
    done = forms.publish_form(ports, arguments.form)
    return {"form": done.form, "changed": done.changed}


def forms_preview(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Save a form, or ``all`` of both regimes, filled in with a made-up citizen."""
    if not is_folder(arguments.to):
        raise UserError("NO-SUCH-FILE", path=str(arguments.to))
    every = forms.form_views(ports) if arguments.form == EVERY else ()
    paths = []
    for shown in every or [forms.form_view(ports, arguments.form)]:
        path = arguments.to / f"{shown.sheet.form}.pdf"
        ports.files.write(path, forms.preview_form(ports, shown.sheet.form, shown.texts))
        paths.append(str(path))
    return {"form": arguments.form, "out": paths}
