"""Commands about accounts: each takes the arguments and the open office."""

import argparse
from pathlib import Path

from ca_desktop.cli.answers import Json
from ca_desktop.cli.secrets import secret_in
from ca_desktop.services.office import accounts
from ca_desktop.services.office.accounts import Account
from ca_desktop.services.ports.office import Ports


def user_list(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Name everybody who may sign in."""
    return {"users": [_account_json(account) for account in accounts.accounts(ports)]}


def user_add(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let another person sign in."""
    secret = _secret(arguments.secret_file)
    done = accounts.add_account(ports, arguments.name, arguments.role, secret)
    return {"id": done.user_id, "name": arguments.name}


def user_reset(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Give a person a new passphrase, a new PIN or other roles, whatever is named."""
    user = accounts.account_named(ports, arguments.name)
    if arguments.role:
        accounts.set_roles(ports, user.user_id, arguments.role)
    if arguments.secret_file is not None:
        accounts.reset_passphrase(ports, user.user_id, secret_in(arguments.secret_file))
    if arguments.pin_file is not None:
        accounts.set_pin(ports, user.user_id, secret_in(arguments.pin_file))
    return {"id": user.user_id, "name": user.name}


def user_remove(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Close an account."""
    user = accounts.account_named(ports, arguments.name)
    accounts.remove_account(ports, user.user_id)
    return {"id": user.user_id, "name": user.name}


def _secret(path: Path | None) -> str:
    return "" if path is None else secret_in(path)


def _account_json(account: Account) -> Json:
    return {
        "id": account.user.user_id,
        "name": account.user.name,
        "roles": list(account.user.roles),
        "pin": account.has_pin,
        "passphrase": account.has_slot,
    }
