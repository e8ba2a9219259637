"""Machines of the communes on the command line: which run, and which goes on."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.services.exchange import choices, pairing
from ca_desktop.services.machines import successions
from ca_desktop.services.machines.successions import KnownMachine
from ca_desktop.services.ports.office import Ports


def pair_accept(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Enrol a commune and write its first package."""
    asked = arguments.replaces is not None or arguments.beside
    replaces = (arguments.replaces or ()) if asked else None
    done = pairing.accept_request(ports, arguments.file, arguments.to, replaces)
    return {"file": str(done.file), "commune": done.peer.code, "name": done.peer.name}


def pair_machines(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """List the machines of the communes, and those of which one must be chosen."""
    return {
        "machines": [_machine(item) for item in successions.known_machines(ports)],
        "rivals": [
            {"node": x.node, "name": x.office, "lives": list(x.lives), "since": x.since}
            for x in choices.open_rivalries(ports)
        ],
    }


def _machine(item: KnownMachine) -> Json:
    return {
        "node": item.node.node_id,
        "code": item.node.code,
        "name": item.node.name,
        "heard_at": item.heard_at or None,
        "events": item.events,
        "closed": item.closed,
        "revoked": item.node.revoked,
    }


def pair_replace(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say that a machine does not run any more, and which one took its place."""
    done = successions.replace_machine(ports, arguments.old, arguments.by)
    return {"old": done.old, "new": done.new}


def pair_choose(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say which of the machines that speak as one goes on."""
    done = choices.choose_life(ports, arguments.node, arguments.life)
    return {"node": done.node, "goes_on": done.goes_on or None, "ends": list(done.ends)}
