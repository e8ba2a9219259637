"""Who approves a step of the command line, proved by a PIN where a file has it."""

import argparse

from ca_desktop.cli.secrets import secret_in
from ca_desktop.services.desk.approving import Confirmation, confirm_approver
from ca_desktop.services.ports.office import Ports


def confirmation(ports: Ports, arguments: argparse.Namespace) -> Confirmation | None:
    """Return that the account that was named agrees; None where it typed nothing."""
    path = arguments.approver_pin_file
    return confirm_approver(ports, arguments.approver, secret_in(path)) if path else None
