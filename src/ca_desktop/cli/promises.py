"""Commands about promises that are not kept."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.promises import Telling
from ca_desktop.services.desk import promises
from ca_desktop.services.office.deadlines import read_moment
from ca_desktop.services.ports.office import Ports


def dossier_told(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Keep that a citizen was told something."""
    wish = promises.TellCitizen(
        how=Telling(arguments.how),
        text=arguments.text,
        at=read_moment("at", arguments.at) if arguments.at else None,
    )
    promises.tell_citizen(ports, arguments.code, wish)
    return {"dossier": arguments.code, "how": arguments.how}


def dossier_explain(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Keep why dossiers are late."""
    return {
        "dossiers": list(promises.explain_lateness(ports, arguments.codes, arguments.reason).codes)
    }
