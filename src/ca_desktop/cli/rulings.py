"""The command of what heads said: it takes the arguments and the open office."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.reports import period_of
from ca_desktop.services.desk.rulings import WantedRulings, rulings, save_rulings
from ca_desktop.services.ports.office import Ports


def ruling_list(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List what heads approved, signed or sent back in a period, the newest first."""
    wanted = WantedRulings(period=period_of(arguments), person=arguments.person)
    out = arguments.out
    if out:
        save_rulings(ports, wanted, out)
    return {
        "rulings": [
            {
                "at": row.at,
                "person": row.person,
                "part": row.part.value,
                "what": row.what,
                "dossier": row.code,
                "reason": row.reason,
                "office": row.office_name,
            }
            for row in rulings(ports, wanted)
        ],
        "out": str(out) if out else None,
    }
