"""Commands about papers: letters about a dossier."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import read_day
from ca_desktop.services.desk.letters import IssueLetter
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
