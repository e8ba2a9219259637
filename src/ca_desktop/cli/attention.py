"""Commands about what waits for a person."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.exchange import imported_json
from ca_desktop.services import attention
from ca_desktop.services.matters import Matter
from ca_desktop.services.ports.office import Ports


def attention_list(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say what waits for a person."""
    return {"matters": [_matter_json(matter) for matter in attention.matters(ports)]}


def attention_settle(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a matter that was read from the list."""
    matter = attention.matter_of(ports, arguments.matter)
    attention.settle(ports, matter)
    return {"settled": matter.matter_id}


def attention_import(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a file that was kept in once more."""
    matter = attention.matter_of(ports, arguments.matter)
    return imported_json(attention.import_again(ports, matter))


def _matter_json(matter: Matter) -> Json:
    message = matter.message
    return {
        "id": matter.matter_id,
        "code": matter.code,
        "about": matter.about,
        "since": matter.since or None,
        "happened": message.happened,
        "lost": message.lost,
        "do_now": message.do_now,
        "remedy": matter.remedy.value,
        "settles": matter.settles,
        "dossier": matter.dossier_id,
    }
