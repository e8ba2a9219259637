"""Commands about promises that are not kept."""

import argparse
from pathlib import Path

from ca_desktop.cli.answers import Json
from ca_desktop.cli.approvers import confirmation
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.promises import Telling
from ca_desktop.services.desk import apologies, promises, why
from ca_desktop.services.desk.agenda_file import save_agenda
from ca_desktop.services.desk.day_sheet import day_work, draw_day_sheet
from ca_desktop.services.desk.dossiers import dossier_id_of
from ca_desktop.services.desk.letter_papers import draw_letter
from ca_desktop.services.desk.letters import IssuedLetter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.deadlines import read_moment
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports


def dossier_told(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Keep that a citizen was told something."""
    wish = promises.TellCitizen(
        how=Telling(arguments.how),
        text=arguments.text,
        at=read_moment("at", arguments.at) if arguments.at else None,
        letter=arguments.letter,
    )
    promises.tell_citizen(ports, arguments.code, wish)
    return {"dossier": arguments.code, "how": arguments.how}


def dossier_ics(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write the due dates of open dossiers as a calendar file."""
    saved = save_agenda(ports, arguments.to)
    return {"file": str(saved.file), "days": saved.days}


def dossier_day(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write the sheet of the day, and say what stands on it."""
    work = day_work(ports)
    ports.files.write(arguments.to, draw_day_sheet(ports))
    heaps = {name: [item.code for item in found] for name, found in work.heaps.items()}
    return {"file": str(arguments.to), "today": work.today.isoformat(), **heaps}


def dossier_why(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Explain every date that a dossier was given, and save the paper where a folder is named."""
    folder = arguments.to
    if folder is not None and not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    dossier_id = dossier_id_of(ports, arguments.code)
    found = why.explain_dossier(ports, dossier_id)
    return {
        "dossier": found.code,
        "limit": found.limit,
        "promises": [
            {
                "at": part.at.isoformat() if part.at else None,
                "due_at": part.due_at.isoformat() if part.due_at else None,
                "says": part.reason.says,
                "law": part.reason.law,
                "days": [
                    {
                        "date": day.date.isoformat(),
                        "counted": day.counted,
                        "says": day.reason.says,
                        "law": day.reason.law,
                    }
                    for day in part.days
                ],
            }
            for part in found.parts
        ],
        "file": str(why.save_why(ports, dossier_id, folder)) if folder else None,
    }


def dossier_apologies(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """List what needs a letter of apology, and whom nobody has told of one."""
    found = apologies.apologies(ports)
    return {
        "unready": [
            {
                "dossier": row.code,
                "holder": row.holder_name,
                "due_at": row.due_at,
                "stands": row.hold.value,
                "moves": row.moves,
                "proposals": [day.isoformat() for day in row.proposals],
            }
            for row in found.unready
        ],
        "late": [row.code for row in found.late],
        "untold": [
            {
                "dossier": row.code,
                "holder": row.holder_name,
                "phone": row.phone,
                "letter": row.letter,
                "new_due": row.new_due or None,
                "text": row.text,
            }
            for row in found.untold
        ],
    }


def dossier_apologise(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write letters of apology, and save them where a folder is named."""
    folder = arguments.to
    if folder is not None and not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    done = apologies.apologise(
        ports,
        arguments.codes,
        arguments.reason,
        arguments.days,
        signer=StepWish(approver=arguments.approver, confirmation=confirmation(ports, arguments)),
    )
    return {
        "letters": [
            {
                "dossier": letter.code,
                "letter": letter.sheet,
                "effect": letter.effect.value,
                "due_at": letter.due_at,
                "file": _saved(ports, letter, folder) if folder else None,
            }
            for letter in done.letters
        ]
    }


def _saved(ports: Ports, letter: IssuedLetter, folder: Path) -> str:
    path = folder / f"{letter.code}-xin-loi.pdf"
    ports.files.write(path, draw_letter(ports, letter.dossier_id, letter.sheet).pdf)
    return str(path)


def dossier_explain(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Keep why dossiers are late."""
    return {
        "dossiers": list(promises.explain_lateness(ports, arguments.codes, arguments.reason).codes)
    }
