"""Commands about papers: letters about a dossier, the register."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.reports import Period
from ca_desktop.services.desk.letters import IssueLetter
from ca_desktop.services.desk.registers import save_register, year_period
from ca_desktop.services.desk.saved_letters import save_letter
from ca_desktop.services.names import LETTER_DETAILS
from ca_desktop.services.ports.office import Ports


def dossier_letter(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write a letter about a dossier and save its paper."""
    wish = IssueLetter(
        kind=LetterKind(arguments.form),
        reason=arguments.reason,
        demands=arguments.line,
        due=read_day("due", arguments.due) if arguments.due else None,
        details={name: getattr(arguments, name) for name in LETTER_DETAILS},
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
