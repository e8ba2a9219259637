"""Commands of the exchange: packages, mails, sticks, and how it stands with each office."""

import argparse

from ca_desktop.cli.answers import Json, sentence
from ca_desktop.services import upkeep
from ca_desktop.services.desk.moving import finish_moves
from ca_desktop.services.exchange import (
    carrying,
    exports,
    handovers,
    imports,
    mails,
    previews,
    standings,
    sticks,
)
from ca_desktop.services.ports.office import Ports


def exchange_export(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write packages."""
    part = arguments.part_mb * 10**6 if arguments.part_mb else None
    done = exports.export_packages(
        ports, arguments.to, peer=arguments.peer, part=part, mail=arguments.mail
    )
    return {
        "files": [
            {
                "file": str(item.file),
                "parts": [str(file) for file in item.files],
                "mails": [str(file) for file in item.drafts],
                "peer": item.peer.code,
                "package": item.package,
                "events": item.events,
                "attachments": item.attachments,
                "size": item.size,
                "stick": item.stick,
                "look_again": item.look_again,
            }
            for item in done
        ]
    }


def exchange_address(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say where mails for an office go."""
    done = mails.set_mail_address(ports, arguments.code, arguments.address)
    return {"peer": done.office, "address": done.address}


def exchange_rewrite(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Put a package that was written before somewhere once more."""
    done = carrying.rewrite_package(
        ports, arguments.number, carrying.Target(arguments.to), peer=arguments.peer
    )
    return {
        "files": [
            {
                "file": str(file),
                "peer": done.peer.code,
                "package": done.package,
                "stick": done.stick,
                "look_again": done.look_again,
            }
            for file in done.files
        ]
    }


def exchange_check(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Read once more what was written to a stick or folder."""
    done = sticks.check_again(ports, arguments.folder)
    return {"folder": str(arguments.folder), "good": list(done.files)}


def exchange_eject(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let go of a stick."""
    return {"stick": sticks.eject_stick(ports, arguments.folder).name}


def exchange_preview(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say what files would bring."""
    return {
        "files": [
            {
                "file": str(item.file),
                "result": item.result,
                "code": item.code,
                "message": sentence(item.code, item.details),
                "sender": item.sender_code,
                "package": item.package,
                "claimed_at": item.claimed_at,
                "frozen": item.frozen,
                "events": item.events,
                "new": item.new_dossiers,
                "updated": item.updated_dossiers,
            }
            for item in previews.preview_packages(ports, arguments.files)
        ]
    }


def exchange_import(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take files in."""
    files = [imported_json(x) for x in upkeep.import_safely(ports, arguments.files)]
    finish_moves(ports)
    return {"files": files}


def imported_json(item: imports.Imported) -> Json:
    """Write what became of a file."""
    return {
        "file": str(item.file),
        "result": item.result,
        "code": item.code,
        "message": sentence(item.code, item.details),
        "sender": item.sender,
        "package": item.package,
        "events": item.events,
        "problems": item.problems,
    }


def exchange_status(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say how far the exchange is, and how it stands with each office."""
    status = exports.exchange_status(ports)
    found = standings.standings(ports)
    if arguments.out:
        standings.save_standings(ports, arguments.out)
    return {
        "fits_mark": status.fits_mark,
        "peers": [_standing(item) for item in found],
        "problems": [
            {"code": x.code, "kind": x.kind, "seq": x.seq, "stream": x.stream}
            for x in status.problems
        ],
        "out": str(arguments.out) if arguments.out else None,
    }


def _standing(item: standings.PeerStanding) -> Json:
    state = item.status.state
    return {
        "code": item.peer.code,
        "name": item.peer.name,
        "waiting": item.status.waiting,
        "unacknowledged": item.status.unacknowledged,
        "holds": item.stored,
        "applied": item.applied,
        "last_package": state.last_package if state else 0,
        "last_claimed_at": state.last_claimed_at if state else None,
        "last_imported_at": state.last_imported_at if state else None,
        "problems_there": state.problems if state else 0,
        "hand_in_by": item.hand_in.agreed.isoformat() if item.hand_in else None,
        "handed_in": item.hand_in.done if item.hand_in else None,
        "late_days": item.hand_in.late_days if item.hand_in else None,
        "quiet_days": item.quiet_days,
        "alarm": item.alarm.value,
        "no_calendar": item.no_calendar,
        "forks": item.forks,
        "parked": item.parked,
        "missing_parts": list(item.missing_parts),
        "clock_minutes": item.clock_minutes,
        "frozen": item.frozen,
        "program": state.program if state else None,
        "mail": item.contact.address,
        "remark": item.contact.remark,
    }


def exchange_remark(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Keep something in mind of an office."""
    return {"peer": standings.remark(ports, arguments.code, arguments.text).office}


def exchange_note(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write the note that two offices sign."""
    path = handovers.save_note(
        ports, arguments.number, arguments.to, peer=arguments.peer, taken=arguments.taken
    )
    return {"note": str(path)}
