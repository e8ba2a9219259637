"""Commands about keys: each takes the arguments and the open office, and returns one object."""

import argparse
from pathlib import Path

from ca_desktop.cli.answers import Json
from ca_desktop.cli.secrets import secret_in
from ca_desktop.services.exchange import certificates
from ca_desktop.services.keys import key_help, keys, revocations
from ca_desktop.services.keys.key_overview import key_overview
from ca_desktop.services.keys.key_sheets import draw_root_sheet
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, StrayEvent


def keys_show(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say with whom this office is connected, under which keys, and what is due."""
    found = key_overview(ports)
    return {
        "node": found.node.node_id,
        "key_number": found.node.key_number,
        "rotated_at": found.rotated_at,
        "former_held": sum(row.secrets is not None for row in found.former),
        "fingerprint": found.card.fingerprint if found.card else None,
        "serial": found.card.serial if found.card else None,
        "sheets_checked_at": found.checked_at or None,
        "help_slot": found.helped,
        "nodes": [_node_json(row) for row in found.nodes],
        "beyond": [_beyond_json(item) for item in found.beyond],
    }


def keys_rotate(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Go on with new keys."""
    return {"key_number": keys.rotate_keys(ports).number}


def keys_revoke(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Hear a stolen node no more."""
    second = secret_in(arguments.second_file)
    done = revocations.revoke_node(ports, arguments.node, second, arguments.since)
    return {
        "node": done.node.node_id,
        "code": done.node.code,
        "cuts": [{"stream": x.stream, "seq": x.seq, "hash": x.hash} for x in done.cuts],
        "beyond": [_beyond_json(item) for item in done.beyond],
    }


def keys_certify(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Certify new keys of the centre with the root on paper."""
    code, second = secret_in(arguments.seed_file), secret_in(arguments.second_file)
    done = certificates.certify_keys(ports, code, second, arguments.to)
    return {"file": str(done.file), "serial": done.card.serial}


def keys_new_root(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Put a new root in the place of one whose sheets are lost."""
    second = secret_in(arguments.second_file)
    done = certificates.make_new_root(ports, second, arguments.to)
    answer: Json = {
        "file": str(done.file),
        "serial": done.card.serial,
        "fingerprint": done.card.fingerprint,
        "root_code": done.root_code,
    }
    return answer | _sheet(ports, arguments.sheet, done.root_code)


def keys_card(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write the centre's card once more."""
    card = certificates.write_card(ports, arguments.to)
    return {"file": str(arguments.to), "serial": card.serial, "fingerprint": card.fingerprint}


def keys_accept(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Believe new keys, or a new root, of the centre."""
    card = certificates.accept_card(ports, arguments.file, arguments.digits)
    return {"serial": card.serial, "fingerprint": card.fingerprint}


def keys_check(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Check that the root's sheets are still there."""
    return {"group": certificates.check_sheets(ports, secret_in(arguments.group_file))}


def keys_past(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write what is held of the centre, so that it can be built anew."""
    past = certificates.write_past(ports, arguments.to)
    return {"file": str(arguments.to), "serial": past.card.serial}


def keys_help_open(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Open another office's key file with the root's sheets."""
    done = key_help.help_open(ports, arguments.keys, secret_in(arguments.seed_file))
    return {"file": str(arguments.keys), "recovery_code": done.recovery_code}


def _sheet(ports: Ports, target: Path | None, code: str) -> Json:
    if target is None:
        return {}
    ports.files.write(target, draw_root_sheet(ports, code))
    return {"sheet": str(target)}


def _node_json(row: NodeRow) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "node": row.node_id,
        "key_number": row.number,
        "revoked": row.revoked,
    }


def _beyond_json(item: StrayEvent) -> Json:
    return {
        "stream": item.stream,
        "seq": item.seq,
        "kind": item.kind,
        "dossier": item.dossier or None,
        "recorded_at": item.recorded_at,
        "applied": item.applied,
    }
