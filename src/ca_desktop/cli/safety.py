"""Commands for the safety of the data: backups, trials, the second journal."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.services.machines.restoring import Foreseen
from ca_desktop.services.office import backups
from ca_desktop.services.office.backups import Safety
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import UpkeepRow


def backup(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Make a verified backup."""
    return {"folder": str(backups.back_up(ports, arguments.to).folder)}


def show(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say how safe the data are."""
    return _safety_json(backups.safety(ports))


def try_out(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Put a new backup back on trial."""
    done = backups.try_backup(ports)
    return {"folder": str(done.folder), "differing": list(done.differing)}


def journal(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Move the second journal."""
    return _safety_json(backups.move_journal(ports, arguments.to))


def foreseen_json(foreseen: Foreseen) -> Json:
    """Write what going back to a backup would miss."""
    return {"events_after": foreseen.events, "newest": foreseen.newest or None}


def _safety_json(found: Safety) -> Json:
    return {
        "backup": _row_json(found.backup),
        "backup_days": found.backup_days,
        "copy": _row_json(found.copy),
        "trial": _row_json(found.trial),
        "copy_due": found.copy_due,
        "trial_due": found.trial_due,
        "journal": str(found.journal) if found.journal else None,
        "journal_sound": found.journal_sound,
    }


def _row_json(row: UpkeepRow | None) -> Json | None:
    return None if row is None else {"at": row.at, "later": row.later, "detail": row.detail}
